"""Messages to send: written in the commit that causes them, claimed by one relay at a time, in order within a lane.

States: ``pending`` → ``sending`` → ``sent``; ``parked`` waits until somebody acts in Slack, ``dead`` was given up. A row whose
claim ran out, or whose answer never came, is ``uncertain``: it may have been sent, so the relay looks before it sends again.
"""

import uuid
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage import claiming
from storage.models import DEAD, PARKED, PENDING, SENDING, SENT, ConversationRow, OutboxRow
from storage.pauses import WORKSPACE, Pauses
from storage.records import CANVAS, Backlog, Claim, Document, Drawing, Message, Posted, Uploaded
from storage.repositories import Posts
from storage.writing import Now, change, insert_once, short_key

LEASE = timedelta(seconds=60)
"""How long a claimed message is its relay's own."""
NEGLECTED = timedelta(hours=1)
"""What was due so long without being tried had nobody to try it."""
CARD = "card"
"""The slot whose message is the thread's parent."""
THREAD_DELETED = "thread_deleted"
"""Why a conversation is parked whose card was deleted: a reply would land in the channel, before everybody."""

ALONE = ("direct", "ephemeral", CANVAS)
"""Kinds that do not wait for a conversation's channel: they go to a person, or nowhere."""

_LONGEST_ERROR = 200


class Outbox:
    """The table of messages to send."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now
        self.posts = Posts(session)
        self.pauses = Pauses(session, now)

    # Writing

    def write(self, message: Message) -> None:
        """Add a message. A key that is there already changes nothing; a waiting message of an update's slot takes its body.

        Where its conversation is parked, everything there is tried once more, in order: somebody is at it again. A thread that
        was deleted is not: what belongs into it waits with the rest, until a new card leads it out.
        """
        key = short_key(message.dedupe_key)
        if self.session.scalar(select(OutboxRow.id).where(OutboxRow.dedupe_key == key)) is not None:
            return
        parked = self._parked(message)
        if parked is not None and parked != THREAD_DELETED:
            self.unpark(message.team, conversation=message.conversation)
            parked = None
        if message.kind == "update" and self._replaced(message):
            return
        state, error = (PENDING, "") if parked is None or message.slot == CARD else (PARKED, parked)
        insert_once(
            self.session,
            OutboxRow,
            dedupe_key=key,
            delivery_id=uuid.uuid4().hex,
            kind=message.kind,
            team=message.team,
            channel=message.channel,
            lane=_lane(message),
            user=message.user,
            conversation_id=message.conversation,
            slot=message.slot,
            thread_slot=message.thread_slot,
            thread_ts=message.thread_ts,
            body=message.body,
            drawing=_kept(message.drawing),
            document=_kept(message.document),
            state=state,
            fence=0,
            attempts=0,
            uncertain=False,
            not_before=self.now(),
            created_at=self.now(),
            error=error,
        )

    def _replaced(self, message: Message) -> bool:
        """Latest content wins. A post that may have been sent keeps its body: the update must follow it."""
        if message.conversation is None or message.slot is None:
            return False
        waiting = (
            OutboxRow.conversation_id == message.conversation,
            OutboxRow.slot == message.slot,
            OutboxRow.state.in_((PENDING, PARKED)),
            (OutboxRow.kind == "update") | (OutboxRow.kind.in_(("post", "direct")) & OutboxRow.uncertain.is_(False)),
        )
        newest = self.session.scalar(select(func.max(OutboxRow.id)).where(*waiting))
        if newest is None:
            return False
        # A relay may have claimed it since: then it has left, and the update is a row of its own.
        newer = update(OutboxRow).where(OutboxRow.id == newest, *waiting)
        content = {"body": message.body, "drawing": _kept(message.drawing), "document": None}
        content |= {"file_id": None, "file_at": None}
        return change(self.session, newer.values(**content)) > 0

    def _parked(self, message: Message) -> str | None:
        """Why nothing can be said in the message's conversation now; None when it can."""
        if message.conversation is None or message.kind in ALONE:
            return None
        return self.parked_because(message.conversation)

    def stands(self, conversation: str, slot: str) -> bool:
        """Whether the slot has a message that was posted, or waits to be."""
        waiting = select(OutboxRow.id).where(
            OutboxRow.conversation_id == conversation,
            OutboxRow.slot == slot,
            OutboxRow.state.in_((PENDING, SENDING, PARKED)),
        )
        return self.posts.get(conversation, slot) is not None or self.session.scalar(waiting.limit(1)) is not None

    # Claiming

    def claim(self, limit: int, now: datetime | None = None) -> list[Claim]:
        """Up to ``limit`` messages that may go now, the head of each lane; they are this caller's for the lease."""
        now = now or self.now()
        claims = []
        for row in claiming.heads(self.session, now, limit):
            row.state, row.fence, row.attempts = SENDING, row.fence + 1, row.attempts + 1
            row.lease_until, row.trying_since = now + LEASE, row.trying_since or now
            claims.append(self._claim(row, now))
        self.session.flush()
        return claims

    def abandon(self, look_at: datetime) -> int:
        """Nobody else runs: what is claimed belongs to a process that died, and is looked for then. How many."""
        return claiming.release(self.session, self.now(), look_at)

    def is_due(self) -> bool:
        """Whether a message may go now."""
        due = claiming.next_due(self.session, self.now())
        return due is not None and due <= self.now()

    def next_due(self, now: datetime | None = None) -> datetime | None:
        """When there is something to claim next; None when nothing waits."""
        now = now or self.now()
        due = claiming.next_due(self.session, now)
        return min((moment for moment in (due, self.pauses.next_end(now)) if moment), default=None)

    def _claim(self, row: OutboxRow, now: datetime) -> Claim:
        target = thread = None
        if row.conversation_id and row.slot and row.kind == "update":
            target = self.posts.get(row.conversation_id, row.slot)
        if row.conversation_id and row.thread_slot:
            thread = self.posts.get(row.conversation_id, row.thread_slot)
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
            at=now,
            thread_expected=row.thread_slot is not None,
            lane=row.lane,
            trying_since=row.trying_since,
            drawing=Drawing(**row.drawing) if row.drawing else None,
            document=Document(**row.document) if row.document else None,
            file=Uploaded(row.file_id, row.file_at) if row.file_id and row.file_at else None,
        )

    # What became of it. All of these are False when the claim ran out and somebody else has the row.

    def uploaded(self, claim: Claim, file: Uploaded | None) -> bool:
        """Slack has the file that goes with it: no later attempt uploads it again. None: it does not have it any more."""
        return self._change(claim, file_id=file.id if file else None, file_at=file.at if file else None)

    def sent(self, claim: Claim, channel: str, ts: str) -> bool:
        """It stands in Slack. Its body is not kept; a new card frees what waited for a thread."""
        if not self._settle(claim, state=SENT, settled_at=self.now(), error="", body={}, drawing=None, document=None):
            return False
        if claim.kind in ("post", "direct") and claim.slot and ts and self._is_there(claim.conversation):
            assert claim.conversation is not None
            self.posts.put(claim.conversation, claim.slot, Posted(channel, ts))
            if claim.slot == CARD:
                this = ConversationRow.id == claim.conversation
                change(self.session, update(ConversationRow).where(this).values(thread_ts=ts))
                self.unpark(claim.team, conversation=claim.conversation)
        return True

    def _is_there(self, conversation: str | None) -> bool:
        """Whether it was not erased meanwhile."""
        found = select(ConversationRow.id).where(ConversationRow.id == conversation)
        return conversation is not None and self.session.scalar(found) is not None

    def retry(self, claim: Claim, at: datetime, error: str) -> bool:
        """It was surely not sent: again, later."""
        return self._settle(claim, state=PENDING, not_before=at, error=error)

    def uncertain(self, claim: Claim, at: datetime, error: str = "") -> bool:
        """It may have been sent: look for it, later, and only then again."""
        return self._settle(claim, state=PENDING, not_before=at, uncertain=True, error=error)

    def repost(self, claim: Claim) -> bool:
        """The message to update is gone: this content is posted anew under the same slot, where it stood."""
        kind = "direct" if claim.user else "post"
        thread_slot = None if claim.user or claim.slot == CARD else CARD
        again = {"kind": kind, "thread_slot": thread_slot, "thread_ts": None, "uncertain": False}
        return self._settle(claim, state=PENDING, not_before=self.now(), error="message_not_found", **again)

    def dead(self, claim: Claim, error: str) -> bool:
        """Given up, for an operator to see."""
        return self._settle(claim, state=DEAD, settled_at=self.now(), error=error)

    def park(self, claim: Claim, error: str) -> bool:
        """Nobody can post there until somebody acts: everything that waits for this conversation steps aside."""
        if not self._settle(claim, state=PARKED, error=error):
            return False
        if claim.conversation and claim.kind != "direct":
            waiting: tuple[ColumnElement[bool], ...] = (
                OutboxRow.conversation_id == claim.conversation,
                OutboxRow.state == PENDING,
                OutboxRow.kind.not_in(ALONE),
            )
            if error == THREAD_DELETED:
                waiting = (*waiting, or_(OutboxRow.slot.is_(None), OutboxRow.slot != CARD))
            change(self.session, update(OutboxRow).where(*waiting).values(state=PARKED, error=error[:_LONGEST_ERROR]))
        return True

    def _settle(self, claim: Claim, **values: Any) -> bool:
        """End the claim."""
        return self._change(claim, lease_until=None, **{**values, "error": values["error"][:_LONGEST_ERROR]})

    def _change(self, claim: Claim, **values: Any) -> bool:
        """Change the row under its fence: a relay whose lease ran out changes nothing."""
        this = (
            OutboxRow.id == claim.id,
            OutboxRow.delivery_id == claim.delivery_id,
            OutboxRow.fence == claim.fence,
            OutboxRow.state == SENDING,
        )
        return change(self.session, update(OutboxRow).where(*this).values(**values)) > 0

    # Stopping and going on

    def pause_lane(self, team: str, lane: str, until: datetime, reason: str = "") -> None:
        """Send nothing in a lane for a while."""
        self.pauses.pause(team, lane, until, reason)

    def pause_workspace(self, team: str, reason: str) -> None:
        """Send nothing to a workspace until ``resume``."""
        self.pauses.pause(team, WORKSPACE, None, reason)

    def resume(self, team: str | None = None) -> int:
        """A workspace is installed again (or, without one, the app started): what waited goes on. How many pauses ended.

        What was due for an hour and not tried had nobody to try it: that time does not count towards giving it up.
        """
        neglected = update(OutboxRow).where(OutboxRow.state == PENDING, OutboxRow.not_before < self.now() - NEGLECTED)
        if team is not None:
            neglected = neglected.where(OutboxRow.team == team)
        change(self.session, neglected.values(trying_since=None))
        return self.pauses.resume(team)

    def unpark(
        self,
        team: str | None = None,
        channel: str | None = None,
        *,
        conversation: str | None = None,
        because: Collection[str] | None = None,
    ) -> int:
        """Somebody acted: what was parked (there; for these errors) waits again. How many rows."""
        parked = update(OutboxRow).where(OutboxRow.state == PARKED)
        if team is not None:
            parked = parked.where(OutboxRow.team == team)
        if channel is not None:
            parked = parked.where(OutboxRow.lane == channel)
        if conversation is not None:
            parked = parked.where(OutboxRow.conversation_id == conversation)
        if because is not None:
            parked = parked.where(OutboxRow.error.in_(because))
        return change(self.session, parked.values(state=PENDING, not_before=self.now(), trying_since=None))

    # Looking

    def parked_because(self, conversation: str) -> str | None:
        """The error for which a conversation's messages are parked; None when they are not."""
        query = select(OutboxRow.error).where(
            OutboxRow.conversation_id == conversation, OutboxRow.state == PARKED, OutboxRow.kind != "direct"
        )
        return self.session.scalar(query.limit(1))

    def parked_in(self, team: str, channel: str) -> bool:
        """Whether something waits there until somebody acts."""
        query = select(OutboxRow.id).where(OutboxRow.team == team, OutboxRow.lane == channel, OutboxRow.state == PARKED)
        return self.session.scalar(query.limit(1)) is not None

    def card_underway(self, team: str, channel: str) -> bool:
        """Whether a card may stand in this channel already, and where is not written down yet."""
        query = select(OutboxRow.id).where(
            OutboxRow.team == team,
            OutboxRow.lane == channel,
            OutboxRow.slot == CARD,
            OutboxRow.kind == "post",
            (OutboxRow.state == SENDING) | ((OutboxRow.state == PENDING) & OutboxRow.uncertain.is_(True)),
        )
        return self.session.scalar(query.limit(1)) is not None

    def backlog(self) -> Backlog:
        """What still waits, and what waits for people."""
        unsure = func.count().filter(OutboxRow.uncertain.is_(True))
        query = select(OutboxRow.state, func.count(), func.min(OutboxRow.created_at), unsure)
        unsent = OutboxRow.state.in_((PENDING, SENDING, PARKED, DEAD))
        rows = self.session.execute(query.where(unsent).group_by(OutboxRow.state)).all()
        count = {state: number for state, number, _, _ in rows}
        oldest = min((moment for state, _, moment, _ in rows if state in (PENDING, SENDING)), default=None)
        return Backlog(
            count=count.get(PENDING, 0) + count.get(SENDING, 0),
            oldest=oldest,
            oldest_age=self.now() - oldest if oldest else None,
            uncertain=sum(number for state, _, _, number in rows if state in (PENDING, SENDING)),
            parked=count.get(PARKED, 0),
            dead=count.get(DEAD, 0),
        )

    def states(self) -> dict[str, int]:
        """How many rows are in each state."""
        rows = self.session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
        return {str(state): int(count) for state, count in rows}

    def purge(self, before: datetime) -> int:
        """Forget what was sent or given up long ago, with its body; how many rows."""
        self.pauses.purge(before)
        return change(self.session, delete(OutboxRow).where(OutboxRow.settled_at < before))


def _kept(enclosed: Drawing | Document | None) -> dict[str, Any] | None:
    return None if enclosed is None else asdict(enclosed)


def _lane(message: Message) -> str:
    """What is sent in order: a channel, or everything that one person reads alone, updates of it included. A canvas waits
    with what is told to who asked for it: posts in its channel need not."""
    private = message.kind in ("direct", CANVAS) or (message.kind == "update" and message.user)
    return f"direct:{message.user}" if private else message.channel
