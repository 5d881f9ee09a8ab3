"""Forms: an error beside its field, what the coach asks again, a reload in the middle, two windows of one person."""

import re

from playwright.sync_api import expect

from tests.page_browser.conftest import OpenWindow, Room
from tests.page_browser.made_up import APP, message, telling, world
from tests.page_browser.steps import SCREENING, left_alone, pressed


def test_errors_stand_beside_their_fields_and_a_reload_keeps_what_was_typed(window: OpenWindow, room: Room) -> None:
    amina = window(at=room.id)
    amina.ready()
    amina.write("/partnership new")
    amina.form()
    amina.submit()
    needed = amina.field("name")
    expect(needed.get_by_role("alert")).to_have_text("Please fill this in.")
    expect(needed.locator("input")).to_be_focused()
    amina.button("more_setup", within=amina.modal).click()
    amina.fill("decision", "Do we sign the three-year programme?")
    amina.fill("name", "Solaris Foods")
    expect(needed.get_by_role("alert")).to_have_count(0)
    second = window(person=amina.people()["Amina"])
    expect(second.field("decision").locator("textarea")).to_have_value("Do we sign the three-year programme?")
    amina.page.reload()
    amina.form()
    expect(amina.field("decision").locator("textarea")).to_have_value("Do we sign the three-year programme?")
    expect(amina.field("name").locator("input")).to_have_value("Solaris Foods")
    amina.page.keyboard.press("Escape")
    expect(amina.modal).to_have_count(0)
    expect(second.modal).to_have_count(0)


def test_what_is_no_number_and_what_the_coach_asks_again(window: OpenWindow, room: Room) -> None:
    hand = room.screen("Amina")
    thread = room.opened(hand)
    for question, answer in SCREENING.items():
        hand.presses(f"answer:{question}:{answer}", room.id)
        hand.leaves()
    hand.presses("go_on", room.id)
    amina = window(at=room.id, thread=thread)
    pressed(amina, "open_section", "clarity")
    expect(amina.modal.locator("[data-field='q:need']")).to_be_attached()
    amina.fill("q:need", "visibility")
    amina.submit()
    # Vague: asked once more, in a form of its own, under one's own words.
    expect(amina.modal.locator("blockquote")).to_have_text("visibility")
    left_alone(amina)
    for section, following in (("clarity", "values"), ("values", "reach"), ("reach", "power")):
        hand.presses("next", room.id, section)
        if following != "power":
            hand.presses("open_section", room.id, following)
            assert hand.submit({})["ok"]
            hand.leaves()
    pressed(amina, "open_section", "power")
    expect(amina.field("q:money_received")).to_be_attached()
    amina.fill("q:money_received", "plenty")
    amina.submit()
    expect(amina.field("q:money_received").get_by_role("alert")).to_have_text(re.compile("number"))
    expect(amina.field("q:money_received").locator("input")).to_have_attribute("aria-invalid", "true")
    expect(amina.field("q:money_received").locator("input")).to_be_focused()
    amina.fill("q:money_received", "5,000 €")
    amina.submit()
    expect(amina.field("q:money_received").get_by_role("alert")).to_have_count(0)
    left_alone(amina)


def test_a_date_beside_buttons_says_what_it_is_for(window: OpenWindow) -> None:
    until = {"type": "plain_text", "text": "Away until…"}
    date = {"type": "datepicker", "action_id": "away", "placeholder": until}
    blocks = [{"type": "actions", "block_id": "b", "elements": [date]}]
    amina = window(before=telling(world([message(1, user=APP, bot=True, text="asked", blocks=blocks)])))
    expect(amina.page.locator(".dated")).to_contain_text("Away until…")
    expect(amina.page.get_by_label("Away until…")).to_be_editable()
