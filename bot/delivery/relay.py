"""The relay: claims what waits, sends it, records what happened. It alone writes to Slack's channels."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.calls import RATE_LIMITED, Calls
from bot.delivery.enclosures import Make, maker
from bot.delivery.errors import PASSING, UNREACHABLE, Outcome
from bot.delivery.rates import PACE, Rates
from bot.delivery.sender import NEVER_POSTED, send
from storage.database import Database, StorageError
from storage.failpoints import reach
from storage.outbox import CARD, LEASE
from storage.records import CANVAS, Claim, Message, Record
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

LOOK_AFTER_SECONDS = 10.0
GIVE_UP_AFTER = timedelta(hours=24)
"""How long a message is tried: by age, never by the number of attempts."""
KEEP = timedelta(days=14)
"""How long inbound keys, and rows that were sent or given up, are kept."""
TIDY_EVERY_SECONDS = 3600.0
SENDERS = 4
POSTS = ("post", "direct")

_NOTHING, _ONE, _MORE = "nothing", "one", "more"
_POLL_SECONDS = 1.0
_SHORTEST_REST_SECONDS = 0.01
_REST_AFTER_TROUBLE_SECONDS = 2.0
_A_CALL_SECONDS = 15.0
"""What a call may take at most; nothing is sent when less of the lease is left."""
_RECORD_AGAIN_AFTER_SECONDS = (0.2, 1.0, 5.0)
_NO_CLIENT_SECONDS = 60.0


CanvasNotice = Callable[[Record, Claim, Outcome], dict[str, Any] | None]


class Relay:
    """Sends the outbox. ``client(team)`` is None for a workspace that is not installed.

    ``parked_notice`` says in private, in the record's language, that its channel cannot be written to. ``look_after``: seconds
    before an unknown fate is looked into. A lane where Slack refused a post for its rate keeps to one a second for a while.
    ``count`` is told the fate of every attempt that was recorded. ``make`` makes the pictures and documents that go with messages.
    ``canvas_notice`` says to who asked for a canvas what became of it.
    """

    def __init__(
        self,
        database: Database,
        client: Callable[[str], WebClient | None],
        parked_notice: Callable[[Record], dict[str, Any]],
        *,
        look_after: float = LOOK_AFTER_SECONDS,
        senders: int = SENDERS,
        count: Callable[[str], None] = lambda fate: None,
        make: Make | None = None,
        canvas_notice: CanvasNotice = lambda record, claim, outcome: None,
    ) -> None:
        self.database, self.client, self.parked_notice = database, client, parked_notice
        self.canvas_notice = canvas_notice
        self.look_after, self.senders = look_after, senders
        self._rates, self._count, self._make = Rates(), count, make or maker(database)
        self._bell, self._settled = threading.Condition(), threading.Condition()
        self._rung = 0
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._tidy_at = 0.0

    # Life

    def start(self) -> None:
        """Send in the background until ``stop``. What was stopped or parked before gets one new try.

        SQLite is one process's: what is claimed there belongs to one that died, and need not wait for the lease to run out.
        """
        self._stopping.clear()
        self._tidy_at = 0.0
        if self.database.sqlite:
            self._guarded(self._abandon)
        self._threads = [
            threading.Thread(target=self._run, name=f"relay-{number}", daemon=True) for number in range(self.senders)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is being sent, then stop."""
        self._stopping.set()
        with self._bell:
            self._bell.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads = []

    def wake(self) -> None:
        """Something waits. One sender looks; it wakes the next when it finds something."""
        with self._bell:
            self._rung += 1
            self._bell.notify()

    def resume(self, team: str) -> None:
        """A workspace is installed again: what waited for it goes on."""
        with self.database.unit_of_work() as uow:
            uow.outbox.resume(team)
            uow.outbox.unpark(team, because=PASSING)
            uow.commit()
        self.wake()

    def drain(self, timeout: float) -> bool:
        """Wait until nothing waits any more; False when it takes longer than ``timeout`` seconds.

        A relay that was not started sends in the calling thread.
        """
        deadline = time.monotonic() + timeout
        self.wake()
        while True:
            while not self._threads and self.turn():
                pass
            with self._settled:
                with self.database.reading() as uow:
                    if uow.outbox.backlog().count == 0:
                        return True
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._settled.wait(min(left, max(self._until_due(), _SHORTEST_REST_SECONDS)))

    def _run(self) -> None:
        claims_at_once = False
        while not self._stopping.is_set():
            rung = self._rung
            self._guarded(self._tidy)
            if not claims_at_once:
                wait = self._guarded(self._until_due)
                if wait != 0:
                    claims_at_once = wait is not None and self._rest(rung, wait)
                    continue
            claims_at_once = self._guarded(self._turn) is _MORE

    def _guarded(self, act: Callable[[], Any]) -> Any:
        """No trouble ends the relay: it is logged, and tried again after a rest."""
        try:
            return act()
        except Exception as error:  # a traceback could hold content
            log.error("relay.trouble", error=type(error).__name__)  # noqa: TRY400
            self._stopping.wait(_REST_AFTER_TROUBLE_SECONDS)
            return None

    def _abandon(self) -> None:
        with self.database.unit_of_work() as uow:
            uow.outbox.abandon(uow.now + timedelta(seconds=self.look_after))
            uow.commit()

    def _rest(self, rung: int, seconds: float) -> bool:
        """Until the bell rings again, at most so long; whether it rang."""
        with self._bell:
            return self._bell.wait_for(lambda: self._rung != rung or self._stopping.is_set(), seconds)

    def _until_due(self) -> float:
        """Seconds until there may be something to claim, a poll at most: another process may write."""
        with self.database.reading() as uow:
            due = uow.outbox.next_due()
            return _POLL_SECONDS if due is None else min(_POLL_SECONDS, max(0.0, (due - uow.now).total_seconds()))

    def _tidy(self) -> None:
        """At the start and once an hour: try again where nobody could write, and forget what is long settled."""
        with self._bell:
            if time.monotonic() < self._tidy_at:
                return
            self._tidy_at = time.monotonic() + TIDY_EVERY_SECONDS
        with self.database.unit_of_work() as uow:
            uow.outbox.resume()
            uow.outbox.unpark(because=PASSING)
            uow.outbox.purge(uow.now - KEEP)
            uow.inbox.purge(uow.now - KEEP)
            uow.commit()

    # One message

    def turn(self) -> bool:
        """Send the next message that may go; whether there was one."""
        return self._turn() is not _NOTHING

    def _turn(self) -> str:
        started = time.monotonic()
        with self.database.unit_of_work() as uow:
            claims = uow.outbox.claim(1)
            found = _NOTHING if not claims else _MORE if uow.outbox.is_due() else _ONE
            uow.commit()
        if found is _MORE:
            self.wake()
        for claim in claims:
            outcome = self._send(claim, started + LEASE.total_seconds() - _A_CALL_SECONDS)
            self._record(claim, outcome, time.monotonic())
            with self._settled:
                self._settled.notify_all()
        return found

    def _send(self, claim: Claim, deadline: float) -> Outcome:
        try:
            client = self.client(claim.team)
            if client is None:
                return Outcome("workspace", "not_installed")
        except Exception as error:
            return Outcome("wait", type(error).__name__, _NO_CLIENT_SECONDS)
        try:
            call = Calls(deadline, self.look_after, claim.team, self._rates)
            return send(self.database, client, claim, call, self._make)
        except (SQLAlchemyError, StorageError) as error:
            return Outcome("wait", type(error).__name__, _REST_AFTER_TROUBLE_SECONDS)
        except Exception as error:  # it cannot be sent, whatever Slack says; its neighbours can
            return Outcome("dead", f"poisoned: {type(error).__name__}")

    def _record(self, claim: Claim, outcome: Outcome, ended: float) -> None:
        """Write down what happened, and ended then. Where that fails the lease runs out, and the message is looked for."""
        for pause in (*_RECORD_AGAIN_AFTER_SECONDS, None):
            try:
                with self.database.unit_of_work() as uow:
                    outcome = _judged(claim, outcome, uow.now)
                    kept = self._settle(uow, claim, outcome)
                    if kept and claim.kind == CANVAS and outcome.fate in ("sent", "dead"):
                        self._tell_of_canvas(uow, claim, outcome)
                    if outcome.fate == "sent" and claim.kind in POSTS and self._rates.paced(claim.team, claim.lane):
                        rest = PACE - timedelta(seconds=time.monotonic() - ended)
                        uow.outbox.pause_lane(claim.team, claim.lane, uow.now + rest, "pace")
                    reach("before_record")
                    uow.commit()
                reach("after_record")
                break
            except (SQLAlchemyError, StorageError) as error:
                log.error("relay.not_recorded", outbox=claim.id, fate=outcome.fate, error=type(error).__name__)  # noqa: TRY400
                if pause is None or self._stopping.wait(pause):
                    return
        self._count(outcome.fate if kept else "stale")
        given_up = log.warning if claim.kind == CANVAS else log.error  # who asked for a canvas was told
        level = {"sent": log.info, "dead": given_up, "workspace": log.error}.get(outcome.fate, log.warning)
        level("relay.delivery", outbox=claim.id, kind=claim.kind, fate=outcome.fate, error=outcome.error, kept=kept)

    def _settle(self, uow: UnitOfWork, claim: Claim, outcome: Outcome) -> bool:
        """Record an outcome; False when another relay has the message by now."""
        later = uow.now + timedelta(seconds=outcome.seconds)
        match outcome.fate:
            case "sent":
                return self._sent(uow, claim, outcome)
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

    def _sent(self, uow: UnitOfWork, claim: Claim, outcome: Outcome) -> bool:
        kept = uow.outbox.sent(claim, outcome.channel, outcome.ts)
        if kept and claim.kind not in ("direct", CANVAS):
            uow.outbox.unpark(claim.team, claim.channel, because=UNREACHABLE)
        return kept

    def _park(self, uow: UnitOfWork, claim: Claim, error: str) -> bool:
        """Set it aside with all that its conversation has to say there, and tell the opener once, in private."""
        notice = self._notice(uow, claim)
        if error == NEVER_POSTED:
            # The card is parked, and so is what follows it; or else it was given up.
            why = uow.outbox.parked_because(claim.conversation) if claim.conversation else None
            return uow.outbox.park(claim, why) if why else uow.outbox.dead(claim, error)
        kept = uow.outbox.park(claim, error)
        if kept and notice:
            uow.outbox.write(notice)
        return kept

    def _notice(self, uow: UnitOfWork, claim: Claim) -> Message | None:
        """What the opener is told. The conversation is locked, as by the coach: else what it writes now would not be parked."""
        if claim.conversation is None or claim.kind == "direct":
            return None
        try:
            record = uow.conversations.get(claim.team, claim.conversation, lock=True)
            body = self.parked_notice(record) if record else None
        except SQLAlchemyError:
            raise
        except Exception as error:  # a conversation that cannot be read, or told of
            log.error("relay.no_notice", conversation=claim.conversation, error=type(error).__name__)  # noqa: TRY400
            return None
        if record is None or body is None:
            return None
        return Message(
            kind="direct",
            team=claim.team,
            channel="",
            user=record.conversation.opener,
            body=body,
            dedupe_key=f"parked:{record.id}:{claim.delivery_id}",
        )


def _judged(claim: Claim, outcome: Outcome, now: datetime) -> Outcome:
    """The outcome for this kind of message at its age."""
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
