"""The App Home: with 100 and with 10,000 stored partnerships of the same person's channels, as a ratio within one run."""

import time
from statistics import median
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import insert

from bot.at_home import Home
from bot.directory import Directory, Person
from bot.turns import Actor, House
from flows.guide import load_guide
from flows.model import Guide
from storage.database import Database
from storage.migrations import upgrade
from storage.models import ConversationRow, PortfolioRow
from tests.bench.growth import fill
from tests.chaos.store import ENGINES, server

SIZES = (100, 10_000)
ROUNDS = 60
CHANNELS = 977
FEW = 20
"""How many of the channels somebody is in who is not in all of them."""


class Known(Directory):
    """Slack's answers are remembered for a minute: what is measured is what the app does."""

    def __init__(self, channels: int) -> None:
        super().__init__(WebClient(), "T1")
        self._own = frozenset(f"C{number}" for number in range(channels))

    def _person(self, user: str) -> Person:
        return Person(user, "en-US")

    def _members(self, channel: str) -> frozenset[str]:
        return frozenset()

    def _channels_of(self, user: str) -> frozenset[str]:
        return self._own


def decided(database: Database, guide: Guide, first: int, last: int) -> None:
    """Of these conversations, every second one is decided, with a verdict, four flags and its hours."""
    flags = [flag.id for flag in guide.flags]
    rows: list[dict[str, Any]] = []
    for number in range(first, last, 2):
        whose = {"conversation_id": f"c{number}", "team": "T1", "channel": f"C{number % CHANNELS}"}
        facts = [("verdict", ("strategic", "conditional")[number % 4 // 2]), ("hours", "hours_total")]
        facts += [("flag", flags[(number + n) % len(flags)]) for n in range(4)]
        rows += [{**whose, "kind": kind, "key": key, "amount": 12.0} for kind, key in facts]
    with database.unit_of_work() as uow:
        for start in range(0, len(rows), 5_000):
            uow.session.execute(insert(PortfolioRow), rows[start : start + 5_000])
        ids = [{"id": f"c{number}"} for number in range(first, last, 2)]
        table: Any = ConversationRow.__table__
        for start in range(0, len(ids), 500):
            these = [one["id"] for one in ids[start : start + 500]]
            uow.session.execute(table.update().where(table.c.id.in_(these)).values(standing="decided", ended=True))
        uow.commit()


def home_seconds(database: Database, guide: Guide, channels: int) -> float:
    """Median seconds of the whole tab of somebody who is expected in every conversation."""
    directory = Known(channels)
    home = Home(House(database, guide, lambda team: directory, lambda: None))
    actor = Actor("T1", "U1", "bench", surface="command")
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        view = home.view(actor)
        times.append(time.perf_counter() - start)
        assert len(view["blocks"]) > 10
    return median(times)


def home_on(url: str, engine: str) -> None:
    """Print the ratios for one database."""
    database = Database(url)
    upgrade(database)
    guide = load_guide()
    filled = 0
    first: dict[int, float] = {}
    for size in SIZES:
        fill(database, guide, filled, size)
        decided(database, guide, filled, size)
        filled = size
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        for channels in (FEW, CHANNELS):
            seconds = home_seconds(database, guide, channels)
            first.setdefault(channels, seconds)
            print(
                f"home: {engine}, {size:>6,} partnerships, in {channels} of their {CHANNELS} channels: "
                f"{seconds / first[channels]:.2f} × that at {SIZES[0]} ({1000 * seconds:.1f} ms)"
            )
    database.dispose()


def home_figures() -> None:
    """On both engines."""
    for engine in ENGINES:
        with server(engine) as databases:
            home_on(databases.new_url(), engine)
