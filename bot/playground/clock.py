"""The emulator's clock: real time until somebody moves it. Another process can read along."""

import mmap
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

SECONDS = struct.Struct("=d")


class Clock:
    """Seconds since the epoch. `advance` moves it; triggers, response URLs, ts and rate limits all read it."""

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._source = now or time.time
        self._ahead = 0.0
        self._shown_in: Path | None = None

    def now(self) -> float:
        return self._source() + self._ahead

    @property
    def ahead(self) -> float:
        """By how many seconds it was moved."""
        return self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
        self._show()

    def show_in(self, file: Path) -> None:
        """Keep in this file by how much the clock was moved: `followed` reads it, in whatever process."""
        self._shown_in = file
        file.write_bytes(SECONDS.pack(self._ahead))

    def _show(self) -> None:
        if self._shown_in is not None:
            with self._shown_in.open("r+b") as stream:
                stream.write(SECONDS.pack(self._ahead))


def followed(file: Path) -> Callable[[], datetime]:
    """The time of the clock that shows itself in `file`. Reading it costs no system call."""
    with file.open("rb") as stream:
        shown = mmap.mmap(stream.fileno(), SECONDS.size, access=mmap.ACCESS_READ)

    def now() -> datetime:
        return datetime.fromtimestamp(time.time() + SECONDS.unpack(shown[:])[0], UTC)

    return now
