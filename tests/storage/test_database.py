"""An address that does not answer is named with its fix; writers on SQLite take fair turns, and are told when it is too busy."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import storage.database
from storage.database import Database
from storage.engine.clocks import ServerClock
from storage.engine.errors import DatabaseBusy, DatabaseError, DatabaseUnreachable, StaleRecord, StorageError
from storage.engine.sqlite_file import make_private_folder
from storage.engine.troubles import explained
from storage.engine.write_lock import FifoLock
from storage.migrations import check, current, upgrade
from tests.databases import POSTGRESQL, SQLITE, only
from tests.storage.cases import post

FIX = "Check DATABASE_URL, and that the server runs and lets this user in"


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.dispose()


@pytest.mark.parametrize("act", [check, upgrade, current], ids=["check", "upgrade", "current"])
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
    for number, content in enumerate((b"x", b"SQLite format", b"this is no database at all, but long enough " * 20)):
        notes = tmp_path / f"notes-{number}.txt"
        notes.write_bytes(content)
        with (
            opened(f"sqlite:///{notes}") as database,
            pytest.raises(DatabaseUnreachable, match="is not a database of SQLite"),
        ):
            upgrade(database)
        assert notes.read_bytes() == content
    for file, reason in ((tmp_path / "missing" / "coach.db", "There is no folder"), (tmp_path, "is a folder")):
        with opened(f"sqlite:///{file}") as database, pytest.raises(DatabaseUnreachable, match=reason):
            upgrade(database)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_new_file_is_for_its_owner_only_with_its_log_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    folder = tmp_path / "above" / "data"
    before = os.umask(mask)
    try:
        make_private_folder(folder)
        with opened(f"sqlite:///{folder / 'coach.db'}") as database:
            upgrade(database)
            modes = {one.name: one.stat().st_mode & 0o777 for one in folder.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"coach.db": 0o600, "coach.db-wal": 0o600, "coach.db-shm": 0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


MEANT = [
    (sqlite3.SQLITE_CANTOPEN, "cannot open"),
    (sqlite3.SQLITE_READONLY, "may not write"),
    (sqlite3.SQLITE_NOTADB, "not a database"),
    (sqlite3.SQLITE_CORRUPT, "restore a backup"),
    (sqlite3.SQLITE_FULL, "is full"),
    (sqlite3.SQLITE_IOERR, "disk"),
    (sqlite3.SQLITE_BUSY, "busy"),
]


@pytest.mark.parametrize(("code", "said"), MEANT)
def test_each_trouble_of_sqlite_has_a_sentence_of_its_own(code: int, said: str) -> None:
    cause = sqlite3.OperationalError("what the driver says")
    cause.sqlite_errorcode = code
    told = str(explained(OperationalError("SELECT 1", None, cause), "sqlite:///C:\\data\\coach.db"))
    assert said in told
    assert "what the driver says" in told
    assert "server" not in told
    if code != sqlite3.SQLITE_BUSY:
        assert r"C:\data\coach.db" in told


def test_a_disk_that_is_full_is_told_by_the_database_itself(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'coach.db'}") as database, database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 4")
        with pytest.raises(OperationalError) as caught:
            for number in range(200):
                connection.exec_driver_sql(f"CREATE TABLE t{number} (x)")
        assert "is full" in str(explained(caught.value, database.url))


FATAL = 'connection failed: connection to server at "10.0.0.1", port 5432 failed: FATAL:  '
REFUSED_BY_POSTGRESQL = [
    (FATAL + 'password authentication failed for user "coach"', "refuses this user's password"),
    (FATAL + 'no pg_hba.conf entry for host "10.0.0.2"', "pg_hba.conf"),
    (FATAL + 'role "coach" does not exist', "does not know this user"),
    (FATAL + 'database "coach" does not exist', "no such database"),
    (FATAL + "sorry, too many clients already", "no connection left"),
    (FATAL + "the database system is starting up", "starting or stopping"),
    ("failed to resolve host 'db': [Errno -2] Name or service not known", "cannot be found by its name"),
    ("connection timeout expired", "does not answer in time"),
    ("connection failed: Connection refused\n\tIs the server running?", "does not answer. Check DATABASE_URL"),
    (FATAL + "Passwort-Authentifizierung für Benutzer »coach« fehlgeschlagen", "lets this user in"),
]


@pytest.mark.parametrize(("said", "meant"), REFUSED_BY_POSTGRESQL)
def test_each_refusal_of_postgresql_has_a_sentence_of_its_own(said: str, meant: str) -> None:
    error = OperationalError("SELECT 1", None, psycopg.OperationalError(said))
    told = str(explained(error, "postgresql+psycopg://coach:hunter2@db/coach"))
    assert meant in told
    assert told.startswith("PostgreSQL at db ")
    assert "hunter2" not in told
    assert "\n" not in told


@only(POSTGRESQL)
def test_a_database_that_was_never_made_is_named(database: Database) -> None:
    with (
        opened(database.url.replace("/coach_", "/nobody_")) as other,
        pytest.raises(DatabaseUnreachable, match="does not exist"),
    ):
        check(other)


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
        check(database)


@only(SQLITE)
def test_a_full_disk_refuses_the_whole_unit_of_work_and_breaks_nothing(own_database: Database) -> None:
    database = own_database
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
