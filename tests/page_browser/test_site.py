"""The site of docs/ in a browser: a word is found, diagrams show, pages fit a phone, and nothing asks another host."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.building import Site
from tests.site.conftest import site

__all__ = ["site"]


def _opened(browser: Browser, page: Path, width: int = 1300) -> tuple[Page, list[str]]:
    opened = browser.new_context(viewport={"width": width, "height": 850}).new_page()
    foreign: list[str] = []
    opened.on("request", lambda one: None if one.url.startswith("file:") else foreign.append(one.url))
    opened.goto(page.as_uri())
    return opened, foreign


@pytest.mark.parametrize(
    ("place", "word", "found"),
    [
        ("index.html", "pg_dump", "Database, backups, upgrades"),
        ("fr/index.html", "cadenas", "Pour les personnes du partenaire"),
    ],
)
def test_a_word_is_found_from_a_folder(site: Site, browser: Browser, place: str, word: str, found: str) -> None:
    page, foreign = _opened(browser, site.pages / place)
    page.locator(".md-search__button").click()
    page.get_by_role("combobox").fill(word)
    expect(page.get_by_role("option").filter(has_text=found).first).to_be_visible()
    assert foreign == []
    page.context.close()


@pytest.mark.parametrize("file", ["lifecycle", "check-in", "architecture"])
def test_a_diagram_shows(site: Site, browser: Browser, file: str) -> None:
    page, foreign = _opened(browser, site.pages / f"{file}.html")
    drawn = page.locator("img.diagram")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.naturalWidth") > 0
    assert drawn.bounding_box()["width"] > 150
    assert foreign == []
    page.context.close()


@pytest.mark.parametrize(
    "place", ["index", "operators", "operators/processing", "access", "participants", "fr/partner", "fr/user-guide"]
)
def test_a_page_fits_a_phone(site: Site, browser: Browser, place: str) -> None:
    page, _ = _opened(browser, site.pages / f"{place}.html", width=390)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()
