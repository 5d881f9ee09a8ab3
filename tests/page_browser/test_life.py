"""What happens around a conversation: an early reveal, an old card, the app killed in the middle, the clock, behind the scenes."""

import re

import pytest
from playwright.sync_api import expect

from bot.playground.page.playground import Playground
from tests.page_browser.conftest import OpenWindow, Room, a_room
from tests.page_browser.steps import left_alone, pressed, screened


def test_an_early_reveal_and_an_old_card(window: OpenWindow, room: Room) -> None:
    names, hand = ["Amina", "Tom", "Léa"], room.screen("Amina")
    thread = room.opened(hand, room.screen("Tom").id, room.screen("Léa").id)
    amina = window(at=room.id, thread=thread)
    amina.ready()
    tom = window(person=amina.people()["Tom"], at=room.id, thread=thread)
    screened(amina)
    expect(tom.thread).not_to_contain_text(re.compile(r"Yes\s+—"))
    pressed(amina, "reveal")
    amina.form()
    expect(amina.modal.locator(".mention", has_text=f"@{names[2]}")).to_be_visible()
    amina.sent()
    tom.foot()
    expect(tom.thread).to_contain_text(re.compile(r"Yes\s+—\s+@Amina"))
    pressed(amina, "go_on")
    expect(amina.button("open_section", within=amina.thread, section="clarity")).to_be_visible()
    # A receipt of the section before still has its button; it says privately that it is over, and leads on.
    amina.press("follow_ups", within=amina.thread, section="screening")
    amina.foot()
    private = amina.thread.locator("article.message.is-private").last
    expect(private).to_contain_text("Only visible to you")
    expect(private).to_contain_text("This step is finished")
    expect(tom.thread.locator("article.message.is-private")).to_have_count(0)


def test_killed_in_the_middle_and_nothing_is_lost(
    window: OpenWindow, untouched: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = a_room(untouched)
    monkeypatch.setattr(room.playground.world.slack.courier, "answer_seconds", 3.0)  # then what was lost comes again
    amina = window(at=room.id, thread=room.opened(room.screen("Amina")))
    amina.ready()
    amina.press("answer:gap:yes", within=amina.thread)
    left_alone(amina)
    # It is kept: a click that nobody took would be lost.
    expect(amina.thread).to_contain_text("Click another answer to change it")
    health = amina.page.locator(".bar-controls [data-app]")
    health.click()
    amina.page.locator("[data-kill]").click()
    expect(health).not_to_have_attribute("data-app", "running")
    amina.write("Meanwhile we go on talking.", thread=True)
    expect(amina.thread).to_contain_text("Meanwhile we go on talking.")
    expect(health).to_have_attribute("data-app", "running")
    for question in ("bandwidth:both", "admin_load:yes"):
        pressed(amina, f"answer:{question}")
        left_alone(amina)
    amina.foot()
    expect(amina.button("go_on", within=amina.thread)).to_be_visible()


def test_the_clock_moves_and_behind_the_scenes_is_the_inside(window: OpenWindow, untouched: Playground) -> None:
    room = a_room(untouched)
    amina = window(at=room.id)
    amina.ready()
    amina.write("Before the jump.")
    expect(amina.messages).to_have_count(1)
    clock = amina.page.locator(".bar-controls button", has=amina.page.locator(".bar-words")).filter(
        has_text=re.compile(r"\d\d:\d\d")
    )
    clock.click()
    amina.page.get_by_role("button", name="30 days later").click()
    expect(clock).to_contain_text("+30 days")
    amina.ready()
    amina.write("After the jump.")
    expect(amina.page.locator("main .day")).to_have_count(2)
    room.opened(room.screen("Amina"))
    amina.page.locator(".bar-controls [data-backstage]").click()
    calls = amina.page.locator(".entry-row")
    expect(calls.filter(has_text="chat.postMessage").first).to_be_visible()
    calls.filter(has_text="chat.postMessage").first.click()
    expect(amina.page.locator(".payload")).to_contain_text('"blocks"')
    amina.page.get_by_role("tab", name="Statechart").click()
    expect(amina.page.locator(".chart-state.is-lit")).to_have_text("Collecting")
    amina.page.get_by_role("tab", name="Database").click()
    expect(amina.page.locator(".backstage-tables")).to_contain_text("conversations")
    amina.page.get_by_role("tab", name="Findings").click()
    expect(amina.page.locator(".backstage-none")).to_be_visible()
