"""How long it takes, printed and never asserted: the page visible, a click's effect visible."""

import time

from playwright.sync_api import Browser

from tests.page_browser.conftest import OpenWindow, Room
from tests.page_browser.hands import Window, context
from tests.page_browser.server import playground
from tests.page_browser.steps import left_alone

CLICK = """button => new Promise(done => {
  const start = performance.now();
  const seen = () => { watch.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); };
  const watch = new MutationObserver(changes => changes.some(change => !button.contains(change.target)) && seen());
  watch.observe(document.body, { subtree: true, childList: true, characterData: true });
  setTimeout(() => { watch.disconnect(); done(3000); }, 3000);
  button.click();
})"""


def test_from_the_command_to_the_page(browser: Browser) -> None:
    began = time.perf_counter()
    with playground("en") as address:
        window = Window(context(browser), address)
        visible = time.perf_counter() - began
        window.ready()
        ready = time.perf_counter() - began
        window.close()
    print(f"\npage visible {visible:.1f} s and app ready {ready:.1f} s after the command")


def test_from_a_click_to_its_effect(window: OpenWindow, room: Room) -> None:
    amina = window(at=room.id, thread=room.opened(room.screen("Amina")))
    effects: list[float] = []
    for click in range(5):
        for question in ("gap", "admin_load"):
            button = amina.button(f"answer:{question}:{('yes', 'no')[click % 2]}", within=amina.thread)
            effects.append(button.evaluate(CLICK))
            left_alone(amina)
    effects.sort()
    middle, late = effects[len(effects) // 2], effects[int(len(effects) * 0.95)]
    print(f"\na click’s effect after {middle:.0f} ms (median), {late:.0f} ms (p95)")
