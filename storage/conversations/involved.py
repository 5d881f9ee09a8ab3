"""Whom a conversation concerns, and what of it waits for them: small rows that every save keeps.

Somebody's own tab reads these, by one index, and only those few conversations that it shows. What reads them is in
``storage.conversations.agenda``.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, union, update
from sqlalchemy.orm import Session

from flows.check_ins.checkin import Reply
from flows.check_ins.statechart import OPEN
from flows.conversation.conversation import Conversation
from flows.conversation.waits import Mine, mine
from flows.model import Side
from storage.records import Record
from storage.tables.follow_up_models import CheckInReplyRow, CheckInRow, CheckInSubmissionRow
from storage.tables.models import ConversationRow, InvolvedRow, ParticipantRow, WaitingRow
from storage.tables.pseudonym_text import is_erased
from storage.tables.writing import Now, change

SECTION, CHECK_IN, DECISION = "section", "check_in", "decision"
"""The kinds of what waits."""


class Involved:
    """Keeps the rows of conversations; whoever changes them holds the lock of the conversation."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def rebuild(self, record: Record) -> None:
        """The rows of a conversation as it is stored now."""
        for row in (InvolvedRow, WaitingRow):
            change(self.session, delete(row).where(row.conversation_id == record.id))
        moved = self.session.execute(
            select(ConversationRow.updated_at).where(ConversationRow.id == record.id)
        ).scalar_one()
        conversation = record.conversation
        sides = {conversation.opener: False} | {one.id: one.side is Side.partner for one in conversation.people}
        about = {"conversation_id": record.id, "team": record.team, "channel": record.channel}
        state = {"going_on": not conversation.ended, "moved_at": moved}
        rows = [
            about | state | {"person": one, "theirs": theirs} for one, theirs in sides.items() if not is_erased(one)
        ]
        if rows:
            self.session.execute(insert(InvolvedRow), rows)
        self._answers(record, moved)
        self.check_ins(record.id)

    def keep(self, record: Record, before: Conversation) -> None:
        """What waits now that a conversation is saved that stood so before."""
        now = record.conversation
        changed = _waiting(now) != _waiting(before) and self._answers(record, self.now())
        if changed or (before.place.stage, before.place.section) != (now.place.stage, now.place.section):
            this = update(InvolvedRow).where(InvolvedRow.conversation_id == record.id)
            change(self.session, this.values(going_on=not now.ended, moved_at=self.now()))

    def check_ins(self, conversation: str) -> None:
        """What waits of the check-ins of a conversation, as they are stored now: for who has not answered, nor put them off."""
        query = select(CheckInRow.id, CheckInRow.created_at, CheckInRow.plan).where(
            CheckInRow.conversation_id == conversation, CheckInRow.stage.in_(sorted(OPEN))
        )
        found = self.session.execute(query).all()
        settled = self._settled([id for id, _, _ in found]) if found else set()
        asked = {(person, id): since for id, since, plan in found for person in plan["people"]}
        wanted = {one: since for one, since in asked.items() if one not in settled}
        self._keep(conversation, CHECK_IN, self._stored(conversation, (CHECK_IN,))[CHECK_IN], wanted)

    def _settled(self, check_ins: Collection[str]) -> set[tuple[str, str]]:
        """(person, check-in): who has answered, or is not expected in this one."""
        answered = select(CheckInSubmissionRow.person, CheckInSubmissionRow.check_in_id)
        put_off = select(CheckInReplyRow.person, CheckInReplyRow.check_in_id).where(
            CheckInReplyRow.reply.in_((Reply.skip, Reply.away, Reply.left))
        )
        both = union(
            answered.where(CheckInSubmissionRow.check_in_id.in_(check_ins)),
            put_off.where(CheckInReplyRow.check_in_id.in_(check_ins)),
        )
        return _pairs(self.session.execute(both))

    def _answers(self, record: Record, since: datetime) -> bool:
        """What waits in the conversation itself: a section for somebody's answers, the decision for who may record it."""
        waiting, kinds = _waiting(record.conversation), (SECTION, DECISION)
        stored = self._stored(record.id, kinds)
        changed = [
            self._keep(record.id, kind, stored[kind], {one[1:]: since for one in waiting if one[0] == kind})
            for kind in kinds
        ]
        return any(changed)

    def _stored(self, conversation: str, kinds: Collection[str]) -> dict[str, set[tuple[str, str]]]:
        """(person, key) of what waits, by kind."""
        these = (WaitingRow.conversation_id == conversation, WaitingRow.kind.in_(kinds))
        rows = self.session.execute(select(WaitingRow.kind, WaitingRow.person, WaitingRow.key).where(*these)).all()
        return {kind: {(person, key) for which, person, key in rows if which == kind} for kind in kinds}

    def _keep(
        self, conversation: str, kind: str, stored: set[tuple[str, str]], wanted: Mapping[tuple[str, str], datetime]
    ) -> bool:
        """Let exactly this wait, (person, key) → since when; whether anything changed. What waited before waits since then."""
        new = {one: since for one, since in wanted.items() if one not in stored and not is_erased(one[0])}
        if gone := stored - wanted.keys():
            which = or_(*(and_(WaitingRow.person == person, WaitingRow.key == key) for person, key in sorted(gone)))
            these = (WaitingRow.conversation_id == conversation, WaitingRow.kind == kind)
            change(self.session, delete(WaitingRow).where(*these, which))
        if new:
            self._insert(conversation, kind, new)
        return bool(gone or new)

    def _insert(self, conversation: str, kind: str, new: Mapping[tuple[str, str], datetime]) -> None:
        place = select(ConversationRow.team, ConversationRow.channel).where(ConversationRow.id == conversation)
        team, channel = self.session.execute(place).one()
        partner = self._partner(conversation)
        about = {"conversation_id": conversation, "team": team, "channel": channel, "kind": kind}
        self.session.execute(
            insert(WaitingRow),
            [
                about | {"person": person, "key": key, "theirs": person in partner, "since": since}
                for (person, key), since in new.items()
            ],
        )

    def _partner(self, conversation: str) -> Collection[str]:
        query = select(ParticipantRow.person).where(
            ParticipantRow.conversation_id == conversation, ParticipantRow.side == Side.partner
        )
        return set(self.session.scalars(query))


def _waiting(conversation: Conversation) -> set[tuple[str, str, str]]:
    """(kind, person, key): what waits for whom."""
    found = set()
    for person in {conversation.opener, *(one.id for one in conversation.people)}:
        what, section = mine(conversation, person)
        if section is not None:
            found.add((SECTION, person, section))
        elif what is Mine.decide:
            found.add((DECISION, person, DECISION))
    return found


def _pairs(rows: Iterable[Any]) -> set[tuple[str, str]]:
    return {(person, key) for person, key in rows}
