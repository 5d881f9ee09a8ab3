"""Whatever a test leaves on the shared database, apart from rows, is found, so that no other test meets it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from tests.databases import SQLITE, Kept

Leave = Callable[[Kept], object]


@pytest.fixture
def shared(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """A shared database of this test's own, to be spoilt."""
    if engine == SQLITE:
        kept = Kept(f"sqlite:///{tmp_path / 'shared.db'}")
    else:
        server: Engine = request.getfixturevalue("server")
        kept = Kept(request.getfixturevalue("empty_url"), server)
    yield kept
    kept.database.dispose()


def said(kept: Kept, *statements: str) -> None:
    with kept.database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def a_setting(kept: Kept) -> None:
    said(kept, "PRAGMA max_page_count = 40" if kept.database.sqlite else "SET statement_timeout = '3s'")


def a_table(kept: Kept) -> None:
    said(kept, "CREATE TABLE scratch (x integer)")


def a_trigger(kept: Kept) -> None:
    if kept.database.sqlite:
        said(kept, "CREATE TRIGGER scratch AFTER INSERT ON inbox BEGIN SELECT 1; END")
        return
    said(
        kept,
        "CREATE FUNCTION scratch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "CREATE TRIGGER scratch AFTER INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION scratch()",
    )


def a_listener(kept: Kept) -> None:
    event.listen(kept.database.engine, "before_cursor_execute", lambda *_: None)


def a_listener_of_the_pool(kept: Kept) -> None:
    event.listen(kept.database.engine, "checkout", lambda *_: None)


def an_open_connection(kept: Kept) -> Connection:
    return kept.database.engine.connect()


@pytest.mark.parametrize(
    ("leave", "said"),
    [
        (a_setting, "max_page_count"),
        (a_table, "scratch"),
        (a_trigger, "scratch"),
        (a_listener, "listener"),
        (a_listener_of_the_pool, "listener"),
        (an_open_connection, "open connections"),
    ],
)
def test_what_is_left_is_named_and_the_next_test_gets_a_sound_database(shared: Kept, leave: Leave, said: str) -> None:
    assert shared.left_behind() == []
    left = leave(shared)
    wanted = "statement_timeout" if leave is a_setting and not shared.database.sqlite else said
    assert wanted in "; ".join(shared.left_behind())
    if isinstance(left, Connection):
        left.close()
    shared.renew()
    assert shared.left_behind() == []


def test_rows_may_be_left(shared: Kept) -> None:
    said(shared, "INSERT INTO inbox (key, received_at) VALUES ('k', '2026-11-30 09:00:00')")
    assert shared.left_behind() == []
    shared.empty()
    with shared.database.unit_of_work() as uow:
        assert uow.inbox.first_time("k")
