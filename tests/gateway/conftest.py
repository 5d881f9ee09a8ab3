"""``bot.gateway.http`` in front of a front that only counts, or of the real app on SQLite."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltResponse
from starlette.applications import Starlette

from bot.gateway.http import web_application
from bot.gateway.payload_schemas import KINDS
from bot.runtime.health import Health
from bot.runtime.metrics import Metrics
from storage.database import Database
from storage.migrations import upgrade
from tests.gateway.asgi import NOW, SECRET


class Front:
    """What reached the other side of the door, and what it answers."""

    def __init__(self) -> None:
        self.metrics = Metrics(KINDS)
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[BoltResponse | Callable[[], BoltResponse]] = []
        self._guard = threading.Lock()

    def answer(self, payload: dict[str, Any], headers: dict[str, str]) -> BoltResponse:
        with self._guard:
            self.seen.append(payload)
            self.headers.append(headers)
            answer = self.answers.pop(0) if self.answers else BoltResponse(status=200, body="done")
        return answer() if callable(answer) else answer


@pytest.fixture
def database(tmp_path: Path) -> Any:
    """SQLite, migrated."""
    opened = Database(f"sqlite:///{tmp_path / 'coach.db'}")
    upgrade(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def front() -> Front:
    return Front()


@pytest.fixture
def health(front: Front, database: Database) -> Health:
    return Health(database, front.metrics, 300, lambda: None)


class Time:
    """A clock that tests set."""

    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def web(front: Front, health: Health, clock: Time) -> Starlette:
    return web_application(front, SECRET, health, clock)  # type: ignore[arg-type]
