"""axe-core finds nothing: light and dark, a modal open, a thread, the home tab, a phone's width."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.page_browser.conftest import OpenWindow, Room
from tests.page_browser.hands import Scheme, Window
from tests.page_browser.steps import COMMAND

PHONE = {"width": 390, "height": 844}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the dark scheme changes: nothing but colours (test_words holds that), so nothing else is looked at twice."""


COLOURS_STAND = """() => {
  const now = [...document.querySelectorAll("body *")].map(one => getComputedStyle(one).color).join();
  const before = window.coloursSeen;
  window.coloursSeen = now;
  return now === before;
}"""
"""Is every colour of the page the one of the last look? A change of scheme does not reach all elements at once."""


def looked_at(window: Window, what: str, *schemes: Scheme) -> list[str]:
    """What axe-core finds wrong in these schemes, or in both, a line each."""
    found = []
    for scheme in schemes or ("light", "dark"):
        window.page.emulate_media(color_scheme=scheme)
        window.page.wait_for_function(COLOURS_STAND, polling=100)
        options = {"resultTypes": ["violations"]} | (COLOURS if scheme == "dark" and len(schemes) != 1 else {})
        wrong: Any = Axe().run(window.page, options=options).response["violations"]
        found += [
            f"{what}, {scheme}: {one['id']} ({one['help']}): "
            f"{[(node['html'][:160], node['failureSummary']) for node in one['nodes'][:3]]}"
            for one in wrong
        ]
    return found


def test_nothing_is_found_wrong(window: OpenWindow, room: Room) -> None:
    amina = window(at=room.id)
    amina.ready()
    found = looked_at(amina, "empty channel")
    amina.write(COMMAND["en"])
    amina.form()
    amina.fill("name", "")
    amina.submit()
    expect(amina.modal.get_by_role("alert").first).to_be_visible()
    found += looked_at(amina, "modal with errors")
    amina.page.keyboard.press("Escape")
    expect(amina.modal).to_have_count(0)
    people = amina.people()
    room.opened(room.screen("Amina"), people["Tom"], people["Léa"])
    amina.open_thread()
    amina.press("status")
    amina.answered()
    amina.foot()
    found += looked_at(amina, "channel and thread")
    amina.page.locator("[data-composer=channel]").fill("@")
    expect(amina.page.get_by_role("option").first).to_be_visible()
    found += looked_at(amina, "completion")
    amina.page.locator("[data-composer=channel]").fill("")
    amina.page.locator(".bar-controls [data-backstage]").click()
    for tab, shown in (
        ("Calls", ".entry-row"),
        ("Statechart", ".chart-state.is-lit"),
        ("Database", ".backstage-tables"),
    ):
        amina.page.get_by_role("tab", name=tab).click()
        amina.page.locator(shown).first.wait_for()
        found += looked_at(amina, f"backstage, {tab}")
    amina.page.locator(".backstage-head .icon-button").click()
    amina.go("Home")
    amina.page.locator(".home-page").wait_for()
    found += looked_at(amina, "home")
    amina.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found += looked_at(amina, "phone")
    amina.page.locator(".drawer-button").click()
    amina.page.locator(".sidebar.is-open").wait_for()
    found += looked_at(amina, "drawer")
    assert found == [], "\n".join(found)
