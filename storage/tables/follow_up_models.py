"""The rows of the follow-up: commitments, schedules, check-ins. What happened to a commitment, and every answer and click of a
check-in, are append-only.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.models import Base, Key, Position, Words, of_conversation

ACTIVE, PAUSED, STOPPED, OVER, BROKEN = SCHEDULE_STATES = ("active", "paused", "stopped", "over", "broken")
"""The states of a schedule: ``over`` has no occurrence left, ``broken`` could not be fired and waits for an operator."""


def _of_check_in() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["team", "check_in_id"], ["check_ins.team", "check_ins.id"], ondelete="CASCADE")


class CommitmentRow(Base):
    """What was promised. ``owner``, ``due`` and ``waiting`` are those of the last change, for looking up. ``next_at``: when its
    owner is told that the day has come; null once they were, and where nothing waits."""

    __tablename__ = "commitments"
    __table_args__ = (
        of_conversation(),
        UniqueConstraint("team", "id"),
        Index("ix_commitments_conversation", "conversation_id"),
        Index("ix_commitments_due", "next_at", "id"),
        Index("ix_commitments_owner", "team", "owner", "waiting", "due"),
    )

    id: Mapped[Key]
    team: Mapped[str]
    conversation_id: Mapped[str]
    flag: Mapped[str | None]
    text: Mapped[Words]
    tripwire: Mapped[Words]
    owner: Mapped[str]
    due: Mapped[str]
    waiting: Mapped[bool]
    next_at: Mapped[datetime | None]


class CommitmentChangeRow(Base):
    """One thing that happened to a commitment. Days are ISO texts: they have no zone."""

    __tablename__ = "commitment_changes"
    __table_args__ = (
        ForeignKeyConstraint(["team", "commitment_id"], ["commitments.team", "commitments.id"], ondelete="CASCADE"),
    )

    commitment_id: Mapped[Key]
    position: Mapped[Position]
    team: Mapped[str]
    did: Mapped[str]
    by: Mapped[str]
    on: Mapped[str]
    due: Mapped[str]
    owner: Mapped[str]
    reason: Mapped[Words]
    recorded_at: Mapped[datetime]


class ScheduleRow(Base):
    """When the coach asks again. ``rule`` holds the zone; keys are local wall-clock times (ISO texts, no zone).

    ``next_at`` is null where nothing is due any more: paused, stopped, over, broken.
    """

    __tablename__ = "schedules"
    __table_args__ = (
        of_conversation(),
        UniqueConstraint("team", "id"),
        Index("ix_schedules_conversation", "conversation_id"),
        Index("ix_schedules_due", "next_at", "id"),
    )

    id: Mapped[Key]
    team: Mapped[str]
    conversation_id: Mapped[str]
    rule: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    state: Mapped[str]
    next_key: Mapped[str | None]
    next_at: Mapped[datetime | None]
    last_key: Mapped[str | None]
    created_at: Mapped[datetime]


class ChannelPromptRow(Base):
    """What a channel is sent again and again: a row a ``Prompt``. It belongs to no conversation, and names nobody."""

    __tablename__ = "channel_prompts"
    __table_args__ = (Index("ix_channel_prompts_due", "next_at", "team", "channel", "prompt"),)

    team: Mapped[Key]
    channel: Mapped[Key]
    prompt: Mapped[Key]
    language: Mapped[str]
    rule: Mapped[dict[str, Any]]
    state: Mapped[str]
    next_key: Mapped[str | None]
    next_at: Mapped[datetime | None]
    last_key: Mapped[str | None]


class CheckInRow(Base):
    """One check-in. ``plan``: who is expected and asked what, fixed when it began. ``answers_before``: how many of the
    conversation's answers it is held against. ``occurrence``: the key of its schedule for which it stands, once for ever.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        of_conversation(),
        UniqueConstraint("team", "id"),
        UniqueConstraint("conversation_id", "number"),
        UniqueConstraint("schedule_id", "occurrence"),
        Index("ix_check_ins_due", "next_at", "id"),
    )

    id: Mapped[Key]
    team: Mapped[str]
    conversation_id: Mapped[str]
    number: Mapped[int]
    schedule_id: Mapped[str | None]
    occurrence: Mapped[str | None]
    opener: Mapped[str]
    answers_before: Mapped[int]
    plan: Mapped[dict[str, Any]]
    stage: Mapped[str]
    timetable: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    next_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    outcome_by: Mapped[str | None]
    outcome_reason: Mapped[Words]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CheckInAnswerRow(Base):
    """One version of one answer of a check-in. ``value`` null takes an earlier one back."""

    __tablename__ = "check_in_answers"
    __table_args__ = (_of_check_in(),)

    check_in_id: Mapped[Key]
    position: Mapped[Position]
    team: Mapped[str]
    person: Mapped[str]
    question: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after_reveal: Mapped[bool]
    consent: Mapped[bool]
    recorded_at: Mapped[datetime]


class CheckInSubmissionRow(Base):
    """Who has answered a check-in."""

    __tablename__ = "check_in_submissions"
    __table_args__ = (_of_check_in(),)

    check_in_id: Mapped[Key]
    person: Mapped[Key]
    team: Mapped[str]


class CheckInReplyRow(Base):
    """One click that put a check-in off: later, skip, away, never; or left, which nobody clicks.

    ``until``: an instant, or a day, as ISO text.
    """

    __tablename__ = "check_in_replies"
    __table_args__ = (_of_check_in(), Index("ix_check_in_replies_person", "team", "person", "reply"))

    check_in_id: Mapped[Key]
    position: Mapped[Position]
    team: Mapped[str]
    person: Mapped[str]
    reply: Mapped[str]
    until: Mapped[str | None]
    recorded_at: Mapped[datetime]


class CheckInToldRow(Base):
    """A private message of a check-in that somebody was sent."""

    __tablename__ = "check_in_told"
    __table_args__ = (_of_check_in(),)

    check_in_id: Mapped[Key]
    person: Mapped[Key]
    message: Mapped[Key]
    team: Mapped[str]
    recorded_at: Mapped[datetime]
