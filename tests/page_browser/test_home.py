"""The app's own page in the playground: what waits, what was promised, check-ins, the portfolio, pages; in both languages."""

from typing import Any

import pytest
from playwright.sync_api import expect

from bot.i18n import words
from tests.blocks.home_surfaces import home_of_10_000
from tests.blocks.sample import Story
from tests.page_browser import made_up
from tests.page_browser.conftest import OpenWindow
from tests.page_browser.hands import Window
from tests.page_browser.test_accessible import looked_at

PHONE = {"width": 390, "height": 844}


def at_home(window: Window) -> None:
    window.page.locator("[data-place=home]").click()
    window.page.locator(".home-page").wait_for()


def looked_at_in_each_light(window: Window) -> list[str]:
    """By day, by night, on a phone."""
    found = looked_at(window, "by day")
    window.page.emulate_media(color_scheme="dark")
    found += looked_at(window, "by night")
    window.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return found + looked_at(window, "phone")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_month_after_a_decision(window: OpenWindow, language: str) -> None:
    tom = window()
    tom.ready()
    tom.situation("due")
    tom.be("Tom")
    tom.write({"en": "/partnership language en", "fr": "/partenariat langue fr"}[language])
    expect(tom.messages.last).to_contain_text({"en": "Your language is set", "fr": "Votre langue est réglée"}[language])
    at_home(tom)
    page = tom.page.locator(".home-page")
    for said in {
        "en": (
            "Check-in 1 waits",
            "What you have promised",
            "A second funder",
            "Its day is over",
            "The next check-ins",
            "Your conversations",
        ),
        "fr": (
            "Le point d'étape 1 attend",
            "Ce que vous avez promis",
            "Le jour est passé",
            "Les prochains points d'étape",
            "Vos conversations",
        ),
    }[language]:
        expect(page).to_contain_text(said)
    expect(page).to_contain_text({"en": "1 partnership: 0 open, 1 decided", "fr": "1 partenariat"}[language])
    assert looked_at_in_each_light(tom) == []
    page.locator("button[data-action^='check_in:']").click()
    tom.form()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_very_much_of_everything_and_the_way_to_the_next_page(window: OpenWindow, language: str) -> None:
    story = Story()
    view: Any = home_of_10_000(words(language), story)
    people = {f"person:{one}": made_up.person(one, "Amina") for one in (*story.our_ids, story.opener)}
    entities = made_up.world([], home={"id": "V1", "blocks": view["blocks"], "values": {}}, **people)
    amina = window(before=made_up.telling(entities))
    at_home(amina)
    assert looked_at_in_each_light(amina) == []
    name = {"en": "Show the next ones", "fr": "Voir les suivants"}[language]
    with amina.page.expect_request(lambda request: "home_page" in (request.post_data or "")) as sent:
        amina.page.get_by_role("button", name=name).click()
    touched = sent.value.post_data_json
    assert (touched["do"], touched["where"], touched["action_id"]) == ("touch", {"view": "V1"}, "home_page:2")
