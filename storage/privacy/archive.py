"""Conversations as plain values that can be written to a file and read back: every row of theirs that may leave the database.

A conversation is ``{"id", "team", …, "participants": [row], "answers": [row], …, "withheld": {"answers": 3}}``: the columns of
its row, and a list of rows for each table in ``PARTS``. A part of a part names its own (``check_in_id``). Moments are ISO text.
Hidden answers are left out, and counted.

Schedules come in as they went out: what they fired is never fired again, and what came due since is asked about once.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, func, insert, select

from flows.check_ins import statechart
from flows.errors import BrokenConversation
from storage.conversations.hiding import Hiding, hides_check_in
from storage.engine.errors import ArchiveRefused
from storage.privacy.belonging import belongs, owner_of, table_of
from storage.records import Record
from storage.tables.columns import UNSTORABLE, Instant, Written
from storage.tables.follow_up_models import (
    SCHEDULE_STATES,
    CheckInAnswerRow,
    CheckInReplyRow,
    CheckInRow,
    CheckInSubmissionRow,
    CheckInToldRow,
    CommitmentChangeRow,
    CommitmentRow,
    ScheduleRow,
)
from storage.tables.models import (
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
from storage.tables.writing import insert_once
from storage.unit_of_work import UnitOfWork

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
    "commitments": CommitmentRow,
    "commitment_changes": CommitmentChangeRow,
    "schedules": ScheduleRow,
    "check_ins": CheckInRow,
    "check_in_answers": CheckInAnswerRow,
    "check_in_submissions": CheckInSubmissionRow,
    "check_in_replies": CheckInReplyRow,
    "check_in_told": CheckInToldRow,
}
"""The tables of what belongs to a conversation; what is a part of a part comes after it."""

STAYS = {
    "guides": "they go out beside the conversations that began with them",
    "conversations": "it is what the parts belong to",
    "searched": "made anew from what came in",
    "portfolio": "made anew from what came in",
    "involved": "made anew from what came in",
    "waiting": "made anew from what came in",
    "reminders": "whom the clock of this database reminds: where it comes in nobody is reminded before it goes on",
    "inbox": "keys of events: nothing that anybody said",
    "outbox": "messages: sent, or to be sent by who has the database",
    "pauses": "about a workspace's channels",
    "preferences": "about a person or a channel",
    "direct_channels": "about a person",
    "person_zones": "about a person, and asked for again",
    "channel_prompts": "about a channel",
    "accepted_readers": "who reads in a channel is asked anew where it comes in",
    "shut_channels": "about a workspace's channels",
    "acts": "who did what in this database: an import is an act of its own where it comes in",
    "erasures": "go with a backup, not with an export: what was erased is in none",
}
"""Every other table, and why it stays."""

WITHHELD = "withheld"
ADDED, SAME, KEPT = "added", "same", "kept"
"""What became of a conversation that was put in: it is new; it is here already; it is here and differs, and stays as it is."""

_Shown = Callable[[Values], bool]
_LARGEST = 2**31 - 1
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


class Archive:
    """Takes conversations out of a database, and puts them into one."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow, self.session = uow, uow.session

    def ids(self) -> list[str]:
        """Every conversation, oldest first."""
        query = select(ConversationRow.id).order_by(ConversationRow.created_at, ConversationRow.id)
        return list(self.session.scalars(query))

    def team_of(self, conversation: str) -> str | None:
        """The workspace of a conversation; None when there is none of this id."""
        return self.session.scalar(select(ConversationRow.team).where(ConversationRow.id == conversation))

    def record(self, conversation: str) -> Record | None:
        """The conversation of this id, in whatever workspace. Raises BrokenConversation."""
        team = self.team_of(conversation)
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
        for name, part in PARTS.items():
            table = table_of(part)
            query = select(*_kept(part)).where(belongs(part, conversation))
            rows = [_plain(one._mapping) for one in self.session.execute(query.order_by(*table.primary_key.columns))]
            # Engines sort text differently, and the same conversation is the same file.
            order = [column.name for column in table.primary_key.columns if column.name in (rows[0] if rows else ())]
            rows.sort(key=lambda row, order=order: [row[name] for name in order])  # type: ignore[misc]
            taken[name] = rows
        shown = _shown(self.hiding(record), taken["check_ins"])
        for name, shows in shown.items():
            rows = taken[name]
            taken[name] = [one for one in rows if shows(one)]
            if len(taken[name]) < len(rows):
                withheld[name] = len(rows) - len(taken[name])
        for check_in in taken["check_ins"]:  # it counts the answers that it is held against
            check_in["answers_before"] = sum(one["position"] < check_in["answers_before"] for one in taken["answers"])
        for position, answer in enumerate(taken["answers"]):  # without gaps: the next answer is added after the last
            answer["position"] = position
        return taken | {WITHHELD: withheld}

    def read_through(self, record: Record) -> None:
        """Read everything of a conversation that is read only when it is gone on with; raises what that raises."""
        schedules, check_ins = self.uow.schedules.of(record.id), self.uow.check_ins.of(record)
        known = all(one.state in SCHEDULE_STATES for one in schedules)
        if not known or not all(one.check_in.stage in statechart.STAGES for one in check_ins):
            raise BrokenConversation(record.id)
        for commitment in self.uow.commitments.of(record.id):
            _ = commitment.state

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
        parts: dict[str, list[Values]] = {}
        for name, part in PARTS.items():
            parts[name] = _read_rows(part, values.get(name), f"{place}.{name}")
            _check_owners(part, parts, f"{place}.{name}")
        standing = self.take(row["id"])
        if standing is not None:
            return SAME if standing | {WITHHELD: {}} == values | {WITHHELD: {}} else KEPT
        self._check_thread(row, place)
        self.session.execute(insert(ConversationRow), [row])
        whose = {"team": row["team"], "conversation_id": row["id"]}
        for name, rows in parts.items():
            theirs = {column: value for column, value in whose.items() if column in table_of(PARTS[name]).columns}
            if rows:
                self.session.execute(insert(table_of(PARTS[name])), [one | theirs for one in rows])
        if (record := self.record(row["id"])) is not None:
            self.uow.conversations.search.rebuild(record)
            self.uow.conversations.portfolios.rebuild(record)
            self.uow.conversations.involved.rebuild(record)
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


def _shown(hiding: Hiding, check_ins: list[Values]) -> dict[str, _Shown]:
    """For the tables that hold what may be hidden: whether a row is not."""
    blind = {one["id"] for one in check_ins if hides_check_in(one["stage"])}

    def answer(row: Values) -> bool:
        return not hiding.hides(row["person"], row["question"], datetime.fromisoformat(row["recorded_at"]))

    def submission(row: Values) -> bool:
        return not hiding.hides_section(row["person"], row["section"])

    def probe(row: Values) -> bool:
        owner = hiding.conversation.guide.owner.get(row["probe"])
        return owner is not None and not hiding.hides_section(row["person"], owner.section)

    def of_check_in(row: Values) -> bool:
        return row["check_in_id"] not in blind

    return {
        "answers": answer,
        "submissions": submission,
        "probes": probe,
        "check_in_answers": of_check_in,
        "check_in_submissions": of_check_in,
    }


def _columns(row: type[Base]) -> list[Column[Any]]:
    return list(table_of(row).columns)


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


def _check_owners(part: type[Base], parts: Mapping[str, list[Values]], place: str) -> None:
    """What is a part of a part goes with one of this file, never with that of another conversation."""
    found = owner_of(table_of(part))
    if found is None or found[1].name not in parts:
        return
    column, above = found
    there = {one["id"] for one in parts[above.name]}
    for number, one in enumerate(parts[table_of(part).name]):
        if one[column.name] not in there:
            raise ArchiveRefused(
                f"{place}[{number}].{column.name}", f"it is none of these {above.name}", "export again"
            )


def _read_row(row: type[Base], given: object, place: str) -> Values:
    columns = {column.name: column for column in (_columns(row) if row is ConversationRow else _kept(row))}
    if not isinstance(given, dict):
        raise ArchiveRefused(place, "it is not an object", "export again")
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
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise ArchiveRefused(place, "the number is too large", "export again")
    if isinstance(value, str) and not isinstance(kind, Written) and UNSTORABLE.search(value):
        raise ArchiveRefused(place, "it holds characters that cannot be stored", "export again")
    return value


def _moment(value: Any, place: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ArchiveRefused(place, "it is not a date and time in ISO 8601", "export again") from None
    if moment.tzinfo is None:
        raise ArchiveRefused(place, "the moment has no time zone", "export again")
    if not _FIRST <= moment <= _LAST:
        raise ArchiveRefused(place, "nobody wrote then", "export again")
    return moment
