"""A guide that its author is writing: read again when a file of it changes, and what is wrong with it told on the page."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_SECONDS = 0.4
PARTS = ("text", "lexicon")


@dataclass(frozen=True)
class Reading:
    """What was found. ``usable`` is a copy that nobody edits, None when something is wrong."""

    errors: tuple[str, ...] = ()
    usable: Path | None = None
    id: str | None = None
    version: str | None = None


class GuideWatch:
    """``read`` is told of the first reading and of every change. Copies of good guides go to ``shelf``."""

    def __init__(self, file: Path, shelf: Path, read: Callable[[Reading], None]) -> None:
        self._given = file
        self._shelf, self._tell = shelf, read
        self._copies = 0
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="guide-watch", daemon=True)

    @property
    def file(self) -> Path:
        """The guide itself, where a folder was named; it may come into being while one looks."""
        return self._given / "guide.toml" if self._given.is_dir() else self._given

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._enough.set()
        if self._thread.is_alive():
            self._thread.join()

    def read(self) -> Reading:
        """The guide as it is now. It is copied first: what is checked is what the app gets, whatever is typed meanwhile."""
        from flows.errors import GuideError
        from flows.guide import load_guide

        self._copies += 1
        copy = self._shelf / f"guide-{self._copies}"
        file = self.file
        try:
            copied = self._copy_to(file, copy)
            guide = load_guide(copied if copied.exists() else file)
        except GuideError as error:
            shutil.rmtree(copy, ignore_errors=True)
            return Reading(errors=(str(error),))
        except OSError as error:
            return Reading(errors=(f"{file}: {error.strerror}",))
        return Reading(usable=copied, id=guide.id, version=guide.version)

    def _copy_to(self, file: Path, copy: Path) -> Path:
        copy.mkdir(parents=True)
        if file.is_file():
            shutil.copy2(file, copy / file.name)
        for part in PARTS:
            if (file.parent / part).is_dir():
                shutil.copytree(file.parent / part, copy / part)
        return copy / file.name

    def _follow(self) -> None:
        seen: dict[Path, tuple[int, int]] | None = None
        while True:
            now = self._state()
            if now != seen:
                seen = now
                self._tell(self.read())
            if self._enough.wait(LOOK_EVERY_SECONDS):
                return

    def _state(self) -> dict[Path, tuple[int, int]]:
        guide = self.file
        files = [guide, *(file for part in PARTS for file in (guide.parent / part).glob("*"))]
        state = {}
        for file in files:
            try:
                told = file.stat()
            except OSError:
                continue  # gone between two looks
            state[file] = (told.st_mtime_ns, told.st_size)
        return state
