"""The relay: claims what waits, sends it, records what happened. It alone writes to Slack's channels."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.workers.attachments.charts import Charts
from bot.workers.attachments.enclosures import Make, maker
from bot.workers.holding import Holding
from bot.workers.outcomes import PASSING, Outcome
from bot.workers.rate_limits import Rates
from bot.workers.recording import CanvasNotice, Done, Recorder
from bot.workers.sender import send
from bot.workers.slack_calls import Calls
from storage.database import Database, StorageError
from storage.engine.failpoints import reach
from storage.outbox.outbox import LEASE
from storage.records import Claim

log = structlog.get_logger(__name__)

LOOK_AFTER_SECONDS = 10.0
KEEP = timedelta(days=14)
"""How long inbound keys, and rows that were sent or given up, are kept."""
TIDY_EVERY_SECONDS = 3600.0
RELEASE_EVERY_SECONDS = 0.2
"""How often claims are looked for whose relay died."""
SENDERS = 4

_POLL_SECONDS = 1.0
_SHORTEST_REST_SECONDS = 0.01
_REST_AFTER_TROUBLE_SECONDS = 2.0
_A_CALL_SECONDS = 15.0
"""What a call may take at most; nothing is sent when less of the lease is left."""
_NO_CLIENT_SECONDS = 60.0


@dataclass(frozen=True)
class _Claimed:
    """A message to send, and until when it may be called for (``time.monotonic()``)."""

    claim: Claim
    deadline: float


class Relay:
    """Sends the outbox. ``client(team)`` is None for a workspace that is not installed.

    ``look_after``: seconds before an unknown fate is looked into. A lane where Slack refused a post for its rate keeps to one a
    second for a while.
    ``count`` is told the fate of every attempt that was recorded. ``make`` makes the documents that go with messages.
    ``charts``: False where no message shows charts.
    ``canvas_notice`` says to who asked for a canvas what became of it. ``holding`` looks who would read what carries answers.
    """

    def __init__(
        self,
        database: Database,
        client: Callable[[str], WebClient | None],
        *,
        look_after: float = LOOK_AFTER_SECONDS,
        senders: int = SENDERS,
        count: Callable[[str], None] = lambda fate: None,
        make: Make | None = None,
        charts: bool = True,
        canvas_notice: CanvasNotice = lambda record, claim, outcome: None,
        holding: Holding | None = None,
    ) -> None:
        self.database, self.client = database, client
        self.look_after, self.senders = look_after, senders
        self._rates, self._make = Rates(), make or maker(database)
        self._charts, self._holding = Charts(wanted=charts), holding
        self._bell, self._settled = threading.Condition(), threading.Condition()
        # Held with the bell: whether it rang, who waits for it, whether one of them watches, what is claimed and not begun,
        # and what was sent and is not written down.
        self._rung, self._idle, self._watched = False, 0, False
        self._ready: deque[_Claimed] = deque()
        self._done: list[Done] = []
        self._desk = threading.Lock()
        self._released_at = -RELEASE_EVERY_SECONDS
        self._stopping = threading.Event()
        self.recorder = Recorder(database, self._rates, canvas_notice, count, self._stopping.wait)
        self._threads: list[threading.Thread] = []
        self._tidy_at = 0.0

    # Life

    def start(self) -> None:
        """Send in the background until ``stop``. What was stopped or parked before gets one new try.

        SQLite is one process's: what is claimed there belongs to one that died, and need not wait for the lease to run out.
        """
        self._stopping.clear()
        self._tidy_at = 0.0
        self._rung, self._idle, self._watched = False, 0, False
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
            self._rung = True
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
        while (claimed := self._next()) is not None:
            self._settle(claimed.claim, self._send(claimed.claim, claimed.deadline))

    def _next(self) -> _Claimed | None:
        """The next message to send, waited for; None when the relay stops and nothing that was claimed is left."""
        while True:
            self._guarded(self._tidy)
            with self._bell:
                if self._ready:
                    return self._ready.popleft()
                if self._stopping.is_set():
                    return None
                rung, self._rung = self._rung, False
                if not rung and self._watched:  # one sender looks for what comes due; the others wait for its word
                    self._rest(lambda: not self._watched, None)
                    continue
                self._watched = self._watched or not rung
            if rung:
                self._guarded(self._claim)
            else:
                self._watch()

    def _watch(self) -> None:
        """Until something is due, and claim it; a poll at most, since another process may write."""
        try:
            wait = self._guarded(self._until_due)
            if wait:
                with self._bell:
                    self._rest(lambda: False, wait)
            elif wait is not None:
                self._guarded(self._claim)
        finally:
            with self._bell:
                self._watched = False
                self._bell.notify()

    def _rest(self, other: Callable[[], bool], seconds: float | None) -> None:
        """Until the bell rings, something was claimed for this sender, or the relay stops; the bell must be held."""
        self._idle += 1
        self._bell.wait_for(lambda: self._rung or self._ready or self._stopping.is_set() or other(), seconds)
        self._idle -= 1

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
            started, self._tidy_at = self._tidy_at == 0.0, time.monotonic() + TIDY_EVERY_SECONDS
        gone = frozenset() if started else self._still_stopped()  # at the start the token was just found to count
        with self.database.unit_of_work() as uow:
            uow.outbox.resume(but=gone)
            uow.outbox.unpark(because=PASSING)
            uow.outbox.purge(uow.now - KEEP)
            uow.inbox.purge(uow.now - KEEP)
            uow.commit()

    def _still_stopped(self) -> frozenset[str]:
        """The workspaces where nothing can be sent yet: Slack is asked whether the token counts again."""
        with self.database.reading() as uow:
            stopped = uow.outbox.pauses.stopped()
        found = set()
        for team in stopped:
            client = self.client(team)
            try:
                if client is None or not client.auth_test().get("ok"):
                    found.add(team)
            except Exception:  # whatever it is, it is not known that messages arrive there
                found.add(team)
        return frozenset(found)

    # Claiming and writing down

    def turn(self) -> bool:
        """Send the next message that may go; whether there was one."""
        claims, _ = self._written_down([], 1, release=True)
        for claimed in claims:
            outcome = self._send(claimed.claim, claimed.deadline)
            self.recorder.record(Done(claimed.claim, outcome, time.monotonic()))
            self._tell_settled()
        return bool(claims)

    def _claim(self) -> None:
        """Claim for this sender and for those that are idle."""
        with self._desk:
            claims, _ = self._written_down([], self._wanted(1))
            self._hand_out(claims)

    def _settle(self, claim: Claim, outcome: Outcome) -> None:
        """Write down what became of a message.

        What was sent goes into one transaction with what others sent meanwhile, and with claiming what may go now. Anything
        else is written down by itself: it may lock a conversation, and is no hurry.
        """
        done = Done(claim, outcome, time.monotonic())
        if done.plainly_sent:
            with self._bell:
                self._done.append(done)
            failed = self._settle_sent()
        else:
            failed = [done]
        for each in failed:
            self._guarded(partial(self.recorder.record, each))
            self.wake()  # what was behind it may go
        self._tell_settled()

    def _settle_sent(self) -> list[Done]:
        """Write down what was sent, unless another sender did it meanwhile; what has to be written down one by one."""
        with self._desk:
            with self._bell:
                done, self._done = self._done, []
            if not done:
                return []
            try:
                claims, kept = self._written_down(done, self._wanted(len(done)))
            except Exception as error:
                log.error("relay.not_recorded", count=len(done), error=type(error).__name__)  # noqa: TRY400
                return done
            self._hand_out(claims, rings=any(each.claim.whisper_next for each in done))
        for each in done:
            self.recorder.tell(each.claim, each.outcome, kept=each.claim.id in kept)
        return []

    def _wanted(self, free: int) -> int:
        """How many messages are claimed: one for each sender that has nothing to do."""
        with self._bell:
            return 0 if self._stopping.is_set() else max(0, free + self._idle - len(self._ready))

    def _hand_out(self, claims: list[_Claimed], *, rings: bool = False) -> None:
        with self._bell:
            self._rung = self._rung or rings
            self._ready.extend(claims)
            self._bell.notify(len(claims))

    def _written_down(self, done: list[Done], wanted: int, *, release: bool = False) -> tuple[list[_Claimed], set[int]]:
        """Write down what was sent, and claim as many as are wanted, in one transaction; with the ids of what was this relay's."""
        started = time.monotonic()
        release = release or started - self._released_at >= RELEASE_EVERY_SECONDS
        with self.database.unit_of_work() as uow:
            kept = self.recorder.keep(uow, done) if done else set()
            # A whisper is claimed by itself, at the last moment: a process that dies here would lose it.
            claims = uow.outbox.claim(wanted, release=release, whispers=not done)
            if done:
                reach("before_record")
            uow.commit()
        if done:
            reach("after_record")
        if release:
            self._released_at = started
        deadline = started + LEASE.total_seconds() - _A_CALL_SECONDS
        return [_Claimed(claim, deadline) for claim in claims], kept

    def _tell_settled(self) -> None:
        with self._settled:
            self._settled.notify_all()

    # One message

    def _send(self, claim: Claim, deadline: float) -> Outcome:
        try:
            client = self.client(claim.team)
            if client is None:
                return Outcome("workspace", "not_installed")
        except Exception as error:
            return Outcome("wait", type(error).__name__, _NO_CLIENT_SECONDS)
        try:
            held = self._holding.check(claim) if self._holding else None
            if held is not None:
                return held
            call = Calls(deadline, self.look_after, claim.team, self._rates)
            return send(self.database, client, claim, call, self._make, self._charts)
        except (SQLAlchemyError, StorageError) as error:
            return Outcome("wait", type(error).__name__, _REST_AFTER_TROUBLE_SECONDS)
        except Exception as error:  # it cannot be sent, whatever Slack says; its neighbours can
            return Outcome("dead", f"poisoned: {type(error).__name__}")
