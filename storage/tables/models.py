"""The rows. Every row that belongs to a workspace carries it (``team``), and is tied to its conversation by both keys.

Answers, decisions, assessments and remark versions are append-only.
"""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.tables.columns import Instant, Written

Key = Annotated[str, mapped_column(primary_key=True)]
Number = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
Position = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
Words = Annotated[str, mapped_column(Written)]

PENDING, SENDING, SENT, PARKED, DEAD = "pending", "sending", "sent", "parked", "dead"
"""The states of a message to send."""


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, datetime: Instant}  # noqa: RUF012


def of_conversation() -> ForeignKeyConstraint:
    """A row cannot belong to another workspace than its conversation, nor outlive it."""
    return ForeignKeyConstraint(
        ["team", "conversation_id"], ["conversations.team", "conversations.id"], ondelete="CASCADE"
    )


class GuideRow(Base):
    """A guide with which conversations began, by the hash of its content."""

    __tablename__ = "guides"

    hash: Mapped[Key]
    guide_id: Mapped[str]
    version: Mapped[str]
    content: Mapped[Words]


class ConversationRow(Base):
    """A conversation: where it stands. Its people and answers are rows of their own."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("team", "id"),
        UniqueConstraint("team", "channel", "thread_ts"),
        Index("ix_conversations_channel", "team", "channel", "created_at"),
        Index("ix_conversations_open", "team", "channel", "ended", "created_at"),
        Index("ix_conversations_standing", "team", "channel", "standing", "created_at"),
        Index("ix_conversations_opener", "team", "opener"),
    )

    id: Mapped[Key]
    team: Mapped[str]
    channel: Mapped[str]
    thread_ts: Mapped[str | None]
    partner_name: Mapped[Words]
    language: Mapped[str]
    opener: Mapped[str]
    setup: Mapped[dict[str, Any]]
    decide_by: Mapped[str]
    stage: Mapped[str]
    section: Mapped[str | None]
    resume_to: Mapped[str | None]
    seen: Mapped[list[Any]]
    ended: Mapped[bool]
    standing: Mapped[str]
    guide_hash: Mapped[str] = mapped_column(ForeignKey("guides.hash"))
    revision: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class ParticipantRow(Base):
    """Someone who is expected to answer; or was, until somebody else was named in their place (``replaced``)."""

    __tablename__ = "participants"
    __table_args__ = (of_conversation(), Index("ix_participants_person", "team", "person", "side"))

    conversation_id: Mapped[Key]
    position: Mapped[Position]
    team: Mapped[str]
    person: Mapped[str]
    side: Mapped[str]
    role: Mapped[str]
    language: Mapped[str]
    replaced: Mapped[bool]


class AnswerRow(Base):
    """One version of one answer. ``value`` null takes an earlier one back."""

    __tablename__ = "answers"
    __table_args__ = (of_conversation(),)

    conversation_id: Mapped[Key]
    position: Mapped[Position]
    team: Mapped[str]
    person: Mapped[str]
    question: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after_reveal: Mapped[bool]
    consent: Mapped[bool]
    recorded_at: Mapped[datetime]


class SubmissionRow(Base):
    """Who has finished which section."""

    __tablename__ = "submissions"
    __table_args__ = (of_conversation(),)

    conversation_id: Mapped[Key]
    section: Mapped[Key]
    person: Mapped[Key]
    team: Mapped[str]


class ProbeRow(Base):
    """What the coach has asked again, of whom."""

    __tablename__ = "probes"
    __table_args__ = (of_conversation(),)

    conversation_id: Mapped[Key]
    person: Mapped[Key]
    probe: Mapped[Key]
    team: Mapped[str]


class DecisionRow(Base):
    """What was decided; the latest counts, earlier ones stay."""

    __tablename__ = "decisions"
    __table_args__ = (of_conversation(), Index("ix_decisions_latest", "conversation_id", "id"))

    id: Mapped[Number]
    team: Mapped[str]
    conversation_id: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[Words]
    by: Mapped[str]
    verdict: Mapped[str]
    overrides: Mapped[bool]
    minority: Mapped[Words]
    decided_at: Mapped[datetime]


class AssessmentRow(Base):
    """What a summary said."""

    __tablename__ = "assessments"
    __table_args__ = (of_conversation(), Index("ix_assessments_latest", "conversation_id", "id"))

    id: Mapped[Number]
    team: Mapped[str]
    conversation_id: Mapped[str]
    verdict: Mapped[str]
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class RemarkRow(Base):
    """What somebody said in the thread. A row may come before its message: an edit or a deletion that overtook it.

    ``author`` is empty until the message itself came; ``edited_ts`` is Slack's time of the last edit, if it tells.
    """

    __tablename__ = "remarks"
    __table_args__ = (of_conversation(),)

    conversation_id: Mapped[Key]
    message_ts: Mapped[Key]
    team: Mapped[str]
    author: Mapped[str] = mapped_column(default="")
    section: Mapped[str] = mapped_column(default="")
    text: Mapped[Words] = mapped_column(default="")
    edited: Mapped[bool] = mapped_column(default=False)
    edited_ts: Mapped[str] = mapped_column(default="")
    deleted: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]


class RemarkVersionRow(Base):
    """Another text of a remark than the one that counts; ``original`` is the one that was posted first."""

    __tablename__ = "remark_versions"
    __table_args__ = (of_conversation(), Index("ix_remark_versions_message", "conversation_id", "message_ts"))

    id: Mapped[Number]
    team: Mapped[str]
    conversation_id: Mapped[str]
    message_ts: Mapped[str]
    text: Mapped[Words]
    edited_ts: Mapped[str]
    original: Mapped[bool]
    recorded_at: Mapped[datetime]


class SearchRow(Base):
    """Words by which a conversation may be found, without case and accents; of answers, those that may be read."""

    __tablename__ = "searched"
    __table_args__ = (of_conversation(),)

    conversation_id: Mapped[Key]
    kind: Mapped[Key]
    position: Mapped[Position]
    team: Mapped[str]
    folded: Mapped[Words]


class PortfolioRow(Base):
    """One thing that counts in a portfolio: a verdict, a flag, hours that were promised. Made of what was decided."""

    __tablename__ = "portfolio"
    __table_args__ = (of_conversation(), Index("ix_portfolio_channel", "team", "channel", "kind", "key", "amount"))

    conversation_id: Mapped[Key]
    kind: Mapped[Key]
    key: Mapped[Key]
    team: Mapped[str]
    channel: Mapped[str]
    amount: Mapped[float]


class InvolvedRow(Base):
    """Somebody whom a conversation concerns: who opened it, who is expected. Made of what was saved, for their own tab.

    ``theirs``: they answer for the partner. ``moved_at``: when it last went on, or somebody finished what waited for them.
    """

    __tablename__ = "involved"
    __table_args__ = (
        of_conversation(),
        Index("ix_involved_person", "team", "person", "going_on", "moved_at", "conversation_id", "channel", "theirs"),
    )

    conversation_id: Mapped[Key]
    person: Mapped[Key]
    team: Mapped[str]
    channel: Mapped[str]
    theirs: Mapped[bool]
    going_on: Mapped[bool]
    moved_at: Mapped[datetime]


class WaitingRow(Base):
    """Something that waits for somebody's answers since then: ``key`` is the section, or the check-in. Made of what was saved."""

    __tablename__ = "waiting"
    __table_args__ = (
        of_conversation(),
        Index("ix_waiting_person", "team", "person", "since", "conversation_id", "kind", "key", "channel", "theirs"),
    )

    conversation_id: Mapped[Key]
    person: Mapped[Key]
    kind: Mapped[Key]
    key: Mapped[Key]
    team: Mapped[str]
    channel: Mapped[str]
    theirs: Mapped[bool]
    since: Mapped[datetime]


class ReminderRow(Base):
    """Somebody for whom a section or the decision (``key``) waits, or waited: what they were told, what they clicked instead.

    ``days``: on which they are reminded, local; ``away``: their last day of absence, or empty; ``by_hand``: when somebody had
    them reminded last. ``next_at`` is null where nothing is to be said.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        of_conversation(),
        Index("ix_reminders_due", "next_at", "conversation_id"),
        Index("ix_reminders_away", "team", "person", "away"),
    )

    conversation_id: Mapped[Key]
    person: Mapped[Key]
    key: Mapped[Key]
    team: Mapped[str]
    zone: Mapped[str]
    days: Mapped[list[Any]]
    told: Mapped[list[Any]]
    later: Mapped[datetime | None]
    skipped: Mapped[bool]
    away: Mapped[str]
    never: Mapped[bool]
    by_hand: Mapped[datetime | None]
    next_at: Mapped[datetime | None]


class LedgerRow(Base):
    """Why a conversation was declined (where no decision says it), what would reopen it, when to ask again (a day, ISO text).

    ``next_at`` is null where nobody is to be asked any more. ``asked``: how often the coach has asked.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        of_conversation(),
        UniqueConstraint("conversation_id"),
        Index("ix_ledger_due", "next_at", "id"),
    )

    id: Mapped[Key]
    team: Mapped[str]
    conversation_id: Mapped[str]
    reason: Mapped[Words]
    condition: Mapped[Words]
    day: Mapped[str]
    by: Mapped[str]
    asked: Mapped[int]
    next_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]


class PostRow(Base):
    """Where the message of a slot stands in Slack."""

    __tablename__ = "posts"
    __table_args__ = (of_conversation(),)

    conversation_id: Mapped[Key]
    slot: Mapped[Key]
    team: Mapped[str]
    channel: Mapped[str]
    ts: Mapped[str]


class InboxRow(Base):
    """An inbound key whose effect is committed."""

    __tablename__ = "inbox"

    key: Mapped[Key]
    received_at: Mapped[datetime] = mapped_column(index=True)


class OutboxRow(Base):
    """A message to send. ``lane`` is what keeps its order: a channel, or a person's direct messages.

    ``trying_since`` is when it was first claimed, ``settled_at`` when it was sent or given up. ``document`` is the file
    that it brings, as values; ``file_id`` is Slack's, ``file_at`` when it was uploaded. ``harmless``: it carries no answers.
    ``hears`` is who is told when it never arrives: "opener", or empty for nobody.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index("ix_outbox_order", "state", "id"),
        Index("ix_outbox_lane", "team", "lane", "state", "id"),
        Index("ix_outbox_slot", "conversation_id", "state", "slot"),
        Index("ix_outbox_settled", "settled_at"),
    )

    id: Mapped[Number]
    dedupe_key: Mapped[str]
    delivery_id: Mapped[str]
    kind: Mapped[str]
    team: Mapped[str]
    channel: Mapped[str]
    lane: Mapped[str]
    user: Mapped[str | None]
    conversation_id: Mapped[str | None]
    slot: Mapped[str | None]
    thread_slot: Mapped[str | None]
    thread_ts: Mapped[str | None]
    body: Mapped[dict[str, Any]]
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    file_id: Mapped[str | None]
    file_at: Mapped[datetime | None]
    state: Mapped[str]
    fence: Mapped[int]
    attempts: Mapped[int]
    hears: Mapped[str]
    uncertain: Mapped[bool]
    harmless: Mapped[bool]
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    trying_since: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    error: Mapped[str]


class PauseRow(Base):
    """A lane where nothing is sent before ``until``; without it, until somebody resumes. Lane "" is the whole workspace."""

    __tablename__ = "pauses"

    team: Mapped[Key]
    lane: Mapped[Key]
    until: Mapped[datetime | None]
    reason: Mapped[str]
    since: Mapped[datetime]


class PreferenceRow(Base):
    """The language that a person or a channel chose."""

    __tablename__ = "preferences"

    team: Mapped[Key]
    subject: Mapped[Key]
    language: Mapped[str]


class DirectChannelRow(Base):
    """The channel of a person's direct messages with the app."""

    __tablename__ = "direct_channels"

    team: Mapped[Key]
    person: Mapped[Key]
    channel: Mapped[str]


class PersonZoneRow(Base):
    """The time zone of somebody who is asked at their own local time, as their profile said last."""

    __tablename__ = "person_zones"

    team: Mapped[Key]
    person: Mapped[Key]
    zone: Mapped[str]


class ErasureRow(Base):
    """What was erased, so that a backup that is restored or an old export that is imported does not bring it back.

    ``subject``: a conversation's id, or a digest of a person's id: who it was is not kept. ``pseudonym`` stands in their place.
    """

    __tablename__ = "erasures"
    __table_args__ = (UniqueConstraint("team", "kind", "subject"),)

    id: Mapped[Number]
    team: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    pseudonym: Mapped[str]
    erased_at: Mapped[datetime]
