"""A canvas in the tabs of its channel, and a document in one's messages, made up: read by keys, hostile, told to an open window."""

from typing import Any

from playwright.sync_api import expect

from tests.page_browser import made_up
from tests.page_browser.conftest import OpenWindow
from tests.page_browser.made_up import APP, CHANNEL, message, telling, world


def a_canvas(**more: Any) -> dict[str, Any]:
    return {"id": "F1", "channel": CHANNEL, "title": "Plan", "markdown": "", **more}


def test_a_canvas_comes_to_a_window_that_is_open_and_is_read_with_the_keyboard(window: OpenWindow) -> None:
    amina = window(before=telling(world([message(1, text="hello")])))
    assert amina.page.locator(".place-tabs").count() == 0, "no canvas, no tabs"
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
