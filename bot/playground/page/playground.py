"""The world of now and who looks at it: everything that the page's server holds."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from bot.playground.app_process import Understudies
from bot.playground.page.guide_watch import GuideWatch, Reading
from bot.playground.page.moves import checked
from bot.playground.page.play import Play
from bot.playground.page.words import Words
from bot.playground.page.world import World
from bot.playground.records import Json

SITUATIONS = ("empty", "asked", "sitting", "values", "summary", "due")
"""As in `situations`, which takes a while to import."""
UNDERSTUDY_AFTER_SECONDS = 4.0
"""Not at once: the first app is to have the machine for itself."""


class Playground:
    """``language`` is the page's, until a window asks for another. Close it in the end."""

    def __init__(self, language: str, guide: Path | None = None) -> None:
        self.language = language
        self.closing = False
        self._bells: list[Callable[[], None]] = []
        self._lock = threading.RLock()
        self._turns = threading.Lock()
        self._leaving: list[threading.Thread] = []
        self._folder = tempfile.TemporaryDirectory(prefix="partnership-coach-")
        folder = Path(self._folder.name)
        self._understudies = Understudies(folder / "app.log")
        self.reading = Reading()
        self._watch = GuideWatch(guide, folder, self._guide_read) if guide else None
        self._later = threading.Timer(UNDERSTUDY_AFTER_SECONDS, self._understudies.prepare)
        self._later.daemon = True
        self.world = World(language, None, self._understudies, self.ring)
        self.play = Play(self.world, "empty", go=False, changed=self.ring)

    def start(self) -> None:
        """The app comes up, behind the page; with a guide of one's own as soon as that can be used."""
        if self._watch is None:
            self.world.app.start()
        else:
            self._watch.start()
        self._later.start()

    def close(self) -> None:
        self.hang_up()
        self._later.cancel()
        if self._watch is not None:
            self._watch.stop()
        with self._turns:
            self.play.end()
            self.world.close()
        for thread in self._leaving:
            thread.join()
        self._understudies.close()
        self._folder.cleanup()

    # -- who looks on

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

    # -- situations and the play

    def begin(self, situation: str, language: str, *, go: bool = False) -> None:
        """A new world in this situation; the one before is taken down behind the curtain. People and places keep their ids."""
        with self._turns:
            if self.closing:
                return
            before, its_play = self.world, self.play
            its_play.stop()
            world = World(language, self.reading.usable, self._understudies, self.ring)
            if self._watch is None or self.reading.usable is not None:
                world.app.start()
            with self._lock:
                self.world, self.play = world, Play(world, situation, go=go, changed=self.ring)
            self.ring()
            self._understudies.prepare()
            leaving = threading.Thread(target=_take_down, args=(before, its_play), name="curtain")
            self._leaving = [each for each in self._leaving if each.is_alive()] + [leaving]
            leaving.start()

    def watch(self, on: bool) -> None:
        """Play the sample on, or hold it; from the beginning of its situation where somebody has taken over."""
        if not on:
            self.play.hold()
        elif not self.play.go():
            self.begin(self.play.situation, self.world.language, go=True)

    def take_over(self) -> None:
        """A person does something: the play stops at once."""
        if self.play.state in ("ready", "playing"):
            self.play.stop()

    @property
    def preparing(self) -> bool:
        return self.play.state == "preparing"

    # -- time, the app, the guide

    def move_clock(self, seconds: float) -> None:
        """Raises CannotMove."""
        with self.world.pulse.change():
            self.world.slack.clock.advance(checked(seconds))

    def _guide_read(self, reading: Reading) -> None:
        """The author saved: conversations that begin now use the new guide. With a broken one the app keeps the last good."""
        usable = reading.usable or self.reading.usable
        self.reading = Reading(
            reading.errors, usable, reading.id or self.reading.id, reading.version or self.reading.version
        )
        self.ring()
        if reading.usable is not None and not self.closing:
            with self._turns:
                self.world.use_guide(usable)
                self.world.app.restart()

    # -- what is told of it

    def scene(self, words: Words) -> Json:
        play, doing = self.play, self.play.doing
        told = ""
        if doing.what and play.state in ("preparing", "playing"):
            name = self.world.slack.workspace.members[doing.who].real_name if doing.who else ""
            section = words.say(f"chart.{doing.section}") if doing.section else ""
            told = words.say(f"play.{doing.what}", name=name, section=section)
        return {
            "situations": [
                {"id": each, "title": words.say(f"situation.{each}"), "about": words.say(f"situation.{each}_about")}
                for each in SITUATIONS
            ],
            "current": play.situation,
            "preparing": play.situation if play.state == "preparing" else None,
            "play": {
                "on": play.on,
                "paused": play.paused,
                "state": play.state,
                "step": doing.number,
                "of": doing.of,
                "who": doing.who,
                "channel": self.world.channels["main"].id,
                "doing": told,
                "error": words.say("play.failed") if play.state == "failed" else None,
            },
            "app": self.world.app_state,
            "faults": sorted(self.world.switches.on),
        }

    def guide_entity(self) -> Json:
        reading = self.reading
        file = str(self._watch.file) if self._watch else None
        return {"file": file, "errors": list(reading.errors), "id": reading.id, "version": reading.version}


def _take_down(world: World, play: Play) -> None:
    play.end()
    world.close()
