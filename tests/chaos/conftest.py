"""An emulator that retries quickly, a post office with a clock of its own, and the real app in processes to be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground import Emulator
from storage.database import Database
from tests.chaos import store
from tests.chaos.fleet import nursery
from tests.chaos.run import a_slack
from tests.chaos.scenes import Clock, PostOffice, Restartable, Scene

RETRY_SPEED = 200.0


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """Its retries are over in seconds."""
    for name in ("NO_PROXY", "no_proxy"):  # the wire never leaves the machine, whatever proxy is set
        monkeypatch.setenv(name, "127.0.0.1")
    with a_slack(1, retry_speed=RETRY_SPEED) as slack:
        yield slack


@pytest.fixture
def office(slack: Emulator, database_url: str) -> Iterator[PostOffice]:
    """A relay that moves when it is told to, on a clock that moves when it is told to."""
    clock = Clock()
    database = Database(database_url, clock=clock)
    yield PostOffice(slack, database, clock)
    database.dispose()


@pytest.fixture
def scene(slack: Emulator, own_url: str, tmp_path: Path) -> Iterator[Scene]:
    """A conversation whose card stands in Slack, and no process yet."""
    database = Database(own_url)
    store.keep_logbook(database)
    with nursery(stop=False):
        scene = Scene(slack, database, own_url, tmp_path)
        yield scene
        scene.bury()
    database.dispose()


@pytest.fixture
def restartable() -> Iterator[Restartable]:
    """A PostgreSQL server of one's own."""
    with store.postgresql() as started:
        yield Restartable(started, started.get_uri())
