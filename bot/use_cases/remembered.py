"""What was asked of Slack and is remembered for a while: bounded, so that a large workspace does not fill the memory."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Remembered(Generic[Value]):
    """A value, and how many seconds ago it was asked for."""

    value: Value
    seconds: float


class Memory(Generic[Value]):
    """Remembers at most ``most`` values by key, those that were used last. Threads share it."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Value]] = OrderedDict()
        self._forgotten = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str, seconds: float) -> Remembered[Value] | None:
        """Return what was asked for less than so many seconds ago; None where nothing was."""
        with self._guard:
            found = self._kept.get(key)
            if found is None or (age := self._clock() - found[0]) >= seconds:
                return None
            self._kept.move_to_end(key)
            return Remembered(found[1], age)

    def asking(self) -> tuple[float, int]:
        """Return the moment at which something is asked for, for ``put``."""
        with self._guard:
            return self._clock(), self._forgotten

    def put(self, key: str, value: Value, asked: tuple[float, int]) -> None:
        """Remember an answer; not one that was asked for before something was forgotten, for it may be older than that change."""
        with self._guard:
            if asked[1] != self._forgotten:
                return
            self._kept[key] = (asked[0], value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self, key: str) -> None:
        """Slack says that it changed."""
        with self._guard:
            self._forgotten += 1
            self._kept.pop(key, None)

    def forget_under(self, begins: str) -> None:
        """As ``forget``, of all whose key begins so."""
        with self._guard:
            self._forgotten += 1
            for key in [each for each in self._kept if each.startswith(begins)]:
                del self._kept[key]
