"""Commitments as rows. What happened to them is only ever added."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from flows.commitments import Change, Commitment, Did
from flows.model import Side
from flows.schedules.planned import NOWHERE
from flows.schedules.wall_clock import instant
from storage.engine.errors import StaleRecord
from storage.tables.follow_up_models import CommitmentChangeRow, CommitmentRow
from storage.tables.models import ConversationRow, ParticipantRow
from storage.tables.writing import Now, change, one_of, team_of

_AT = time(9)
"""When its owner is told, on the day."""


class Commitments:
    """The commitments of conversations."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def add(self, conversation: str, commitment: Commitment, zone: str = NOWHERE) -> None:
        """A new commitment with its history. ``zone``: that of its owner, who is told there on the day."""
        about = {"id": commitment.id, "team": team_of(conversation), "conversation_id": conversation}
        words = {"flag": commitment.flag, "text": commitment.text, "tripwire": commitment.tripwire}
        self.session.execute(insert(CommitmentRow).values(**about, **words, **self._latest(commitment, zone)))
        self._append(conversation, commitment, 0)

    def save(self, conversation: str, commitment: Commitment, zone: str = NOWHERE) -> None:
        """Add what happened since; raises StaleRecord when the history that is stored is not the beginning of this one.

        The conversation must be locked: two changes at once would take one position.
        """
        stored = self._histories(CommitmentChangeRow.commitment_id == commitment.id).get(commitment.id, ())
        this = (CommitmentRow.id == commitment.id, CommitmentRow.conversation_id == conversation)
        moved = update(CommitmentRow).where(*this).values(**self._latest(commitment, zone))
        if commitment.history[: len(stored)] != stored or change(self.session, moved) != 1:
            raise StaleRecord(commitment.id)
        self._append(conversation, commitment, len(stored))

    def told(self, commitment: str) -> None:
        """Its owner was told that the day has come, or need not be: not again, unless it is moved."""
        change(self.session, update(CommitmentRow).where(CommitmentRow.id == commitment).values(next_at=None))

    def of(self, conversation: str) -> tuple[Commitment, ...]:
        """The commitments of a conversation, the next to be due first."""
        return tuple(one for _, one in self._found(CommitmentRow.conversation_id == conversation))

    def owned(self, team: str, person: str, *, channels: Collection[str], limit: int) -> list[tuple[str, Commitment]]:
        """(conversation, commitment): what somebody still has to keep, the next to be due first; in the channels where they are
        now, and where they answer for the partner."""
        theirs = (CommitmentRow.team == team, CommitmentRow.owner == person, CommitmentRow.waiting.is_(True))
        here = exists().where(
            ConversationRow.id == CommitmentRow.conversation_id, one_of(self.session, ConversationRow.channel, channels)
        )
        asked = exists().where(
            ParticipantRow.conversation_id == CommitmentRow.conversation_id,
            ParticipantRow.person == person,
            ParticipantRow.side == Side.partner,
        )
        return self._found(*theirs, or_(here, asked), limit=limit)

    def due_in(self, team: str, channel: str, today: date) -> dict[str, int]:
        """How many commitments of each open conversation of a channel are due by ``today``; only those that have some."""
        one = CommitmentRow
        query = (
            select(one.conversation_id, func.count())
            .join(ConversationRow, ConversationRow.id == one.conversation_id)
            .where(ConversationRow.team == team, ConversationRow.channel == channel)
            .where(ConversationRow.ended.is_(False), one.waiting.is_(True), one.due <= today.isoformat())
            .group_by(one.conversation_id)
        )
        return {row[0]: row[1] for row in self.session.execute(query)}

    def _latest(self, commitment: Commitment, zone: str) -> dict[str, object]:
        day = instant(datetime.combine(commitment.due, _AT), zone)
        ahead = day if commitment.waiting and day > self.now() else None
        return {
            "owner": commitment.owner,
            "due": commitment.due.isoformat(),
            "waiting": commitment.waiting,
            "next_at": ahead,
        }

    def _found(self, *these: ColumnElement[bool], limit: int | None = None) -> list[tuple[str, Commitment]]:
        query = select(CommitmentRow).where(*these).order_by(CommitmentRow.due, CommitmentRow.id).limit(limit)
        rows = self.session.scalars(query.execution_options(populate_existing=True)).all()
        histories = self._histories(CommitmentChangeRow.commitment_id.in_([row.id for row in rows])) if rows else {}
        return [
            (row.conversation_id, Commitment(row.id, row.text, histories[row.id], row.flag, row.tripwire))
            for row in rows
        ]

    def _histories(self, these: ColumnElement[bool]) -> dict[str, tuple[Change, ...]]:
        query = select(CommitmentChangeRow).where(these)
        order = (CommitmentChangeRow.commitment_id, CommitmentChangeRow.position)
        found: dict[str, tuple[Change, ...]] = {}
        for row in self.session.scalars(query.order_by(*order)):
            done_on, due = date.fromisoformat(row.on), date.fromisoformat(row.due)
            happened = Change(Did(row.did), row.by, done_on, due, row.owner, row.reason)
            found[row.commitment_id] = (*found.get(row.commitment_id, ()), happened)
        return found

    def _append(self, conversation: str, commitment: Commitment, stored: int) -> None:
        team = self.session.scalar(select(ConversationRow.team).where(ConversationRow.id == conversation))
        rows = [
            {
                "commitment_id": commitment.id,
                "position": position,
                "team": team,
                "did": one.did,
                "by": one.by,
                "on": one.on.isoformat(),
                "due": one.due.isoformat(),
                "owner": one.owner,
                "reason": one.reason,
                "recorded_at": self.now(),
            }
            for position, one in enumerate(commitment.history[stored:], start=stored)
        ]
        if rows:
            self.session.execute(insert(CommitmentChangeRow), rows)


def as_they_were(commitments: Iterable[Commitment], known: Iterable[tuple[str, int]]) -> tuple[Commitment, ...]:
    """Commitments with the first changes of each only: as a check-in that asks about them found them."""
    by_id = {one.id: one for one in commitments}
    return tuple(
        Commitment(one.id, one.text, one.history[:changes], one.flag, one.tripwire)
        for id, changes in known
        if (one := by_id.get(id)) is not None
    )
