"""What a click costs does not grow with what is stored: every query of the road finds its rows by an index."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.use_cases import due
from bot.use_cases.own_time import asked_until
from flows.schedules.planned import Prompt
from storage.conversations.finding import Reader
from storage.database import Database
from storage.migrations import upgrade
from storage.records import Message, Record, Remark
from storage.tables.follow_up_models import CheckInRow, ScheduleRow
from storage.unit_of_work import UnitOfWork
from tests.storage.cases import ANA, CHANNEL, TEAM, a_record, answered, begun, post, road, stored, written

ROAD: dict[str, Callable[[UnitOfWork, str], object]] = {
    "inbox.first_time": lambda uow, _: uow.inbox.first_time("click:1"),
    "conversations.get": lambda uow, id_: uow.conversations.get(TEAM, id_),
    "conversations.get, locked": lambda uow, id_: uow.conversations.get(TEAM, id_, lock=True),
    "conversations.by_thread": lambda uow, _: uow.conversations.by_thread(TEAM, CHANNEL, "1.2"),
    "conversations.in_channel": lambda uow, _: uow.conversations.in_channel(TEAM, CHANNEL, limit=20),
    "conversations.in_channel, open": lambda uow, _: uow.conversations.in_channel(
        TEAM, CHANNEL, limit=1, open_only=True
    ),
    "conversations.several": lambda uow, id_: uow.conversations.several(TEAM, [id_]),
    "conversations.save": lambda uow, id_: save(uow, id_),  # noqa: PLW0108 - defined below
    "outbox.write, post": lambda uow, id_: write(uow, post("p", conversation=id_, thread_slot="card")),
    "outbox.write, update": lambda uow, id_: write(uow, post("u", kind="update", conversation=id_, slot="card")),
    "outbox.claim": lambda uow, _: uow.outbox.claim(4),
    "outbox.next_due": lambda uow, _: uow.outbox.next_due(),
    "outbox.backlog": lambda uow, _: uow.outbox.backlog(),
    "outbox.unpark": lambda uow, _: uow.outbox.unpark(TEAM, CHANNEL),
    "outbox.purge": lambda uow, _: uow.outbox.purge(uow.now - timedelta(days=9)),
    "inbox.purge": lambda uow, _: uow.inbox.purge(uow.now - timedelta(days=9)),
    "remarks.add": lambda uow, id_: uow.remarks.add(id_, Remark("1.5", ANA.id, "clarity", "x")),
    "remarks.of": lambda uow, id_: uow.remarks.of(id_),
    "assessments.latest": lambda uow, id_: uow.assessments.latest(id_),
    "posts.get": lambda uow, id_: uow.posts.get(id_, "card"),
    "ticking.tick, nothing due": lambda uow, _: due.next_due(uow),
    "ticking.tick, schedules": lambda uow, _: uow.session.execute(due.due(ScheduleRow, uow.now)).first(),
    "ticking.tick, check-ins": lambda uow, _: uow.session.execute(due.due(CheckInRow, uow.now)).first(),
    "ticking.tick, channels": lambda uow, _: uow.session.execute(due.due_in_channel(uow.now)).first(),
    "channel_prompts.get": lambda uow, _: uow.channel_prompts.get(TEAM, CHANNEL, Prompt.monthly),
    "conversations.followed_up": lambda uow, _: uow.conversations.followed_up(TEAM, CHANNEL, limit=20),
    "outbox.parked_in": lambda uow, _: uow.outbox.parked_in(TEAM, CHANNEL),
    "commitments.of": lambda uow, id_: uow.commitments.of(id_),
    "commitments.owned": lambda uow, _: uow.commitments.owned(TEAM, ANA.id, channels=READER.channels, limit=20),
    "portfolios.of": lambda uow, _: uow.conversations.portfolios.of(READER),
    "agenda.channels": lambda uow, _: uow.agenda.channels(TEAM, ANA.id, limit=20),
    "agenda.conversations": lambda uow, _: uow.agenda.conversations(READER, limit=20),
    "agenda.waiting": lambda uow, _: uow.agenda.waiting(READER, a_page=20, page=1),
    "agenda.next_dates": lambda uow, id_: uow.agenda.next_dates([id_]),
    "own_time.asked_until": lambda uow, _: asked_until(uow, uow.now),
    "zones.of": lambda uow, _: uow.zones.of(TEAM, [ANA.id]),
    "schedules.of": lambda uow, id_: uow.schedules.of(id_),
    "check_ins.begin": lambda uow, id_: uow.check_ins.begin(found(uow, id_), (), TODAY),
    "check_ins.of": lambda uow, id_: uow.check_ins.of(found(uow, id_)),
    "preferences.language": lambda uow, _: uow.preferences.language(TEAM, "user:U1"),
}
TODAY = date(2026, 3, 2)
READER = Reader(TEAM, ANA.id, {CHANNEL})
DECIDED = list(road(begun()))[-1]
SMALL_TABLES = {"pauses", "guides", "given", "heads"}
"""What stays small whatever is stored; ``given`` is a list that goes with the query, ``heads`` are the few rows of a claim."""


def found(uow: UnitOfWork, conversation: str) -> Record:
    record = uow.conversations.get(TEAM, conversation)
    assert record is not None
    return record


def write(uow: UnitOfWork, message: Message) -> None:
    uow.outbox.write(message)
    uow.outbox.flush()


def save(uow: UnitOfWork, conversation: str) -> None:
    record = found(uow, conversation)
    uow.conversations.save(replace(record, conversation=answered(record.conversation, ANA.id, "screening")))


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What is said to the database meanwhile."""
    said: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        said.append((statement, parameters[0] if many else parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture
def unknown_database(empty_url: str) -> Iterator[Database]:
    """One of which the planner knows nothing: what it learnt from the rows of other tests would decide how it reads these."""
    database = Database(empty_url)
    upgrade(database)
    yield database
    database.dispose()


@pytest.mark.parametrize("step", ROAD)
def test_every_query_of_the_road_finds_its_rows_by_an_index(unknown_database: Database, step: str) -> None:
    database = unknown_database
    record = stored(database, thread_ts="1.2")
    written(database, post("waiting", channel="C0OTHER"), post("card", conversation=record.id, slot="card"))
    with database.unit_of_work() as uow:
        connection = uow.session.connection()
        if not database.sqlite:  # a small table is read as a whole, unless that is forbidden
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        with statements(database) as said:
            ROAD[step](uow, record.id)
        asked = [(text, given) for text, given in said if re.match("SELECT|UPDATE|DELETE|INSERT|WITH", text)]
        read_whole = {text: scanned(connection, text, given) - SMALL_TABLES for text, given in asked}
    assert asked
    assert {text: tables for text, tables in read_whole.items() if tables} == {}


def scanned(connection: Connection, statement: str, given: Any) -> set[str]:
    """The tables that a statement reads from their beginning to their end, or a whole index of them."""
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
        return {match[1] for row in plan if (match := re.match(r"SCAN (?!CONSTANT ROW)(\w+)", str(row[-1])))}
    (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", given).one()
    return set(_whole_scans(plan[0]["Plan"]))


def _whole_scans(node: dict[str, Any]) -> Iterator[str]:
    kind = node["Node Type"]
    if kind == "Seq Scan" or (kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node):
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from _whole_scans(inner)


def test_loading_costs_the_same_number_of_queries_however_much_is_stored(database: Database) -> None:
    def queries(record_id: str) -> int:
        with statements(database) as said, database.reading() as uow:
            uow.conversations.get(TEAM, record_id)
        return len(said)

    record = stored(database)
    before = queries(record.id)
    for _ in range(10):
        stored(database, a_record(answered(record.conversation, ANA.id, "screening")))
    assert queries(record.id) == before <= 12


def test_a_list_costs_the_same_number_of_queries_however_long_it_is(database: Database) -> None:
    def queries(limit: int) -> int:
        with statements(database) as said, database.reading() as uow:
            assert len(uow.conversations.in_channel(TEAM, CHANNEL, limit=limit)) == limit
        return len(said)

    for _ in range(8):
        stored(database)
    assert queries(8) == queries(1) <= 7


def test_the_home_tab_costs_the_same_number_of_queries_however_many_partnerships_there_are(database: Database) -> None:
    def queries() -> int:
        with statements(database) as said, database.reading() as uow:
            uow.agenda.channels(TEAM, ANA.id, limit=20)
            ids = uow.agenda.conversations(READER, limit=20)
            waiting = uow.agenda.waiting(READER, a_page=20)
            uow.conversations.several(TEAM, {*ids, *(one.conversation for one in waiting.rows)})
            uow.commitments.owned(TEAM, ANA.id, channels=READER.channels, limit=10)
            uow.agenda.next_dates(ids)
            uow.conversations.portfolios.of(READER)
        return len(said)

    stored(database, a_record(DECIDED))
    before = queries()
    for _ in range(30):
        stored(database, a_record(DECIDED))
    assert queries() == before <= 15


@pytest.mark.parametrize("step", ["agenda.channels", "agenda.conversations", "agenda.waiting"])
def test_the_home_tab_reads_its_lists_from_an_index_alone_in_their_order(unknown_database: Database, step: str) -> None:
    """Neither rows nor a sort: it stops at the end of a page, whatever follows."""
    database = unknown_database
    for _ in range(3):
        stored(database)
    with database.unit_of_work() as uow:
        connection = uow.session.connection()
        if not database.sqlite:
            for dearer in ("seqscan", "bitmapscan"):
                connection.exec_driver_sql(f"SET LOCAL enable_{dearer} = off")
        with statements(database) as said:
            ROAD[step](uow, "")
        (query,) = [(text, given) for text, given in said if text.startswith("SELECT")]
        plan = plan_of(connection, *query)
    assert re.search(r"USING COVERING INDEX|Index Only Scan", plan), plan
    assert not re.search(r"TEMP B-TREE|Sort", plan), plan


def plan_of(connection: Connection, statement: str, given: Any) -> str:
    """How the engine will find what a statement asks for, in its own words."""
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", given))
