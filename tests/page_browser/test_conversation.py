"""A whole conversation of three people in two windows, from the command to the decision; one of them speaks French."""

import re

from playwright.sync_api import expect

from bot.i18n.catalogue import words
from tests.page_browser.conftest import OpenWindow, Room
from tests.page_browser.hands import Window
from tests.page_browser.steps import SCREENING, left_alone, opened, pressed, screened

TICKED: dict[str, dict[str, str | list[str]]] = {
    "clarity": {"q:walk_away_check": "all_met", "q:stage": "talking", "q:meaning": "co_creation"},
    "values": {"q:shared_outcomes": "paid", "q:audience_values": "yes_asked", "q:against": ["nothing"]},
    "reach": {"q:measure": "action_measure", "q:messenger": "trusted_evidence"},
    "power": {
        "q:money_control": "partner",
        "q:dependence": "neither",
        "q:acknowledged": "not_yet",
        "q:dependence_share": "a third",
        "q:written": ["amounts", "paid_work"],
    },
    "closing": {"q:speak_up": "went_well", "q:lean": "go_if"},
}
OTHERWISE = {
    "clarity": ("q:stage", "unsure"),
    "values": ("q:audience_values", "no"),
    "reach": ("q:measure", "action_measure"),
    "power": ("q:dependence", "partner_depends"),
    "closing": ("q:speak_up", "cost_something"),
}
TEXT = {
    "clarity": ("q:need", "A mobile library in 40 villages before June 2027"),
    "reach": ("q:audience", "Parents at the market of Khombole"),
}


def answered(window: Window, section: str) -> None:
    """The section's whole form, then whatever the coach asks again: closed without a word."""
    pressed(window, "open_section", section)
    expect(window.field(next(iter(TICKED[section])))).to_be_attached()
    for block, value in TICKED[section].items():
        window.fill(block, value)
    if section in TEXT:
        window.fill(*TEXT[section])
    window.submit()
    left_alone(window)


def differed(window: Window, section: str, language: str) -> None:
    """One field of the section's form, in one's own language, and otherwise than the first."""
    pressed(window, "open_section", section)
    block, value = OTHERWISE[section]
    expect(window.field(block)).to_be_attached()
    expect(window.modal.locator("[type=submit]")).to_have_text(words(language).say("modal.submit"))
    window.fill(block, value)
    window.submit()
    left_alone(window)


def test_from_the_command_to_the_decision(window: OpenWindow, room: Room) -> None:
    for name in ("Amina", "Tom"):  # another test of this world may have chosen French for them
        room.screen(name).does("command", channel=room.id, command="/partnership", text="language en")
    amina = window(at=room.id)
    amina.ready()
    first, second, third = "Amina", "Tom", "Léa"
    opened(amina, [first, second, third])
    other = window(person=amina.people()[second], at=room.id, language="fr")
    other.open_thread()

    screened(amina)
    for person in (second, third):
        other.be(person)
        screened(other, SCREENING | ({"admin_load": "no"} if person == third else {}))
    # The last answer reveals the screening, live in both windows.
    expect(amina.button("go_on", within=amina.thread)).to_be_visible()
    other.foot()
    expect(other.button("go_on", within=other.thread)).to_be_visible()
    pressed(amina, "go_on")

    others = [third, second]
    for section in TICKED:
        answered(amina, section)
        for person in others:
            other.be(person)
            differed(other, section, "fr" if person == third else "en")
        others.reverse()  # who has just answered goes on
        pressed(amina, "next", section)

    amina.foot()
    expect(amina.button("decide", within=amina.thread)).to_be_visible()
    amina.press("decide", within=amina.thread)
    amina.form()
    amina.fill("outcome", "go_if")
    amina.fill("reason", "The van is what the villages asked for.")
    amina.sent()
    decided = other.thread.locator("article.message", has_text="The van is what the villages asked for.")
    other.foot()
    expect(decided).to_be_visible()
    expect(amina.thread.locator("article.message", has_text=re.compile("Solaris Foods")).first).to_be_visible()
