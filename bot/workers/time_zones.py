"""Where people live who are each asked at their own local time: looked up again before they are asked."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.use_cases.directory import Directory
from bot.use_cases.own_time import AskedAtOwnTime, asked_until, live_in
from bot.use_cases.unanswered import Unanswered
from flows.schedules.planned import known_zone
from storage.database import Database, StorageError

log = structlog.get_logger(__name__)

LOOKED_UP_BEFORE = timedelta(hours=27)
"""How long before something is due: whoever moves around the world is met by a day that comes 26 hours earlier at the most."""
LOOKS_FOR_SECONDS = 3.0
"""How long one look takes, about: what is due waits for it."""
LOOKED_UP_EVERY = timedelta(minutes=1)
"""How often it is asked whether anybody is to be looked up; a profile is read at most once in ten minutes (``Directory``)."""


class TimeZoneLookup:
    """Reads profiles between two ticks of the clock, outside of transactions. It takes a few seconds of them at most, and one call
    more; what is left comes at the next tick. What is known goes on counting where Slack does not answer."""

    def __init__(self, database: Database, directory: Callable[[str], Directory]) -> None:
        self.database, self.directory = database, directory
        self._looked: datetime | None = None
        self._last = ("", "")
        """The team and the conversation after which a round was broken off: its rest comes first, then a new one."""
        self._one_at_a_time = threading.Lock()

    def look_up(self) -> None:
        """Look up who is to be asked soon, and move what is planned for them to where they live."""
        with self._one_at_a_time:
            with self.database.reading() as uow:
                now = uow.now
                if self._looked is not None and timedelta(0) <= now - self._looked < LOOKED_UP_EVERY:
                    return
                soon = asked_until(uow, now + LOOKED_UP_BEFORE)
            began, self._looked = time.monotonic(), now
            left = [asked for asked in soon if (asked.team, asked.conversation) > self._last]
            for number, asked in enumerate(left, 1):
                self._last = (asked.team, asked.conversation)
                if not self._looked_at(asked):
                    return
                if number < len(left) and time.monotonic() - began > LOOKS_FOR_SECONDS:
                    self._looked = None  # the rest at the next tick
                    return
            self._last = ("", "")

    def _looked_at(self, asked: AskedAtOwnTime) -> bool:
        """Return whether Slack answered. A conversation that cannot be read is left to the clock, which sets it aside."""
        try:
            found = self._look_up(asked)
            if not asked.planned or found != asked.zones:
                self._move(asked, found)
        except Unanswered:
            return False
        except (SQLAlchemyError, StorageError):
            raise
        except Exception as error:
            log.error("whereabouts.failed", conversation=asked.conversation, error=type(error).__name__)  # noqa: TRY400
        return True

    def _look_up(self, asked: AskedAtOwnTime) -> dict[str, str]:
        """Return person → zone; raises Unanswered.

        People who are unknown to Slack, or whose profile says nothing, stay where they were.
        """
        directory = self.directory(asked.team)
        found = dict(asked.zones)
        for person in asked.people:
            try:
                zone = directory.person(person).zone
            except Unanswered as nobody:
                if not nobody.unknown:
                    raise
                continue
            if zone and known_zone(zone) == zone:
                found[person] = zone
        return found

    def _move(self, asked: AskedAtOwnTime, zones: dict[str, str]) -> None:
        with self.database.unit_of_work() as uow:
            record = uow.conversations.get(asked.team, asked.conversation, lock=True)
            if record is not None:
                live_in(uow, record, zones)
                uow.commit()
        log.info("whereabouts.moved", conversation=asked.conversation)
