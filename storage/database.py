"""The database: SQLite for one process, PostgreSQL for any number. One way to write and one way to read."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from storage.engine.clocks import ServerClock
from storage.engine.errors import (
    DatabaseBusy,
    DatabaseError,
    DatabaseUnreachable,
    SchemaTooNew,
    SchemaTooOld,
    StaleRecord,
    StorageError,
)
from storage.engine.sqlite_file import file_of
from storage.engine.sqlite_file import prepare as prepare_file
from storage.engine.write_lock import FifoLock
from storage.unit_of_work import UnitOfWork

BUSY_SECONDS = 10
CONNECT_SECONDS = 10
_POOL = 10
_AGAIN_SECONDS = 0.01

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
}

MIGRATION_LOCK = 0x7061727463
"""Any number of ours: PostgreSQL's advisory lock for migrating, which ends with the transaction."""


class Database:
    """A place to keep conversations. ``url``: ``sqlite:///path`` or ``postgresql://user:password@host/name``.

    ``clock`` gives the time of each unit of work. Without it PostgreSQL's own clock counts (``storage.engine.clocks``),
    since several replicas compare their times there, and on SQLite this machine's.
    """

    def __init__(self, url: str, *, clock: Callable[[], datetime] | None = None) -> None:
        self.url = _with_driver(url)
        self.sqlite = self.url.startswith("sqlite")
        self.engine = _sqlite_engine(self.url) if self.sqlite else _postgresql_engine(self.url)
        self._clock = clock or (_this_machine if self.sqlite else None)
        self._server = ServerClock()
        self._turns = FifoLock(BUSY_SECONDS) if self.sqlite else nullcontext()
        self._writing = self.engine.execution_options(begin="IMMEDIATE") if self.sqlite else self.engine
        self._reading = (
            self.engine
            if self.sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )

    @contextmanager
    def unit_of_work(self, *, now: datetime | None = None) -> Iterator[UnitOfWork]:
        """Everything that is written until ``commit()``, or nothing. On SQLite writers take turns, first come first served."""
        with self._turns, Session(self._writing, expire_on_commit=False) as session:
            yield UnitOfWork(session, lambda: now or self._now(session))

    @contextmanager
    def reading(self, *, now: datetime | None = None) -> Iterator[UnitOfWork]:
        """A consistent look at what is stored, as of its first query. It keeps nobody waiting and cannot be committed."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield UnitOfWork(session, lambda: now or self._now(session), may_write=False)

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection for changing the schema: one process at a time, all or nothing, rebuilt tables keep their children."""
        with self._turns, self._writing.connect() as connection:
            if not self.sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                yield connection
                connection.commit()
                return
            # SQLite rebuilds a table by dropping the old one, which would delete its children as well.
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.cursor().execute("PRAGMA foreign_keys = OFF").close()
            try:
                with connection.begin():
                    yield connection
                    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise DatabaseError(f"a migration would leave rows of {broken[0]} without their parents")
            finally:
                raw.cursor().execute("PRAGMA foreign_keys = ON").close()

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _now(self, session: Session) -> datetime:
        return self._clock() if self._clock is not None else self._server.now(session)


def _this_machine() -> datetime:
    return datetime.now(UTC)


def _with_driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    driver = _DRIVERS.get(scheme)
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        driver = None
    if driver is None or not separator:
        raise DatabaseUnreachable.saying(
            "DATABASE_URL must begin with sqlite:/// or postgresql://, and be a whole address."
        )
    return f"{driver}://{rest}"


def _postgresql_engine(url: str) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=_POOL,
        max_overflow=_POOL,
        pool_timeout=BUSY_SECONDS,
        connect_args={} if "connect_timeout" in make_url(url).query else {"connect_timeout": CONNECT_SECONDS},
    )


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=-1,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    file = file_of(url)

    @event.listens_for(engine, "do_connect")
    def look(*_: Any) -> None:
        if file is not None:
            prepare_file(file)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The driver must not begin by itself: a writer that began as a reader is refused instead of waiting its turn.
        connection.isolation_level = None
        cursor = connection.cursor()
        _write_ahead(cursor)
        # What is deleted is overwritten, whatever the default of this build of SQLite is.
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")

    return engine


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Put the file into WAL mode, where it stays. Of several that find it new, SQLite refuses all but one at once, without the
    wait that every other statement has: who holds the lock of a reader already is never made to wait for that of a writer."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_SECONDS)
        else:
            return


__all__ = [
    "Database",
    "DatabaseBusy",
    "DatabaseError",
    "DatabaseUnreachable",
    "SchemaTooNew",
    "SchemaTooOld",
    "StaleRecord",
    "StorageError",
]
