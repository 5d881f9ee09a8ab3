"""The sample conversation, played in a world: at once up to its situation, and on from there for who wants to watch."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from bot.playground.page.pace import Pace, Paced, Stopped
from bot.playground.page.world import World

if TYPE_CHECKING:  # imported when something is played: the page is there before
    from bot.playground.long_rehearsal import LongRehearsal
    from bot.playground.page.situations import Script, Step

CONNECT_SECONDS = 30.0
END_SECONDS = 10.0

Seen = TypeVar("Seen")
State = Literal["preparing", "ready", "playing", "over", "failed"]


@dataclass(frozen=True)
class Doing:
    """The step that is being played: its number, who does it, what, in which section."""

    number: int = 0
    of: int = 0
    who: str | None = None
    what: str = ""
    section: str = ""


class Play:
    """``changed`` is called when there is something new to tell."""

    def __init__(self, world: World, situation: str, *, go: bool, changed: Callable[[], None]) -> None:
        self.world, self.situation = world, situation
        self.state: State = "preparing" if situation != "empty" else "ready"
        self.doing = Doing()
        self._changed = changed
        self._pace = Pace()
        self._watched = threading.Event()
        if go:
            self._watched.set()
        self._thread = threading.Thread(target=self._run, name="play", daemon=True)
        self._thread.start()

    @property
    def on(self) -> bool:
        return self.state in ("preparing", "ready", "playing") and self._watched.is_set() and not self._pace.held

    @property
    def paused(self) -> bool:
        return self.state == "playing" and self._pace.held

    def go(self) -> bool:
        """Play on from here; False when there is nothing to go on with."""
        if self.state in ("over", "failed") or self._pace.stopped:
            return False
        self._pace.go()
        self._watched.set()
        self._changed()
        return True

    def hold(self) -> None:
        """Where it stands; a situation that is still being made is made, and then left as it is."""
        if self.state == "preparing":
            self._watched.clear()
        else:
            self._pace.hold()
        self._changed()

    def stop(self) -> None:
        """At once: whoever acts finds nobody in her way."""
        self._pace.stop()
        self._watched.set()
        if self.state != "failed":
            self.state = "over"
        self._changed()

    def end(self) -> None:
        """Stop, and wait until the last hand has left the keyboard."""
        self.stop()
        self._thread.join(END_SECONDS)

    # -- in its own thread

    def _run(self) -> None:
        try:
            if self.situation == "empty":
                self._watched.wait()
            self._pace.wait(0)
            self._play()
            self._become("over")
        except Stopped:
            self._become("over")
        except Exception:
            # The app was killed, given faults or another guide under the play's hands; the page goes on without it.
            self._become("failed")

    def _become(self, state: State) -> None:
        self.state = "over" if self._pace.stopped else state
        self._changed()

    def _play(self) -> None:
        from bot.playground.long_rehearsal import LongRehearsal
        from bot.playground.page.onlooker import Onlooker
        from bot.playground.page.situations import script

        pace = self._pace

        class Stoppable(LongRehearsal):
            """Waits for the app only as long as nobody stops it."""

            def wait(self, predicate: Callable[[], Seen | None]) -> Seen:
                def asked() -> Seen | None:
                    pace.check()
                    return predicate()

                return super().wait(asked)

        world = self.world
        written = script(self.situation, world.language)
        world.slack.wait_for(lambda: self._pace.stopped or world.app_state == "running", CONNECT_SECONDS)
        self._pace.wait(0)
        onlooker = Onlooker(world.database, world.guide)
        try:
            people = {one.id: Paced.like(world.person_named(one.id), self._pace) for one in written.case.participants}
            rehearsal = Stoppable(
                world.slack,
                onlooker,
                written.case,
                language=world.language,
                name=written.partner,
                people=people,
                channel=world.channels["main"],
            )
            self._walk(rehearsal, written)
        finally:
            onlooker.close()

    def _walk(self, rehearsal: "LongRehearsal", written: "Script") -> None:
        for number, step in enumerate(written.steps):
            if number == written.prepared:
                rehearsal.settle()
                self.doing = Doing(number, len(written.steps))
                self._become("ready")
                self._watched.wait()
                self._pace.slow = True
                self._pace.wait(0)
                self._become("playing")
            self.doing = Doing(number + 1, len(written.steps), self._who(rehearsal, step), step.what, step.section)
            self._changed()
            read = self._told(rehearsal)
            step.do(rehearsal)
            if self._pace.slow:
                rehearsal.settle()
            self._pace.read(self._told(rehearsal) - read)

    def _who(self, rehearsal: "LongRehearsal", step: "Step") -> str:
        return rehearsal.people[step.who].id

    def _told(self, rehearsal: "LongRehearsal") -> int:
        """How many characters the app has written in the channel."""
        if not self._pace.slow:
            return 0
        return sum(len(message.text) for message in self.world.slack.messages(rehearsal.channel) if message.bot_id)
