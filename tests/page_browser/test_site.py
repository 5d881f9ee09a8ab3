"""The site of docs/ in a browser: a word is found, diagrams show, pages fit a phone, and nothing asks another host."""

import re
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


SAID = """() => {
  const said = []
  const own = ".md-skip, .md-top, .md-search, .md-nav__title, .md-footer__direction, .md-visually-hidden, button, h1"
  const within = (root, shadow) => {
    for (const one of root.querySelectorAll("*")) {
      for (const name of ["aria-label", "placeholder", "title"]) said.push(one.getAttribute(name))
      const theirs = one.closest("[role=option], script, style, article")
      if (!theirs && (shadow || one.closest(own)))
        said.push(...[...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data))
      if (one.shadowRoot) within(one.shadowRoot, true)
    }
  }
  within(document, false)
  return said
}"""
"""What the theme says on a page, its search included: labels, hints, buttons; not what a document or a menu says."""
IN_BOTH = {"Navigation"}


def _interface(site: Site, browser: Browser, place: str) -> set[str]:
    """Everything that the theme says on a page: as it opens, and with the search open, with and without results."""
    page, _ = _opened(browser, site.pages / place)
    said = set(page.evaluate(SAID))
    page.locator(".md-search__button").click()
    for typed, counted in (("message", r"\d"), ("qqqzzz", r"^\D*$")):
        page.get_by_role("combobox").fill(typed)
        expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(re.compile(counted))
        said |= set(page.evaluate(SAID))
    page.context.close()
    told = {re.sub(r"\d+", "1", one).replace("\xa0", " ").strip() for one in said if one}
    return {one for one in told if re.search(r"[^\W\d]{2}", one)}


@pytest.mark.parametrize("place", ["index.html", "user-guide.html", "partner.html"])
def test_a_french_page_says_nothing_as_the_english_one_does(site: Site, browser: Browser, place: str) -> None:
    english, french = (_interface(site, browser, f"{folder}{place}") for folder in ("", "fr/"))
    assert {"Search", "Close search", "Search results", "1 results"} <= english
    assert {"Rechercher", "Fermer la recherche", "1 résultats"} <= french
    assert english & french - IN_BOTH == set()


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
