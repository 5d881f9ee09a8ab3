"""Schema migrations, run at start under a lock or by ``partnership-coach db upgrade``. Safe when several start at once."""

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.errors import DatabaseBusy, DatabaseUnreachable, SchemaTooNew, SchemaTooOld

if TYPE_CHECKING:
    from storage.database import Database

LOCK = 0x7061727463
"""Any number of ours: PostgreSQL's advisory lock for migrating, which ends with the transaction."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; no file is needed."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def upgrade(database: "Database") -> None:
    """Bring the schema up to date, all or nothing; raises DatabaseUnreachable, DatabaseBusy or SchemaTooNew."""
    found = current(database)
    _refuse_newer(found)
    if found == head():
        return
    try:
        with database.migrating() as connection:
            _refuse_newer(_revision(connection))  # another process may have been faster
            command.upgrade(config(connection), "head")
    except OperationalError as error:
        said = _reason(error)
        raise (DatabaseBusy(said) if "locked" in said else DatabaseUnreachable(said)) from None


def check(database: "Database") -> None:
    """Raise DatabaseUnreachable, SchemaTooNew or SchemaTooOld; an empty database passes."""
    found = current(database)
    _refuse_newer(found)
    if found is not None and found != head():
        raise SchemaTooOld(f"schema {found}, this version needs {head()}")


def current(database: "Database") -> str | None:
    """The revision of the schema; None before the first migration. Raises DatabaseUnreachable."""
    try:
        with database.engine.connect() as connection:
            return _revision(connection)
    except DBAPIError as error:
        raise DatabaseUnreachable(_reason(error)) from None


def head() -> str | None:
    """The revision that this code wants."""
    return ScriptDirectory.from_config(config()).get_current_head()


def _refuse_newer(found: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaTooNew(f"schema {found}, this version knows {head()}")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _reason(error: DBAPIError) -> str:
    """The first line of what the driver says; it names hosts and files, never a password."""
    said = str(error.orig).strip()
    return said.splitlines()[0] if said else type(error.orig).__name__
