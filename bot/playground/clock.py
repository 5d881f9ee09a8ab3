"""The emulator's clock: real time until a test moves or stops it."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since the epoch. `advance` moves it; triggers, response URLs, ts and rate limits all read it."""

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._source = now or time.time
        self._ahead = 0.0

    def now(self) -> float:
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
