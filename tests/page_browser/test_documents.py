"""A canvas in the tabs of its channel, and a document in one's messages: read, downloaded, opened again."""

import io
from typing import Any

import docx
import pytest
from playwright.sync_api import expect

from tests.page_browser import made_up
from tests.page_browser.conftest import OpenWindow
from tests.page_browser.hands import Window
from tests.page_browser.made_up import APP, CHANNEL, message, telling, world
from tests.page_browser.steps import word_file_and_canvas
from tests.page_browser.test_accessible import looked_at

SAID: dict[str, dict[str, str]] = {
    "en": {
        "command": "/partnership agreement Solaris Foods",
        "canvas": "open it",
        "title": "Agreement with Solaris Foods: a draft",
        "part": "Money",
        "file": "agreement-with-solaris-foods.docx",
        "to_agree": "To be agreed:",
    },
    "fr": {
        "command": "/partenariat accord Solaris Alimentation",
        "canvas": "l'ouvrir",
        "title": "Accord avec Solaris Alimentation\N{NO-BREAK SPACE}: projet",
        "part": "Argent",
        "file": "accord-avec-solaris-alimentation.docx",
        "to_agree": "À convenir\N{NO-BREAK SPACE}:",
    },
}


def drafted(window: Window, said: dict[str, str]) -> None:
    """The draft on top, for a partnership that was decided."""
    window.write(said["command"])
    window.form()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_agreement_is_read_as_a_canvas_and_downloaded_as_a_word_document(window: OpenWindow, language: str) -> None:
    said = SAID[language]
    amina = window()
    amina.ready()
    amina.situation("due")
    assert amina.page.locator(".place-tabs").count() == 0, "no canvas, no tabs"
    drafted(amina, said)
    word_file_and_canvas(amina)

    # The file, in private
    amina.page.locator(".sidebar .entry").last.click()
    link = amina.page.locator(".file")
    expect(link).to_contain_text(said["file"])
    expect(link).to_contain_text(said["title"])
    found = looked_at(amina, "a file in a message")
    with amina.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == said["file"]
    document = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    assert document.paragraphs[0].text == said["title"]

    # The canvas, from the message that tells of it
    amina.page.get_by_role("button", name=said["canvas"]).click()
    canvas = amina.page.locator(".canvas-page")
    expect(canvas.get_by_role("heading", level=2)).to_have_text(said["title"])
    expect(canvas.get_by_role("heading", level=2)).to_be_focused()
    expect(canvas.get_by_role("heading", level=3, name=said["part"])).to_be_visible()
    expect(canvas.locator("li strong").first).to_have_text(said["to_agree"])
    written = canvas.inner_text()
    assert "\\" not in written, "signs that were escaped are signs again"
    assert "**" not in written
    assert "[](" not in written
    assert amina.page.locator("main .composer").count() == 0, "one only reads it"
    found += looked_at(amina, "canvas")
    amina.page.emulate_media(color_scheme="dark")
    found += looked_at(amina, "canvas by night")
    amina.page.set_viewport_size({"width": 390, "height": 844})
    found += looked_at(amina, "canvas on a phone")
    assert found == [], "\n".join(found)
    amina.page.reload()
    expect(canvas).to_be_visible()
    amina.page.locator(".place-tab").first.click()
    expect(canvas).to_have_count(0)
    expect(amina.page.locator("main .composer")).to_be_visible()


def a_canvas(**more: Any) -> dict[str, Any]:
    return {"id": "F1", "channel": CHANNEL, "title": "Plan", "markdown": "", **more}


def test_a_canvas_comes_to_a_window_that_is_open_and_is_read_with_the_keyboard(window: OpenWindow) -> None:
    amina = window(before=telling(world([message(1, text="hello")])))
    made_up.tell(amina.page, {"canvas:F1": a_canvas(markdown="## One\n\n- a\n- ![](@U2), **b**\n\n---\n\nx \\* y")})
    tab = amina.page.get_by_role("navigation").get_by_role("button", name="Plan")
    tab.focus()
    amina.page.keyboard.press("Enter")
    canvas = amina.page.locator(".canvas-page")
    expect(canvas.locator("h3")).to_have_text("One")
    expect(canvas.locator("li")).to_have_text(["a", "@Tom, b"])
    expect(canvas.locator("hr")).to_have_count(1)
    expect(canvas.locator(".rich > p").last).to_have_text("x * y")
    made_up.tell(amina.page, {}, ["canvas:F1"])
    expect(amina.page.locator("main .message")).to_have_count(1)


def test_hostile_text_is_inert_in_a_canvas_and_in_a_file_s_name(window: OpenWindow) -> None:
    hostile = '<img src=x onerror="window.hacked=1"> [a](javascript:window.hacked=1) ![](@U404) ![](x.png)'
    files = [{"id": "F2", "name": f"{hostile}.docx", "title": hostile, "alt": hostile, "size": 1}]
    shown = world([message(1, user=APP, bot=True, text="a file", files=files)])
    canvas = a_canvas(title=hostile, markdown="\n".join((f"# {hostile}", f"- {hostile}", hostile, f"> {hostile}")))
    amina = window(before=telling(shown | {"canvas:F1": canvas}))
    expect(amina.page.locator(".file-title")).to_have_text(hostile)
    amina.page.locator(".place-tab").last.click()
    expect(amina.page.locator(".canvas-page h2")).to_have_text(hostile)
    assert amina.page.locator(".canvas-page img, .canvas-page a").count() == 0
    assert amina.page.evaluate("window.hacked") is None
