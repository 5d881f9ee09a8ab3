"""A Slack that is asked nothing over the wire: who is in the channel, who is a guest, who comes from elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient

from bot.use_cases.base import Services
from bot.use_cases.directory import Directory, SlackChannel, SlackPerson
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.flows.cases import GUIDE
from tests.storage.cases import ANA, BEN, CHANNEL, TEAM

GUEST, STRANGER = "U0GUEST", "U0STRANGER"


class WatchedDatabase(Database):
    """Knows whether a transaction that writes is open, and what was done after it was committed."""

    open_for_writing = 0
    writing = 0

    @contextmanager
    def unit_of_work(self, *, now: datetime | None = None) -> Iterator[UnitOfWork]:
        self.writing += 1
        self.open_for_writing += 1
        try:
            with super().unit_of_work(now=now) as uow:
                yield uow
        finally:
            self.open_for_writing -= 1


@dataclass
class KnownDirectory(Directory):
    """Ana, Ben and a guest are in the channel. Fails when it is asked while a transaction that writes is open."""

    database: WatchedDatabase
    asked: int = 0

    def __post_init__(self) -> None:
        super().__init__(WebClient(), TEAM)

    def _person(self, user: str) -> SlackPerson:
        self._look()
        return SlackPerson(user, locale="en-US", zone="UTC", guest=user == GUEST, stranger=user == STRANGER)

    def _page_of_members(self, channel: str, cursor: str) -> tuple[frozenset[str], str]:
        self._look()
        return (frozenset((ANA.id, BEN.id, GUEST)) if channel == CHANNEL else frozenset()), ""

    def _channels_of(self, user: str) -> frozenset[str]:
        self._look()
        return frozenset((CHANNEL,)) if user in (ANA.id, BEN.id, GUEST) else frozenset()

    def _channel(self, channel: str) -> SlackChannel:
        self._look()
        return SlackChannel(channel)

    def _look(self) -> None:
        self.asked += 1
        assert not self.database.open_for_writing, "Slack was asked while a transaction that writes was open"


@dataclass
class Office:
    """What every use case works with. ``woken``: how often the relay was."""

    database: WatchedDatabase
    woken: int = 0

    def __post_init__(self) -> None:
        self.directory = KnownDirectory(self.database)
        self.services = Services(self.database, GUIDE, lambda _: self.directory, self._wake)

    def _wake(self) -> None:
        assert not self.database.open_for_writing, "the relay was woken before the commit"
        self.woken += 1
