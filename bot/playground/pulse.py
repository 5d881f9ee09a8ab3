"""One lock for the whole emulator, and a heartbeat that every change of state gives."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Seen = TypeVar("Seen")

LONGEST_NAP = 0.25
"""A waiting predicate is asked again after so many seconds without a change: it may look at the app's state."""


class Pulse:
    def __init__(self) -> None:
        self._condition = threading.Condition(threading.RLock())
        self._beats = 0
        self._listeners: list[Callable[[], None]] = []

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the lock, and wake everyone who waits when the change is made."""
        with self._condition:
            yield
            self._beats += 1
            self._condition.notify_all()
            for listener in self._listeners:
                listener()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Hold the lock to look at something that must not move meanwhile."""
        with self._condition:
            yield

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` at every beat, under the lock: it may only ring a bell elsewhere. Returns what ends it."""
        with self._condition:
            self._listeners = [*self._listeners, listener]

        def deaf() -> None:
            with self._condition:
                self._listeners = [each for each in self._listeners if each is not listener]

        return deaf

    def wait_for(self, predicate: Callable[[], Seen | None], timeout: float) -> Seen | None:
        """The first true answer of `predicate`, or None when `timeout` seconds pass without one.

        The predicate runs without the lock, so it may call the app.
        """
        deadline = time.monotonic() + timeout
        while True:
            with self._condition:
                seen_at = self._beats
            answer = predicate()
            if answer:
                return answer
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            with self._condition:
                if self._beats == seen_at:
                    self._condition.wait(min(left, LONGEST_NAP))
