"""An address that does not answer is named with its fix; writers on SQLite take fair turns, and are told when it is too busy."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import storage.database
from storage.clocks import ServerClock
from storage.database import Database
from storage.errors import DatabaseBusy, DatabaseError, DatabaseUnreachable, StaleRecord, StorageError
from storage.fifo import FifoLock
from storage.migrations import current, upgrade
from tests.databases import POSTGRESQL, SQLITE, only
from tests.storage.cases import post

FIX = "Check DATABASE_URL, and that the server runs and lets this user in"


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.dispose()


@pytest.mark.parametrize("act", [Database.check, upgrade, current], ids=["check", "upgrade", "current"])
def test_a_server_that_does_not_answer_is_named_with_its_fix_and_without_the_password(
    act: object, tmp_path: Path
) -> None:
    with opened("postgresql://coach:hunter2@127.0.0.1:1/none") as database:
        with pytest.raises(DatabaseUnreachable, match=FIX) as caught:
            act(database)  # type: ignore[operator]
        assert "Connection refused" in str(caught.value)
        assert "hunter2" not in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_and_a_file_that_is_no_database_are_named(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("this is no database at all, but it is long enough to look at " * 20)
    for url, reason in (
        (f"sqlite:///{tmp_path / 'missing' / 'coach.db'}", "unable to open"),
        (f"sqlite:///{notes}", "not a database"),
    ):
        with opened(url) as database, pytest.raises(DatabaseUnreachable, match=reason):
            upgrade(database)
    assert notes.read_text().startswith("this is no database")


@only(POSTGRESQL)
def test_a_database_that_was_never_made_is_named(database: Database) -> None:
    with (
        opened(database.url.replace("/coach_", "/nobody_")) as other,
        pytest.raises(DatabaseUnreachable, match="does not exist"),
    ):
        other.check()


@pytest.mark.parametrize("url", ["mysql://x/y", "coach.db", "", "postgresql://u:secret@h:port/x", "sqlite"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(DatabaseUnreachable, match="DATABASE_URL") as caught:
        Database(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_ways_to_write_an_address_are_understood(scheme: str) -> None:
    with opened(f"{scheme}://u@h/n") as database:
        assert database.engine.url.drivername == "postgresql+psycopg"
        assert not database.sqlite


def test_what_an_operator_has_to_act_on_is_a_database_error() -> None:
    assert issubclass(DatabaseUnreachable, DatabaseError)
    assert issubclass(DatabaseBusy, DatabaseError)
    assert issubclass(StaleRecord, StorageError)
    assert not issubclass(StaleRecord, DatabaseError)


# Turns


def test_the_lock_is_handed_over_in_the_order_of_asking() -> None:
    lock, order = FifoLock(10), []
    threads = []

    def take(number: int) -> None:
        with lock:
            order.append(number)

    with lock:
        for number in range(8):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while len(lock._waiting) <= number:
                threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    with lock:
        pass


def test_who_waits_too_long_is_told_and_holds_up_nobody() -> None:
    lock = FifoLock(0.02)
    told = []

    def impatient() -> None:
        with pytest.raises(DatabaseBusy, match="try again"), lock:
            raise AssertionError
        told.append(True)

    with lock:
        threads = [threading.Thread(target=impatient) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert told == [True] * 3
    with lock:
        pass


def test_a_unit_of_work_inside_another_is_refused_instead_of_waiting_for_itself() -> None:
    lock = FifoLock(10)
    with lock, pytest.raises(RuntimeError, match="open already"), lock:
        raise AssertionError
    with lock:
        pass


def test_an_error_gives_the_turn_back() -> None:
    lock = FifoLock(1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), lock:
            raise ZeroDivisionError


@only(SQLITE)
def test_a_file_that_another_process_holds_is_left_alone_and_written_once_it_is_free(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.database, "BUSY_SECONDS", 0.05)
    with opened(database_url) as database:
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises((OperationalError, DatabaseBusy)), database.unit_of_work() as uow:
                uow.outbox.write(post("one"))
                uow.commit()
            with database.reading() as uow:
                assert uow.outbox.backlog().count == 0
            other.execute("ROLLBACK")
        with database.unit_of_work() as uow:
            uow.outbox.write(post("one"))
            uow.commit()
        with database.reading() as uow:
            assert uow.outbox.backlog().count == 1


@only(SQLITE)
def test_a_new_file_that_another_process_begins_with_is_waited_for(empty_url: str) -> None:
    file = empty_url.removeprefix("sqlite:///")
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    with opened(empty_url) as database, closing(other):
        other.execute("BEGIN IMMEDIATE")
        # Without the wait it is refused at once, long before the other is through.
        through = threading.Timer(0.3, other.execute, ["COMMIT"])
        through.start()
        upgrade(database)
        through.join()
        database.check()


@only(SQLITE)
def test_a_full_disk_refuses_the_whole_unit_of_work_and_breaks_nothing(database: Database) -> None:
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(OperationalError, match="full"), database.unit_of_work() as uow:
        uow.session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(500):
            uow.outbox.write(post(f"{number}", body={"text": "x" * 3000}))
        uow.commit()
    with database.unit_of_work() as uow:
        uow.session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert uow.outbox.backlog().count == 0
        uow.outbox.write(post("small"))
        uow.commit()
        assert uow.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with database.reading() as uow:
        assert uow.outbox.backlog().count == 1


def test_the_servers_clock_is_asked_once_a_minute_and_runs_on_in_between() -> None:
    steps = [1000.0]
    asked: list[datetime] = []

    class Server:
        """A session whose server says a later hour each time."""

        def execute(self, _: object) -> "Server":
            asked.append(datetime(2026, 11, 25, 9 + len(asked), tzinfo=UTC))
            return self

        def scalar_one(self) -> datetime:
            return asked[-1]

    clock, session = ServerClock(lambda: steps[0]), cast(Session, Server())
    assert clock.now(session) == datetime(2026, 11, 25, 9, tzinfo=UTC)
    steps[0] += 59
    assert clock.now(session) == datetime(2026, 11, 25, 9, 0, 59, tzinfo=UTC)
    steps[0] += 1
    assert clock.now(session) == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert len(asked) == 2
