"""Whether the coach can work: for a load balancer, an orchestrator, an operator. It tells counts and ages, never content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.metrics import Metrics
from storage.database import Database
from storage.records import Backlog


@dataclass(frozen=True)
class Health:
    """``fresh_links`` counts Socket Mode links that were heard of lately; None where there are none to have."""

    database: Database
    metrics: Metrics
    oldest_seconds: float
    fresh_links: Callable[[], int | None]

    def report(self) -> dict[str, Any]:
        """``ready``, and what is not."""
        backlog, links = self._backlog(), self.fresh_links()
        waiting = _seconds(backlog)
        wrong = {
            "database": backlog is None,
            "socket": links == 0,
            "backlog": waiting is not None and waiting > self.oldest_seconds,
        }
        not_ready = [name for name, trouble in wrong.items() if trouble]
        return {"ready": not not_ready, "not_ready": not_ready, "oldest_seconds": waiting, "fresh_links": links}

    def figures(self) -> bytes:
        """The metrics as Prometheus reads them."""
        return self.metrics.exposed(self._backlog(), self.fresh_links())

    def _backlog(self) -> Backlog | None:
        """What waits; None when the database does not answer."""
        try:
            with self.database.reading() as uow:
                return uow.outbox.backlog()
        except Exception:  # whatever it is, it does not answer; that is what is reported
            return None


def _seconds(backlog: Backlog | None) -> int | None:
    return None if backlog is None or backlog.oldest_age is None else int(backlog.oldest_age.total_seconds())
