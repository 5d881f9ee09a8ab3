"""One run: a Slack of its own, the app's processes in front of a new database, people, bad luck, and the verdict."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from bot.cli.progress import Progress, shown
from bot.playground import Emulator
from bot.playground import delivery as slack_delivery
from bot.playground.rehearsal import manifest
from storage.database import Database
from tests.chaos import plain_bolt, process
from tests.chaos.balancer import balanced, free_port
from tests.chaos.checker import Verdict, check
from tests.chaos.fleet import POINTS, Fleet, Kills
from tests.chaos.load import Load, Repliers, prepare, wait_until_quiet
from tests.chaos.store import POSTGRESQL, Server
from tests.chaos.store import prepare as prepare_database

SOCKET, HTTP = "socket", "http"
TRANSPORTS = (SOCKET, HTTP)
REPLICAS = 3
"""How many processes share a PostgreSQL."""
RETRY_SPEED = 40.0
PATIENT_SLACK = (0.0, 60.0, 120.0, 240.0, *(300.0,) * 12)
"""Slack gives up after five minutes; here it goes on, so that what is measured is the app's promise, not Slack's patience."""
SLACKS_SECONDS = 3.0
"""How long Slack waits for an answer: what is sent again after that is what these tests are about."""
QUIET_SECONDS = 120.0
PATIENCE_FOR_A_LINK = 0.3
"""How long Slack waits for a link before it says that nobody is there; people try again soon."""
SECONDS_A_KILL = 12.0


@dataclass
class Result:
    """What one run showed."""

    verdict: Verdict = field(default_factory=Verdict)
    kills: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)
    actions: int = 0
    faults: int = 0
    retries: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    updates: int = 0
    whispers: int = 0
    seconds: float = 0.0

    def add(self, other: "Result") -> None:
        """Both together."""
        self.verdict.add(other.verdict)
        self.kills += other.kills
        self.trouble += other.trouble
        self.actions += other.actions
        self.faults += other.faults
        self.retries += other.retries
        self.failures += other.failures
        self.updates += other.updates
        self.whispers += other.whispers
        self.seconds += other.seconds

    @property
    def clean(self) -> bool:
        """Whether the promise held, and nothing else went wrong."""
        return self.verdict.clean and not self.trouble

    def lines(self) -> Iterator[str]:
        """The result in one line, then what went wrong and how the kills were spread."""
        yield self.verdict.line(self.kills.total())
        spread = ", ".join(f"{name} {number}" for name, number in sorted(self.kills.items()))
        yield (
            f"  {self.seconds:.0f} s, {self.actions} acts of people, {self.updates} updates, {self.whispers} whispers, "
            f"{self.faults} faults of Slack, {self.retries} retries; killed: {spread}"
        )
        if self.failures:
            failed = ", ".join(f"{name} {number}" for name, number in self.failures.most_common())
            yield f"  not answered, or with a sentence: {failed}"
        for name in ("uncertain", "dead", "refused"):
            for reason, number in getattr(self.verdict, name).most_common(6):
                yield f"  {name}: {number} × {reason}"
        yield from (f"  {case}" for case in list(self.verdict.cases())[:20])
        yield from (f"  trouble: {each}" for each in self.trouble[:5])


@contextmanager
def a_slack(seed: int, retry_speed: float = RETRY_SPEED) -> Iterator[Emulator]:
    """An emulator that retries patiently."""
    slack = Emulator(manifest(), retry_speed=retry_speed, answer_seconds=SLACKS_SECONDS, seed=seed % 900 + 1)
    patient = patch.multiple(slack_delivery, RETRY_AFTER=PATIENT_SLACK, GRACE=PATIENCE_FOR_A_LINK)
    with patient, slack:
        yield slack


def settings_of(slack: Emulator, url: str, folder: Path, port: int) -> Mapping[str, str]:
    """The environment of one process."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "PARTNERSHIP_DATA": str(folder),
        "PORT": str(port),
        "LOG_LEVEL": "INFO",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def run(engine: str, transport: str, server: Server, kills: int, seed: int, *, quick: bool = True) -> Result:
    """Kill the app so often under load, let it come to rest, and judge."""
    started = time.monotonic()
    result = Result()
    size = REPLICAS if engine == POSTGRESQL else 1
    url = server.new_url()
    database = prepare_database(url)
    with ExitStack() as stack:
        stack.callback(database.dispose)
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="coach-chaos-")))
        slack = stack.enter_context(a_slack(seed))
        ports = [free_port() for _ in range(size)]
        arguments = ["run", "--http"] if transport == HTTP else ["run"]
        fleet = Fleet(
            process.live,
            arguments,
            lambda number: settings_of(slack, url, folder, ports[number]),
            folder,
            size=size,
            seed=seed,
            quick=quick,
        )
        stack.callback(fleet.bury)
        fleet.start()
        if transport == HTTP:
            port = stack.enter_context(balanced(ports))
            slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
        slack.wait_until_connected(1, 30)
        teams = prepare(slack, database)
        if not wait_until_quiet(slack, database, QUIET_SECONDS):
            raise RuntimeError("the preparations did not come to rest")
        load = Load(slack, database, teams, seed)
        _under_fire(result, load, fleet, kills, POINTS)
        if not wait_until_quiet(slack, database, QUIET_SECONDS):
            result.trouble.append(f"it did not come to rest: {_waiting(slack, database)}")
        result.verdict = check(slack, database)
        codes = fleet.stop()
        if any(codes):
            result.trouble.append(f"told to stop, they ended with {codes}")
        result.trouble += fleet.trouble + load.trouble
        result.trouble += [
            f"{finding.rule}: {finding.text}"
            for finding in slack.journal.findings
            if finding.rule not in ("late_ack", "event_given_up")
        ]
        result.failures = fleet.failures
        result.faults = slack.faults.drawn
        result.updates = len(slack.journal.calls("chat.update", accepted=True))
        result.whispers = len(slack.journal.calls("chat.postEphemeral", accepted=True))
        result.retries = sum(delivery.attempt > 0 for delivery in slack.journal.deliveries("events_api"))
    result.seconds = time.monotonic() - started
    return result


def control(kills: int, seed: int) -> Result:
    """The same with a plain Bolt app: people only reply, as it can do nothing else."""
    started = time.monotonic()
    result = Result()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="coach-chaos-")))
        slack = stack.enter_context(a_slack(seed))
        settings = settings_of(slack, "", folder, 0)
        fleet = Fleet(plain_bolt.live, [], lambda _: settings, folder, size=1, seed=seed)
        stack.callback(fleet.bury)
        fleet.start()
        slack.wait_until_connected(1, 30)
        people = Repliers(slack, seed)
        _under_fire(result, people, fleet, kills, [])
        slack.wait_for(lambda: slack.courier.in_flight == 0, QUIET_SECONDS)
        result.verdict = plain_bolt.check(slack)
        result.faults = slack.faults.drawn
    result.seconds = time.monotonic() - started
    return result


def _under_fire(result: Result, load: Load | Repliers, fleet: Fleet, target: int, points: Sequence[str]) -> None:
    kills = Kills(target, points)
    load.start()
    fleet.torment(kills)
    with shown(Progress("Killing", target, "kills", lambda: kills.count)):
        enough = fleet.wait(60 + SECONDS_A_KILL * (target + len(POINTS)))
    if not enough:
        result.trouble.append(f"only {kills.count} kills in time, not reached: {kills.wanted}")
    load.stop()
    result.kills, result.actions = kills.by, load.done


def _waiting(slack: Emulator, database: Database) -> str:
    with database.reading() as uow:
        return f"{slack.courier.in_flight} deliveries, {uow.outbox.states()}"
