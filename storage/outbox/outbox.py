"""Messages to send: written in the commit that causes them, claimed by one relay at a time, in order within a lane.

States: ``pending`` → ``sending`` → ``sent``; ``parked`` waits until somebody acts in Slack, ``dead`` was given up. A row whose
claim ran out, or whose answer never came, is ``uncertain``: it may have been sent, so the relay looks before it sends again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, or_, select, tuple_, union, update
from sqlalchemy.orm import Session

from storage.outbox import claiming
from storage.outbox.batch import ALONE, CARD, HELD, THREAD_DELETED, Batch
from storage.outbox.pauses import WORKSPACE, Pauses
from storage.outbox.repositories import Posts
from storage.records import Backlog, Claim, Document, Message, Posted, Uploaded
from storage.tables.models import DEAD, PARKED, PENDING, SENDING, SENT, ConversationRow, OutboxRow, PostRow
from storage.tables.writing import Now, change, short_key, table_of

LEASE = timedelta(seconds=60)
"""How long a claimed message is its relay's own."""
NEGLECTED = timedelta(hours=1)
"""What was due so long without being tried had nobody to try it."""

_LONGEST_ERROR = 200
_UNSENT = (PENDING, SENDING, PARKED)
_TABLE = table_of(OutboxRow)
_FENCED = tuple_(_TABLE.c.id, _TABLE.c.delivery_id, _TABLE.c.fence)
_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id.in_(bindparam("ids", expanding=True)), _FENCED.in_(bindparam("claims", expanding=True)))
    .where(_TABLE.c.state == SENDING)
    .values(state=SENT, settled_at=bindparam("now", type_=_TABLE.c.settled_at.type), lease_until=None, error="")
    .values(body={}, document=None)
    .returning(_TABLE.c.id)
)


class Outbox:
    """The table of messages to send."""

    def __init__(self, session: Session, now: Now) -> None:
        self.now = now
        self.posts = Posts(session)
        self.pauses = Pauses(session, now)
        self._session = session
        self._batch = Batch(session, now, lambda message: self._unpark(message.team, conversation=message.conversation))

    @property
    def session(self) -> Session:
        """For looking at the rows, or changing them: what was written so far is among them."""
        self.flush()
        return self._session

    # Writing

    def write(self, message: Message) -> None:
        """Add a message. A key that is there already changes nothing; a waiting message of an update's slot takes its body.

        Where its conversation is parked, everything there is tried once more, in order: somebody is at it again. A thread that
        was deleted is not: what belongs into it waits with the rest, until a new card leads it out.

        It is written with the others of its unit of work, at the commit or when somebody looks at what is there.
        """
        self._batch.add(message)

    def flush(self) -> None:
        """Write what was added."""
        self._batch.flush()

    def standing(self, conversation: str) -> frozenset[str]:
        """The slots of a conversation that have a message that was posted, or waits to be."""
        posted = select(PostRow.slot).where(PostRow.conversation_id == conversation)
        waiting = select(OutboxRow.slot).where(
            OutboxRow.conversation_id == conversation, OutboxRow.state.in_(_UNSENT), OutboxRow.slot.is_not(None)
        )
        return frozenset(str(slot) for slot in self.session.scalars(union(posted, waiting)))

    def stands(self, conversation: str, slot: str) -> bool:
        """Whether the slot has a message that was posted, or waits to be."""
        waiting = select(OutboxRow.id).where(
            OutboxRow.conversation_id == conversation,
            OutboxRow.slot == slot,
            OutboxRow.state.in_(_UNSENT),
        )
        return self.posts.get(conversation, slot) is not None or self.session.scalar(waiting.limit(1)) is not None

    # Claiming

    def claim(
        self, limit: int, now: datetime | None = None, *, release: bool = True, whispers: bool = True
    ) -> list[Claim]:
        """Up to ``limit`` messages that may go now, the head of each lane; they are this caller's for the lease.

        ``release`` has what a relay claimed that died wait again before. Without ``whispers`` what only one person sees is left:
        it is lost when its relay dies before it is sent.
        """
        now = now or self.now()
        session = self.session
        if release:
            claiming.release(session, now, now, now)
        return (
            [_claim(row, now) for row in claiming.claim(session, now, now + LEASE, limit, whispers=whispers)]
            if limit > 0
            else []
        )

    def abandon(self, look_at: datetime) -> int:
        """Nobody else runs: what is claimed belongs to a process that died, and is looked for then. How many."""
        return claiming.release(self.session, self.now(), look_at)

    def next_due(self, now: datetime | None = None) -> datetime | None:
        """When there is something to claim next; None when nothing waits."""
        return min((each for each in claiming.next_due(self.session, now or self.now()) if each), default=None)

    # What became of it. All of these are False when the claim ran out and somebody else has the row.

    def uploaded(self, claim: Claim, file: Uploaded | None) -> bool:
        """Slack has the file that goes with it: no later attempt uploads it again. None: it does not have it any more."""
        return self._change(claim, file_id=file.id if file else None, file_at=file.at if file else None)

    def sent(self, claim: Claim, channel: str, ts: str) -> bool:
        """It stands in Slack. Its body is not kept; a new card frees what waited for a thread."""
        return claim.id in self.sent_all([(claim, Posted(channel, ts))])

    def sent_all(self, sent: Sequence[tuple[Claim, Posted]]) -> set[int]:
        """These stand in Slack; the ids of those whose claim still counted."""
        claims = [(claim.id, claim.delivery_id, claim.fence) for claim, _ in sent]
        ids = [claim.id for claim, _ in sent]
        kept = set(self.session.scalars(_SENT, {"ids": ids, "claims": claims, "now": self.now()}))
        cards = []
        for claim, posted in sent:
            named = claim.kind in ("post", "direct") and claim.conversation and claim.slot and posted.ts
            if claim.id in kept and named and self.posts.put(str(claim.conversation), str(claim.slot), posted):
                cards += [(str(claim.conversation), claim.team, posted.ts)] if claim.slot == CARD else []
        for conversation, team, ts in sorted(cards):  # in one order: several relays lock several conversations
            this = ConversationRow.id == conversation
            change(self.session, update(ConversationRow).where(this).values(thread_ts=ts))
            self._unpark(team, conversation=conversation)
        return kept

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
        if claim.conversation and claim.kind != "direct" and not (claim.kind == "update" and claim.user):
            waiting: tuple[ColumnElement[bool], ...] = (
                OutboxRow.conversation_id == claim.conversation,
                OutboxRow.state == PENDING,
                OutboxRow.kind.not_in(ALONE),
                or_(OutboxRow.kind != "update", OutboxRow.user.is_(None)),  # what one person reads goes its own way
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

    def resume(self, team: str | None = None, but: Collection[str] = ()) -> int:
        """A workspace is installed again (or, without one, the app started): what waited goes on, ``but`` in some. How many ended.

        What was due for an hour and not tried had nobody to try it: that time does not count towards giving it up.
        """
        neglected = update(OutboxRow).where(OutboxRow.state == PENDING, OutboxRow.not_before < self.now() - NEGLECTED)
        if team is not None:
            neglected = neglected.where(OutboxRow.team == team)
        change(self.session, neglected.values(trying_since=None))
        return self.pauses.resume(team, but)

    def unpark(
        self,
        team: str | None = None,
        channel: str | None = None,
        *,
        conversation: str | None = None,
        because: Collection[str] | None = None,
    ) -> int:
        """Somebody acted: what was parked (there; for these errors) waits again. How many rows."""
        self.flush()
        return self._unpark(team, channel, conversation=conversation, because=because)

    def _unpark(
        self,
        team: str | None = None,
        channel: str | None = None,
        *,
        conversation: str | None = None,
        because: Collection[str] | None = None,
    ) -> int:
        parked = update(OutboxRow).where(OutboxRow.state == PARKED)
        if team is not None:
            parked = parked.where(OutboxRow.team == team)
        if channel is not None:
            parked = parked.where(OutboxRow.lane == channel)
        if conversation is not None:
            parked = parked.where(OutboxRow.conversation_id == conversation)
        if because is not None:
            parked = parked.where(OutboxRow.error.in_(because))
        return change(self._session, parked.values(**self._waits_again()))

    def revive(self, conversation: str, user: str, notice: str) -> int:
        """What one person did not get in private is sent again, and ``notice``, the key of what was told of it, is free: should it
        fail again, that is told again. How many rows."""
        self.flush()
        theirs = (OutboxRow.conversation_id == conversation, OutboxRow.user == user, OutboxRow.kind == "direct")
        lost = update(OutboxRow).where(*theirs, OutboxRow.state.in_((DEAD, PARKED)))
        count = change(self._session, lost.values(**self._waits_again(), settled_at=None))
        self.free_key(notice)
        return count

    def revive_posts(self, conversation: str, notice: str) -> int:
        """What a thread did not get is sent again: what waits until somebody acts, and what was given up. How many rows."""
        self.flush()
        given_up = (OutboxRow.conversation_id == conversation, OutboxRow.kind == "post", OutboxRow.state == DEAD)
        count = change(self._session, update(OutboxRow).where(*given_up).values(**self._waits_again(), settled_at=None))
        self.free_key(notice)
        return count + self._unpark(conversation=conversation)

    def free_key(self, key: str) -> None:
        """A message that is told once may be written again."""
        this = OutboxRow.dedupe_key == short_key(key)
        freed = OutboxRow.dedupe_key + ":" + OutboxRow.delivery_id
        change(self.session, update(OutboxRow).where(this).values(dedupe_key=freed))

    def move(self, conversation: str, before: str, channel: str) -> None:
        """The conversation goes on in another channel: what waits for the one before is sent there, and nothing of it stands."""
        self.flush()
        here = (
            OutboxRow.conversation_id == conversation,
            OutboxRow.state.in_((PENDING, PARKED)),
            OutboxRow.kind.in_(("post", "update")),
            OutboxRow.user.is_(None),
        )
        change(self._session, delete(OutboxRow).where(*here, OutboxRow.slot == CARD))  # a new one is written
        waits = {"channel": channel, "lane": channel, "state": PARKED, "error": THREAD_DELETED}
        change(self._session, update(OutboxRow).where(*here).values(**waits))
        self.posts.forget_in(conversation, before)

    def reached(self, places: Collection[tuple[str, str]], because: Collection[str]) -> int:
        """Messages arrive in these (workspace, channel) again: what was parked there for these errors waits again. How many."""
        if not places:
            return 0
        here = or_(*(and_(OutboxRow.team == team, OutboxRow.lane == channel) for team, channel in sorted(places)))
        parked = update(OutboxRow).where(OutboxRow.state == PARKED, here, OutboxRow.error.in_(because))
        return change(self.session, parked.values(**self._waits_again()))

    def _waits_again(self) -> dict[str, Any]:
        return {"state": PENDING, "not_before": self.now(), "trying_since": None}

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

    def backlog(self, team: str | None = None) -> Backlog:
        """What still waits, and what waits for people; of this workspace, or of all."""
        unsure = func.count().filter(OutboxRow.uncertain.is_(True))
        query = select(OutboxRow.state, func.count(), func.min(OutboxRow.created_at), unsure)
        unsent = OutboxRow.state.in_((PENDING, SENDING, PARKED, DEAD))
        if team is not None:
            query = query.where(OutboxRow.team == team)
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


def _claim(row: Row[Any], now: datetime) -> Claim:
    target = Posted(row.target_channel, row.target_ts) if row.kind == "update" and row.target_ts else None
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
        thread_ts=row.parent_ts or row.thread_ts,
        target=target,
        user=row.user,
        attempts=row.attempts,
        uncertain=row.uncertain,
        harmless=row.harmless,
        created_at=row.created_at,
        at=now,
        thread_expected=row.thread_slot is not None,
        lane=row.lane,
        trying_since=row.trying_since,
        document=Document(**row.document) if row.document else None,
        file=Uploaded(row.file_id, row.file_at) if row.file_id and row.file_at else None,
        direct_channel=row.direct_channel,
        parked_there=bool(row.parked_there),
        hears=row.hears,
        whisper_next=row.next_kind == claiming.WHISPER,
    )


__all__ = ["ALONE", "CARD", "HELD", "THREAD_DELETED", "Outbox"]
