"""One simulated year, from an empty database to the verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import Database
from storage.migrations import upgrade
from tests.chaos.store import POSTGRESQL, Server
from tests.chaos.year.director import Chronicle, Director, Plan, replicas_of
from tests.chaos.year.judge import Quiet, Verdict, judge, judge_naive
from tests.chaos.year.people import ZONES, stories
from tests.chaos.year.replica import APP, NAIVE

REPLICAS = 3
"""How many processes share a PostgreSQL."""


@dataclass(frozen=True)
class Amount:
    """How much of everything there is in a year."""

    schedules: int
    kills: int
    stops: int


CONTROL = Amount(schedules=36, kills=40, stops=8)
SOME_MONTHS = timedelta(days=120)


@dataclass
class Result:
    """What a year showed."""

    schedules: int
    chronicle: Chronicle
    verdict: Verdict

    @property
    def clean(self) -> bool:
        """Whether the promise held, and nothing else went wrong."""
        return self.verdict.clean and not self.chronicle.trouble

    @property
    def line(self) -> str:
        """The figures."""
        return f"{self.schedules} schedules in {len(ZONES)} zones, {self.chronicle.kills.total()} kills: {self.verdict.line}"

    def lines(self) -> Iterator[str]:
        """The figures, how it went, and what went wrong."""
        yield self.line
        went = self.chronicle
        spread = ", ".join(f"{name} {number}" for name, number in sorted(went.kills.items()))
        yield (
            f"{went.seconds:.0f} s, {went.steps} steps ({went.steps - len(went.quiet)} with a death), {went.stops} stops, "
            f"{went.fired / went.seconds:.0f} turns a second; killed: {spread}"
        )
        yield from list(self.verdict.cases())[:20]
        yield from went.trouble[:5]


def a_year(engine: str, databases: Server, start: datetime, amount: Amount, seed: int) -> Result:
    """The app: one process on SQLite, three on PostgreSQL."""
    size = REPLICAS if engine == POSTGRESQL else 1
    return _played(databases, Plan(start, amount.kills, amount.stops, seed), amount.schedules, size, APP)


def control(databases: Server, start: datetime, seed: int) -> Result:
    """Two naive schedulers through the first months of the year; nobody changes anything."""
    plan = Plan(start, CONTROL.kills, CONTROL.stops, seed, SOME_MONTHS)
    return _played(databases, plan, CONTROL.schedules, 2, NAIVE)


def _played(databases: Server, plan: Plan, schedules: int, size: int, kind: str) -> Result:
    url = databases.new_url()
    database = Database(url)
    upgrade(database)
    planned = stories(schedules, plan.start, plan.seed, changes=kind == APP)
    with TemporaryDirectory(prefix="coach-year-") as folder:
        replicas = replicas_of(size, database.url, kind, Path(folder))
        chronicle = Director(database, replicas, planned, plan).play()
    verdict = (judge if kind == APP else judge_naive)(database, planned, Quiet(chronicle.quiet), plan.end)
    database.dispose()
    return Result(schedules, chronicle, verdict)
