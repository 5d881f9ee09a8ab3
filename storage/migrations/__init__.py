"""Schema migrations, run at start under a lock or by ``partnership-coach db upgrade``. Safe when several start at once."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from storage.database import Database, DatabaseUnreachable, SchemaTooNew

_LOCK = 0x7061727463  # any number of ours: PostgreSQL's advisory lock for migrating


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; no file is needed."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> None:
    """Bring the schema up to date; raises DatabaseUnreachable or SchemaTooNew."""
    try:
        with database.engine.connect() as connection:
            _lock(connection, sqlite=database.sqlite)
            known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
            found = _current(connection)
            if found is not None and found not in known:
                raise SchemaTooNew(f"{SchemaTooNew.__doc__} (schema {found})")
            command.upgrade(config(connection), "head")
            connection.commit()
    except OperationalError as error:
        raise DatabaseUnreachable(f"{DatabaseUnreachable.__doc__} ({str(error.orig).strip()})") from None


def current(database: Database) -> str | None:
    """The revision of the schema; None before the first migration."""
    with database.engine.connect() as connection:
        return _current(connection)


def head() -> str | None:
    """The revision that this code wants."""
    return ScriptDirectory.from_config(config()).get_current_head()


def _current(connection: Connection) -> str | None:
    options: dict[str, Any] = {}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _lock(connection: Connection, *, sqlite: bool) -> None:
    """One process migrates at a time; the lock ends with the transaction."""
    if sqlite:
        connection.execute(text("BEGIN IMMEDIATE"))
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
