"""Conversations as rows. A foreign workspace's id finds nothing; answers and decisions are only ever added."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from flows.conversation import Conversation, Decision
from flows.errors import BrokenConversation
from flows.lifecycle import CLOSED, DECIDING, FOLLOWING_UP, PAUSED, STAGES, Place
from flows.model import Setup
from storage.commitments import Commitments
from storage.errors import StaleRecord
from storage.finding import DECLINED, Finding, Search, standing_of
from storage.involved import Involved
from storage.models import AnswerRow, Base, ConversationRow, DecisionRow, ParticipantRow, ProbeRow, SubmissionRow
from storage.parts import Pairs, Parts
from storage.portfolio import Portfolios
from storage.records import Record
from storage.repositories import Guides
from storage.values import written_value
from storage.writing import Now, change


class Conversations:
    """Load and save conversations of a workspace (``team``)."""

    def __init__(self, session: Session, guides: Guides, now: Now) -> None:
        self.session, self.guides, self.now = session, guides, now
        self.search, self.portfolios = Search(session), Portfolios(session)
        self.involved = Involved(session, now)
        self.finding = Finding(session, self._several)

    def add(self, record: Record) -> Record:
        """A new conversation; it comes back with its first revision. Raises BrokenConversation."""
        conversation = record.conversation
        stored = replace(record, created_at=record.created_at or self.now(), revision=1)
        self.session.execute(
            insert(ConversationRow).values(
                id=record.id,
                team=record.team,
                channel=record.channel,
                thread_ts=record.thread_ts,
                opener=conversation.opener,
                setup=conversation.setup.model_dump(mode="json"),
                guide_hash=self.guides.put(conversation.guide),
                revision=1,
                created_at=stored.created_at,
                updated_at=self.now(),
                decided_at=record.decided_at,
                **_changing(record),
            )
        )
        self._insert(
            record,
            ParticipantRow,
            [
                {"position": position, "person": p.id, "side": p.side, "role": p.role, "language": p.language}
                for position, p in enumerate(conversation.people)
            ],
        )
        self.search.name(record.id, record.partner_name)
        self._append(record, answers=0, submissions=frozenset(), probed=frozenset())
        if conversation.decision is not None:
            self._decide(record, conversation.decision)
            self.portfolios.rebuild(record)
        self.involved.rebuild(record)
        return stored

    def get(self, team: str, conversation: str, *, lock: bool = False) -> Record | None:
        """A conversation of this workspace; ``lock`` keeps other writers out until the commit. Raises BrokenConversation."""
        query = select(ConversationRow).where(ConversationRow.team == team, ConversationRow.id == conversation)
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
            query = query.where(ConversationRow.ended.is_(False))
        return self._several(query.order_by(ConversationRow.created_at.desc(), ConversationRow.id), limit)

    def followed_up(self, team: str, channel: str, *, limit: int) -> list[Record]:
        """A channel's conversations that were decided and go on, the newest first."""
        query = select(ConversationRow).where(ConversationRow.team == team, ConversationRow.channel == channel)
        query = query.where(ConversationRow.ended.is_(False), ConversationRow.stage == FOLLOWING_UP)
        return self._several(query.order_by(ConversationRow.created_at.desc(), ConversationRow.id), limit)

    def several(self, team: str, conversations: Collection[str]) -> dict[str, Record]:
        """These conversations of this workspace, by id; what cannot be read is left out."""
        query = select(ConversationRow).where(ConversationRow.team == team, ConversationRow.id.in_(conversations))
        return {one.id: one for one in self._several(query, len(conversations))}

    def save(self, record: Record) -> Record:
        """Keep the next state of a conversation; raises StaleRecord when it moved since, or BrokenConversation.

        What is new is added: answers, submissions, probes, a decision. Who is expected, the thread and the guide stay.
        """
        conversation = record.conversation
        columns = _changing(record)
        this = (
            ConversationRow.team == record.team,
            ConversationRow.id == record.id,
            ConversationRow.revision == record.revision,
        )
        before = self.session.execute(
            select(ConversationRow.stage, ConversationRow.standing).where(*this)
        ).one_or_none()
        if before is None:
            raise StaleRecord(record.id)
        answers = self.session.scalar(
            select(func.max(AnswerRow.position)).where(AnswerRow.conversation_id == record.id)
        )
        parts = Parts(self.session, [record.id])
        submissions, probed = parts.submissions(record.id), parts.probed(record.id)
        decision = _just_decided(before.stage, conversation, parts.decision(record.id))
        saved = replace(record, revision=record.revision + 1, decided_at=self.now() if decision else record.decided_at)
        moved = update(ConversationRow).where(*this)
        values = {"revision": saved.revision, "updated_at": self.now(), "decided_at": saved.decided_at, **columns}
        if change(self.session, moved.values(values)) != 1:
            raise StaleRecord(record.id)
        self._append(record, answers=0 if answers is None else answers + 1, submissions=submissions, probed=probed)
        if decision:
            self._decide(record, decision)
        if decision or columns["standing"] != before.standing:
            self.portfolios.rebuild(record)
        self.involved.keep(record, moved=before.stage != conversation.stage)
        return saved

    def _append(self, record: Record, *, answers: int, submissions: Pairs, probed: Pairs) -> None:
        """Add what is not stored yet; ``answers`` is how many are."""
        conversation = record.conversation
        self._insert(
            record,
            AnswerRow,
            [
                {
                    "position": position,
                    "person": answer.person,
                    "question": answer.question,
                    "value": written_value(answer.value),
                    "after_reveal": answer.after_reveal,
                    "consent": answer.consent,
                    "recorded_at": self.now(),
                }
                for position, answer in enumerate(conversation.answers[answers:], start=answers)
            ],
        )
        self.search.answers(record, list(enumerate(conversation.answers))[answers:])
        self._insert(
            record,
            SubmissionRow,
            [{"section": section, "person": person} for section, person in conversation.submissions - submissions],
        )
        self._insert(
            record, ProbeRow, [{"person": person, "probe": probe} for person, probe in conversation.probed - probed]
        )

    def _decide(self, record: Record, decision: Decision) -> None:
        self.search.reason(record.id, decision.reason)
        row = {
            "outcome": decision.outcome,
            "reason": decision.reason,
            "by": decision.by,
            "verdict": decision.verdict,
            "overrides": decision.overrides,
            "decided_at": self.now(),
        }
        self._insert(record, DecisionRow, [row])

    def _insert(self, record: Record, row: type[Base], values: list[dict[str, object]]) -> None:
        if values:
            whose = {"team": record.team, "conversation_id": record.id}
            self.session.execute(insert(row), [{**whose, **one} for one in values])

    def _one(self, query: Select[ConversationRow], *, lock: bool) -> Record | None:
        if lock:
            query = query.with_for_update(key_share=True)
        while row := self.session.scalars(query.execution_options(populate_existing=True)).first():
            record = replace(
                self._record(row, Parts(self.session, [row.id])),
                commitments=Commitments(self.session, self.now).of(row.id),
            )
            # Without a lock PostgreSQL may show another writer's answers under the old row: then look again.
            if lock or self._revision(record) == record.revision:
                return record
        return None

    def _revision(self, record: Record) -> int | None:
        return self.session.scalar(select(ConversationRow.revision).where(ConversationRow.id == record.id))

    def _several(self, query: Select[ConversationRow], limit: int) -> list[Record]:
        """A list shows what can be read; getting a broken conversation itself tells that it is broken."""
        found = []
        rows = self.session.scalars(query.limit(limit).execution_options(populate_existing=True)).all()
        parts = Parts(self.session, [row.id for row in rows])
        for row in rows:
            with suppress(BrokenConversation):
                found.append(self._record(row, parts))
        return found

    def _record(self, row: ConversationRow, parts: Parts) -> Record:
        conversation = Conversation(
            guide=self.guides.get(row.guide_hash),
            setup=Setup.model_validate(row.setup),
            opener=row.opener,
            people=parts.people(row.id),
            place=_checked(Place(stage=row.stage, resume_to=row.resume_to, seen=frozenset(row.seen))),
            answers=parts.answers(row.id),
            submissions=parts.submissions(row.id),
            probed=parts.probed(row.id),
            decision=parts.decision(row.id),
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
            ledger=parts.ledger(row.id) if row.standing == DECLINED else None,
        )


def _just_decided(before: str, conversation: Conversation, stored: Decision | None) -> Decision | None:
    """The decision when it is another one than the stored, or the same one taken again after reopening."""
    again = before == DECIDING and conversation.stage in (FOLLOWING_UP, CLOSED)
    return conversation.decision if again or conversation.decision != stored else None


def _changing(record: Record) -> Mapping[str, object]:
    """The columns that change while a conversation goes on; raises BrokenConversation."""
    place = _checked(record.conversation.place)
    return {
        "partner_name": record.partner_name,
        "language": record.language,
        "decide_by": record.decide_by,
        "stage": place.stage,
        "resume_to": place.resume_to,
        "seen": sorted(place.seen),
        "ended": record.conversation.ended,
        "standing": standing_of(record.conversation),
    }


def _checked(place: Place) -> Place:
    """A place that the lifecycle can go on from: a known stage, and where to resume when paused, only then."""
    known = place.stage in STAGES and (place.resume_to is None or place.resume_to in STAGES)
    if not known or (place.stage == PAUSED) != (place.resume_to is not None):
        raise BrokenConversation(place.stage)
    return place
