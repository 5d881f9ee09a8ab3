"""The app's own page in the playground with very much on it, in both languages."""

from typing import Any

import pytest

from bot.i18n.catalogue import words
from tests.blocks.home_surfaces import home_of_10_000
from tests.blocks.sample import Story
from tests.page_browser import made_up
from tests.page_browser.conftest import OpenWindow
from tests.page_browser.hands import Window
from tests.page_browser.test_accessible import PHONE, looked_at


def at_home(window: Window) -> None:
    window.page.locator("[data-place=home]").click()
    window.page.locator(".home-page").wait_for()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_very_much_of_everything_and_the_way_to_the_next_page(window: OpenWindow, language: str) -> None:
    story = Story()
    view: Any = home_of_10_000(words(language), story)
    people = {f"person:{one}": made_up.person(one, "Amina") for one in (*story.our_ids, story.opener)}
    entities = made_up.world([], home={"id": "V1", "blocks": view["blocks"], "values": {}}, **people)
    amina = window(before=made_up.telling(entities))
    at_home(amina)
    if language == "fr":
        amina.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found = looked_at(amina, {"en": "home", "fr": "home on a phone"}[language])
    assert found == [], "\n".join(found)
    name = {"en": "Show the next ones", "fr": "Voir les suivants"}[language]
    with amina.page.expect_request(lambda request: "home_page" in (request.post_data or "")) as sent:
        amina.page.get_by_role("button", name=name).click()
    touched = sent.value.post_data_json
    assert (touched["do"], touched["where"], touched["action_id"]) == ("touch", {"view": "V1"}, "home_page:2")
