"""How long it takes, printed and never asserted: the page visible, a click's effect visible."""

import time

from playwright.sync_api import Browser, expect

from tests.page_browser.hands import Window
from tests.page_browser.server import playground
from tests.page_browser.steps import left_alone, opened


def test_figures(browser: Browser) -> None:
    began = time.perf_counter()
    with playground("en") as address:
        window = Window(browser, address)
        visible = time.perf_counter() - began
        window.ready()
        ready = time.perf_counter() - began
        opened(window, list(window.people()))
        effects: list[float] = []
        for click in range(10):
            for question, answer in (("gap", ("yes", "no")), ("admin_load", ("yes", "no"))):
                button = window.button(f"answer:{question}:{answer[click % 2]}", within=window.thread)
                button.scroll_into_view_if_needed()
                effects.append(
                    window.page.evaluate(
                        """button => new Promise(done => {
                          const start = performance.now();
                          const seen = () => { watch.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); };
                          const watch = new MutationObserver(changes =>
                            changes.some(change => !button.contains(change.target)) && seen());
                          watch.observe(document.body, { subtree: true, childList: true, characterData: true });
                          setTimeout(() => { watch.disconnect(); done(3000); }, 3000);
                          button.click();
                        })""",
                        button.element_handle(),
                    )
                )
                left_alone(window)
        effects.sort()
        expect(window.thread).to_be_visible()
        window.close()
    middle, late = effects[len(effects) // 2], effects[int(len(effects) * 0.95)]
    print(
        f"\npage visible {visible:.1f} s and app ready {ready:.1f} s after the command; "
        f"a click's effect after {middle:.0f} ms (median), {late:.0f} ms (p95)"
    )
