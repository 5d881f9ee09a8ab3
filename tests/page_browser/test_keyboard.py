"""Everything by keys alone."""

from playwright.sync_api import expect

from tests.page_browser.conftest import OpenWindow, Room


def test_a_conversation_is_opened(window: OpenWindow, room: Room) -> None:
    amina = window(at=room.id)
    amina.ready()
    keys = amina.page.keyboard
    keys.press("Tab")
    keys.press("Tab")
    expect(amina.page.locator(".skip a").nth(1)).to_be_focused()
    keys.press("Enter")
    composer = amina.page.locator("[data-composer=channel]")
    expect(composer).to_be_focused()
    keys.type("/part")
    expect(amina.page.get_by_role("option")).to_have_count(2)
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(composer).to_have_value("/partnership ")
    keys.type("new Solaris Foods")
    keys.press("Enter")
    amina.form()
    # The focus is in the form and stays there.
    expect(amina.field("name").locator("input")).to_be_focused()
    for _ in range(60):
        keys.press("Tab")
    assert amina.page.evaluate("() => document.querySelector('dialog').contains(document.activeElement)")
    amina.field("people:other").locator("input").focus()
    keys.type("tom")
    keys.press("Enter")
    expect(amina.field("people:other").locator(".chip").last).to_have_text("Tom")
    keys.press("Escape")
    expect(amina.modal).to_be_visible()
    amina.modal.locator("[type=submit]").focus()
    keys.press("Enter")
    expect(amina.modal).to_have_count(0)
    expect(amina.page.locator("main .replies")).to_be_visible()


def test_a_thread_is_read(window: OpenWindow, room: Room) -> None:
    room.opened(room.screen("Amina"))
    amina = window(at=room.id)
    amina.ready()
    keys = amina.page.keyboard
    replies = amina.page.locator("main .replies")
    replies.focus()
    keys.press("Enter")
    expect(amina.thread.locator("h2").first).to_be_focused()
    amina.page.locator(".skip a").last.focus()
    keys.press("Enter")
    expect(amina.thread.locator("h2").first).to_be_focused()
    # Arrows move among the messages, Tab to what a message offers, Escape closes the thread.
    expect(amina.button("answer:admin_load:yes", within=amina.thread)).to_be_visible()
    last = amina.thread.locator("article.message").last
    last.focus()
    keys.press("ArrowUp")
    expect(amina.thread.locator("article.message").nth(-2)).to_be_focused()
    keys.press("Tab")
    assert amina.page.evaluate("() => document.activeElement.tagName") == "BUTTON"
    more = amina.thread.locator("article.message").nth(-2).locator("[data-tool=more]")
    more.focus()
    keys.press("Enter")
    expect(amina.page.get_by_role("menuitem").first).to_be_focused()
    keys.press("Escape")
    expect(more).to_be_focused()
    keys.press("Escape")
    expect(amina.thread).to_have_count(0)
    expect(amina.messages.first).to_be_focused()


def test_one_becomes_another_and_mentions_them(window: OpenWindow, room: Room) -> None:
    amina = window(at=room.id)
    face = amina.page.locator(".face[data-name=Tom]")
    face.focus()
    amina.page.keyboard.press("Enter")
    expect(amina.page.locator(".me strong")).to_have_text("Tom")
    amina.page.locator("[data-composer=channel]").focus()
    amina.page.keyboard.type("Hello @ami")
    amina.page.keyboard.press("Enter")
    amina.page.keyboard.type("and the rest")
    amina.page.keyboard.press("Enter")
    expect(amina.messages.last.locator(".mention")).to_have_text("@Amina")
    expect(amina.messages.last).to_contain_text("Hello @Amina and the rest")
