"""Statements that both engines know and SQLAlchemy's core does not: insert once, and insert or change."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Delete, ScalarSelect, String, Update, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import Base, ConversationRow

Now = Callable[[], datetime]
"""The time of the unit of work."""

_LONGEST_KEY = 255


def insert_once(session: Session, row: type[Base], **values: object) -> bool:
    """Insert unless its key is there already; whether it was inserted. Waits for another writer of the same key."""
    return _changed(session, _insert(session)(row).values(**values).on_conflict_do_nothing()) == 1


def insert_or_change(session: Session, row: type[Base], key: dict[str, str], **values: object) -> None:
    """Insert, or change the values of the row with this key."""
    changes = {name: value for name, value in values.items() if name != "team"}
    insert = _insert(session)(row).values(**key, **values)
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=changes))


def change(session: Session, statement: Update | Delete, **parameters: object) -> int:
    """How many rows it changed or deleted."""
    return _changed(session, statement.execution_options(synchronize_session=False), parameters)


def one_of(session: Session, column: InstrumentedAttribute[str], values: Iterable[str]) -> ColumnElement[bool]:
    """``column`` is one of these, which go as one parameter: a thousand parameters cost more than the rows that they find."""
    wanted = sorted(values)
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(bindparam(None, wanted, postgresql.ARRAY(String)))
    return column.in_(select(func.json_each(json.dumps(wanted)).table_valued("value").alias("given").c.value))


def team_of(conversation: str) -> ScalarSelect[str]:
    """The workspace of a conversation, within the statement that writes one of its rows."""
    return select(ConversationRow.team).where(ConversationRow.id == conversation).scalar_subquery()


def short_key(key: str) -> str:
    """A key as it is stored: a very long one by its hash, so that two never become one."""
    return key if len(key) <= _LONGEST_KEY else sha256(key.encode(errors="surrogatepass")).hexdigest()


def _insert(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def _changed(session: Session, statement: Any, parameters: dict[str, object] | None = None) -> int:
    counted = statement.execution_options(preserve_rowcount=True)  # else it is -1 for an insert
    result = session.execute(counted, parameters)
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
