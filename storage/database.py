"""The database: SQLite for one process, PostgreSQL for any number. One way to write and one way to read.

DatabaseError
├── DatabaseUnreachable   nobody answers at the address
├── SchemaTooNew          a newer version of the app has migrated it
└── StaleRecord           somebody else saved this conversation meanwhile
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from storage.unit_of_work import UnitOfWork

BUSY_SECONDS = 10
_POOL = 10


class DatabaseError(Exception):
    """Something about the database needs an operator."""


class DatabaseUnreachable(DatabaseError):
    """The database does not answer. Check DATABASE_URL, and that the server runs and lets this user in."""


class SchemaTooNew(DatabaseError):
    """The database was migrated by a newer version of Partnership Coach. Install that version, or restore a backup."""


class Database:
    """A place to keep conversations. ``url``: ``sqlite:///path`` or ``postgresql://user:password@host/name``."""

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.sqlite = self.url.startswith("sqlite")
        self.engine = _sqlite_engine(self.url) if self.sqlite else _postgresql_engine(self.url)
        self._turns = FifoLock()

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """Everything that is written until ``commit()``, or nothing. On SQLite writers take turns, first come first served."""
        with self._turn(), Session(self.engine, expire_on_commit=False) as session:
            if self.sqlite:
                session.connection().execute(text("BEGIN IMMEDIATE"))
            yield UnitOfWork(session)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A consistent look at what is stored; nothing that is written there is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            if self.sqlite:
                session.connection().execute(text("BEGIN"))
            yield UnitOfWork(session)

    def check(self) -> None:
        """Raise DatabaseUnreachable when nobody answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError as error:
            raise DatabaseUnreachable(f"{DatabaseUnreachable.__doc__} ({_reason(error)})") from None

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.sqlite:
            with self._turns:
                yield
        else:
            yield


class FifoLock:
    """A lock that is handed over in the order of asking; an unfair one made the slowest writers wait 4 times as long."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait()

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


def _with_driver(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _postgresql_engine(url: str) -> Engine:
    return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=_POOL, max_overflow=_POOL)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=_POOL,
        max_overflow=-1,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The driver must not begin by itself: BEGIN IMMEDIATE is ours, or a writer that began as a reader is refused.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _reason(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
