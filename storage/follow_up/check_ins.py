"""Check-ins as rows. Answers, clicks and what was sent are only ever added; the rest is where the check-in stands.

A check-in is held against the conversation's answers as they stood when it began, and the check-ins before it. A decision that
was taken anew over other answers begins anew: no check-in of before counts then.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from flows.check_ins.agenda import Asked
from flows.check_ins.baseline import Baseline, baseline_of
from flows.check_ins.checkin import CheckIn, Outcome, PutOff, Reply, schedule
from flows.check_ins.nudges import next_tick
from flows.commitments import Commitment
from flows.conversation.conversation import Answer, Conversation
from flows.schedules.recurrence import OwnTimes, Timetable
from storage.conversations.commitments import Commitments, as_they_were
from storage.conversations.involved import Involved
from storage.conversations.reminders import away_of
from storage.engine.errors import StaleRecord
from storage.records import Record
from storage.tables.follow_up_models import (
    CheckInAnswerRow,
    CheckInReplyRow,
    CheckInRow,
    CheckInSubmissionRow,
    CheckInToldRow,
)
from storage.tables.models import Base
from storage.tables.pseudonym_text import is_erased
from storage.tables.values import read_value, written_value
from storage.tables.writing import Now, change


@dataclass(frozen=True)
class StoredCheckIn:
    """A check-in with the row facts that the pure one does not know. ``number`` counts those of its conversation; ``began``: the
    instant; ``before``: the check-in that came before it."""

    id: str
    team: str
    conversation: str
    number: int
    began: datetime
    check_in: CheckIn
    before: "StoredCheckIn | None" = field(default=None, compare=False, repr=False)


class CheckIns:
    """The check-ins of conversations. Whoever changes one holds the lock of its conversation."""

    def __init__(self, session: Session, commitments: Commitments, involved: Involved, now: Now) -> None:
        self.session, self.commitments, self.involved, self.now = session, commitments, involved, now

    def begin(
        self,
        record: Record,
        due: Iterable[Commitment],
        today: date,
        *,
        schedule_id: str | None = None,
        occurrence: datetime | None = None,
        in_thread: bool = False,
        left: Iterable[str] = (),
    ) -> StoredCheckIn:
        """A new check-in of a conversation, which nobody has heard of yet, with the absences and the *never* of earlier ones.

        ``today``: the local day on which it is due. ``in_thread``: our people are asked there, by name. ``left``: who is not
        there any more.
        """
        before, against = self._chain(record)
        held_against = len(record.conversation.answers)
        baseline = against.get(held_against) or baseline_of(record.conversation)
        check_in = schedule(
            baseline,
            record.conversation.opener,
            due,
            people=[one for one in baseline.people if not (one.replaced or is_erased(one.id))],
            away=away_of(self.session, record.team, [person.id for person in record.conversation.people], today),
            never=self._never(before),
            left=left,
            in_thread=in_thread,
        )
        last = before[-1] if before else None
        stored = StoredCheckIn(uuid.uuid4().hex, record.team, record.id, len(before) + 1, self.now(), check_in, last)
        self.session.execute(
            insert(CheckInRow).values(
                id=stored.id,
                team=record.team,
                conversation_id=record.id,
                number=stored.number,
                schedule_id=schedule_id,
                occurrence=occurrence.isoformat() if occurrence else None,
                opener=check_in.opener,
                answers_before=held_against,
                plan=_plan(check_in),
                created_at=self.now(),
                **self._changing(check_in),
            )
        )
        self._append(stored)
        self.involved.check_ins(stored.conversation)
        return stored

    def of(self, record: Record) -> list[StoredCheckIn]:
        """The check-ins of a conversation, the oldest first."""
        return self._chain(record)[0]

    def _chain(self, record: Record) -> tuple[list[StoredCheckIn], dict[int, Baseline]]:
        """The check-ins, and the answers as they stand after them, by how many of the conversation's they are held against."""
        query = select(CheckInRow).where(CheckInRow.conversation_id == record.id).order_by(CheckInRow.number)
        rows = self.session.scalars(query.execution_options(populate_existing=True)).all()
        if not rows:
            return [], {}
        parts = _Parts(self.session, [row.id for row in rows])
        commitments = self.commitments.of(record.id)
        found: list[StoredCheckIn] = []
        against: dict[int, Baseline] = {}
        for row in rows:
            count = row.answers_before
            baseline = against.get(count) or baseline_of(_as_decided(record.conversation, count))
            check_in = _check_in(row, parts, baseline, commitments)
            against[count] = check_in.now()
            last = found[-1] if found else None
            found.append(
                StoredCheckIn(row.id, row.team, row.conversation_id, row.number, row.created_at, check_in, last)
            )
        return found, against

    def latest(self, record: Record) -> StoredCheckIn | None:
        """The check-in that began last."""
        found = self.of(record)
        return found[-1] if found else None

    def save(self, stored: StoredCheckIn) -> None:
        """Keep the next state of a check-in: what is new is added. Raises StaleRecord when there is no such check-in."""
        moved = update(CheckInRow).where(CheckInRow.id == stored.id, CheckInRow.team == stored.team)
        if change(self.session, moved.values(**self._changing(stored.check_in))) != 1:
            raise StaleRecord(stored.id)
        self._append(stored)
        self.involved.check_ins(stored.conversation)

    def set_aside(self, check_in: str) -> None:
        """It could not be gone on with: the clock leaves it alone, others must not wait for it."""
        change(self.session, update(CheckInRow).where(CheckInRow.id == check_in).values(next_at=None))

    def _changing(self, check_in: CheckIn) -> dict[str, object]:
        outcome = check_in.outcome
        return {
            "stage": check_in.stage,
            "timetable": _written_timetable(check_in.timetable),
            "next_at": next_tick(check_in),
            "outcome": outcome.outcome if outcome else None,
            "outcome_by": outcome.by if outcome else None,
            "outcome_reason": outcome.reason if outcome else "",
            "updated_at": self.now(),
        }

    def _append(self, stored: StoredCheckIn) -> None:
        check_in, parts = stored.check_in, _Parts(self.session, [stored.id])
        answers = [
            {
                "position": position,
                "person": one.person,
                "question": one.question,
                "value": written_value(one.value),
                "after_reveal": one.after_reveal,
                "consent": one.consent,
                "recorded_at": self.now(),
            }
            for position, one in enumerate(check_in.answers)
        ]
        replies = [
            {
                "position": position,
                "person": one.person,
                "reply": one.reply,
                "until": one.until.isoformat() if one.until else None,
                "recorded_at": self.now(),
            }
            for position, one in enumerate(check_in.put_off)
        ]
        submissions = [{"person": one} for one in sorted(check_in.submissions - parts.submissions(stored.id))]
        told = [
            {"person": person, "message": message, "recorded_at": self.now()}
            for person, message in sorted(check_in.told - parts.told(stored.id))
        ]
        self._insert(stored, CheckInAnswerRow, answers[len(parts.answers(stored.id)) :])
        self._insert(stored, CheckInReplyRow, replies[len(parts.put_off(stored.id)) :])
        self._insert(stored, CheckInSubmissionRow, submissions)
        self._insert(stored, CheckInToldRow, told)

    def _insert(self, stored: StoredCheckIn, row: type[Base], values: Sequence[Mapping[str, object]]) -> None:
        if values:
            whose = {"team": stored.team, "check_in_id": stored.id}
            self.session.execute(insert(row), [{**whose, **one} for one in values])

    def _never(self, before: Iterable[StoredCheckIn]) -> set[str]:
        """Who wants no reminders about this partnership any more."""
        return {one.person for stored in before for one in stored.check_in.put_off if one.reply is Reply.never}


class _Parts:
    """The rows of several check-ins, each table read once."""

    def __init__(self, session: Session, check_ins: list[str]) -> None:
        self._session, self._check_ins = session, check_ins
        self._read: dict[Any, dict[str, list[Any]]] = {}

    def _of(self, row: Any, check_in: str, *order: Any) -> list[Any]:
        if row not in self._read:
            found: dict[str, list[Any]] = {}
            query = select(row).where(row.check_in_id.in_(self._check_ins)).order_by(row.check_in_id, *order)
            for one in self._session.scalars(query):
                found.setdefault(one.check_in_id, []).append(one)
            self._read[row] = found
        return self._read[row].get(check_in, [])

    def answers(self, check_in: str) -> tuple[Answer, ...]:
        rows = self._of(CheckInAnswerRow, check_in, CheckInAnswerRow.position)
        return tuple(
            Answer(row.person, row.question, read_value(row.value), row.after_reveal, row.consent) for row in rows
        )

    def put_off(self, check_in: str) -> tuple[PutOff, ...]:
        rows = self._of(CheckInReplyRow, check_in, CheckInReplyRow.position)
        return tuple(PutOff(row.person, Reply(row.reply), _until(row.reply, row.until)) for row in rows)

    def submissions(self, check_in: str) -> frozenset[str]:
        return frozenset(row.person for row in self._of(CheckInSubmissionRow, check_in))

    def told(self, check_in: str) -> frozenset[tuple[str, str]]:
        return frozenset((row.person, row.message) for row in self._of(CheckInToldRow, check_in))


def _check_in(row: CheckInRow, parts: _Parts, baseline: Baseline, commitments: tuple[Commitment, ...]) -> CheckIn:
    people = {person.id: person for person in baseline.people}
    agendas = {
        person: tuple(Asked(question, tuple(fields), tuple(flags)) for question, fields, flags in asked)
        for person, asked in row.plan["agendas"].items()
    }
    return CheckIn(
        baseline=baseline,
        opener=row.opener,
        people=tuple(people[one] for one in row.plan["people"]),
        agendas=agendas,
        due=as_they_were(commitments, row.plan["due"]),
        stage=row.stage,
        timetable=_read_timetable(row.timetable),
        answers=parts.answers(row.id),
        submissions=parts.submissions(row.id),
        put_off=parts.put_off(row.id),
        told=parts.told(row.id),
        named=tuple(row.plan["named"]) if row.plan.get("named") is not None else None,
        outcome=Outcome(row.outcome, row.outcome_by, row.outcome_reason) if row.outcome and row.outcome_by else None,
    )


def _as_decided(conversation: Conversation, answers: int) -> Conversation:
    return replace(conversation, answers=conversation.answers[:answers])


def _plan(check_in: CheckIn) -> dict[str, Any]:
    return {
        "people": [person.id for person in check_in.people],
        "agendas": {
            person: [[one.question, one.fields, one.flags] for one in asked]
            for person, asked in check_in.agendas.items()
        },
        "due": [[one.id, len(one.history)] for one in check_in.due],
        "named": None if check_in.named is None else list(check_in.named),
    }


def _written_timetable(timetable: Timetable | None) -> dict[str, Any] | None:
    if timetable is None:
        return None
    written: dict[str, Any] = {
        "nudges": [one.isoformat() for one in timetable.nudges],
        "closes": timetable.closes.isoformat(),
    }
    if timetable.own is not None:  # local wall-clock times: they have no zone of their own
        written["own"] = {
            "asks": timetable.own.asks.isoformat() if timetable.own.asks else None,
            "nudges": [one.isoformat() for one in timetable.own.nudges],
            "zones": dict(timetable.own.zones),
        }
    return written


def _read_timetable(stored: Any) -> Timetable | None:
    if stored is None:
        return None
    own = None
    if (written := stored.get("own")) is not None:
        asks = datetime.fromisoformat(written["asks"]) if written["asks"] else None
        own = OwnTimes(asks, _moments(written["nudges"]), written["zones"])
    return Timetable(_moments(stored["nudges"]), datetime.fromisoformat(stored["closes"]), own)


def _moments(stored: Iterable[str]) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(one) for one in stored)


def _until(reply: str, stored: str | None) -> datetime | date | None:
    if stored is None:
        return None
    return date.fromisoformat(stored) if reply == Reply.away else datetime.fromisoformat(stored)
