"""A whole conversation of three people in two windows, from the command to the decision, in each language."""

import re

import pytest
from playwright.sync_api import expect

from tests.page_browser.conftest import OpenWindow
from tests.page_browser.hands import Window
from tests.page_browser.steps import SCREENING, left_alone, opened, pressed, screened

TICKED: dict[str, dict[str, str | list[str]]] = {
    "clarity": {"q:walk_away_check": "all_met", "q:harm": "no"},
    "values": {"q:shared_outcomes": "4", "q:audience_values": "yes_asked", "q:unpublicised": "yes"},
    "reach": {"q:came_first": "outcomes_first", "q:measure": "action_measure", "q:messenger": "trusted_evidence"},
    "power": {
        "q:money_control": "partner",
        "q:dependence": "neither",
        "q:acknowledged": "not_yet",
        "q:money_received": "5k",
    },
    "closing": {"q:agreement": ["roles", "money"], "q:people": "named_backup", "q:speak_up": "4", "q:lean": "go_if"},
}
TEXT = {
    "clarity": ("q:need", "A mobile library in 40 villages before June 2027"),
    "reach": ("q:audience", "Parents at the market of Khombole"),
}


def answered(window: Window, section: str, differs: bool = False) -> None:
    """The section's form, then whatever the coach asks again: closed without a word."""
    pressed(window, "open_section", section)
    expect(window.field(next(iter(TICKED[section])))).to_be_attached()
    for block, value in TICKED[section].items():
        window.fill(block, "partner_depends" if differs and block == "q:dependence" else value)
    if section in TEXT:
        window.fill(*TEXT[section])
    view = window.modal.locator("form").get_attribute("data-view")
    window.submit()
    window.page.wait_for_function(
        "view => !document.querySelector(`dialog.dialog-view form[data-view='${view}']`)"
        " || document.querySelector('dialog.dialog-view .dialog-foot [type=submit]:not(.is-busy)')",
        arg=view,
    )
    left_alone(window)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_from_the_command_to_the_decision(window: OpenWindow, language: str) -> None:
    amina = window()
    amina.ready()
    names = list(amina.people())
    first, second, third = names[0], names[1], names[2]
    opened(amina, names)
    other = window(person=amina.people()[second])
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

    for section in TICKED:
        for person, there in ((first, amina), (second, other), (third, other)):
            if there is other:
                other.be(person)
            answered(there, section, differs=person == third)
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
