"""Conversations as rows. A foreign workspace's id finds nothing; answers are only ever added."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from flows.conversation import Answer, Conversation, Decision
from flows.errors import BrokenConversation
from flows.lifecycle import ABANDONED, CLOSED, STAGES, Place
from flows.model import Participant, Role, Setup, Side, Value, Verdict
from storage.models import AnswerRow, ConversationRow, DecisionRow, ParticipantRow, ProbeRow, SubmissionRow
from storage.records import Record
from storage.repositories import Guides, insert_once


class StaleRecord(Exception):
    """Somebody else saved this conversation meanwhile; load it again."""


class Conversations:
    """Load and save conversations of a workspace (``team``)."""

    def __init__(self, session: Session, guides: Guides, now: datetime) -> None:
        self.session, self.guides, self.now = session, guides, now

    def add(self, record: Record) -> Record:
        """A new conversation."""
        conversation = record.conversation
        stored = replace(record, created_at=record.created_at or self.now, revision=1)
        self.session.add(
            ConversationRow(
                id=record.id,
                team=record.team,
                channel=record.channel,
                thread_ts=record.thread_ts,
                partner_name=record.partner_name,
                language=record.language,
                opener=conversation.opener,
                setup=conversation.setup.model_dump(mode="json"),
                decide_by=record.decide_by,
                guide_hash=self.guides.put(conversation.guide),
                revision=1,
                created_at=stored.created_at,
                updated_at=self.now,
                decided_at=record.decided_at,
                **_place_columns(conversation),
            )
        )
        self.session.flush()
        people = [
            {
                "conversation_id": record.id,
                "position": position,
                "person": p.id,
                "side": p.side,
                "role": p.role,
                "language": p.language,
            }
            for position, p in enumerate(conversation.people)
        ]
        if people:
            self.session.execute(insert(ParticipantRow), people)
        self._append(record.id, conversation, known_answers=0, known=(frozenset(), frozenset()))
        return stored

    def get(self, team: str, conversation: str, *, lock: bool = False) -> Record | None:
        """A conversation of this workspace; ``lock`` keeps other writers out until the commit."""
        query = select(ConversationRow).where(ConversationRow.id == conversation, ConversationRow.team == team)
        return self._one(query, lock=lock)

    def by_thread(self, team: str, channel: str, thread_ts: str, *, lock: bool = False) -> Record | None:
        """The conversation of a thread."""
        query = select(ConversationRow).where(
            ConversationRow.team == team, ConversationRow.channel == channel, ConversationRow.thread_ts == thread_ts
        )
        return self._one(query, lock=lock)

    def in_channel(self, team: str, channel: str, *, limit: int, open_only: bool = False) -> list[Record]:
        """A channel's conversations, the newest first."""
        query = select(ConversationRow).where(ConversationRow.team == team, ConversationRow.channel == channel)
        if open_only:
            query = query.where(ConversationRow.stage.not_in((CLOSED, ABANDONED)))
        newest = query.order_by(ConversationRow.created_at.desc(), ConversationRow.id).limit(limit)
        return [self._record(row) for row in self.session.scalars(newest)]

    def for_person(self, team: str, person: str, *, limit: int) -> list[Record]:
        """The conversations that a person opened or is expected in, the newest first."""
        expected = select(ParticipantRow.conversation_id).where(ParticipantRow.person == person)
        query = select(ConversationRow).where(
            ConversationRow.team == team,
            ConversationRow.id.in_(expected) | (ConversationRow.opener == person),
        )
        newest = query.order_by(ConversationRow.updated_at.desc(), ConversationRow.id).limit(limit)
        return [self._record(row) for row in self.session.scalars(newest)]

    def save(self, record: Record) -> Record:
        """Keep the next state of a conversation; raises StaleRecord when it moved since it was loaded."""
        conversation = record.conversation
        known_answers, known = self._stored_counts(record.id)
        decided = conversation.decision is not None and conversation.decision != self._decision(record.id)
        decided_at = self.now if decided else record.decided_at
        moved = self.session.execute(
            update(ConversationRow)
            .where(ConversationRow.id == record.id, ConversationRow.revision == record.revision)
            .values(
                revision=record.revision + 1, updated_at=self.now, decided_at=decided_at, **_place_columns(conversation)
            )
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]
            raise StaleRecord(record.id)
        self._append(record.id, conversation, known_answers=known_answers, known=known)
        if decided and conversation.decision is not None:
            one = conversation.decision
            self.session.add(
                DecisionRow(
                    conversation_id=record.id,
                    outcome=one.outcome,
                    reason=one.reason,
                    by=one.by,
                    verdict=one.verdict,
                    overrides=one.overrides,
                    decided_at=self.now,
                )
            )
        self.session.flush()
        return replace(record, revision=record.revision + 1, decided_at=decided_at)

    def _append(
        self,
        conversation_id: str,
        conversation: Conversation,
        *,
        known_answers: int,
        known: tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]],
    ) -> None:
        new = [
            {
                "conversation_id": conversation_id,
                "position": position,
                "person": a.person,
                "question": a.question,
                "value": list(a.value) if isinstance(a.value, tuple) else a.value,
                "after_reveal": a.after_reveal,
                "consent": a.consent,
                "recorded_at": self.now,
            }
            for position, a in enumerate(conversation.answers)
            if position >= known_answers
        ]
        if new:
            self.session.execute(insert(AnswerRow), new)
        for section, person in conversation.submissions - known[0]:
            insert_once(self.session, SubmissionRow, conversation_id=conversation_id, section=section, person=person)
        for person, probe in conversation.probed - known[1]:
            insert_once(self.session, ProbeRow, conversation_id=conversation_id, person=person, probe=probe)

    def _stored_counts(
        self, conversation_id: str
    ) -> tuple[int, tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]]:
        last = self.session.scalar(
            select(AnswerRow.position)
            .where(AnswerRow.conversation_id == conversation_id)
            .order_by(AnswerRow.position.desc())
            .limit(1)
        )
        return (-1 if last is None else last) + 1, (self._submissions(conversation_id), self._probed(conversation_id))

    def _one(self, query: Select[ConversationRow], *, lock: bool) -> Record | None:
        if lock and self.session.get_bind().dialect.name == "postgresql":
            query = query.with_for_update()
        row = self.session.scalars(query.execution_options(populate_existing=True)).first()
        return self._record(row) if row else None

    def _record(self, row: ConversationRow) -> Record:
        if row.stage not in STAGES or (row.resume_to is not None and row.resume_to not in STAGES):
            raise BrokenConversation(row.stage)
        people = self.session.scalars(
            select(ParticipantRow).where(ParticipantRow.conversation_id == row.id).order_by(ParticipantRow.position)
        )
        conversation = Conversation(
            guide=self.guides.get(row.guide_hash),
            setup=Setup.model_validate(row.setup),
            opener=row.opener,
            people=tuple(
                Participant(id=p.person, side=Side(p.side), role=Role(p.role), language=p.language) for p in people
            ),
            place=Place(stage=row.stage, resume_to=row.resume_to, seen=frozenset(row.seen)),
            answers=self._answers(row.id),
            submissions=self._submissions(row.id),
            probed=self._probed(row.id),
            decision=self._decision(row.id),
        )
        return Record(
            id=row.id,
            team=row.team,
            channel=row.channel,
            partner_name=row.partner_name,
            language=row.language,
            conversation=conversation,
            decide_by=row.decide_by,
            thread_ts=row.thread_ts,
            revision=row.revision,
            created_at=row.created_at,
            decided_at=row.decided_at,
        )

    def _answers(self, conversation_id: str) -> tuple[Answer, ...]:
        columns = (AnswerRow.person, AnswerRow.question, AnswerRow.value, AnswerRow.after_reveal, AnswerRow.consent)
        rows = self.session.execute(
            select(*columns).where(AnswerRow.conversation_id == conversation_id).order_by(AnswerRow.position)
        )
        return tuple(
            Answer(person, question, _value(value), after, consent) for person, question, value, after, consent in rows
        )

    def _submissions(self, conversation_id: str) -> frozenset[tuple[str, str]]:
        rows = self.session.execute(
            select(SubmissionRow.section, SubmissionRow.person).where(SubmissionRow.conversation_id == conversation_id)
        )
        return _pairs(rows.tuples())

    def _probed(self, conversation_id: str) -> frozenset[tuple[str, str]]:
        rows = self.session.execute(
            select(ProbeRow.person, ProbeRow.probe).where(ProbeRow.conversation_id == conversation_id)
        )
        return _pairs(rows.tuples())

    def _decision(self, conversation_id: str) -> Decision | None:
        query = select(DecisionRow).where(DecisionRow.conversation_id == conversation_id)
        row = self.session.scalars(query.order_by(DecisionRow.id.desc()).limit(1)).first()
        return Decision(row.outcome, row.reason, row.by, Verdict(row.verdict), row.overrides) if row else None


def _place_columns(conversation: Conversation) -> dict[str, object]:
    place = conversation.place
    if place.stage not in STAGES:
        raise BrokenConversation(place.stage)
    return {"stage": place.stage, "resume_to": place.resume_to, "seen": sorted(place.seen)}


def _pairs(rows: Iterable[Sequence[str]]) -> frozenset[tuple[str, str]]:
    return frozenset((first, second) for first, second in rows)


def _value(stored: object) -> Value | None:
    if isinstance(stored, list):
        return tuple(str(token) for token in stored)
    if isinstance(stored, int | float) and not isinstance(stored, bool):
        return float(stored)
    return None if stored is None else str(stored)
