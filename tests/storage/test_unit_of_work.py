"""Commit or nothing, one writer at a time on SQLite, and what a failure leaves behind."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from storage.database import Database
from storage.tables.models import Base
from tests.databases import POSTGRESQL, SQLITE, only
from tests.storage.cases import a_record, loaded, post, road, saved, stored

WRITERS = 16


def rows(database: Database) -> int:
    """How many rows there are in all tables."""
    with database.reading() as uow:
        return sum(uow.session.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables)


def test_without_a_commit_nothing_is_kept(database: Database) -> None:
    with database.unit_of_work() as uow:
        uow.inbox.first_time("event:1")
        record = uow.conversations.add(a_record())
        uow.outbox.write(post("card", conversation=record.id))
        uow.preferences.set_language(record.team, "user:U1", "fr")
    assert rows(database) == 0


def test_an_error_keeps_nothing_of_its_unit_of_work(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as uow:
        uow.inbox.first_time("event:1")
        uow.conversations.add(a_record())
        raise ZeroDivisionError
    assert rows(database) == 0


def test_what_is_written_after_the_commit_needs_a_commit_of_its_own(database: Database) -> None:
    with database.unit_of_work() as uow:
        uow.inbox.first_time("event:1")
        uow.commit()
        uow.inbox.first_time("event:2")
    with database.unit_of_work() as uow:
        assert not uow.inbox.first_time("event:1")
        assert uow.inbox.first_time("event:2")


def test_key_answers_and_messages_are_kept_together(database: Database) -> None:
    record = stored(database)
    conversation = next(road(record.conversation))
    with database.unit_of_work() as uow:
        assert uow.inbox.first_time("click:1")
        uow.conversations.save(a_record(conversation, id=record.id, revision=1))
        uow.outbox.write(post("next", conversation=record.id))
        uow.commit()
    assert loaded(database, record).conversation == conversation
    with database.reading() as uow:
        assert uow.outbox.backlog().count == 1


def test_a_reader_keeps_nothing(database: Database) -> None:
    record = stored(database)
    with database.reading() as uow, pytest.raises(RuntimeError, match="opened for reading"):
        uow.commit()
    assert loaded(database, record).revision == 1


def test_a_reader_sees_one_moment_even_while_others_write(database: Database) -> None:
    record = stored(database)
    states = list(road(record.conversation))
    with database.reading() as uow:
        assert uow.conversations.get(record.team, record.id) is not None
        for state in states:
            record = saved(database, record, state)
        seen = uow.conversations.get(record.team, record.id)
    assert seen is not None
    assert (seen.revision, seen.conversation.answers) == (1, ())
    assert loaded(database, record).conversation == states[-1]


@only(SQLITE)
def test_sqlite_forgets_nothing_that_it_confirmed(database: Database) -> None:
    with database.unit_of_work() as uow:
        found = {name: uow.session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
        assert uow.session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert found == {"journal_mode": "wal", "synchronous": 2}


@only(SQLITE)
def test_sixteen_writers_on_sqlite_all_succeed_in_the_order_of_asking(database: Database) -> None:
    order: list[int] = []
    asking = threading.Semaphore(0)
    writers = []

    def write(number: int) -> None:
        asking.release()
        with database.unit_of_work() as uow:
            order.append(number)
            uow.outbox.write(post(f"{number}"))
            uow.commit()

    with database.unit_of_work():  # everybody queues behind this one
        for number in range(WRITERS):
            writers.append(threading.Thread(target=write, args=(number,)))
            writers[-1].start()
            asking.acquire()
            _until_waiting(database, number + 1)
    for writer in writers:
        writer.join()
    assert order == list(range(WRITERS))
    with database.reading() as uow:
        assert uow.outbox.backlog().count == WRITERS


def _until_waiting(database: Database, count: int) -> None:
    waiting = database._turns._waiting  # type: ignore[union-attr]
    while len(waiting) < count:
        threading.Event().wait(0.001)


@only(SQLITE)
def test_sixteen_busy_writers_on_sqlite_never_meet_a_locked_database(database: Database) -> None:
    def write(number: int) -> None:
        for turn in range(5):
            with database.unit_of_work() as uow:
                uow.outbox.write(post(f"{number}:{turn}"))
                uow.commit()
            with database.reading() as uow:
                assert uow.outbox.backlog().count

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with database.reading() as uow:
        assert uow.outbox.backlog().count == WRITERS * 5


def test_an_inbound_key_is_taken_once_by_eight_at_once(database: Database) -> None:
    ready = threading.Barrier(8)

    def take(_: int) -> bool:
        ready.wait()
        with database.unit_of_work() as uow:
            first = uow.inbox.first_time("event:Ev1")
            uow.commit()
        return first

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [False] * 7 + [True]


def test_a_key_whose_effect_failed_may_come_again(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as uow:
        assert uow.inbox.first_time("event:Ev1")
        raise ZeroDivisionError
    with database.unit_of_work() as uow:
        assert uow.inbox.first_time("event:Ev1")


def test_two_long_keys_with_one_beginning_stay_two(database: Database) -> None:
    with database.unit_of_work() as uow:
        assert uow.inbox.first_time("k" * 300 + "1")
        assert uow.inbox.first_time("k" * 300 + "2")
        assert not uow.inbox.first_time("k" * 300 + "1")


def test_inbound_keys_are_forgotten_by_age(database: Database) -> None:
    with database.unit_of_work() as uow:
        uow.inbox.first_time("old")
        old = uow.now
        uow.commit()
    with database.unit_of_work() as uow:
        uow.inbox.first_time("new")
        uow.commit()
        assert uow.inbox.purge(old) == 0
        assert uow.inbox.purge(uow.now) == 1
        assert uow.inbox.first_time("old")
        assert not uow.inbox.first_time("new")


@only(POSTGRESQL)
def test_replicas_on_postgresql_share_the_clock_of_the_server(database: Database) -> None:
    with database.unit_of_work() as uow:
        here = uow.now
        there = uow.session.execute(text("SELECT now()")).scalar_one()
    assert abs((here - there).total_seconds()) < 5


KILLED = """
import os, signal, sys
from storage.database import Database
from tests.storage.cases import a_record, post

database = Database(sys.argv[1])
for number in range(1, 4):
    with database.unit_of_work() as uow:
        uow.inbox.first_time(f"click:{number}")
        record = uow.conversations.add(a_record(id=str(number)))
        uow.outbox.write(post(f"card:{number}", conversation=record.id))
        uow.session.flush()
        if number == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        uow.commit()
"""


@only(SQLITE)
def test_a_process_that_is_killed_before_its_commit_leaves_all_or_none(database: Database, database_url: str) -> None:
    dies_in = 3
    died = subprocess.run(
        [sys.executable, "-c", KILLED, database_url, str(dies_in)],
        cwd=Path(__file__).parent.parent.parent,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    with database.unit_of_work() as uow:
        kept = [uow.inbox.first_time(f"click:{number}") is False for number in (1, 2, 3)]
        there = [uow.conversations.get("T0HOME", str(number)) is not None for number in (1, 2, 3)]
        assert kept == there == [number < dies_in for number in (1, 2, 3)]
        assert uow.outbox.backlog().count == dies_in - 1
        assert uow.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
