"""One browser window and what a hand does in it. Nothing here knows of Slack or of the app's inside."""

import json
import re
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

expect.set_options(timeout=40_000)
Scheme = Literal["light", "dark"]
COUNT_ACTS = """
const ask = window.fetch;
const waiting = new Set();
window.answered = async () => { while (waiting.size) await Promise.allSettled([...waiting]); };
window.fetch = (address, ...more) => {
  const asked = ask(address, ...more);
  if (address === "/act") {
    waiting.add(asked);
    asked.catch(() => {}).then(() => waiting.delete(asked));
  }
  return asked;
};
"""
"""The page keeps count of what the server has not answered yet."""


def context(browser: Browser, language: str = "en", **more: Any) -> BrowserContext:
    """What several windows share, as those of one person's browser do."""
    return browser.new_context(locale=f"{language}-GB", reduced_motion="reduce", **more)


class Window:
    """A window that looks as one person. It keeps what the console complained about, and every address asked for."""

    def __init__(
        self,
        context: BrowserContext,
        address: str,
        *,
        person: str = "",
        at: str = "",
        thread: str = "",
        language: str = "en",
        scheme: Scheme = "light",
        width: int = 1440,
        height: int = 900,
        before: Callable[[Page], None] | None = None,
    ) -> None:
        self.address, self.language = address, language
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.page.add_init_script(COUNT_ACTS)
        if before is not None:
            before(self.page)
        self.page.set_default_timeout(40_000)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        asked = {"lang": language, "as": person, "at": at, "thread": thread}
        self.page.goto(f"{address}/?{urlencode({name: value for name, value in asked.items() if value})}")
        self.page.locator(".place-head").first.wait_for()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.foreign.append(request.url)

    def close(self) -> None:
        """And forget what the page has kept in the browser."""
        if not self.page.is_closed():
            self.page.evaluate("() => localStorage.clear()")
            self.page.close()

    # -- who, where

    def be(self, name: str) -> None:
        """One click on a face."""
        face = self.page.locator(f".faces-bar .face[data-name='{name}']")
        face.click()
        expect(face).to_have_attribute("aria-pressed", "true")
        expect(self.page.locator(".me strong")).to_have_text(name)

    def go(self, place: str) -> None:
        self.page.locator(f".sidebar .entry:has(.entry-name:text-is('{place}'))").click()

    def ready(self) -> None:
        """The app is connected."""
        expect(self.page.locator("[data-app]").first).to_have_attribute("data-app", "running")

    def drawn(self) -> None:
        """Until what has changed is on the screen: two frames."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def answered(self) -> None:
        """Until the server has answered all that this window asked of it."""
        self.page.evaluate("() => window.answered()")

    def told(self) -> dict[str, Any]:
        """All that a window of the same person is told when it opens now."""
        person = self.page.evaluate(
            "() => new URL(location).searchParams.get('as') || document.documentElement.dataset.as"
        )
        with urlopen(f"{self.address}/stream?as={person}&lang={self.language}", timeout=40) as stream:
            line = next(line for line in stream if line.startswith(b"data: "))
        told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))["set"]
        return told

    @property
    def thread(self) -> Locator:
        return self.page.locator("aside.thread")

    @property
    def messages(self) -> Locator:
        return self.page.locator("main article.message")

    def open_thread(self) -> None:
        """The thread of the newest message that has one."""
        self.page.locator("main .replies").last.click()
        expect(self.thread).to_be_visible()

    def foot(self) -> None:
        """Scroll to the newest message of the thread: what is far away is not drawn."""
        self.page.evaluate(
            "() => { const box = document.querySelector('aside.thread .messages'); if (box) box.scrollTop = 1e9; }"
        )

    # -- writing

    def write(self, text: str, *, thread: bool = False) -> None:
        field = self.page.locator(f"[data-composer={'thread' if thread else 'channel'}]")
        field.fill(text)
        if self.page.locator(".completions").count():
            field.press("Escape")
        field.press("Enter")

    # -- the playground bar

    def situation(self, name: str) -> None:
        """Start from a prepared situation, and wait until it stands."""
        self.page.locator(".bar-controls button[aria-haspopup=dialog]").first.click()
        self.page.locator(f"[data-situation='{name}']").click()
        self.page.wait_for_function("() => document.querySelector('.play-strip')")
        expect(self.page.locator(".play-strip")).to_have_count(0, timeout=240_000)

    # -- buttons

    def button(self, action: str, *, within: Locator | None = None, section: str = "") -> Locator:
        """The newest button that does this: an action_id, or what it begins with up to a colon; of one section."""
        inside = within if within is not None else self.page.locator("#app")
        of = f"[data-value*='\"{section}\"']" if section else ""
        return inside.locator(f"button[data-action='{action}']{of}, button[data-action^='{action}:']{of}").last

    def press(self, action: str, *, within: Locator | None = None, section: str = "") -> None:
        self.foot()
        self.button(action, within=within, section=section).click()

    # -- modals

    @property
    def modal(self) -> Locator:
        return self.page.locator("dialog.dialog-view")

    def form(self, title: str | re.Pattern[str] | None = None) -> None:
        """Until a modal is open, with this title."""
        expect(self.modal).to_be_visible()
        if title is not None:
            expect(self.modal.locator(".dialog-title")).to_have_text(title)

    def field(self, block: str) -> Locator:
        return self.modal.locator(f"[data-field='{block}']")

    def fill(self, block: str, value: str | list[str]) -> None:
        """Type, choose or tick in a field of the modal, as its kind wants, once it is there."""
        field = self.field(block)
        expect(field).to_be_attached()
        if field.locator(".ticks").count():
            for one in [value] if isinstance(value, str) else value:
                field.locator(f".tick input[value='{one}']").check()
        elif field.locator(".multipick").count():
            for one in [value] if isinstance(value, str) else value:
                field.locator(".multipick-input").click()
                option = field.locator(f".option[data-value='{one}']")
                if option.get_attribute("aria-selected") != "true":
                    option.click()
            field.locator(".multipick-input").press("Escape")
        elif field.locator("select").count():
            field.locator("select").select_option(str(value))
        else:
            field.locator("input, textarea").fill(str(value))

    def submit(self) -> None:
        """Press the form's button. What comes next, another form or none, is the test's to await."""
        self.modal.locator(".dialog-foot button[type=submit]").click()

    def sent(self) -> None:
        """Submit, and no modal is left."""
        self.submit()
        expect(self.modal).to_have_count(0)

    def people(self) -> dict[str, str]:
        """Name → id."""
        found: dict[str, str] = self.page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('.face')]"
            ".map(face => [face.dataset.name, face.dataset.person]))"
        )
        return found
