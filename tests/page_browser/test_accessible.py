"""axe-core finds nothing: light and dark, a modal open, a thread, the home tab, a phone's width."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.page_browser.conftest import OpenWindow
from tests.page_browser.hands import Window
from tests.page_browser.steps import COMMAND, opened


def looked_at(window: Window, what: str) -> list[str]:
    """What axe-core finds wrong, a line each."""
    window.page.wait_for_timeout(300)
    found: Any = Axe().run(window.page).response["violations"]
    return [
        f"{what}: {one['id']} ({one['help']}): {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_wrong(window: OpenWindow, scheme: str) -> None:
    amina = window(scheme=scheme)
    amina.ready()
    found = looked_at(amina, "empty channel")
    amina.write(COMMAND["en"])
    amina.form()
    amina.submit()
    found += looked_at(amina, "modal with errors")
    amina.page.keyboard.press("Escape")
    expect(amina.modal).to_have_count(0)
    opened(amina, list(amina.people()))
    amina.press("status")
    found += looked_at(amina, "channel and thread")
    amina.page.locator("[data-composer=channel]").fill("@")
    found += looked_at(amina, "completion")
    amina.page.locator("[data-composer=channel]").fill("")
    amina.page.locator(".bar-controls [data-bonnet]").click()
    for tab in ("Calls", "Statechart", "Database"):
        amina.page.get_by_role("tab", name=tab).click()
        amina.page.wait_for_timeout(1200)
        found += looked_at(amina, f"bonnet, {tab}")
    amina.page.locator(".bonnet-head .icon-button").click()
    amina.go("Home")
    amina.page.locator(".home-page").wait_for()
    found += looked_at(amina, "home")
    amina.page.set_viewport_size({"width": 390, "height": 844})
    found += looked_at(amina, "phone")
    amina.page.locator(".drawer-button").click()
    found += looked_at(amina, "drawer")
    assert found == [], "\n".join(found)
