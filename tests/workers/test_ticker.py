"""The clock goes on, whatever goes wrong beside it, and keeps nobody waiting while nothing is due."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.workers import ticker
from bot.workers.ticker import Ticker
from bot.workers.time_zones import TimeZoneLookup
from flows.errors import BrokenConversation
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.storage.cases import MIDDAY
from tests.storage.follow_up import followed, once, rule, said, scheduled, speak_simply
from tests.storage.test_ticking import PROMPT, utc


@pytest.fixture(autouse=True)
def _simply(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_simply(monkeypatch)


class CountingDatabase(Database):
    """Counts the transactions that may write."""

    writing = 0

    @contextmanager
    def unit_of_work(self, *, now: datetime | None = None) -> Iterator[UnitOfWork]:
        self.writing += 1
        with super().unit_of_work(now=now) as uow:
            yield uow


class BrokenLookup(TimeZoneLookup):
    """Cannot look up anybody."""

    def __init__(self) -> None:
        pass

    def look_up(self) -> None:
        raise BrokenConversation("it cannot be read")


def breaks() -> None:
    raise BrokenConversation("it cannot be read")


def clock_at(now: datetime, database_url: str, wake: Callable[[], None] = lambda: None, **settings: Any) -> Ticker:
    return Ticker(CountingDatabase(database_url, clock=lambda: now), wake, **settings)


def test_what_is_due_is_asked_although_people_cannot_be_looked_up(database: Database, database_url: str) -> None:
    scheduled(database, followed(database), rule(once(date(2026, 6, 1))), MIDDAY)
    clock = clock_at(utc(2026, 6, 1, 7), database_url, time_zones=BrokenLookup())
    assert clock.tick().fired == 1
    assert said(database) == PROMPT
    clock.database.dispose()


def test_after_whatever_trouble_it_rests_and_goes_on(database: Database, database_url: str) -> None:
    scheduled(database, followed(database), rule(once(date(2026, 6, 1))), MIDDAY)
    clock = clock_at(utc(2026, 6, 1, 7), database_url, wake=breaks)
    assert clock._guarded() == ticker._REST_AFTER_TROUBLE_SECONDS
    assert said(database) == PROMPT
    clock.database.dispose()


def test_while_nothing_is_due_no_transaction_writes(database: Database, database_url: str) -> None:
    """An hour of polls before the first date, and one after it that fires what is due then."""
    scheduled(database, followed(database), rule(once(date(2026, 6, 1))), MIDDAY)
    moments = [utc(2026, 6, 1, 6)]
    counting = CountingDatabase(database_url, clock=lambda: moments[-1])
    clock = Ticker(counting, lambda: None, TimeZoneLookup(counting, directory=lambda _: pytest.fail("nobody is asked")))
    while moments[-1] < utc(2026, 6, 1, 7):
        assert counting.writing == 0
        rest = clock._guarded()
        assert 0 < rest <= ticker._POLL_SECONDS
        moments.append(moments[-1] + timedelta(seconds=60 * rest))
    clock._guarded()
    assert said(database) == PROMPT
    assert counting.writing > 0
    counting.dispose()


def test_an_empty_coach_opens_no_transaction_that_writes(database: Database, database_url: str) -> None:
    clock = clock_at(utc(2026, 6, 1, 7), database_url)
    assert [clock._guarded() for _ in range(20)] == [ticker._POLL_SECONDS] * 20
    assert isinstance(clock.database, CountingDatabase)
    assert clock.database.writing == 0
    clock.database.dispose()
