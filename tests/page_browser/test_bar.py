"""The playground bar: language, theme, the play and taking over, shortcuts, a guide that is being written."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.page_browser.conftest import OpenWindow, Room
from tests.page_browser.server import playground
from tests.page_browser.steps import left_alone

DARK = "rgb(17, 22, 21)"
"""What the page stands on in the dark: waited for, as a colour scheme does not change in the same instant."""

GUIDE = Path(__file__).parent.parent.parent / "flows" / "guide"


def test_language_and_theme_change_at_once_and_stay(window: OpenWindow) -> None:
    amina = window()
    amina.page.locator(".bar-controls [data-language=fr]").click()
    expect(amina.page.locator(".sidebar h2").first).to_have_text("Canaux")
    expect(amina.page.locator("html")).to_have_attribute("lang", "fr")
    theme = amina.page.locator(".bar-controls [data-theme-now]")
    theme.click()
    theme.click()
    expect(amina.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(amina.page.locator("body")).to_have_css("background-color", DARK)
    amina.page.reload()
    expect(amina.page.locator(".sidebar h2").first).to_have_text("Canaux")
    expect(amina.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(amina.page.locator("body")).to_have_css("background-color", DARK)
    # At 200 % zoom nothing is cut off: the page is as wide as the window.
    amina.page.set_viewport_size({"width": 640, "height": 450})
    assert amina.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("language", "first"), [("en", "Friday 1 January"), ("fr", "vendredi 1er janvier")])
def test_the_first_of_a_month_is_written_as_the_language_does(window: OpenWindow, language: str, first: str) -> None:
    asked = "async () => (await import('/static/i18n.js')).day(Date.UTC(2027, 0, 1, 12) / 1000, 'UTC')"
    assert window(language=language).page.evaluate(asked).replace(",", "") == first


@pytest.mark.usefixtures("untouched")
def test_the_sample_plays_until_one_takes_over(window: OpenWindow) -> None:
    amina = window()
    amina.ready()
    amina.page.locator(".bar-controls [data-play]").click()
    expect(amina.page.locator(".play-strip .play-step")).to_be_visible()
    expect(amina.thread).to_be_visible(timeout=60_000)
    amina.page.locator(".play-strip input").uncheck()
    amina.write("I have a question.", thread=True)
    expect(amina.page.locator(".play-strip")).to_have_count(0)
    expect(amina.page.locator(".bar-controls [data-play]")).to_have_attribute("aria-pressed", "false")


def test_shortcuts_and_words_of_ones_own(window: OpenWindow, room: Room) -> None:
    room.opened(room.screen("Amina"))
    amina = window(at=room.id)
    amina.ready()
    amina.page.locator("[data-tool=shortcuts]").click()
    amina.page.get_by_role("menuitem").first.click()
    amina.form()
    expect(amina.field("channel").locator("select")).to_be_visible()
    left_alone(amina)
    amina.write("Their budget ends in June.")
    said = amina.messages.filter(has_text="Their budget ends in June.").last
    said.hover()
    said.locator("[data-tool=more]").click()
    amina.page.get_by_role("menuitem", name="Add as a remark").click()
    expect(amina.page.locator("article.message.is-private").last).to_be_visible()
    left_alone(amina)
    said = amina.messages.filter(has_text="Their budget ends in June.").last
    said.hover()
    said.locator("[data-tool=more]").click()
    amina.page.get_by_role("menuitem", name="Edit message").click()
    amina.page.locator(".editor textarea").fill("Their budget ends in July.")
    amina.page.keyboard.press("Enter")
    expect(amina.messages.filter(has_text="Their budget ends in July.")).to_contain_text("(edited)")
    amina.open_thread()
    amina.write("/partnership help", thread=True)
    expect(amina.page.locator(".toast")).to_contain_text("thread")


def test_errors_of_a_guide_are_on_the_page_until_it_is_right(window: OpenWindow, tmp_path: Path) -> None:
    guide = shutil.copytree(GUIDE, tmp_path / "guide") / "guide.toml"
    right = guide.read_text("utf-8")
    wrong = right.replace("[[", "[[ oops", 1) + "\n= broken"
    guide.write_text(wrong, "utf-8")
    with playground("en", guide) as address:
        author = window(address=address)
        expect(author.page.locator(".guide-errors li").first).to_be_visible()
        guide.write_text(right, "utf-8")
        expect(author.page.locator(".guide-errors")).to_have_count(0)
        expect(author.page.locator(".guide-mark")).to_be_visible()
        author.ready()
        guide.write_text(wrong, "utf-8")
        expect(author.page.locator(".guide-errors li").first).to_be_visible()
        author.ready()
        author.close()
