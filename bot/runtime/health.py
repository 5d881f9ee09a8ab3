"""Whether the coach can work: for a load balancer, an orchestrator, an operator. It tells counts and ages, never content."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.runtime.metrics import Metrics
from storage.database import Database
from storage.records import Backlog

LOOK_SECONDS = 2.0
"""How old an answer of the database may be: anybody who reaches the port may ask, and the database is not asked each time."""


@dataclass(frozen=True)
class _Found:
    """What the database says: what waits, and why nothing is sent at all; empty where it is."""

    backlog: Backlog
    stopped: str


class _LastLook:
    """What the database said last, and when. Those who ask at the same moment wait for one look."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._until = 0.0
        self._found: _Found | None = None

    def of(self, look: Callable[[], "_Found | None"]) -> "_Found | None":
        with self._guard:
            if time.monotonic() >= self._until:
                self._found = look()
                self._until = time.monotonic() + LOOK_SECONDS
            return self._found


@dataclass(frozen=True)
class Health:
    """``fresh_links`` counts Socket Mode links that were heard of lately; None where there are none to have. ``link_trouble`` says
    why Slack ends them again and again. ``team``: the workspace whose messages count, None for all."""

    database: Database
    metrics: Metrics
    oldest_seconds: float
    fresh_links: Callable[[], int | None]
    link_trouble: Callable[[], str] = lambda: ""
    team: str | None = None
    _last: _LastLook = field(default_factory=_LastLook, init=False, repr=False, compare=False)

    def report(self) -> dict[str, Any]:
        """``ready``, and what is not."""
        found, links = self._last.of(self._look), self.fresh_links()
        waiting = _seconds(found.backlog if found else None)
        wrong = {
            "database": found is None,
            "workspace": found is not None and bool(found.stopped),
            "socket": links == 0 or bool(self.link_trouble()),
            "backlog": waiting is not None and waiting > self.oldest_seconds,
        }
        not_ready = [name for name, trouble in wrong.items() if trouble]
        report = {"ready": not not_ready, "not_ready": not_ready, "oldest_seconds": waiting, "fresh_links": links}
        if trouble := self.link_trouble():
            report["socket"] = trouble
        return report

    def figures(self) -> bytes:
        """The metrics as Prometheus reads them."""
        return self.metrics.exposed(self._backlog(), self.fresh_links())

    def _backlog(self) -> Backlog | None:
        """What waited at the last look; None when the database did not answer."""
        found = self._last.of(self._look)
        return found.backlog if found else None

    def _look(self) -> _Found | None:
        try:
            with self.database.reading() as uow:
                stopped = uow.outbox.pauses.stopped()
                why = "" if self.team is None else stopped.get(self.team, "")
                return _Found(uow.outbox.backlog(self.team), why)
        except Exception:  # whatever it is, it does not answer; that is what is reported
            return None


def _seconds(backlog: Backlog | None) -> int | None:
    return None if backlog is None or backlog.oldest_age is None else int(backlog.oldest_age.total_seconds())
