"""Conversations as rows. A foreign workspace's id finds nothing; answers and decisions are only ever added."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Insert, Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from flows.conversation.conversation import Conversation, Decision
from flows.conversation.lifecycle import CLOSED, DECIDING, FOLLOWING_UP, Place, checked
from flows.errors import BrokenConversation
from flows.ledger import same_name
from flows.model import Participant, Role, Setup, Side
from storage.conversations.commitments import Commitments
from storage.conversations.finding import DECLINED, Finding, Search, standing_of
from storage.conversations.involved import Involved
from storage.conversations.parts import Parts
from storage.conversations.portfolio import Portfolios
from storage.engine.errors import StaleRecord
from storage.engine.lazy import Lazy
from storage.outbox.repositories import Guides
from storage.records import Named, Record
from storage.tables.models import AnswerRow, Base, ConversationRow, DecisionRow, ParticipantRow, ProbeRow, SubmissionRow
from storage.tables.values import written_value
from storage.tables.writing import Now, change, table_of


@dataclass(frozen=True)
class _Query:
    """How one conversation is found, for looking and for changing it."""

    free: Select[Any]

    @cached_property
    def locked(self) -> Select[Any]:
        return self.free.with_for_update(key_share=True)


@dataclass(frozen=True)
class _Stored:
    """A conversation as it is stored, and where its next answer is put."""

    record: Record
    next_position: int


# Built once: every click runs these, and building a statement costs more than running it.
_CONVERSATION = table_of(ConversationRow)
_WHOLE = select(_CONVERSATION)
_BY_ID = _Query(_WHOLE.where(_CONVERSATION.c.team == bindparam("team"), _CONVERSATION.c.id == bindparam("id")))
_BY_THREAD = _Query(
    _WHOLE.where(*(_CONVERSATION.c[name] == bindparam(name) for name in ("team", "channel", "thread_ts")))
)
_REVISION = select(_CONVERSATION.c.revision).where(_CONVERSATION.c.id == bindparam("id"))
_CHANGING = (
    "partner_name",
    "language",
    "opener",
    "setup",
    "decide_by",
    "stage",
    "section",
    "resume_to",
    "seen",
    "ended",
    "standing",
)
"""The columns that change while a conversation goes on, beside those that every save changes."""
_MOVE = (
    update(_CONVERSATION)
    .where(*(_CONVERSATION.c[name] == bindparam(f"this_{name}") for name in ("team", "id", "revision")))
    .values({name: bindparam(name) for name in (*_CHANGING, "revision", "updated_at", "decided_at")})
)
_MOST_COMPARED = 200
_NONE: frozenset[tuple[str, str]] = frozenset()
_INSERT: dict[type[Base], Insert] = {
    row: insert(table_of(row)) for row in (ParticipantRow, AnswerRow, SubmissionRow, ProbeRow, DecisionRow)
}


class Conversations:
    """Load and save conversations of a workspace (``team``)."""

    search = Lazy(lambda here: Search(here.session))
    portfolios = Lazy(lambda here: Portfolios(here.session))
    involved = Lazy(lambda here: Involved(here.session, here.now))
    finding = Lazy(lambda here: Finding(here.session, here._several))

    def __init__(self, session: Session, guides: Guides, now: Now) -> None:
        self.session, self.guides, self.now = session, guides, now
        self._stored: dict[str, _Stored] = {}
        """Conversations that nobody else can change before the commit, as they are stored."""

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
            [_participant(position, person) for position, person in enumerate(conversation.people)],
        )
        self.search.name(record.id, record.partner_name)
        self._append(record, None, 0)
        if conversation.answers:
            self.search.answers(record)
        if conversation.decision is not None:
            self._decide(record, conversation.decision)
            self.portfolios.rebuild(record)
        self.involved.rebuild(record)
        return stored

    def get(self, team: str, conversation: str, *, lock: bool = False) -> Record | None:
        """A conversation of this workspace; ``lock`` keeps other writers out until the commit. Raises BrokenConversation."""
        return self._one(_BY_ID, lock=lock, team=team, id=conversation)

    def named(self, team: str, conversation: str) -> Named | None:
        """Whom a conversation of this workspace names, in one statement."""
        query = (
            select(
                ConversationRow.channel,
                ConversationRow.opener,
                ParticipantRow.person,
                ParticipantRow.side,
                ParticipantRow.role,
                ParticipantRow.replaced,
            )
            .join(ParticipantRow, ParticipantRow.conversation_id == ConversationRow.id)
            .where(ConversationRow.team == team, ConversationRow.id == conversation)
        )
        rows = self.session.execute(query).all()
        if not rows:
            return None
        ours = frozenset(row.person for row in rows if row.side == Side.ours)
        deciders = frozenset(row.person for row in rows if row.role == Role.decision_maker and not row.replaced)
        partner = frozenset(row.person for row in rows) - ours
        return Named(rows[0].channel, rows[0].opener, ours, partner, deciders & ours)

    def by_thread(self, team: str, channel: str, thread_ts: str, *, lock: bool = False) -> Record | None:
        """The conversation of a thread."""
        return self._one(_BY_THREAD, lock=lock, team=team, channel=channel, thread_ts=thread_ts)

    def in_channel(self, team: str, channel: str, *, limit: int, open_only: bool = False) -> list[Record]:
        """A channel's conversations, the newest first."""
        query = select(ConversationRow).where(ConversationRow.team == team, ConversationRow.channel == channel)
        if open_only:
            query = query.where(ConversationRow.ended.is_(False))
        return self._several(query.order_by(ConversationRow.created_at.desc(), ConversationRow.id), limit)

    def namesake(self, team: str, channel: str, name: str) -> Record | None:
        """The newest open conversation of a channel with the same name, however it is written."""
        here = (ConversationRow.team == team, ConversationRow.channel == channel, ConversationRow.ended.is_(False))
        newest = select(ConversationRow.id, ConversationRow.partner_name).where(*here)
        rows = self.session.execute(newest.order_by(ConversationRow.created_at.desc()).limit(_MOST_COMPARED))
        found = next((row.id for row in rows if same_name(row.partner_name, name)), None)
        return self.get(team, found) if found else None

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

        What is new is added: answers, submissions, probes, a decision, somebody who was named in the place of another. The thread
        and the guide stay.
        """
        conversation = record.conversation
        columns = _changing(record)
        stored = self._stored.get(record.id)
        if stored is None or stored.record.revision != record.revision:
            self.get(record.team, record.id, lock=True)
            stored = self._stored.get(record.id)
        if stored is None or (stored.record.team, stored.record.revision) != (record.team, record.revision):
            raise StaleRecord(record.id)
        before = stored.record.conversation
        decision = _just_decided(before, conversation)
        saved = replace(record, revision=record.revision + 1, decided_at=self.now() if decision else record.decided_at)
        values = {"revision": saved.revision, "updated_at": self.now(), "decided_at": saved.decided_at, **columns}
        this = {"this_team": record.team, "this_id": record.id, "this_revision": record.revision}
        if change(self.session, _MOVE, **this, **values) != 1:
            raise StaleRecord(record.id)
        self._append(record, before, stored.next_position)
        if conversation.people != before.people:
            self._name(record, before)
        self.search.keep(record, before)
        if decision:
            self._decide(record, decision)
        if decision or columns["standing"] != standing_of(before):
            self.portfolios.rebuild(record)
        if record.partner_name != stored.record.partner_name:
            self.search.name(record.id, record.partner_name)
        if (conversation.people, conversation.opener) != (before.people, before.opener):
            self.involved.rebuild(record)
        else:
            self.involved.keep(record, before)
        new = len(conversation.answers) - len(before.answers)
        self._stored[record.id] = _Stored(saved, stored.next_position + new)
        return saved

    def _name(self, record: Record, before: Conversation) -> None:
        """Keep who is expected by now, and in which role."""
        people = record.conversation.people
        for one in set(people[: len(before.people)]) - set(before.people):
            this = (ParticipantRow.conversation_id == record.id, ParticipantRow.person == one.id)
            change(self.session, update(ParticipantRow).where(*this).values(replaced=one.replaced, role=one.role))
        new = list(enumerate(people))[len(before.people) :]
        self._insert(record, ParticipantRow, [_participant(position, person) for position, person in new])

    def _append(self, record: Record, before: Conversation | None, position: int) -> None:
        """Add what was not there before; ``position`` is that of the next answer."""
        conversation = record.conversation
        count = len(before.answers) if before else 0
        submissions, probed = (before.submissions, before.probed) if before else (_NONE, _NONE)
        new = list(enumerate(conversation.answers[count:], start=position))
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
                for position, answer in new
            ],
        )
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
            "minority": decision.minority,
            "decided_at": self.now(),
        }
        self._insert(record, DecisionRow, [row])

    def _insert(self, record: Record, row: type[Base], values: list[dict[str, object]]) -> None:
        if values:
            whose = {"team": record.team, "conversation_id": record.id}
            self.session.execute(_INSERT[row], [whose | each for each in values])

    def _one(self, query: _Query, *, lock: bool, **where: str) -> Record | None:
        statement = query.locked if lock else query.free
        while (row := self.session.execute(statement, where).first()) is not None:
            parts = Parts(self.session, [row.id])
            record = self._record(row, parts)
            if parts.has_commitments(row.id):
                record = replace(record, commitments=Commitments(self.session, self.now).of(row.id))
            if lock:
                self._stored[record.id] = _Stored(record, parts.next_position(record.id))
                return record
            # Without a lock PostgreSQL may show another writer's answers under the old row: then look again.
            if self._revision(record) == record.revision:
                return record
        return None

    def _revision(self, record: Record) -> int | None:
        revision: int | None = self.session.scalar(_REVISION, {"id": record.id})
        return revision

    def _several(self, query: Select[ConversationRow], limit: int) -> list[Record]:
        """A list shows what can be read; getting a broken conversation itself tells that it is broken."""
        found = []
        rows = self.session.scalars(query.limit(limit).execution_options(populate_existing=True)).all()
        parts = Parts(self.session, [row.id for row in rows])
        for row in rows:
            with suppress(BrokenConversation):
                found.append(self._record(row, parts))
        return found

    def _record(self, row: Any, parts: Parts) -> Record:
        guide = self.guides.get(row.guide_hash)
        place = Place(stage=row.stage, section=row.section, resume_to=row.resume_to, seen=frozenset(row.seen))
        conversation = Conversation(
            guide=guide,
            setup=Setup.model_validate(row.setup),
            opener=row.opener,
            people=parts.people(row.id),
            place=checked(place, guide.road),
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


def _participant(position: int, person: Participant) -> dict[str, object]:
    return {
        "position": position,
        "person": person.id,
        "side": person.side,
        "role": person.role,
        "language": person.language,
        "replaced": person.replaced,
    }


def _just_decided(before: Conversation, now: Conversation) -> Decision | None:
    """The decision when it is another one than before, or the same one taken again after reopening."""
    again = before.stage == DECIDING and now.stage in (FOLLOWING_UP, CLOSED)
    return now.decision if again or now.decision != before.decision else None


def _changing(record: Record) -> Mapping[str, object]:
    """The columns that change while a conversation goes on; raises BrokenConversation."""
    place = checked(record.conversation.place, record.conversation.guide.road)
    return {
        "partner_name": record.partner_name,
        "language": record.language,
        "opener": record.conversation.opener,
        "setup": record.conversation.setup.model_dump(mode="json"),
        "decide_by": record.decide_by,
        "stage": place.stage,
        "section": place.section,
        "resume_to": place.resume_to,
        "seen": sorted(place.seen),
        "ended": record.conversation.ended,
        "standing": standing_of(record.conversation),
    }
