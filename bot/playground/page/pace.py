"""How fast the sample is played: at once, or as one reads. It can be held, and it ends the moment somebody acts."""

import threading
from collections.abc import Mapping
from typing import Any

from bot.playground.person import Person
from bot.playground.records import Channel
from bot.playground.screen import Reply, Shown

CHARACTERS_A_SECOND = 30.0
LONGEST_READING = 7.0
BEFORE_A_CLICK, BEFORE_A_FIELD, BEFORE_SUBMIT = 1.2, 0.35, 0.9


class Stopped(Exception):
    """Somebody acts, or another world begins: nothing more is played."""


class Pace:
    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._stopped = self._held = False
        self.slow = False
        """Whether somebody watches: then there is time to read."""

    @property
    def stopped(self) -> bool:
        return self._stopped

    @property
    def held(self) -> bool:
        return self._held

    def stop(self) -> None:
        with self._turn:
            self._stopped = True
            self._turn.notify_all()

    def hold(self) -> None:
        with self._turn:
            self._held = True
            self._turn.notify_all()

    def go(self) -> None:
        with self._turn:
            self._held = False
            self._turn.notify_all()

    def wait(self, seconds: float) -> None:
        """So long, if somebody watches, and for as long as it is held; raises Stopped."""
        with self._turn:
            if self.slow:
                self._turn.wait_for(lambda: self._stopped or self._held, seconds)
            self._turn.wait_for(lambda: self._stopped or not self._held)
            self.check()

    def check(self) -> None:
        """Raises Stopped."""
        if self._stopped:
            raise Stopped

    def read(self, characters: int) -> None:
        self.wait(min(LONGEST_READING, characters / CHARACTERS_A_SECOND))


class Paced(Person):
    """A person of the play: the same as on the page, with a hand that takes its time."""

    pace: Pace

    @classmethod
    def like(cls, person: Person, pace: Pace) -> "Paced":
        paced = cls(person._app, person._courier, person._member)
        paced.notices = person.notices
        paced.pace = pace
        return paced

    def command(self, command: str, text: str = "", channel: Channel | None = None) -> Reply | None:
        self.pace.wait(BEFORE_A_CLICK)
        return super().command(command, text, channel)

    def click(
        self,
        where: Shown,
        action_id: str,
        value: str | None = None,
        *,
        block_id: str | None = None,
        stale: bool = False,
    ) -> str | None:
        self.pace.wait(BEFORE_A_CLICK)
        return super().click(where, action_id, value, block_id=block_id, stale=stale)

    def fill(self, key: str, value: Any, *, block_id: str | None = None) -> str | None:
        self.pace.wait(BEFORE_A_FIELD)
        return super().fill(key, value, block_id=block_id)

    def submit(self, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        for key, value in (values or {}).items():
            self.fill(key, value)
        self.pace.wait(BEFORE_SUBMIT)
        return super().submit()

    def close_view(self, *, everything: bool = False) -> None:
        self.pace.wait(BEFORE_SUBMIT)
        super().close_view(everything=everything)
