"""A month after a decision: the home tab, the agreement as a document and a canvas, the dates of check-ins.

The conversation is in English, and so are Amina and Tom; Léa's Slack is French.
"""

import io

import docx
import pytest
from playwright.sync_api import expect

from bot.playground.page.playground import Playground
from tests.page_browser.conftest import OpenWindow
from tests.page_browser.steps import pressed, word_file_and_canvas
from tests.page_browser.test_accessible import PHONE, looked_at

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
        "command": "/partenariat accord Solaris Foods",
        "canvas": "l’ouvrir",
        "title": "Accord avec Solaris Foods\N{NO-BREAK SPACE}: projet",
        "part": "Argent",
        "file": "accord-avec-solaris-foods.docx",
        "to_agree": "À convenir\N{NO-BREAK SPACE}:",
    },
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_agreement_is_read_as_a_canvas_and_downloaded_as_a_word_document(
    window: OpenWindow, a_month_later: Playground, language: str
) -> None:
    said, world = SAID[language], a_month_later.world
    person = world.person_named({"en": "Amina", "fr": "Léa"}[language])
    amina = window(person=person.id, at=world.channels["main"].id, language=language)
    amina.write(said["command"])
    amina.form()
    word_file_and_canvas(amina)

    # The file, in private
    amina.page.locator(".sidebar .entry").last.click()
    link = amina.page.locator(".file")
    expect(link).to_contain_text(said["file"])
    expect(link).to_contain_text(said["title"])
    found = looked_at(amina, "a file in a message", "light")
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
    if language == "fr":
        amina.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found += looked_at(amina, {"en": "canvas", "fr": "canvas on a phone"}[language])
    assert found == [], "\n".join(found)
    amina.page.reload()
    expect(canvas).to_be_visible()
    amina.page.locator(".place-tab").first.click()
    expect(canvas).to_have_count(0)
    expect(amina.page.locator("main .composer")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_waits_for_who_promised_something(window: OpenWindow, a_month_later: Playground, language: str) -> None:
    world = a_month_later.world
    tom = window(person=world.person_named("Tom").id, at=world.channels["main"].id, language=language)
    tom.write({"en": "/partnership language en", "fr": "/partenariat langue fr"}[language])
    expect(tom.messages.last).to_contain_text({"en": "Your language is set", "fr": "Votre langue est réglée"}[language])
    tom.page.locator("[data-place=home]").click()
    page = tom.page.locator(".home-page")
    for said in {
        "en": (
            "Check-in 1: your answers are needed",
            "What you have promised",
            "A second funder",
            "Overdue",
            "The next check-ins",
            "Your conversations",
        ),
        "fr": (
            "Point d’étape 1\N{NO-BREAK SPACE}: vos réponses sont attendues",
            "Ce que vous avez promis",
            "En retard",
            "Les prochains points d’étape",
            "Vos conversations",
        ),
    }[language]:
        expect(page).to_contain_text(said)
    expect(page).to_contain_text({"en": "1 partnership: 0 open, 1 decided", "fr": "1 partenariat"}[language])
    if language == "fr":
        tom.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found = looked_at(tom, {"en": "home", "fr": "home on a phone"}[language])
    assert found == [], "\n".join(found)
    page.locator("button[data-action^='check_in:']").click()
    tom.form()
    tom.page.keyboard.press("Escape")
    expect(tom.modal).to_have_count(0)


def test_a_time_is_picked_to_the_minute(window: OpenWindow, a_month_later: Playground) -> None:
    amina = window(at=a_month_later.world.channels["main"].id)
    amina.open_thread()
    pressed(amina, "schedule")
    amina.form("Check-in dates")
    at = amina.field("at").locator("input[type=time]")
    expect(at).to_have_value("09:00")
    amina.fill("at", "14:35")
    amina.fill("whose_time", "own")
    amina.page.reload()
    amina.form()
    expect(at).to_have_value("14:35")
    amina.sent()
    amina.foot()
    expect(amina.thread).to_contain_text("at 14:35, each person’s local time")
    pressed(amina, "schedule")
    amina.form()
    expect(at).to_have_value("14:35")
    at.fill("")
    amina.submit()
    needed = amina.field("at")
    expect(needed.get_by_role("alert")).to_have_text("Please fill this in.")
    amina.page.keyboard.press("Escape")
    expect(amina.modal).to_have_count(0)
