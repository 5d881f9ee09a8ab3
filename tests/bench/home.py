"""The App Home: with 100 and with 10,000 stored partnerships of the same person's channels, as a ratio within one run."""

import time
from statistics import median
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import delete, event, insert, update

from bot.use_cases.app_home import AppHomeUseCases
from bot.use_cases.base import Services
from bot.use_cases.directory import Directory, SlackPerson
from bot.use_cases.steps import Actor
from flows.guide import load_guide
from flows.model import Guide
from storage.database import Database
from storage.migrations import upgrade
from storage.tables.models import ConversationRow, InvolvedRow, PortfolioRow, WaitingRow
from tests.bench.growth import fill
from tests.chaos.store import ENGINES, Server, server

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

    def _person(self, user: str) -> SlackPerson:
        return SlackPerson(user, "en-US")

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
            uow.session.execute(
                update(InvolvedRow).where(InvolvedRow.conversation_id.in_(these)).values(going_on=False)
            )
            uow.session.execute(delete(WaitingRow).where(WaitingRow.conversation_id.in_(these)))
        uow.commit()


class Opened:
    """The tab of somebody who is expected in every conversation of a database, and is in some of its channels."""

    def __init__(self, url: str, guide: Guide, size: int) -> None:
        self.database = Database(url)
        upgrade(self.database)
        fill(self.database, guide, 0, size)
        decided(self.database, guide, 0, size)
        with self.database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        self.guide = guide
        self.queries = 0
        event.listen(self.database.engine, "before_cursor_execute", self._count)

    def seconds(self, channels: int) -> float:
        """How long one opening takes."""
        directory = Known(channels)
        home = AppHomeUseCases(Services(self.database, self.guide, lambda team: directory, lambda: None))
        self.queries = 0
        start = time.perf_counter()
        view = home.view(Actor("T1", "U1", "bench", surface="command"))
        taken = time.perf_counter() - start
        assert len(view["blocks"]) > 10
        return taken

    def _count(self, *_: Any) -> None:
        self.queries += 1


def home_on(databases: Server, engine: str) -> None:
    """Print the figures of one engine. The sizes take turns, so that another load of the machine weighs on both."""
    guide = load_guide()
    small, large = (Opened(databases.new_url(), guide, size) for size in SIZES)
    for channels in (FEW, CHANNELS):
        pairs = [(small.seconds(channels), large.seconds(channels)) for _ in range(ROUNDS)]
        ratio = median(after / before for before, after in pairs)
        before, after = (median(times) for times in zip(*pairs, strict=True))
        one_query = before / small.queries
        extra = median(other - one for one, other in pairs)
        print(
            f"home: {engine}, in {channels} of {CHANNELS} channels: {SIZES[1]:,} partnerships cost {ratio:.2f} × what {SIZES[0]} "
            f"do ({1000 * after:.1f} and {1000 * before:.1f} ms; {large.queries} and {small.queries} queries, "
            f"{1000 * one_query:.2f} ms each; {extra / one_query:+.1f} of a query's worth more)"
        )
    for one in (small, large):
        one.database.dispose()


def home_figures() -> None:
    """On both engines."""
    for engine in ENGINES:
        with server(engine) as databases:
            home_on(databases, engine)
