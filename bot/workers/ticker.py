"""The ticker: fires what is due by the clock: check-ins, monthly questions, and what was declined until a day.

It looks before it acts: while nothing is due it opens no transaction that writes. What it says goes through the outbox like
everything else.
"""

import threading
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.use_cases import due, due_declined
from bot.use_cases.base import TickResult
from bot.use_cases.presence import PresenceLookup
from bot.workers.time_zones import TimeZoneLookup
from storage.database import Database, StorageError

log = structlog.get_logger(__name__)

_POLL_SECONDS = 1.0
"""Another process may have made a schedule, and a clock may have been moved: it never rests for longer."""
_REST_AFTER_TROUBLE_SECONDS = 10.0


class Ticker:
    """One thread that ticks. Every replica has one: the rows decide who fires what.

    ``wake`` tells the relay that something waits; ``time_zones`` has Slack say, before each tick, where those people live who are
    asked at their own local time; ``presence`` who is still there. Without them, what is known counts. While the app is not
    installed in ``team``, nothing is fired.
    """

    def __init__(
        self,
        database: Database,
        wake: Callable[[], None],
        time_zones: TimeZoneLookup | None = None,
        presence: PresenceLookup | None = None,
        team: str = "",
    ) -> None:
        self.database, self.wake, self.time_zones, self.presence = database, wake, time_zones, presence
        self.team = team
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Tick in the background until ``stop``."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the tick that runs, then stop."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def tick(self) -> TickResult:
        """Fire what is due now, however late. What could not be fired is set aside, and an operator reads of it."""
        self._look_up()
        return TickResult() if self._seconds_until_due() > 0 else self._fire()

    def _fire(self) -> TickResult:
        gone = self.presence.look_up() if self.presence else None
        done = due.fire_due(self.database, gone=gone) + due_declined.fire_due(self.database)
        for id, error in done.aside:
            log.error("ticker.set_aside", id=id, error=error)
        if done.fired:
            log.info("ticker.fired", count=done.fired)
            self.wake()
        return done

    def _seconds_until_due(self) -> float:
        """Return how long nothing is due, at most until the next poll; 0 when something is."""
        with self.database.reading() as uow:
            next_at = due.next_due(uow)
            if next_at is None or self.team in uow.outbox.pauses.stopped():
                return _POLL_SECONDS
            seconds: float = (next_at - uow.now).total_seconds()
            return min(_POLL_SECONDS, max(0.0, seconds))

    def _look_up(self) -> None:
        """Whatever is wrong with a profile, what is due does not wait for it."""
        if self.time_zones is None:
            return
        try:
            self.time_zones.look_up()
        except (SQLAlchemyError, StorageError):
            raise
        except Exception as error:
            log.error("ticker.not_looked", error=type(error).__name__)  # noqa: TRY400

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._guarded())

    def _guarded(self) -> float:
        """Tick; return how many seconds to rest after it."""
        try:
            self._look_up()
            seconds = self._seconds_until_due()
            if seconds > 0:
                return seconds
            # What is due and was not fired is held by another replica: it is not asked for again at once.
            return self._seconds_until_due() if self._fire().fired else _POLL_SECONDS
        except (SQLAlchemyError, StorageError) as error:
            log.error("ticker.trouble", error=type(error).__name__)  # noqa: TRY400
        except Exception as error:  # the clock must not stop: the next tick finds the same rows
            log.error("ticker.failed", error=type(error).__name__)  # noqa: TRY400
        return _REST_AFTER_TROUBLE_SECONDS
