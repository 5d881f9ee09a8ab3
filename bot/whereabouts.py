"""Where people live who are each asked at their own local time: looked up again before they are asked."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.directory import Directory, Unanswered
from flows.follow_up.planned import known_zone
from storage.database import Database
from storage.own_time import Asked, asked_until, live_in

log = structlog.get_logger(__name__)

LOOKED_UP_BEFORE = timedelta(hours=27)
"""How long before something is due: whoever moves around the world is met by a day that comes 26 hours earlier at the most."""
LOOKED_UP_EVERY = timedelta(minutes=1)
"""How often it is asked whether anybody is to be looked up; a profile is read at most once in ten minutes (``Directory``)."""


class Whereabouts:
    """Reads profiles between the turns of the clock, outside of transactions. Slack that does not answer stops it until the next
    look: what is known goes on counting, and nobody waits for it."""

    def __init__(self, database: Database, directory: Callable[[str], Directory]) -> None:
        self.database, self.directory = database, directory
        self._looked: datetime | None = None
        self._one_at_a_time = threading.Lock()

    def look(self) -> None:
        """Look up who is to be asked soon, and move what is planned for them to where they live."""
        with self._one_at_a_time:
            with self.database.reading() as uow:
                now = uow.now
                if self._looked is not None and timedelta(0) <= now - self._looked < LOOKED_UP_EVERY:
                    return
                soon = asked_until(uow, now + LOOKED_UP_BEFORE)
            self._looked = now
            for one in soon:
                try:
                    found = self._look_up(one)
                except Unanswered:
                    return
                if not one.planned or found != one.zones:
                    self._move(one, found)

    def _look_up(self, asked: Asked) -> dict[str, str]:
        """Person → zone. Whose profile says nothing that is known stays where they were. Raises Unanswered."""
        directory = self.directory(asked.team)
        said = {person: directory.person(person).zone for person in asked.people}
        return {**asked.zones, **{person: zone for person, zone in said.items() if zone and known_zone(zone) == zone}}

    def _move(self, asked: Asked, zones: dict[str, str]) -> None:
        with self.database.unit_of_work() as uow:
            record = uow.conversations.get(asked.team, asked.conversation, lock=True)
            if record is not None:
                live_in(uow, record, zones)
                uow.commit()
        log.info("whereabouts.moved", conversation=asked.conversation)
