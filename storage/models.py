"""The rows. Answers, decisions, assessments and remark versions are append-only; every root row carries its workspace."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, types
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Instant(types.TypeDecorator[datetime]):
    """A moment in UTC, aware on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, datetime: Instant}  # noqa: RUF012


class GuideRow(Base):
    """A guide with which conversations began, by the hash of its content."""

    __tablename__ = "guides"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    guide_id: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(100))
    content: Mapped[str] = mapped_column(Text)


class ConversationRow(Base):
    """A conversation: where it stands. Its people and answers are rows of their own."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_thread", "team", "channel", "thread_ts"),
        Index("ix_conversations_channel", "team", "channel", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    team: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    partner_name: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    opener: Mapped[str] = mapped_column(String(32))
    setup: Mapped[dict[str, Any]]
    decide_by: Mapped[str] = mapped_column(String(32), default="")
    stage: Mapped[str] = mapped_column(String(40))
    resume_to: Mapped[str | None] = mapped_column(String(40))
    seen: Mapped[list[Any]]
    guide_hash: Mapped[str] = mapped_column(ForeignKey("guides.hash"))
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class ParticipantRow(Base):
    """Someone who is expected to answer."""

    __tablename__ = "participants"
    __table_args__ = (Index("ix_participants_person", "person"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(64))
    side: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16))


class AnswerRow(Base):
    """One version of one answer. ``value`` null takes an earlier one back."""

    __tablename__ = "answers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(String(100))
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after_reveal: Mapped[bool]
    consent: Mapped[bool]
    recorded_at: Mapped[datetime]


class SubmissionRow(Base):
    """Who has finished which section."""

    __tablename__ = "submissions"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    section: Mapped[str] = mapped_column(String(40), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)


class ProbeRow(Base):
    """What the coach has asked again, of whom."""

    __tablename__ = "probes"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    probe: Mapped[str] = mapped_column(String(100), primary_key=True)


class DecisionRow(Base):
    """What was decided; the latest counts, earlier ones stay."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    overrides: Mapped[bool]
    decided_at: Mapped[datetime]


class AssessmentRow(Base):
    """What a summary said."""

    __tablename__ = "assessments"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class RemarkRow(Base):
    """What somebody said in the thread. A row may come before its message: an edit or a deletion that overtook it."""

    __tablename__ = "remarks"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    message_ts: Mapped[str] = mapped_column(String(32), primary_key=True)
    author: Mapped[str] = mapped_column(String(64), default="")
    section: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    edited: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]


class RemarkVersionRow(Base):
    """An earlier text of a remark."""

    __tablename__ = "remark_versions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    message_ts: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]

    __table_args__ = (Index("ix_remark_versions_message", "conversation_id", "message_ts"),)


class PostRow(Base):
    """Where the message of a slot stands in Slack."""

    __tablename__ = "posts"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    slot: Mapped[str] = mapped_column(String(100), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    ts: Mapped[str] = mapped_column(String(32))


class InboxRow(Base):
    """An inbound key whose effect is committed."""

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(index=True)


class OutboxRow(Base):
    """A message to send. ``lane`` is what keeps its order: a channel, or a person's direct messages."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index("ix_outbox_waiting", "state", "team", "lane", "id"),
        Index("ix_outbox_slot", "conversation_id", "slot", "state"),
        Index("ix_outbox_sent", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dedupe_key: Mapped[str] = mapped_column(String(255))
    delivery_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    team: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    lane: Mapped[str] = mapped_column(String(80))
    user: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[str | None] = mapped_column(String(32))
    slot: Mapped[str | None] = mapped_column(String(100))
    thread_slot: Mapped[str | None] = mapped_column(String(100))
    thread_ts: Mapped[str | None] = mapped_column(String(32))
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), default="pending")
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    uncertain: Mapped[bool] = mapped_column(default=False)
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")


class PreferenceRow(Base):
    """The language that a person or a channel chose."""

    __tablename__ = "preferences"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    language: Mapped[str] = mapped_column(String(16))


class DirectChannelRow(Base):
    """The channel of a person's direct messages with the app."""

    __tablename__ = "direct_channels"

    team: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
