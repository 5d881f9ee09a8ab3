"""Which messages may go now. The statements are built once: a relay asks for every message that it sends."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from storage.outbox.pauses import resting
from storage.tables.channel_models import ShutChannelRow
from storage.tables.models import DEAD, PARKED, PENDING, SENDING, DirectChannelRow, OutboxRow, PauseRow, PostRow
from storage.tables.writing import change, table_of

WHISPER = "ephemeral"
"""The kind that cannot be looked up in Slack, and so is sent at most once."""

_TABLE = table_of(OutboxRow)
_NOW = bindparam("now", type_=_TABLE.c.not_before.type)
_NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
_LATER = _TABLE.alias("later")
"""A row of which is asked whether it is behind another."""
_IS_BEHIND = exists().where(
    _TABLE.c.state.in_((PENDING, SENDING)),
    _TABLE.c.team == _LATER.c.team,
    _TABLE.c.lane == _LATER.c.lane,
    _TABLE.c.id < _LATER.c.id,
)
_MAY_GO = (~_IS_BEHIND, ~resting(_LATER.c.team, _LATER.c.lane, _NOW))

# On its own, not within the update: there PostgreSQL could run it again for each row, and lock more than was asked for.
_HEADS = (
    select(_LATER.c.id)
    .where(_LATER.c.state == PENDING, _LATER.c.not_before <= _NOW, *_MAY_GO)
    .where(or_(_LATER.c.kind != WHISPER, bindparam("whispers", type_=Boolean)))
    .order_by(_LATER.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_LATER)
    .cte("heads")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_POSTS, _DIRECT, _SHUT = table_of(PostRow), table_of(DirectChannelRow), table_of(ShutChannelRow)


def _claimed(name: str) -> ColumnElement[str]:
    """A column of the row that is claimed, for a query within what the update returns.

    By its whole name: SQLAlchemy leaves the table out there for SQLite, and the shorter name would be another table's. Cast to
    what it is already: else SQLite looks through the whole other table instead of its index.
    """
    return cast(literal_column(f'outbox."{name}"'), String)


def _posted(column: ColumnElement[str], slot: str) -> ScalarSelect[Any]:
    """Something of where the message of a slot stands."""
    here = (_POSTS.c.conversation_id == _claimed("conversation_id"), _POSTS.c.slot == _claimed(slot))
    return select(column).where(*here).scalar_subquery()


_CLAIM = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(select(_HEADS.c.id)))
    .values(
        state=SENDING,
        fence=_TABLE.c.fence + 1,
        attempts=_TABLE.c.attempts + 1,
        lease_until=bindparam("until", type_=_NOW.type),
        trying_since=func.coalesce(_TABLE.c.trying_since, _NOW),
    )
    .returning(
        *_TABLE.c,
        _posted(_POSTS.c.ts, "thread_slot").label("parent_ts"),
        _posted(_POSTS.c.channel, "slot").label("target_channel"),
        _posted(_POSTS.c.ts, "slot").label("target_ts"),
        select(_DIRECT.c.channel)
        .where(_DIRECT.c.team == _claimed("team"), _DIRECT.c.person == _claimed("user"))
        .scalar_subquery()
        .label("direct_channel"),
        or_(
            exists().where(
                _LATER.c.state == PARKED, _LATER.c.team == _claimed("team"), _LATER.c.lane == _claimed("channel")
            ),
            exists().where(_SHUT.c.team == _claimed("team"), _SHUT.c.channel == _claimed("channel")),
        ).label("parked_there"),
        select(_LATER.c.kind)
        .where(_LATER.c.state == PENDING, _LATER.c.team == _claimed("team"), _LATER.c.lane == _claimed("lane"))
        .where(_LATER.c.id > literal_column("outbox.id", Integer))
        .order_by(_LATER.c.id)
        .limit(1)
        .scalar_subquery()
        .label("next_kind"),
    )
)
_NEXT_HEAD = (
    select(func.min(case((_LATER.c.state == SENDING, _LATER.c.lease_until), else_=_LATER.c.not_before)))
    .where(or_(_LATER.c.state == PENDING, _LATER.c.state == SENDING), *_MAY_GO)
    .scalar_subquery()
)
_NEXT_END = select(func.min(PauseRow.until)).where(PauseRow.until > _NOW).scalar_subquery()
_NEXT = select(_NEXT_HEAD, _NEXT_END)

_WHISPER = _TABLE.c.kind == WHISPER
_RELEASE = (
    update(_TABLE)
    .where(_TABLE.c.state == SENDING, _TABLE.c.lease_until < bindparam("ended", type_=_NOW.type))
    .values(
        state=case((_WHISPER, DEAD), else_=PENDING),
        settled_at=case((_WHISPER, _NOW), else_=None),
        uncertain=true(),
        not_before=bindparam("look_at", type_=_NOW.type),
        lease_until=None,
        error="lease ran out",
    )
)


def claim(session: Session, now: datetime, until: datetime, most: int, *, whispers: bool) -> Sequence[Row[Any]]:
    """Claim the heads of lanes that may go now, until then: their rows, the oldest first, and where what they name stands."""
    found = session.execute(_CLAIM, {"now": now, "most": most, "until": until, "whispers": whispers}).all()
    return sorted(found, key=lambda row: row.id)


def release(session: Session, now: datetime, look_at: datetime, ended: datetime = _NEVER) -> int:
    """Claims that ended before ``ended`` (all of them without it) are of a relay that died: what they may have sent is looked
    for at ``look_at``. What only one person sees cannot be looked up: at most once. How many."""
    return change(session, _RELEASE, now=now, ended=ended, look_at=look_at)


def next_due(session: Session, now: datetime) -> tuple[datetime | None, datetime | None]:
    """When a head may go, or a claim of one runs out, and when the next pause ends; None when nothing waits, or rests."""
    head, end = session.execute(_NEXT, {"now": now}).one()
    return head, end
