"""The world of now and who looks at it: everything that the page's server holds."""

import threading
from collections.abc import Callable
from pathlib import Path

from bot.playground.page.words import Words
from bot.playground.page.world import World
from bot.playground.records import Json


class Playground:
    """``language`` is the page's, until a window asks for another."""

    def __init__(self, language: str, guide: Path | None = None) -> None:
        self.language = language
        self.closing = False
        self._bells: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self.guide = guide
        self.world = World(language, guide, self.ring)

    def start(self) -> None:
        self.world.app.start()

    def listen(self, bell: Callable[[], None]) -> Callable[[], None]:
        """Call `bell` whenever there may be something new to see. Returns what ends it."""
        with self._lock:
            self._bells = [*self._bells, bell]

        def deaf() -> None:
            with self._lock:
                self._bells = [each for each in self._bells if each is not bell]

        return deaf

    def ring(self) -> None:
        for bell in self._bells:
            bell()

    def hang_up(self) -> None:
        """Every stream ends, so that the server can."""
        self.closing = True
        self.ring()

    def close(self) -> None:
        self.world.close()

    # -- what is on now

    def take_over(self) -> None:
        """A person does something: the play stops at once."""

    def scene(self, words: Words) -> Json:
        return {
            "situations": [],
            "current": "",
            "play": {"on": False, "step": 0, "of": 0, "doing": "", "who": None},
            "app": self.world.app_state,
        }

    def guide_entity(self) -> Json:
        return {"file": str(self.guide) if self.guide else None, "errors": [], "id": None, "version": None}
