"""The ledger as it is kept: one entry a conversation, asked about once a day that was named, whoever ticks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.messages import conversation as conversation_messages
from bot.use_cases import due_declined
from bot.use_cases.due import next_due
from flows.conversation import conversation as talk
from flows.ledger import USUAL, LedgerEntry
from storage.conversations.finding import Reader
from storage.database import Database
from storage.privacy.archive import Archive
from storage.privacy.erasing import Erasing
from storage.records import Message, Record
from storage.tables.models import LedgerRow, OutboxRow
from tests.storage.cases import ANA, BEN, CHANNEL, ERASURE_KEY, TEAM, a_record, begun, loaded, road, stored
from tests.storage.follow_up import ask
from tests.storage.killing import killed

STATES = list(road(begun()))
DECLINED = talk.decide(STATES[-2], ANA.id, talk.NO, "not this year")[0]
DAY = date(2099, 3, 2)
ENTRY = LedgerEntry("", f"when <@{BEN.id}> has time", DAY, ANA.id)


def declined(database: Database, entry: LedgerEntry = ENTRY, name: str = "Acme", zone: str = "UTC") -> Record:
    record = stored(database, a_record(DECLINED, partner_name=name))
    with database.unit_of_work() as uow:
        uow.ledger.put(record.id, entry, zone)
        uow.commit()
    return record


def asked(database: Database) -> int:
    with database.reading() as uow:
        return len(uow.session.scalars(select(OutboxRow.id)).all())


def test_an_entry_comes_back_with_its_record_and_takes_the_place_of_the_one_before(database: Database) -> None:
    record = declined(database)
    assert loaded(database, record).ledger == ENTRY
    with database.unit_of_work() as uow:
        uow.ledger.put(record.id, LedgerEntry())
        uow.commit()
    assert loaded(database, record).ledger is None


def test_a_condition_without_a_day_is_asked_about_in_half_a_year(database: Database) -> None:
    assert LedgerEntry(condition="x").ask_on(DAY) == DAY + USUAL
    assert LedgerEntry(reason="x").ask_on(DAY) is None


def test_two_replicas_ask_once_at_the_day_and_not_before(database: Database, database_url: str) -> None:
    for _ in range(4):
        declined(database)
    early = Database(database_url, clock=lambda: datetime(2099, 3, 2, 8, 59, tzinfo=UTC))
    assert due_declined.fire_due(early).fired == 0
    early.dispose()
    clock = lambda: datetime(2099, 3, 2, 9, tzinfo=UTC)  # noqa: E731
    replicas = [Database(database_url, clock=clock) for _ in range(2)]
    together = threading.Barrier(2)

    def replica(one: Database) -> None:
        together.wait(10)
        for _ in range(3):
            due_declined.fire_due(one)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(replica, replicas))
    for one in replicas:
        one.dispose()
    assert asked(database) == 4


@pytest.mark.parametrize(
    ("zone", "first"),
    [("Asia/Tokyo", datetime(2099, 3, 2, 0, tzinfo=UTC)), ("America/New_York", datetime(2099, 3, 2, 14, tzinfo=UTC))],
)
def test_it_is_asked_in_the_morning_of_whoever_named_the_day(
    database: Database, database_url: str, zone: str, first: datetime
) -> None:
    record = declined(database, zone=zone)
    for moment, times in ((first - timedelta(seconds=1), 0), (first, 1)):
        then = Database(database_url, clock=lambda moment=moment: moment)  # type: ignore[misc]
        assert due_declined.fire_due(then).fired == times
        then.dispose()
    with database.unit_of_work() as uow:
        uow.ledger.ask_on(record.id, DAY, zone)
        assert next_due(uow) == first


def test_what_is_declined_a_second_time_is_asked_about_a_second_time(database: Database, database_url: str) -> None:
    record = declined(database)
    for day, times in ((DAY, 1), (DAY + timedelta(days=30), 2)):
        with database.unit_of_work() as uow:
            uow.ledger.put(record.id, replace(ENTRY, on=day))
            uow.commit()
        then = Database(database_url, clock=lambda day=day: datetime(day.year, day.month, day.day, 9, tzinfo=UTC))  # type: ignore[misc]
        assert due_declined.fire_due(then).fired == 1
        then.dispose()
        assert asked(database) == times


KILLED = """
import sys
from datetime import UTC, datetime
import pytest
from bot.use_cases import due_declined
from storage.database import Database
from tests.storage.follow_up import speak_simply
speak_simply(pytest.MonkeyPatch())
due_declined.fire_due(Database(sys.argv[1], clock=lambda: datetime(2099, 3, 2, 9, tzinfo=UTC)))
"""


@pytest.mark.parametrize(("failpoint", "kept"), [("before_commit:2", 1), ("after_commit:2", 2)])
def test_killed_in_the_middle_the_rest_is_asked_and_none_twice(
    database: Database, database_url: str, failpoint: str, kept: int
) -> None:
    records = [declined(database) for _ in range(3)]
    assert killed(KILLED, database_url, failpoint=failpoint) == ""
    assert asked(database) == kept
    later = Database(database_url, clock=lambda: datetime(2099, 3, 3, tzinfo=UTC))
    assert due_declined.fire_due(later).fired == len(records) - kept
    later.dispose()
    assert asked(database) == len(records)
    assert [loaded(database, record).ledger for record in records] == [replace(ENTRY, asked=1)] * 3


def test_what_is_decided_anew_is_not_asked_about(database: Database, database_url: str) -> None:
    record = stored(database, a_record(STATES[-1]))
    with database.unit_of_work() as uow:
        uow.ledger.put(record.id, ENTRY)
        uow.commit()
    later = Database(database_url, clock=lambda: datetime(2099, 3, 3, tzinfo=UTC))
    due_declined.fire_due(later)
    later.dispose()
    assert asked(database) == 0


def test_one_that_cannot_be_asked_does_not_keep_the_others_waiting(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = declined(database), declined(database)

    def some(record: Record, key: str) -> Message:
        if record.id == broken.id:
            raise ValueError(key)
        return ask(record, key)

    later = Database(database_url, clock=lambda: datetime(2099, 3, 3, tzinfo=UTC))
    monkeypatch.setattr(conversation_messages, "has_it_come", some)
    done = due_declined.fire_due(later)
    assert (done.fired, done.aside) == (1, ((broken.id, "ValueError"),))
    later.dispose()
    assert loaded(database, sound).ledger == replace(ENTRY, asked=1)


def test_it_leaves_and_comes_back_with_an_export(database: Database) -> None:
    record = declined(database)
    with database.reading() as uow:
        taken = Archive(uow).take(record.id)
    assert taken is not None
    assert [row["condition"] for row in taken["ledger"]] == [ENTRY.condition]
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).conversation(record.id)
        uow.commit()
    with database.unit_of_work() as uow:
        Archive(uow).put(taken, "here")
        uow.commit()
    assert loaded(database, record).ledger == ENTRY


def test_a_persons_words_go_and_their_name_in_others_words(database: Database) -> None:
    record = declined(database)
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).person(TEAM, BEN.id)
        uow.commit()
    entry = loaded(database, record).ledger
    assert entry is not None
    assert BEN.id not in entry.condition
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).person(TEAM, ANA.id)
        uow.commit()
        (row,) = uow.session.scalars(select(LedgerRow)).all()
        assert (row.condition, row.day) == ("", DAY.isoformat())
        assert ANA.id not in row.by


def test_what_was_declined_and_is_alike_is_found_by_its_readers_only(database: Database) -> None:
    same = declined(database, name="ACMÉ")
    word = declined(database, name="Acme Ventures")
    declined(database, name="Solaris")
    situation = DECLINED.setup.model_copy(update={"label": "other"})

    def alike(*channels: str) -> list[str]:
        with database.reading() as uow:
            found = uow.conversations.finding.declined_alike(Reader(TEAM, ANA.id, channels), "Acme", situation)
            return [one.id for one in found]

    assert alike(CHANNEL) == [same.id, word.id]
    assert alike("C0OTHER") == []
