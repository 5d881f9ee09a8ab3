"""Server-sent events: everything that one window may see, and from then on only what changed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot.playground.page import entities
from bot.playground.page.playground import Playground
from bot.playground.page.words import Words
from bot.playground.page.world import World

ALIVE_SECONDS = 15.0
GAP_SECONDS = 0.02
"""What changes within so short a time goes out together."""


class Window:
    """What one window was told so far."""

    def __init__(self, playground: Playground, person: str, words: Words) -> None:
        self._playground, self._person, self._words = playground, person, words
        self._world: World | None = None
        self._channels: set[str] = set()
        self._seen_changes = 0
        self._around: dict[str, int] = {}
        self._messages: dict[str, dict[str, int]] = {}
        self._rev = 0

    def news(self) -> str | None:
        """The JSON of what changed since the last time; None when nothing did."""
        world = self._playground.world
        changed: dict[str, str] = {}
        dropped: list[str] = []
        if world is not self._world:
            dropped += self._forget()
            self._world = world
        with world.pulse.still():
            self._look_around(world, changed, dropped)
            self._look_at_messages(world, changed, dropped)
        dropped = [key for key in dropped if key not in changed]
        if not changed and not dropped:
            return None
        self._rev += 1
        told = ",".join(f"{json.dumps(key)}:{text}" for key, text in changed.items())
        return f'{{"set":{{{told}}},"drop":{json.dumps(dropped)},"rev":{self._rev}}}'

    def _look_around(self, world: World, changed: dict[str, str], dropped: list[str]) -> None:
        found = dict(entities.around(self._playground, world, self._person, self._words))
        for key, value in found.items():
            compared = {name: each for name, each in value.items() if name != "now"} if key == "clock" else value
            mark = hash(_json(compared))
            if self._around.get(key) != mark:
                self._around[key] = mark
                changed[key] = _json(value)
        for key in [key for key in self._around if key not in found]:
            del self._around[key]
            dropped.append(key)

    def _look_at_messages(self, world: World, changed: dict[str, str], dropped: list[str]) -> None:
        workspace = world.slack.workspace
        here = {channel.id for channel in entities.channels_of(world, self._person)}
        for gone in self._channels - here:
            dropped += self._messages.pop(gone, {})
        for new in sorted(here - self._channels):
            for message in workspace.messages[new]:
                self._look_at(world, new, message.ts, changed, dropped)
        for channel, ts in workspace.changes.since(self._seen_changes):
            if channel in here and channel in self._channels:
                self._look_at(world, channel, ts, changed, dropped)
        self._channels, self._seen_changes = here, workspace.changes.count

    def _look_at(self, world: World, channel: str, ts: str, changed: dict[str, str], dropped: list[str]) -> None:
        key = f"message:{channel}:{ts}"
        told = self._messages.setdefault(channel, {})
        message = entities.visible_message(world, channel, ts, self._person)
        if message is None:
            if told.pop(key, None) is not None:
                dropped.append(key)
            return
        text = _json(entities.message_entity(world, message, self._person))
        mark = hash(text)
        if told.get(key) != mark:
            told[key] = mark
            changed[key] = text

    def _forget(self) -> list[str]:
        """Another world: nothing that was told counts any more."""
        known = [*self._around, *(key for told in self._messages.values() for key in told)]
        self._channels, self._seen_changes, self._around, self._messages = set(), 0, {}, {}
        return known


async def events(playground: Playground, window: Window) -> AsyncIterator[str]:
    """The text of the stream, until the playground closes or the browser goes."""
    bell, loop = asyncio.Event(), asyncio.get_running_loop()

    def ring() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens
            loop.call_soon_threadsafe(bell.set)

    deaf = playground.listen(ring)
    try:
        yield "retry: 500\n\n"
        while not playground.closing:
            bell.clear()
            news = await run_in_threadpool(window.news)
            if news is not None:
                yield f"data: {news}\n\n"
            try:
                await asyncio.wait_for(bell.wait(), ALIVE_SECONDS)
            except TimeoutError:
                yield ": alive\n\n"
            else:
                await asyncio.sleep(GAP_SECONDS)
    finally:
        deaf()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
