"""Where the cases of the fault matrix play: a post office without an app, and an app in processes that die."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import select

from bot.app import Application
from bot.playground import Delivery, Emulator, Message, Person
from bot.playground.rehearsal import running
from bot.workers.relay import Relay
from storage.database import Database
from storage.engine.failpoints import VARIABLE
from storage.records import Message as Wish
from storage.records import Record, Remark
from storage.tables.models import DEAD, SENT, OutboxRow
from tests.chaos import process
from tests.chaos.checker import check
from tests.chaos.fleet import START_SECONDS, Life
from tests.chaos.load import Team, prepare, wait_until_quiet
from tests.chaos.run import settings_of
from tests.storage.cases import a_record

SECONDS = 90.0
"""How long anything may take before a test gives up. Nothing sleeps: it waits for what it needs."""


@dataclass
class Clock:
    """A time that only moves when it is told to."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        """So much later."""
        self.now += timedelta(seconds=seconds)


class PostOffice:
    """An outbox and a relay in front of Slack, without the app."""

    def __init__(self, slack: Emulator, database: Database, clock: Clock) -> None:
        self.slack, self.database, self.clock = slack, database, clock
        self.opener = slack.add_person("Amina")
        self.channel = slack.add_channel("partnerships", [self.opener])
        slack.plan_events(lambda _: [])  # there is no app that could hear them
        self.relay = self.another_relay()

    def another_relay(self, timeout: float = 10) -> Relay:
        """As of another replica. ``timeout``: seconds before a call is given up."""
        client = WebClient(self.slack.bot_token, base_url=self.slack.api_url, retry_handlers=[], timeout=timeout)  # type: ignore[arg-type]
        return Relay(self.database, lambda _: client)

    def conversation(self) -> Record:
        """One that was opened here, and has no card yet."""
        record = a_record(team=self.slack.team_id, channel=self.channel.id)
        with self.database.unit_of_work() as uow:
            stored = uow.conversations.add(record)
            uow.commit()
        return stored

    def writes(self, text: str, kind: Any = "post", **facts: Any) -> str:
        """A message waits; its key."""
        key = str(facts.pop("key", text))
        body = {"text": text, **facts.pop("body", {})}
        wish = Wish(kind, self.slack.team_id, self.channel.id, body, key, **facts)
        with self.database.unit_of_work() as uow:
            uow.outbox.write(wish)
            uow.commit()
        return key

    def sends(self, turns: int = 1) -> None:
        """The relay tries what may go, so often."""
        for _ in range(turns):
            self.relay.turn()

    def waits(self, seconds: float) -> None:
        """Time passes, and the relay tries what may go then."""
        self.clock.advance(seconds)
        while self.relay.turn():
            pass

    def row(self, key: str) -> OutboxRow:
        """What became of a message."""
        with self.database.reading() as uow:
            found: OutboxRow = uow.session.query(OutboxRow).filter_by(dedupe_key=key).one()
            return found

    @property
    def shown(self) -> list[Message]:
        """What everybody reads in the channel and its threads, oldest first."""
        return [message for message in self.slack.messages(self.channel) if message.ephemeral_to is None]

    @property
    def texts(self) -> list[str]:
        """Their texts."""
        return [message.text for message in self.shown]

    def attempts(self, method: str = "chat.postMessage") -> int:
        """How often it was called."""
        return len(self.slack.journal.calls(method))


class Scene:
    """A team whose conversation has begun, and the real app in processes, which are started when a test says so."""

    def __init__(self, slack: Emulator, database: Database, url: str, folder: Path) -> None:
        self.slack, self.database, self.url, self.folder = slack, database, url, folder
        self._lives: list[Life] = []
        slack.plan_events(lambda _: [])
        self.team: Team = prepare(slack, database, 1)[0]
        self.amina: Person = self.team.opener
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        assert Relay(database, lambda _: client).drain(SECONDS)
        slack.plan_events(None)

    # Processes

    def begins(self, failpoint: str = "", *, waits: bool = True) -> Life:
        """A process serves; with a failpoint it will die there, perhaps before it serves: then it is not waited for."""
        log = self.folder / f"life-{len(self._lives)}.log"
        settings = {**settings_of(self.slack, self.url, self.folder, 0), VARIABLE: failpoint}
        life = Life(process.live, ["run"], settings, log, quick=True)
        self._lives.append(life)
        if waits:
            assert life.ready(START_SECONDS), life.said
            self.slack.wait_until_connected(1, SECONDS)
        return life

    def dies(self, life: Life, failpoint: str) -> None:
        """The process has killed itself there."""
        life.ends(START_SECONDS)
        assert life.code == -signal.SIGKILL, life.said
        assert f"failpoint {failpoint}\n" in life.said

    def bury(self) -> None:
        """Whatever happened: nothing of it runs any more."""
        for life in self._lives:
            if life.code is None and life.process.pid:
                os.kill(life.process.pid, signal.SIGCONT)  # it may have been stopped
            life.kill()

    def rests(self) -> None:
        """Everything comes to rest, and nothing was lost or doubled; nobody wrote a traceback."""
        assert wait_until_quiet(self.slack, self.database, SECONDS)
        verdict = check(self.slack, self.database)
        assert verdict.clean, list(verdict.cases())
        assert not any("Traceback" in life.said for life in self._lives)

    # People

    def replies(self, text: str = "we could try") -> Message:
        """Somebody writes in the thread."""
        return self.amina.post(self.team.channel, text, self.card)

    @property
    def card(self) -> Message:
        """The card of the conversation."""
        return next(m for m in self.slack.messages(self.team.channel) if m.bot_id and not m.thread_ts)

    def answers(self, token: str = "yes") -> str | None:
        """A click on an answer of the screening; what Slack shows when nobody answered."""
        for message in self.slack.messages(self.team.channel):
            for block in message.blocks:
                for element in block.get("elements", []):
                    if str(element.get("action_id")) == f"answer:gap:{token}":
                        return self.amina.click(message, str(element["action_id"]))
        raise AssertionError("there is no such button")

    # What is stored and shown

    @property
    def remarks(self) -> list[Remark]:
        """What was kept of the thread."""
        with self.database.reading() as uow:
            return list(uow.remarks.of(self.team.conversation))

    @property
    def record(self) -> Record:
        """The conversation as it is stored."""
        with self.database.reading() as uow:
            found = uow.conversations.get(self.slack.team_id, self.team.conversation)
        assert found is not None
        return found

    def states(self) -> dict[str, int]:
        """How many rows of the outbox are in each state."""
        with self.database.reading() as uow:
            return uow.outbox.states()

    def sent_but_for_what_nobody_can_find(self) -> None:
        """Assert that all was sent. Only an ephemeral message cannot be looked for: where the process died while it was sent,
        it is given up rather than shown twice (docs/reliability.md)."""
        with self.database.reading() as uow:
            rows = list(uow.session.scalars(select(OutboxRow)))
        given_up = [(row.kind, row.error) for row in rows if row.state == DEAD]
        assert {row.state for row in rows} - {DEAD} == {SENT}
        assert all(kind == "ephemeral" for kind, _ in given_up), given_up

    def deliveries(self, ts: str) -> list[Delivery]:
        """The attempts to deliver the event of a person's message."""
        return [each for each in self.slack.journal.events("message") if each.payload["event"]["ts"] == ts]

    def acked(self, ts: str) -> bool:
        """Whether one of them was answered."""
        return any(each.acked for each in self.deliveries(ts))


@contextmanager
def an_app(slack: Emulator, url: str, folder: Path) -> Iterator[Application]:
    """The real app in this process, over Socket Mode."""
    with running(slack, folder, database_url=url) as application:
        yield application


class Restartable:
    """A PostgreSQL server of one's own, which may be stopped and started."""

    def __init__(self, started: Any, url: str) -> None:
        self._started, self.url = started, url

    def restart(self) -> None:
        """As for an update: everybody is thrown out, and the door is closed for a moment."""
        self._started._stop()
        self._started.ensure_postgres_running()
