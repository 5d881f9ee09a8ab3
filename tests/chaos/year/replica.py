"""One replica: it ticks when it is told what time it is, until it is killed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot.workers.ticker import Ticker
from storage.database import Database
from storage.engine.failpoints import VARIABLE
from tests.chaos.process import bind_failpoint
from tests.chaos.year.naive import NaiveScheduler

APP, NAIVE = "app", "naive"


class Hands:
    """A clock whose hands are moved from outside."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def __call__(self) -> datetime:
        assert self.at is not None, "nobody has said what time it is"
        return self.at


def live(orders: Connection, url: str, failpoint: str, kind: str, log: Path) -> None:
    """Tick for each time that comes in; what was fired goes back. The database knows the hands and no other clock."""
    with log.open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ[VARIABLE] = failpoint
    bind_failpoint()
    hands = Hands()
    database = Database(url, clock=hands)
    if kind == NAIVE:
        turn = NaiveScheduler(database, hands).turn
    else:
        ticker = Ticker(database, wake=lambda: None)

        def turn() -> int:
            return ticker.tick().fired

    while (now := orders.recv()) is not None:
        hands.at = now
        orders.send(turn())
    database.dispose()


@dataclass
class Replica:
    """The process, seen from outside. ``back_at``: when it lives again, after it was killed."""

    number: int
    url: str
    kind: str
    folder: Path
    back_at: datetime | None = None
    lives: int = 0
    failpoint: str = ""
    process: Any = None
    orders: Any = None
    log: Path = field(default_factory=Path)

    @property
    def alive(self) -> bool:
        return self.process is not None

    def begin(self, failpoint: str) -> None:
        """A life, with the point at which it ends (``name:n``), or none."""
        self.lives += 1
        self.failpoint, self.back_at = failpoint, None
        self.log = self.folder / f"replica-{self.number}-{self.lives}.log"
        server = get_context("forkserver")
        self.orders, theirs = server.Pipe()
        self.process = server.Process(target=live, args=(theirs, self.url, failpoint, self.kind, self.log), daemon=True)
        self.process.start()
        theirs.close()

    def tell(self, now: datetime) -> None:
        """It is so late; tick. Whoever has died meanwhile hears nothing."""
        with _a_broken_pipe_is_a_death():
            self.orders.send(now)

    def fired(self) -> int | None:
        """What it fired in its tick; None when it died in it."""
        with _a_broken_pipe_is_a_death():
            return int(self.orders.recv())
        return None

    def kill(self, back_at: datetime | None = None) -> int:
        """SIGKILL, and the body is collected; the exit code. ``back_at``: when the next life begins."""
        self.process.kill()
        self.process.join()
        code = int(self.process.exitcode)
        self.orders.close()
        self.process, self.back_at = None, back_at
        return code

    def stop(self) -> None:
        """Let it end by itself."""
        self.tell(None)  # type: ignore[arg-type]
        self.process.join()
        self.orders.close()
        self.process = None


@contextmanager
def _a_broken_pipe_is_a_death() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError):
        return
