"""Messages to send: written in the commit that causes them, claimed by one relay at a time, in order within a lane.

States: ``pending`` → ``sending`` → ``sent``; ``parked`` waits for the owner, ``dead`` was given up. A row whose claim ran out,
or whose answer never came, is ``uncertain``: it may have been sent, so the relay looks before it sends again.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.models import ConversationRow, OutboxRow
from storage.records import Claim, Message, Posted
from storage.repositories import Posts, insert_once

LEASE = timedelta(seconds=60)
PENDING, SENDING, SENT, PARKED, DEAD = "pending", "sending", "sent", "parked", "dead"
CARD = "card"
"""The slot whose message is the thread's parent."""


@dataclass(frozen=True)
class Backlog:
    """What still waits: how many, since when the oldest, and when the next may go."""

    count: int
    oldest: datetime | None
    next_at: datetime | None


class Outbox:
    """The table of messages to send."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now

    def write(self, message: Message) -> None:
        """Add a message. A key that is there already changes nothing; a waiting message of the same slot is replaced."""
        if message.kind == "update" and self._replaced(message):
            return
        lane = f"direct:{message.user}" if message.kind == "direct" else message.channel
        insert_once(
            self.session,
            OutboxRow,
            dedupe_key=message.dedupe_key[:255],
            delivery_id=uuid.uuid4().hex,
            kind=message.kind,
            team=message.team,
            channel=message.channel,
            lane=lane,
            user=message.user,
            conversation_id=message.conversation,
            slot=message.slot,
            thread_slot=message.thread_slot,
            thread_ts=message.thread_ts,
            body=message.body,
            state=PENDING,
            fence=0,
            attempts=0,
            uncertain=False,
            not_before=self.now,
            created_at=self.now,
            error="",
        )

    def _replaced(self, message: Message) -> bool:
        """Latest content wins: a post or an update of this slot that has not left yet takes the new body."""
        waiting = self.session.scalars(
            select(OutboxRow.id)
            .where(
                OutboxRow.conversation_id == message.conversation,
                OutboxRow.slot == message.slot,
                OutboxRow.state == PENDING,
                OutboxRow.kind.in_(("post", "update")),
                OutboxRow.uncertain.is_(False),
            )
            .order_by(OutboxRow.id.desc())
            .limit(1)
        ).first()
        if waiting is None:
            return False
        done = self.session.execute(
            update(OutboxRow).where(OutboxRow.id == waiting, OutboxRow.state == PENDING).values(body=message.body)
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]

    def claim(self, limit: int, now: datetime) -> list[Claim]:
        """Up to ``limit`` messages that may go now, the head of each lane; they are this caller's for the lease."""
        self._release_expired(now)
        heads = (
            select(func.min(OutboxRow.id))
            .where(OutboxRow.state.in_((PENDING, SENDING)))
            .group_by(OutboxRow.team, OutboxRow.lane)
        )
        query = (
            select(OutboxRow)
            .where(OutboxRow.id.in_(heads), OutboxRow.state == PENDING, OutboxRow.not_before <= now)
            .order_by(OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claims = []
        for row in self.session.scalars(query):
            row.state, row.fence, row.attempts = SENDING, row.fence + 1, row.attempts + 1
            row.lease_until = now + LEASE
            claims.append(self._claim(row))
        self.session.flush()
        return claims

    def _release_expired(self, now: datetime) -> None:
        expired = (OutboxRow.state == SENDING, OutboxRow.lease_until < now)
        # What only one person sees cannot be looked up: at most once.
        self.session.execute(
            update(OutboxRow).where(*expired, OutboxRow.kind == "ephemeral").values(state=DEAD, error="lease ran out")
        )
        self.session.execute(update(OutboxRow).where(*expired).values(state=PENDING, uncertain=True, not_before=now))

    def _claim(self, row: OutboxRow) -> Claim:
        posts = Posts(self.session)
        target = thread = None
        if row.conversation_id and row.slot and row.kind == "update":
            target = posts.get(row.conversation_id, row.slot)
        if row.conversation_id and row.thread_slot:
            thread = posts.get(row.conversation_id, row.thread_slot)
        return Claim(
            id=row.id,
            delivery_id=row.delivery_id,
            fence=row.fence,
            kind=row.kind,
            team=row.team,
            channel=row.channel,
            body=row.body,
            conversation=row.conversation_id,
            slot=row.slot,
            thread_ts=thread.ts if thread else row.thread_ts,
            target=target,
            user=row.user,
            attempts=row.attempts,
            uncertain=row.uncertain,
            created_at=row.created_at,
            thread_expected=row.thread_slot is not None,
        )

    def sent(self, claim: Claim, channel: str, ts: str) -> bool:
        """Record that it stands in Slack; False when the claim ran out and somebody else has it."""
        if not self._settle(claim, state=SENT, sent_at=self.now, lease_until=None, error=""):
            return False
        if claim.kind in ("post", "direct") and claim.conversation and claim.slot and ts:
            Posts(self.session).put(claim.conversation, claim.slot, Posted(channel, ts))
            if claim.slot == CARD:
                self.session.execute(
                    update(ConversationRow).where(ConversationRow.id == claim.conversation).values(thread_ts=ts)
                )
        return True

    def retry(self, claim: Claim, at: datetime, error: str) -> bool:
        """It was surely not sent: again, later."""
        return self._settle(claim, state=PENDING, not_before=at, lease_until=None, error=error[:200])

    def uncertain(self, claim: Claim, at: datetime, error: str) -> bool:
        """It may have been sent: look for it, later, and only then again."""
        return self._settle(claim, state=PENDING, not_before=at, uncertain=True, lease_until=None, error=error[:200])

    def repost(self, claim: Claim) -> bool:
        """The message to update is gone: this content is posted anew under the same slot."""
        return self._settle(claim, state=PENDING, kind="post", not_before=self.now, lease_until=None, thread_slot=CARD)

    def park(self, claim: Claim, error: str) -> bool:
        """Nobody can post there until the owner acts: everything that waits for this conversation steps aside."""
        if not self._settle(claim, state=PARKED, lease_until=None, error=error[:200]):
            return False
        if claim.conversation and claim.kind != "direct":
            self.session.execute(
                update(OutboxRow)
                .where(
                    OutboxRow.conversation_id == claim.conversation,
                    OutboxRow.state == PENDING,
                    OutboxRow.kind != "direct",
                )
                .values(state=PARKED, error=error[:200])
            )
        return True

    def unpark(self, team: str, channel: str | None = None) -> int:
        """The owner acted: what was parked waits again."""
        query = update(OutboxRow).where(OutboxRow.team == team, OutboxRow.state == PARKED)
        if channel is not None:
            query = query.where(OutboxRow.channel == channel)
        done = self.session.execute(query.values(state=PENDING, not_before=self.now))
        return int(done.rowcount)  # type: ignore[attr-defined]

    def dead(self, claim: Claim, error: str) -> bool:
        """Given up, for an operator to see."""
        return self._settle(claim, state=DEAD, lease_until=None, error=error[:200])

    def backlog(self) -> Backlog:
        """What still waits."""
        waiting = OutboxRow.state.in_((PENDING, SENDING))
        count, oldest, next_at = self.session.execute(
            select(func.count(), func.min(OutboxRow.created_at), func.min(OutboxRow.not_before)).where(waiting)
        ).one()
        return Backlog(count, oldest, next_at)

    def states(self) -> dict[str, int]:
        """How many rows are in each state."""
        rows = self.session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
        return {state: count for state, count in rows.tuples()}  # noqa: C416

    def purge(self, before: datetime) -> int:
        """Forget what was sent long ago, with its body."""
        done = self.session.execute(delete(OutboxRow).where(OutboxRow.state == SENT, OutboxRow.sent_at < before))
        return int(done.rowcount)  # type: ignore[attr-defined]

    def _settle(self, claim: Claim, **values: object) -> bool:
        """Change the row under its fence: a relay whose lease ran out changes nothing."""
        done = self.session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == claim.id, OutboxRow.fence == claim.fence, OutboxRow.state == SENDING)
            .values(**values)
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]
