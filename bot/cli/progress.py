"""How far a long piece of work is: one line on standard error that is rewritten, on a terminal only, after two seconds."""

import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeVar

AFTER_SECONDS = 2.0
"""Work that is done sooner shows nothing."""
EVERY_SECONDS = 0.25
_CLEAR = "\r\x1b[K"

_Item = TypeVar("_Item")


class Progress:
    """One line about one piece of work. ``done`` and ``total`` are counts of ``unit``; without a total the time is told."""

    def __init__(self, doing: str, total: int = 0, unit: str = "", measure: Callable[[], int] | None = None) -> None:
        self.doing, self.total, self.unit = doing, total, unit
        self.done = 0
        self._measure = measure
        self._began = time.monotonic()

    def line(self) -> str:
        """Return what stands there now, such as "Exporting 120 of 4,000"."""
        if self._measure is not None:
            self.done = min(self._measure(), self.total)
        if not self.total:
            return f"{self.doing} ({time.monotonic() - self._began:.0f} s)"
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.doing} {self.done:,} of {self.total:,}{unit}"


@contextmanager
def shown(progress: Progress, stream: TextIO | None = None) -> Iterator[Progress]:
    """Show the line while the ``with`` block runs; nothing where standard error is no terminal, or the work is short."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield progress
        return
    enough = threading.Event()
    writer = threading.Thread(target=_write, args=(progress, stream, enough), name="progress", daemon=True)
    writer.start()
    try:
        yield progress
    finally:
        enough.set()
        writer.join()


def counted(doing: str, items: Collection[_Item], *, to_output: bool = False) -> Iterator[_Item]:
    """Yield each of ``items``, and show how many are done, unless what is made of them goes ``to_output`` that is a terminal."""
    if to_output and sys.stdout.isatty():
        yield from items
        return
    with shown(Progress(doing, len(items))) as progress:
        for item in items:
            yield item
            progress.done += 1


def _write(progress: Progress, stream: TextIO, enough: threading.Event) -> None:
    if AFTER_SECONDS and enough.wait(AFTER_SECONDS):
        return
    while True:
        stream.write(f"{_CLEAR}{progress.line()}")
        stream.flush()
        if enough.wait(EVERY_SECONDS):
            break
    stream.write(_CLEAR)
    stream.flush()
