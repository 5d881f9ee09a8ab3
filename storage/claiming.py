"""Which messages may go now. The statements are built once: a relay asks for every message that it sends."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from storage.models import DEAD, PENDING, SENDING, OutboxRow
from storage.pauses import resting
from storage.writing import change

_NOW = bindparam("now", type_=OutboxRow.not_before.type)
_NEVER = datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
_LATER = aliased(OutboxRow)
"""A row of which is asked whether it is behind another."""
_IS_BEHIND = exists().where(
    OutboxRow.state.in_((PENDING, SENDING)),
    OutboxRow.team == _LATER.team,
    OutboxRow.lane == _LATER.lane,
    OutboxRow.id < _LATER.id,
)
_MAY_GO = (~_IS_BEHIND, ~resting(_LATER.team, _LATER.lane, _NOW))

_HEADS = (
    select(_LATER)
    .where(_LATER.state == PENDING, _LATER.not_before <= _NOW, *_MAY_GO)
    .order_by(_LATER.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_LATER)
)
_NEXT = select(func.min(case((_LATER.state == SENDING, _LATER.lease_until), else_=_LATER.not_before))).where(
    or_(_LATER.state == PENDING, _LATER.state == SENDING), *_MAY_GO
)

_WHISPER = OutboxRow.kind == "ephemeral"
_RELEASE = (
    update(OutboxRow)
    .where(OutboxRow.state == SENDING, OutboxRow.lease_until < bindparam("ended", type_=_NOW.type))
    .values(
        state=case((_WHISPER, DEAD), else_=PENDING),
        settled_at=case((_WHISPER, _NOW), else_=None),
        uncertain=True,
        not_before=bindparam("look_at", type_=_NOW.type),
        lease_until=None,
        error="lease ran out",
    )
)


def heads(session: Session, now: datetime, most: int) -> Sequence[OutboxRow]:
    """The heads of lanes that may go at this moment, locked, the oldest first.

    Whose relay died is released first, and may have been sent. What only one person sees cannot be looked up: at most once.
    """
    change(session, _RELEASE, now=now, ended=now, look_at=now)
    return session.scalars(_HEADS, {"now": now, "most": most}).all()


def release(session: Session, now: datetime, look_at: datetime) -> int:
    """Every claim is of a relay that died: may be looked for at ``look_at``. How many."""
    return change(session, _RELEASE, now=now, ended=_NEVER, look_at=look_at)


def next_due(session: Session, now: datetime) -> datetime | None:
    """When a head may go, or a claim of one runs out; None when nothing waits but what rests."""
    found: datetime | None = session.scalar(_NEXT, {"now": now})
    return found
