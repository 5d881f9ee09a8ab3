"""Schema migrations, run at start under a lock or by ``partnership-coach db upgrade``. Safe when several start at once."""

from pathlib import Path
from sqlite3 import connect

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.engine.errors import SchemaTooNew, SchemaTooOld
from storage.engine.troubles import explained


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; no file is needed."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> None:
    """Bring the schema up to date, all or nothing; raises a DatabaseError."""
    found = current(database)
    _refuse_newer(found)
    if found == head():
        return
    try:
        with database.migrating() as connection:
            _refuse_newer(_revision(connection))  # another process may have been faster
            command.upgrade(config(connection), "head")
    except DBAPIError as error:
        raise explained(error, database.url) from None


def check(database: Database) -> None:
    """Raise DatabaseUnreachable, SchemaTooNew or SchemaTooOld; an empty database passes."""
    found = current(database)
    _refuse_newer(found)
    if found is not None and found != head():
        raise SchemaTooOld(f"schema {found}, this version needs {head()}")


def current(database: Database) -> str | None:
    """The revision of the schema; None before the first migration. Raises DatabaseUnreachable."""
    try:
        with database.engine.connect() as connection:
            return _revision(connection)
    except DBAPIError as error:
        raise explained(error, database.url) from None


def head() -> str | None:
    """The revision that this code wants."""
    return ScriptDirectory.from_config(config()).get_current_head()


def revisions() -> frozenset[str]:
    """Return every revision that this code knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(config()).walk_revisions())


def revision_in(file: Path) -> str | None:
    """Return the revision in a file of SQLite, which stays untouched, its log included. Raises DatabaseUnreachable."""
    # Without a log nobody writes just now; with one SQLite has to read it, and finds its files there already.
    way = "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "immutable=1"
    url = f"sqlite:///{file}"
    engine = create_engine(
        "sqlite://", creator=lambda: connect(f"{file.absolute().as_uri()}?{way}", uri=True), poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            return _revision(connection)
    except DBAPIError as error:
        raise explained(error, url) from None
    finally:
        engine.dispose()


def _refuse_newer(found: str | None) -> None:
    if found is not None and found not in revisions():
        raise SchemaTooNew(f"schema {found}, this version knows {head()}")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
