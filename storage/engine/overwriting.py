"""Overwriting what was deleted, after the commit: in the file of SQLite and its log, in the tables of PostgreSQL.

Each waits a while for whoever still reads what was there before, and says at the end whether it was done.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

PATIENCE_SECONDS = 10.0
"""How long to wait for whoever reads what was there before."""
_PAUSE_SECONDS = 0.1

_OLDER_READERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    " AND backend_xmin IS NOT NULL"
)


def empty_log(engine: Engine, seconds: float | None = None) -> bool:
    """Move everything from SQLite's log into its file and cut the log to nothing; False when somebody kept reading."""

    def done() -> bool:
        busy, _, _ = _pragma(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    return _before(seconds, done)


def rewrite_file(engine: Engine, seconds: float | None = None) -> bool:
    """Write the file of SQLite anew, without what was freed before; False when others kept writing."""

    def done() -> bool:
        try:
            _pragma(engine, "VACUUM")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            return False
        return True

    return _before(seconds, done) and empty_log(engine, seconds)


def rewrite_tables(engine: Engine, tables: Iterable[str], seconds: float | None = None) -> list[str]:
    """Write tables of PostgreSQL anew, without their dead rows; the names of those that somebody held or kept reading."""
    left = []
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # A dead row that an older look may still read is copied with the others.
        alone = _before(seconds, lambda: connection.execute(_OLDER_READERS).scalar_one() == 0)
        connection.exec_driver_sql(f"SET lock_timeout = '{int(_patience(seconds) * 1000)}ms'")
        try:
            for table in tables:
                try:
                    connection.exec_driver_sql(f'VACUUM (FULL) "{table}"')
                except DBAPIError:
                    left.append(table)
                else:
                    left.extend([] if alone else [table])
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return left


def _patience(seconds: float | None) -> float:
    return PATIENCE_SECONDS if seconds is None else seconds


def _before(seconds: float | None, done: Callable[[], bool]) -> bool:
    """Try again and again; whether it was done in time."""
    until = time.monotonic() + _patience(seconds)
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def _pragma(engine: Engine, statement: str) -> tuple[int, ...]:
    """Run a statement outside of any transaction, without waiting for anybody: it is tried again. Its first row."""
    with engine.connect() as connection:
        connection.rollback()
        cursor = connection.connection.cursor()
        waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        try:
            cursor.execute("PRAGMA busy_timeout = 0")
            return tuple(cursor.execute(statement).fetchone() or ())
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {waits}")
            cursor.close()
