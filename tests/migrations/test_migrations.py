"""The schema: what migrations make is what the models say, whoever starts, however often, and whatever ends it.

The first tests are pytest-alembic's own; they find the fixtures ``alembic_config`` and ``alembic_engine`` here.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from pytest_alembic.tests import (
    test_model_definitions_match_ddl,
    test_single_head_revision,
    test_up_down_consistency,
    test_upgrade,
)
from sqlalchemy import Connection, Engine, inspect, text

from storage import migrations
from storage.database import Database, DatabaseError, SchemaTooNew, SchemaTooOld
from storage.tables.models import Base
from tests.databases import SQLITE, only
from tests.storage.cases import answered, begun, loaded, stored

__all__ = ["test_model_definitions_match_ddl", "test_single_head_revision", "test_up_down_consistency", "test_upgrade"]

NEWER = "9999_of_tomorrow"


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """A database without a schema."""
    opened = Database(empty_url)
    yield opened
    opened.dispose()


@pytest.fixture
def alembic_config() -> Config:
    return migrations.config()


@pytest.fixture
def alembic_engine(empty: Database) -> Engine:
    return empty.engine


def upgraded(database: Database) -> Database:
    migrations.upgrade(database)
    return database


def stamp(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


# Starting


def test_an_empty_database_gets_every_table_and_passes_the_check(empty: Database) -> None:
    migrations.check(empty)
    assert migrations.current(empty) is None
    migrations.check(upgraded(empty))
    assert tables(empty) == {*Base.metadata.tables, "alembic_version"}
    assert migrations.current(empty) == migrations.head()


def test_upgrading_again_changes_nothing(empty: Database) -> None:
    record = stored(upgraded(empty))
    upgraded(empty)
    assert loaded(empty, record) == record


START = """
import sys, threading
from storage.database import Database
from storage.migrations import check, current, upgrade
print("ready", flush=True)
sys.stdin.readline()
database = Database(sys.argv[1])
upgrade(database)
check(database)
print(current(database), flush=True)
database.dispose()
"""


def starter(url: str, program: str = START) -> subprocess.Popen[str]:
    """Another process of the app, which starts when it is told to."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(migrations.__file__).parents[2])},
    )


def ready(process: subprocess.Popen[str]) -> bool:
    """Whether it has come so far that it only waits for a word."""
    assert process.stdout is not None
    return process.stdout.readline() == "ready\n"


def test_three_processes_that_start_at_once_make_one_schema(empty: Database, empty_url: str) -> None:
    starters = [starter(empty_url) for _ in range(3)]
    assert all(ready(one) for one in starters)
    for one in starters:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    ended = [(one.communicate(timeout=60), one.returncode) for one in starters]
    assert ended == [((f"{migrations.head()}\n", ""), 0)] * 3
    migrations.check(empty)


# Refusing


def test_the_schema_of_a_newer_version_is_refused_and_left_alone(empty: Database) -> None:
    record = stored(upgraded(empty))
    stamp(empty, NEWER)
    for refuse in (migrations.upgrade, migrations.check):
        with pytest.raises(SchemaTooNew, match=NEWER):
            refuse(empty)
    assert migrations.current(empty) == NEWER
    assert loaded(empty, record) == record


def test_the_schema_of_an_older_version_says_how_to_upgrade(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    upgraded(empty)
    monkeypatch.setattr(migrations, "head", lambda: NEWER)
    with pytest.raises(SchemaTooOld, match="partnership-coach db upgrade"):
        migrations.check(empty)


# Ending early


def test_a_migration_that_fails_leaves_nothing_of_itself(empty: Database) -> None:
    with pytest.raises(ZeroDivisionError), empty.migrating() as connection:
        Base.metadata.create_all(connection)
        raise ZeroDivisionError
    assert tables(empty) == set()
    migrations.check(upgraded(empty))


KILLED = """
import os, signal, sys
from alembic.operations import Operations
from storage.database import Database
from storage.migrations import upgrade
print("ready", flush=True)
create, made = Operations.create_table, []
def create_and_die(self, name, *columns, **facts):
    made.append(name)
    if len(made) == 8:
        os.kill(os.getpid(), signal.SIGKILL)
    return create(self, name, *columns, **facts)
Operations.create_table = create_and_die
upgrade(Database(sys.argv[1]))
"""


def test_case_08_a_migration_that_is_killed_in_the_middle_completes_at_the_next_start(
    empty: Database, empty_url: str
) -> None:
    killed = starter(empty_url, KILLED)
    assert ready(killed)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert tables(empty) == set()
    migrations.check(upgraded(empty))


# Changing tables that are in use


def rebuild(connection: Connection) -> None:
    """A change for which SQLite needs a new table with the old one's rows; then the old one is dropped."""
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("conversations") as batch:
        batch.alter_column("decide_by", new_column_name="decide_before")


def test_a_rebuilt_table_keeps_the_rows_that_hang_on_it(empty: Database) -> None:
    record = stored(upgraded(empty), conversation=answered(begun(), "U0ANA", "screening"))
    assert record.conversation.answers
    with empty.migrating() as connection:
        rebuild(connection)
    with empty.engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM answers")).scalar()
        assert kept == len(record.conversation.answers)
        assert connection.execute(text("SELECT decide_before FROM conversations")).scalars().all() == [""]
    if empty.sqlite:
        with empty.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@only(SQLITE)
def test_a_migration_that_would_orphan_rows_is_refused(empty: Database) -> None:
    stored(upgraded(empty), conversation=answered(begun(), "U0ANA", "screening"))
    with pytest.raises(DatabaseError, match=r"answers|participants|searched"), empty.migrating() as connection:
        connection.execute(text("DELETE FROM conversations"))
    with empty.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM conversations")).scalar() == 1


def test_while_one_migrates_others_wait_their_turn(empty: Database) -> None:
    upgraded(empty)
    with empty.migrating() as connection:
        connection.execute(text("DELETE FROM inbox"))
        connection.execute(
            text("INSERT INTO inbox (key, received_at) VALUES ('of the migration', :now)"), {"now": datetime.now(UTC)}
        )
    with empty.unit_of_work() as uow:
        assert not uow.inbox.first_time("of the migration")
