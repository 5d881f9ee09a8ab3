"""Forms: an error beside its field, what the coach asks again, a reload in the middle, two windows of one person."""

import re

from playwright.sync_api import expect

from tests.page_browser.conftest import OpenWindow
from tests.page_browser.made_up import APP, message, telling, world
from tests.page_browser.steps import COMMAND, left_alone, opened, pressed, screened

FREE = {"gap": "yes", "bandwidth": "both", "admin_load": "yes"}


def test_errors_stand_beside_their_fields_and_a_reload_keeps_what_was_typed(window: OpenWindow) -> None:
    amina = window()
    amina.ready()
    amina.write(COMMAND["en"])
    amina.form()
    amina.submit()
    needed = amina.field("our_kind")
    expect(needed.get_by_role("alert")).to_have_text("Please fill this in.")
    expect(needed.locator("select")).to_be_focused()
    amina.fill("decision", "Do we sign the three-year programme?")
    amina.fill("our_kind", "nonprofit")
    expect(needed.get_by_role("alert")).to_have_count(0)
    second = window(person=amina.people()["Amina"])
    expect(second.field("decision").locator("textarea")).to_have_value("Do we sign the three-year programme?")
    amina.page.reload()
    amina.form()
    expect(amina.field("decision").locator("textarea")).to_have_value("Do we sign the three-year programme?")
    expect(amina.field("our_kind").locator("select")).to_have_value("nonprofit")
    amina.page.keyboard.press("Escape")
    expect(amina.modal).to_have_count(0)
    expect(second.modal).to_have_count(0)


def test_what_is_no_number_and_what_the_coach_asks_again(window: OpenWindow) -> None:
    amina = window()
    amina.ready()
    opened(amina, list(amina.people()), alone=True)
    screened(amina, FREE)
    for section in ("screening", "clarity", "values", "reach"):
        pressed(amina, "go_on" if section == "screening" else "next", section)
        following = {"screening": "clarity", "clarity": "values", "values": "reach", "reach": "power"}[section]
        expect(amina.button("open_section", within=amina.thread, section=following)).to_be_visible()
        if following != "power":
            pressed(amina, "open_section", following)
            expect(amina.modal.locator("[data-field^='q:']").first).to_be_attached()
            if following == "clarity":
                amina.fill("q:need", "visibility")
            amina.submit()
            if following == "clarity":
                # Vague: asked once more, in a form of its own, under one's own words.
                expect(amina.modal.locator("blockquote")).to_have_text("visibility")
            left_alone(amina)
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


def test_a_time_is_picked_to_the_minute(window: OpenWindow) -> None:
    amina = window()
    amina.ready()
    amina.situation("due")
    amina.open_thread()
    pressed(amina, "schedule")
    amina.form("When I ask again")
    at = amina.field("at").locator("input[type=time]")
    expect(at).to_have_value("09:00")
    amina.fill("at", "14:35")
    amina.fill("whose_time", "own")
    amina.page.reload()
    amina.form()
    expect(at).to_have_value("14:35")
    amina.sent()
    amina.foot()
    expect(amina.thread).to_contain_text("at 14:35, each person's local time")
    pressed(amina, "schedule")
    amina.form()
    expect(at).to_have_value("14:35")
    at.fill("")
    amina.submit()
    needed = amina.field("at")
    expect(needed.get_by_role("alert")).to_have_text("Please fill this in.")
