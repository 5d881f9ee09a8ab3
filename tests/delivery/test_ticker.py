"""The clock goes on, whatever goes wrong beside it."""

from collections.abc import Callable
from datetime import date, datetime

from bot.delivery import ticker
from bot.delivery.ticker import Ticker
from flows.errors import BrokenConversation
from storage.database import Database
from tests.storage.cases import MIDDAY
from tests.storage.follow_up import followed, once, rule, said, scheduled, tell
from tests.storage.test_ledger import ask
from tests.storage.test_ticking import PROMPT, utc


def clock_at(now: datetime, database_url: str, **settings: Callable[[], None]) -> Ticker:
    return Ticker(Database(database_url, clock=lambda: now), tell, ask, **({"wake": lambda: None} | settings))  # type: ignore[arg-type]


def breaks() -> None:
    raise BrokenConversation("it cannot be read")


def test_what_is_due_is_asked_although_people_cannot_be_looked_up(database: Database, database_url: str) -> None:
    scheduled(database, followed(database), rule(once(date(2026, 6, 1))), MIDDAY)
    clock = clock_at(utc(2026, 6, 1, 7), database_url, look=breaks)
    assert clock.turn().fired == 1
    assert said(database) == PROMPT
    clock.database.dispose()


def test_after_whatever_trouble_it_rests_and_goes_on(database: Database, database_url: str) -> None:
    scheduled(database, followed(database), rule(once(date(2026, 6, 1))), MIDDAY)
    clock = clock_at(utc(2026, 6, 1, 7), database_url, wake=breaks)
    assert clock._guarded() == ticker._REST_AFTER_TROUBLE_SECONDS
    assert said(database) == PROMPT
    clock.database.dispose()
