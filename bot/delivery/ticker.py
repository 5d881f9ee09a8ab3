"""The ticker: fires what is due by the clock: check-ins, and what was declined until a day.

What it says goes through the outbox like everything else.
"""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from storage import reopening
from storage.database import Database, StorageError
from storage.reopening import Ask
from storage.ticking import Announce, Tell, Ticked, next_due, tick

log = structlog.get_logger(__name__)

_POLL_SECONDS = 1.0
"""Another process may have made a schedule, and a clock may have been moved: it never rests for longer."""
_REST_AFTER_TROUBLE_SECONDS = 10.0


class Ticker:
    """One thread that ticks. Every replica has one: the rows decide who fires what. ``wake`` tells the relay that something
    waits; ``look`` comes before each turn, and has Slack say where those live who are asked at their own local time."""

    def __init__(
        self,
        database: Database,
        tell: Tell,
        ask: Ask,
        wake: Callable[[], None],
        *,
        announce: Announce | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        self.database, self.tell, self.ask, self.wake, self.announce = database, tell, ask, wake, announce
        self.look = look
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Tick in the background until ``stop``."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the turn that runs, then stop."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def turn(self) -> Ticked:
        """Fire what is due now, however late. What could not be fired is set aside, and an operator reads of it."""
        self._look()
        turns = (tick(self.database, self.tell, announce=self.announce), reopening.tick(self.database, self.ask))
        done = Ticked(sum(one.fired for one in turns), tuple(each for one in turns for each in one.aside))
        for id, error in done.aside:
            log.error("ticker.set_aside", id=id, error=error)
        if done.fired:
            log.info("ticker.fired", count=done.fired)
            self.wake()
        return done

    def _look(self) -> None:
        """Whatever is wrong with a profile, what is due does not wait for it."""
        try:
            self.look()
        except (SQLAlchemyError, StorageError):
            raise
        except Exception as error:
            log.error("ticker.not_looked", error=type(error).__name__)  # noqa: TRY400

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._guarded())

    def _guarded(self) -> float:
        """A turn, and how many seconds to rest after it."""
        try:
            self.turn()
            with self.database.reading() as uow:
                due = next_due(uow)
                return _POLL_SECONDS if due is None else min(_POLL_SECONDS, max(0.0, (due - uow.now).total_seconds()))
        except (SQLAlchemyError, StorageError) as error:
            log.error("ticker.trouble", error=type(error).__name__)  # noqa: TRY400
        except Exception as error:  # the clock must not stop: the next turn finds the same rows
            log.error("ticker.failed", error=type(error).__name__)  # noqa: TRY400
        return _REST_AFTER_TROUBLE_SECONDS
