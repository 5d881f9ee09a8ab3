"""Conversations as plain values that can be written to a file and read back: every row of theirs that may leave the database.

A conversation is ``{"id", "team", …, "participants": [row], "answers": [row], …, "withheld": {"answers": 3}}``: the columns of
its row, and a list of rows for each table in ``PARTS``. Moments are ISO text. Hidden answers are left out, and counted.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, Table, func, insert, select

from storage.columns import UNSTORABLE, Instant, Written
from storage.errors import ArchiveRefused
from storage.hiding import Hiding
from storage.models import (
    AnswerRow,
    AssessmentRow,
    Base,
    ConversationRow,
    DecisionRow,
    GuideRow,
    LedgerRow,
    ParticipantRow,
    PostRow,
    ProbeRow,
    RemarkRow,
    RemarkVersionRow,
    SubmissionRow,
)
from storage.records import Record
from storage.unit_of_work import UnitOfWork
from storage.writing import insert_once

Values = dict[str, Any]

PARTS: dict[str, type[Base]] = {
    "participants": ParticipantRow,
    "answers": AnswerRow,
    "submissions": SubmissionRow,
    "probes": ProbeRow,
    "decisions": DecisionRow,
    "ledger": LedgerRow,
    "assessments": AssessmentRow,
    "remarks": RemarkRow,
    "remark_versions": RemarkVersionRow,
    "posts": PostRow,
}
"""The tables of what belongs to a conversation."""

WITHHELD = "withheld"
ADDED, SAME, KEPT = "added", "same", "kept"
"""What became of a conversation that was put in: it is new; it is here already; it is here and differs, and stays as it is."""

_Shown = Callable[[Values], bool]


class Archive:
    """Takes conversations out of a database, and puts them into one."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow, self.session = uow, uow.session

    def ids(self) -> list[str]:
        """Every conversation, oldest first."""
        query = select(ConversationRow.id).order_by(ConversationRow.created_at, ConversationRow.id)
        return list(self.session.scalars(query))

    def record(self, conversation: str) -> Record | None:
        """The conversation of this id, in whatever workspace. Raises BrokenConversation."""
        team = self.session.scalar(select(ConversationRow.team).where(ConversationRow.id == conversation))
        return self.uow.conversations.get(team, conversation) if team is not None else None

    def hiding(self, record: Record) -> Hiding:
        """What is hidden in a conversation now."""
        latest = select(func.max(AssessmentRow.made_at)).where(AssessmentRow.conversation_id == record.id)
        return Hiding(record.conversation, self.session.scalar(latest))

    def take(self, conversation: str) -> Values | None:
        """A conversation with everything that is not hidden; None when there is none. Raises BrokenConversation."""
        record = self.record(conversation)
        if record is None:
            return None
        row = self.session.execute(select(*_columns(ConversationRow)).where(ConversationRow.id == conversation)).one()
        taken = _plain(row._mapping)
        withheld: dict[str, int] = {}
        shown = _shown(self.hiding(record))
        for name, part in PARTS.items():
            table = _table(part)
            query = select(*_kept(part)).where(table.c.conversation_id == conversation)
            rows = [_plain(one._mapping) for one in self.session.execute(query.order_by(*table.primary_key.columns))]
            # Engines sort text differently, and the same conversation is the same file.
            order = [column.name for column in table.primary_key.columns if column.name in (rows[0] if rows else ())]
            rows.sort(key=lambda row, order=order: [row[name] for name in order])  # type: ignore[misc]
            taken[name] = [one for one in rows if name not in shown or shown[name](one)]
            if len(taken[name]) < len(rows):
                withheld[name] = len(rows) - len(taken[name])
        for position, answer in enumerate(taken["answers"]):  # without gaps: the next answer is added after the last
            answer["position"] = position
        return taken | {WITHHELD: withheld}

    def guide(self, digest: str) -> tuple[str, str, str]:
        """The id, the version and the text of a stored guide."""
        query = select(GuideRow.guide_id, GuideRow.version, GuideRow.content).where(GuideRow.hash == digest)
        guide_id, version, content = self.session.execute(query).one()
        return guide_id, version, content

    def put_guide(self, digest: str, guide_id: str, version: str, content: str) -> None:
        """Keep a guide that conversations began with."""
        insert_once(self.session, GuideRow, hash=digest, guide_id=guide_id, version=version, content=content)

    def put(self, values: Values, place: str) -> str:
        """Put in a conversation: ADDED, SAME or KEPT. What is here already never changes. Raises ArchiveRefused at ``place``."""
        row = _read_row(ConversationRow, {k: v for k, v in values.items() if k not in (*PARTS, WITHHELD)}, place)
        parts = {name: _read_rows(PARTS[name], values.get(name), f"{place}.{name}") for name in PARTS}
        standing = self.take(row["id"])
        if standing is not None:
            return SAME if standing | {WITHHELD: {}} == values | {WITHHELD: {}} else KEPT
        self._check_thread(row, place)
        self.session.execute(insert(ConversationRow), [row])
        for name, rows in parts.items():
            if rows:
                whose = {"team": row["team"], "conversation_id": row["id"]}
                self.session.execute(insert(_table(PARTS[name])), [one | whose for one in rows])
        if (record := self.record(row["id"])) is not None:
            self.uow.conversations.search.rebuild(record)
            self.uow.conversations.portfolios.rebuild(record)
        return ADDED

    def _check_thread(self, row: Values, place: str) -> None:
        """Two conversations cannot have one thread."""
        there = select(ConversationRow.id).where(
            ConversationRow.team == row["team"],
            ConversationRow.channel == row["channel"],
            ConversationRow.thread_ts == row["thread_ts"],
        )
        if row["thread_ts"] is not None and (other := self.session.scalar(there)) is not None:
            raise ArchiveRefused(
                f"{place}.thread_ts",
                f"conversation {other} has this thread already",
                "erase that one first, or keep it",
            )


def _shown(hiding: Hiding) -> dict[str, _Shown]:
    """For the tables that hold what may be hidden: whether a row is not."""

    def answer(row: Values) -> bool:
        return not hiding.hides(row["person"], row["question"], datetime.fromisoformat(row["recorded_at"]))

    def submission(row: Values) -> bool:
        return not hiding.hides_section(row["person"], row["section"])

    def probe(row: Values) -> bool:
        owner = hiding.conversation.guide.owner.get(row["probe"])
        return owner is not None and not hiding.hides_section(row["person"], owner.section)

    return {"answers": answer, "submissions": submission, "probes": probe}


def _table(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table


def _columns(row: type[Base]) -> list[Column[Any]]:
    return list(_table(row).columns)


def _kept(row: type[Base]) -> list[Column[Any]]:
    """The columns of a part that are written down: whose it is stands above it, and numbers are given anew."""
    return [
        column
        for column in _columns(row)
        if column.name not in ("team", "conversation_id") and column.autoincrement is not True
    ]


def _plain(row: Mapping[Any, Any]) -> Values:
    return {str(name): _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    # SQLite gives 3.0 back as 3, and the same conversation is the same file.
    return int(value) if isinstance(value, float) and value.is_integer() else value


# Reading back: a file is a stranger's


def _read_rows(row: type[Base], given: object, place: str) -> list[Values]:
    if not isinstance(given, list):
        raise ArchiveRefused(place, "a list is missing", "export again")
    return [_read_row(row, one, f"{place}[{number}]") for number, one in enumerate(given)]


def _read_row(row: type[Base], given: object, place: str) -> Values:
    columns = {column.name: column for column in (_columns(row) if row is ConversationRow else _kept(row))}
    if not isinstance(given, dict):
        raise ArchiveRefused(place, "it is no object", "export again")
    if missing := sorted(columns.keys() - given.keys()):
        raise ArchiveRefused(place, f"{missing[0]} is missing", "export again")
    if unknown := sorted(given.keys() - columns.keys()):
        raise ArchiveRefused(place, f"{unknown[0]!r} is unknown", "install the version that wrote the file")
    return {name: _read_value(column, given[name], f"{place}.{name}") for name, column in columns.items()}


def _read_value(column: Column[Any], value: Any, place: str) -> Any:
    if value is None and column.nullable:
        return None
    kind = column.type
    if isinstance(kind, JSON):
        return value
    if isinstance(kind, Instant):
        return _moment(value, place)
    wanted: type = bool if isinstance(kind, Boolean) else int if isinstance(kind, Integer) else str
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        words = {bool: "true or false", int: "a whole number", str: "text"}[wanted]
        raise ArchiveRefused(place, f"{words} is needed", "export again")
    if isinstance(value, str) and not isinstance(kind, Written) and UNSTORABLE.search(value):
        raise ArchiveRefused(place, "it holds characters that cannot be stored", "export again")
    return value


def _moment(value: Any, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ArchiveRefused(place, "it is no moment in ISO 8601", "export again") from None
    if moment.tzinfo is None:
        raise ArchiveRefused(place, "the moment has no time zone", "export again")
    return moment
