"""Statements that both engines know and SQLAlchemy's core does not: insert once, and insert or change."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    CursorResult,
    Delete,
    ScalarSelect,
    String,
    Table,
    Update,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.tables.models import Base, ConversationRow

Now = Callable[[], datetime]
"""The time of the unit of work."""

_LONGEST_KEY = 255


def table_of(row: type[Base]) -> Table:
    """The table of a row: a statement of it and its columns is built and run without the work of the ORM."""
    return cast(Table, row.__table__)


def insert_once(session: Session, row: type[Base], **values: object) -> bool:
    """Insert unless its key is there already; whether it was inserted. Waits for another writer of the same key.

    Of a value that is itself an expression (``team_of``) the statement is built anew each time.
    """
    if any(isinstance(value, ClauseElement) for value in values.values()):
        return _changed(session, _insert(session)(row).values(**values).on_conflict_do_nothing()) == 1
    return _changed(session, _insert_once(_dialect(session), row), values) == 1


def insert_all_once(session: Session, row: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows in their order, but for those whose key is there already. All of them name the same columns."""
    if rows:
        session.execute(_insert_once(_dialect(session), row), rows)


def insert_or_change(session: Session, row: type[Base], key: dict[str, str], **values: object) -> None:
    """Insert, or change the values of the row with this key."""
    changes = {name: value for name, value in values.items() if name != "team"}
    insert = _insert(session)(row).values(**key, **values)
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=changes))


def put_of_conversation(session: Session, row: type[Base], key: tuple[str, ...], **values: str) -> bool:
    """Insert or change a row of a conversation, whose workspace it takes; False where there is no such conversation."""
    return _changed(session, _put_of_conversation(_dialect(session), row, key, tuple(values)), values) == 1


@cache
def _insert_once(dialect: str, row: type[Base]) -> Any:
    return _INSERTS[dialect](table_of(row)).on_conflict_do_nothing()


@cache
def _put_of_conversation(dialect: str, row: type[Base], key: tuple[str, ...], names: tuple[str, ...]) -> Any:
    whose = table_of(ConversationRow).c
    given = [bindparam(name, type_=table_of(row).c[name].type) for name in names]
    found = select(*given, whose.team).where(whose.id == bindparam("conversation_id"))
    insert = _INSERTS[dialect](table_of(row)).from_select([*names, "team"], found)
    changes = {name: insert.excluded[name] for name in names if name not in key}
    return insert.on_conflict_do_update(index_elements=list(key), set_=changes)


def change(session: Session, statement: Update | Delete, **parameters: object) -> int:
    """How many rows it changed or deleted."""
    return _changed(session, statement.execution_options(synchronize_session=False), parameters)


def one_of(session: Session, column: InstrumentedAttribute[str], values: Iterable[str]) -> ColumnElement[bool]:
    """``column`` is one of these, which go as one parameter: a thousand parameters cost more than the rows that they find."""
    wanted = sorted(values)
    if _dialect(session) == "postgresql":
        return column == any_(bindparam(None, wanted, postgresql.ARRAY(String)))
    return column.in_(select(func.json_each(json.dumps(wanted)).table_valued("value").alias("given").c.value))


def team_of(conversation: str) -> ScalarSelect[str]:
    """The workspace of a conversation, within the statement that writes one of its rows."""
    return select(ConversationRow.team).where(ConversationRow.id == conversation).scalar_subquery()


def short_key(key: str) -> str:
    """A key as it is stored: a very long one by its hash, so that two never become one."""
    return key if len(key) <= _LONGEST_KEY else sha256(key.encode(errors="surrogatepass")).hexdigest()


_INSERTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _insert(session: Session) -> Any:
    return _INSERTS[_dialect(session)]


def _changed(session: Session, statement: Any, parameters: Mapping[str, object] | None = None) -> int:
    counted = statement.execution_options(preserve_rowcount=True)  # else it is -1 for an insert
    result = session.execute(counted, parameters)
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
