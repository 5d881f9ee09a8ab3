"""Writing down what became of messages: what was sent together, anything else by itself."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.blocks.kit.slack_types import Body
from bot.messages import conversation as conversation_messages
from bot.use_cases.readers import Held
from bot.workers.outcomes import UNREACHABLE, Outcome
from bot.workers.rate_limits import PACE, Rates
from bot.workers.sender import NEVER_POSTED
from bot.workers.slack_calls import RATE_LIMITED
from flows.conversation.lifecycle import REVIEWING
from storage.database import Database, StorageError
from storage.engine.failpoints import reach
from storage.outbox.outbox import CARD, HELD, THREAD_DELETED
from storage.records import CANVAS, Claim, Message, Posted, Record
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

GIVE_UP_AFTER = timedelta(hours=24)
"""How long a message is tried: by age, never by the number of attempts."""
POSTS = ("post", "direct")
THREAD_GONE = ("cannot_reply_to_message", "thread_not_found", THREAD_DELETED)
"""Slack has the channel, and not the thread: only a new one leads on."""
IN_CHANNELS = ("post", "update", "ephemeral")
"""Kinds that arrive only where the channel can be reached."""

_AGAIN_AFTER_SECONDS = (0.2, 1.0, 5.0)

CanvasNotice = Callable[[Record, Claim, Outcome], Body | None]


@dataclass(frozen=True)
class Done:
    """What became of a message, and when (``time.monotonic()``)."""

    claim: Claim
    outcome: Outcome
    ended: float

    @property
    def plainly_sent(self) -> bool:
        """Whether it can be written down with others: no conversation has to be locked for it, and nobody told of it."""
        return self.outcome.fate == "sent" and self.claim.kind != CANVAS and not self.invites

    @property
    def invites(self) -> bool:
        """Whether it is an invitation in private, of which the thread is told once Slack has it."""
        return self.claim.kind == "direct" and (self.claim.slot or "").startswith(conversation_messages.INVITED)


class Recorder:
    """Writes down outcomes. ``wait`` rests so many seconds before another try, and is True when there is to be none.

    ``canvas_notice`` says to who asked for a canvas what became of it; ``count`` is told the fate of every attempt that was
    recorded.
    """

    def __init__(
        self,
        database: Database,
        rates: Rates,
        canvas_notice: CanvasNotice,
        count: Callable[[str], None],
        wait: Callable[[float], bool],
    ) -> None:
        self.database, self.canvas_notice = database, canvas_notice
        self._rates, self._count, self._wait = rates, count, wait

    # Together

    def keep(self, uow: UnitOfWork, done: Sequence[Done]) -> set[int]:
        """These were sent; the ids of those that were still this relay's. What is parked in their places goes on."""
        kept = uow.outbox.sent_all([(each.claim, Posted(each.outcome.channel, each.outcome.ts)) for each in done])
        there = [each.claim for each in done if each.claim.id in kept and each.claim.parked_there]
        for team in {claim.team for claim in there}:
            uow.shut_channels.opened(team, {claim.channel for claim in there if claim.team == team})
        uow.outbox.reached({(claim.team, claim.channel) for claim in there if claim.kind in IN_CHANNELS}, UNREACHABLE)
        for each in sorted(done, key=lambda each: (each.claim.team, each.claim.lane)):
            if each.claim.kind in POSTS and self._rates.paced(each.claim.team, each.claim.lane):
                rest = PACE - timedelta(seconds=time.monotonic() - each.ended)
                uow.outbox.pause_lane(each.claim.team, each.claim.lane, uow.now + rest, "pace")
        return kept

    # By itself

    def record(self, done: Done) -> None:
        """Write down what happened, and ended then. Where that fails the lease runs out, and the message is looked for."""
        claim, outcome = done.claim, done.outcome
        for pause in (*_AGAIN_AFTER_SECONDS, None):
            try:
                with self.database.unit_of_work() as uow:
                    outcome = _judged(claim, outcome, uow.now)
                    kept = self._keep_outcome(uow, replace(done, outcome=outcome))
                    if kept and claim.kind == CANVAS and outcome.fate in ("sent", "dead"):
                        self._tell_of_canvas(uow, claim, outcome)
                    elif kept and done.invites and outcome.fate == "sent":
                        self._tell_invited(uow, claim)
                    elif kept and claim.hears and _lost(claim, outcome):
                        self._tell_lost(uow, claim, outcome)
                    reach("before_record")
                    uow.commit()
                reach("after_record")
                break
            except (SQLAlchemyError, StorageError) as error:
                log.error("relay.not_recorded", outbox=claim.id, fate=outcome.fate, error=type(error).__name__)  # noqa: TRY400
                if pause is None or self._wait(pause):
                    return
        self.tell(claim, outcome, kept=kept)

    def tell(self, claim: Claim, outcome: Outcome, *, kept: bool) -> None:
        """Count and log what became of a message."""
        self._count(outcome.fate if kept else "stale")
        given_up = log.warning if claim.kind == CANVAS or claim.hears else log.error  # somebody was told
        level = {"sent": log.info, "dead": given_up, "workspace": log.error}.get(outcome.fate, log.warning)
        level("relay.delivery", outbox=claim.id, kind=claim.kind, fate=outcome.fate, error=outcome.error, kept=kept)

    def _keep_outcome(self, uow: UnitOfWork, done: Done) -> bool:
        """Record an outcome; False when another relay has the message by now."""
        claim, outcome = done.claim, done.outcome
        later = uow.now + timedelta(seconds=outcome.seconds)
        match outcome.fate:
            case "sent":
                return bool(self.keep(uow, [done]))
            case "wait":
                if outcome.error in RATE_LIMITED and claim.kind in POSTS:
                    self._rates.pace(claim.team, claim.lane)
                return uow.outbox.retry(claim, later, outcome.error)
            case "unknown":
                return uow.outbox.uncertain(claim, later, outcome.error)
            case "workspace":
                uow.outbox.pause_workspace(claim.team, outcome.error)
                return uow.outbox.retry(claim, later, outcome.error)
            case "repost":
                return uow.outbox.repost(claim)
            case "held":
                return self._hold(uow, claim, outcome.held)
            case "owner":
                return self._park(uow, claim, outcome.error)
            case _:
                return uow.outbox.dead(claim, outcome.error)

    def _tell_of_canvas(self, uow: UnitOfWork, claim: Claim, outcome: Outcome) -> None:
        record = uow.conversations.get(claim.team, str(claim.conversation))
        body = self.canvas_notice(record, claim, outcome) if record else None
        if body is not None:
            key = f"canvas:{claim.delivery_id}"
            uow.outbox.write(
                Message(kind="direct", team=claim.team, channel="", user=claim.user, body=body, dedupe_key=key)
            )

    def _tell_invited(self, uow: UnitOfWork, claim: Claim) -> None:
        """Say in the thread how many were asked: now it is so."""
        record = self._readable(uow, claim)
        if record is not None and record.conversation.stage == REVIEWING:
            asked = uow.outbox.posts.count(record.id, conversation_messages.INVITED)
            uow.outbox.write(conversation_messages.invited(record, asked, claim.delivery_id))

    def _tell_lost(self, uow: UnitOfWork, claim: Claim, outcome: Outcome) -> None:
        """Tell who must hear of it that a message never arrived."""
        record = self._readable(uow, claim)
        if record is not None and record.conversation.opener != claim.user:
            uow.outbox.write(conversation_messages.unreached(record, claim.user, outcome.error))

    def _readable(self, uow: UnitOfWork, claim: Claim, *, lock: bool = False) -> Record | None:
        """Return the conversation of a message; None where there is none, or where it cannot be read."""
        try:
            return uow.conversations.get(claim.team, claim.conversation, lock=lock) if claim.conversation else None
        except SQLAlchemyError:
            raise
        except Exception as error:
            log.error("relay.no_notice", conversation=claim.conversation, error=type(error).__name__)  # noqa: TRY400
            return None

    def _park(self, uow: UnitOfWork, claim: Claim, error: str) -> bool:
        """Set it aside with all that its conversation has to say there, and tell the opener once, in private."""
        notice = self._notice(uow, claim, error)
        if error == NEVER_POSTED:
            # The card is parked, and so is what follows it; or else it was given up.
            why = uow.outbox.parked_because(claim.conversation) if claim.conversation else None
            return uow.outbox.park(claim, why) if why else uow.outbox.dead(claim, error)
        kept = uow.outbox.park(claim, error)
        if kept and notice:
            uow.outbox.write(notice)
        return kept

    def _hold(self, uow: UnitOfWork, claim: Claim, held: Held) -> bool:
        """Set it aside with all that its conversation has to say there, and ask our side in private, once for these readers."""
        record = self._readable(uow, claim, lock=True)
        kept = uow.outbox.park(claim, HELD)
        if kept and record is not None:
            for message in conversation_messages.held_questions(record, held.asks, held.before, claim.delivery_id):
                uow.outbox.write(message)
        return kept

    def _notice(self, uow: UnitOfWork, claim: Claim, error: str) -> Message | None:
        """What the opener is told. The conversation is locked, as by the coach: else what it writes now would not be parked."""
        if claim.kind == "direct" or uow.shut_channels.known(claim.team, claim.channel):
            return None
        record = self._readable(uow, claim, lock=True)
        try:
            return conversation_messages.parked(record, error, claim.delivery_id) if record else None
        except Exception as trouble:  # it cannot be told of
            log.error("relay.no_notice", conversation=claim.conversation, error=type(trouble).__name__)  # noqa: TRY400
            return None


def _lost(claim: Claim, outcome: Outcome) -> bool:
    """Whether a message does not arrive: given up; or it waits for somebody who does not know that they must act."""
    return outcome.fate == "dead" or (outcome.fate == "owner" and claim.kind == "direct")


def _judged(claim: Claim, outcome: Outcome, now: datetime) -> Outcome:
    """The outcome for this kind of message at its age."""
    if outcome.fate == "owner" and outcome.error in THREAD_GONE and claim.kind != "direct":
        outcome = replace(outcome, error=THREAD_DELETED)
    age = now - (claim.trying_since or now)
    if outcome.fate in ("wait", "unknown") and age > GIVE_UP_AFTER:
        return replace(outcome, fate="dead", error=f"gave up: {outcome.error}")
    if claim.kind == "ephemeral" and outcome.fate in ("unknown", "owner"):
        # It cannot be looked up, so it is sent at most once; and nobody wants it days later.
        return replace(outcome, fate="dead")
    if outcome.fate == "repost" and claim.kind != "update":
        return replace(outcome, fate="dead")
    if outcome.fate in ("dead", "plain") and claim.kind == "post" and claim.slot == CARD:
        return replace(outcome, fate="owner")  # without its card a conversation cannot go on
    return replace(outcome, fate="dead") if outcome.fate == "plain" else outcome
