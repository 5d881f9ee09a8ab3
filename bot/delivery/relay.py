"""The relay: claims what waits, sends it, records what happened. It alone writes to Slack's channels."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.outcomes import Outcome
from bot.delivery.sender import Sender, plainer
from storage.database import Database
from storage.records import Claim, Message, Record
from storage.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

LOOK_AFTER_SECONDS = 10.0
GIVE_UP_AFTER = timedelta(hours=24)
AT_ONCE = 4
_POLL_SECONDS = 1.0
_REST_AFTER_TROUBLE_SECONDS = 2.0


class Relay:
    """Sends the outbox. ``client(team)`` is None for a workspace that is not installed."""

    def __init__(
        self,
        database: Database,
        client: Callable[[str], WebClient | None],
        parked_notice: Callable[[Record], dict[str, Any]],
        *,
        look_after: float = LOOK_AFTER_SECONDS,
    ) -> None:
        self.database, self.client, self.parked_notice = database, client, parked_notice
        self.sender = Sender(database, look_after)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._idle = threading.Condition()
        self._stopped_teams: set[str] = set()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Send in the background until ``stop``."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is being sent, then stop."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wake(self) -> None:
        """Something waits."""
        self._wake.set()

    def drain(self, timeout: float) -> bool:
        """Wait until nothing waits any more; False when it takes longer than ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            with self.database.reading() as uow:
                if uow.outbox.backlog().count == 0:
                    return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.wake()
            with self._idle:
                self._idle.wait(min(left, 0.05))

    def _run(self) -> None:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sender") as pool:
            while not self._stopping.is_set():
                self._wake.clear()
                try:
                    busy = self.turn(pool)
                except SQLAlchemyError as error:
                    log.error("relay.database", error=type(error).__name__)  # noqa: TRY400 - a traceback could hold content
                    busy = False
                    self._stopping.wait(_REST_AFTER_TROUBLE_SECONDS)
                with self._idle:
                    self._idle.notify_all()
                if not busy:
                    self._wake.wait(self._rest())

    def _rest(self) -> float:
        with self.database.reading() as uow:
            next_at = uow.outbox.backlog().next_at
        if next_at is None:
            return _POLL_SECONDS
        return min(_POLL_SECONDS, max(0.02, (next_at - datetime.now(UTC)).total_seconds()))

    def turn(self, pool: ThreadPoolExecutor) -> bool:
        """Send the heads of all lanes once; whether there were any."""
        with self.database.unit_of_work() as uow:
            claims = uow.outbox.claim(2 * AT_ONCE, datetime.now(UTC))
            uow.commit()
        list(pool.map(self._deliver, claims))
        return bool(claims)

    def _deliver(self, claim: Claim) -> None:
        client = None if claim.team in self._stopped_teams else self.client(claim.team)
        outcome = self.sender.send(client, claim) if client else Outcome("wait", "workspace_stopped", 60)
        if outcome.fate == "plain" and client and (body := plainer(claim.body)):
            log.warning("relay.plainer", outbox=claim.id, error=outcome.error)
            claim = replace(claim, body=body)
            outcome = self.sender.send(client, claim)
            if outcome.fate == "plain" and (body := plainer(claim.body)):
                claim = replace(claim, body=body)
                outcome = self.sender.send(client, claim)
        with self.database.unit_of_work() as uow:
            kept = self._record(uow, claim, outcome)
            uow.commit()
        level = log.info if outcome.fate == "sent" else log.warning
        level("relay.delivery", outbox=claim.id, kind=claim.kind, fate=outcome.fate, error=outcome.error, kept=kept)

    def _record(self, uow: UnitOfWork, claim: Claim, outcome: Outcome) -> bool:
        now = datetime.now(UTC)
        if outcome.fate in ("wait", "unknown") and now - claim.created_at > GIVE_UP_AFTER:
            return uow.outbox.dead(claim, f"gave up: {outcome.error}")
        later = now + timedelta(seconds=outcome.seconds)
        match outcome.fate:
            case "sent":
                return uow.outbox.sent(claim, outcome.channel, outcome.ts)
            case "wait":
                return uow.outbox.retry(claim, later, outcome.error)
            case "unknown" if claim.kind == "ephemeral":
                return uow.outbox.dead(claim, f"unknown fate: {outcome.error}")
            case "unknown":
                return uow.outbox.uncertain(claim, later, outcome.error)
            case "workspace":
                self._stopped_teams.add(claim.team)
                log.error("relay.workspace_stopped", team=claim.team, error=outcome.error)
                return uow.outbox.retry(claim, now + timedelta(seconds=60), outcome.error)
            case "repost" if claim.kind == "update":
                return uow.outbox.repost(claim)
            case "owner":
                return self._park(uow, claim, outcome.error)
            case _:
                return uow.outbox.dead(claim, outcome.error)

    def _park(self, uow: UnitOfWork, claim: Claim, error: str) -> bool:
        """Tell the opener once, in private, that the channel cannot be written to."""
        kept = uow.outbox.park(claim, error)
        record = uow.conversations.get(claim.team, claim.conversation) if claim.conversation else None
        if kept and record is not None and claim.kind != "direct":
            uow.outbox.write(
                Message(
                    kind="direct",
                    team=claim.team,
                    channel="",
                    user=record.conversation.opener,
                    body=self.parked_notice(record),
                    dedupe_key=f"parked:{record.id}:{error}",
                )
            )
        return kept
