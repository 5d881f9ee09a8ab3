"""A page that is told made-up things: its stream is a stand-in, so that a test decides what it shows."""

import json
from typing import Any

from playwright.sync_api import Page

STREAM = """
window.EventSource = class {
  constructor() {
    window.stream = this;
    setTimeout(() => { this.onopen(); this.onmessage({ data: JSON.stringify(window.told) }); });
  }
  close() {}
};
window.tell = (set, drop = []) => window.stream.onmessage({ data: JSON.stringify({ set, drop }) });
"""

ME, OTHER, APP, CHANNEL = "U1", "U2", "U9", "C1"


def person(user: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": user,
        "name": name,
        "locale": "en-US",
        "tz": "Africa/Dakar",
        "organisation": "Library",
        "guest": False,
        "stranger": False,
        "bot": False,
    } | more


def message(number: int, **more: Any) -> dict[str, Any]:
    return {
        "channel": CHANNEL,
        "ts": f"{1_795_000_000 + number}.000100",
        "user": OTHER,
        "bot": False,
        "text": "",
        "blocks": [],
        "thread_ts": None,
        "replies": 0,
        "edited": False,
        "tombstone": False,
        "private": False,
        "files": [],
        "broadcast": False,
        "values": {},
    } | more


def world(messages: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Everything of a first event: two people and the app in one channel."""
    app = {"name": "Coach", "user": APP, "commands": [], "shortcuts": {"global": [], "message": []}}
    channel = {"id": CHANNEL, "name": "talk", "kind": "public", "members": [ME, OTHER, APP], "archived": False}
    found: dict[str, Any] = {
        "workspace": {"name": "Library", "app": app, "lang": "en"},
        f"person:{ME}": person(ME, "Amina"),
        f"person:{OTHER}": person(OTHER, "Tom"),
        f"person:{APP}": person(APP, "Coach", bot=True),
        f"channel:{CHANNEL}": channel | {"shared": False, "unread": 0},
        "modal": None,
        "home": None,
        "clock": {"now": 1_795_010_000, "zone": "Africa/Dakar", "offset": 0},
        "scene": {"situations": [], "current": "", "play": {"on": False}, "app": "running"},
        "guide": {"file": None, "errors": [], "id": None, "version": None},
    }
    found.update({f"message:{one['channel']}:{one['ts']}": one for one in messages})
    return found | more


def telling(entities: dict[str, Any]) -> Any:
    """What a window does before it opens its page: it hears these entities and nothing else, and its acts go nowhere."""

    def prepare(page: Page) -> None:
        page.add_init_script(f"{STREAM}\nwindow.told = {json.dumps({'set': entities, 'drop': []})};")
        page.route("**/act", lambda route: route.fulfill(json={"ok": True}))

    return prepare


def tell(page: Page, entities: dict[str, Any], drop: list[str] | None = None) -> None:
    page.evaluate("([set, drop]) => window.tell(set, drop)", [entities, drop or []])
