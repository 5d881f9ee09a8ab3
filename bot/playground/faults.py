"""Trouble on order, or by chance: what Slack's side does wrong, for tests of what the app does then."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.pulse import Pulse

Moment = Literal["before", "after"]
"""Before Slack has done what the call asks for, or after: the second leaves the app not knowing."""


@dataclass(frozen=True, eq=False)
class Fault:
    """One way in which a call goes wrong. `drop` closes the link without an answer, `delay` answers late."""

    status: int = 500
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    delay: float = 0.0
    moment: Moment = "before"
    only_delay: bool = False


class Faults:
    """`slack.faults.next("chat.postMessage", …)`: the next calls of a method fail as told, then all is well again.

    `slack.faults.sometimes(["chat.postMessage"], {Faults.rate_limited(): 0.05}, seed=1)`: each call draws.
    """

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._planned: dict[str, list[Fault]] = {}
        self._lasting: dict[str, Fault] = {}
        self._chances: dict[str, Mapping[Fault, float]] = {}
        self._dice = random.Random(0)
        self.drawn = 0
        """How many calls failed by chance."""

    def next(self, method: str, fault: Fault, times: int = 1) -> None:
        with self._pulse.change():
            self._planned.setdefault(method, []).extend([fault] * times)

    def always(self, method: str, fault: Fault | None) -> None:
        """Every call of the method fails so until `always(method, None)`."""
        with self._pulse.change():
            if fault is None:
                self._lasting.pop(method, None)
            else:
                self._lasting[method] = fault

    def sometimes(self, methods: Iterable[str], chances: Mapping[Fault, float], *, seed: int) -> None:
        """Each call of these methods fails in one of these ways with its probability, or not at all; without chances it ends."""
        with self._pulse.change():
            self._dice.seed(seed)
            for method in methods:
                self._chances[method] = dict(chances)

    def take(self, method: str) -> Fault | None:
        with self._pulse.change():
            planned = self._planned.get(method)
            return planned.pop(0) if planned else self._lasting.get(method) or self._draw(method)

    def _draw(self, method: str) -> Fault | None:
        chances = self._chances.get(method)
        if not chances:
            return None
        drawn = self._dice.random()
        for fault, chance in chances.items():
            drawn -= chance
            if drawn < 0:
                self.drawn += 1
                return fault
        return None

    # -- the usual ones

    @staticmethod
    def server_error(status: int = 500, body: str = "", *, moment: Moment = "before") -> Fault:
        return Fault(status=status, body=body, moment=moment)

    @staticmethod
    def rate_limited(retry_after: str | None = "1") -> Fault:
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        return Fault(status=429, body='{"ok":false,"error":"ratelimited"}', headers=headers)

    @staticmethod
    def dropped_link(*, moment: Moment = "after") -> Fault:
        """The connection dies; by default when Slack has already done what was asked."""
        return Fault(drop=True, moment=moment)

    @staticmethod
    def slow(seconds: float) -> Fault:
        return Fault(delay=seconds, moment="after", only_delay=True)

    @staticmethod
    def hung(seconds: float, *, moment: Moment = "after") -> Fault:
        """Nothing comes back for so long, and then the connection dies."""
        return Fault(drop=True, delay=seconds, moment=moment)

    @staticmethod
    def error(code: str) -> Fault:
        """A refusal in Slack's own form, such as internal_error or service_unavailable."""
        return Fault(status=200, body=f'{{"ok":false,"error":"{code}"}}')
