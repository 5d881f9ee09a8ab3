"""The time of a database server that several replicas share, without asking it for every unit of work."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

ASK_EVERY_SECONDS = 60.0


class ServerClock:
    """Asked once a minute; in between the steps of this machine's monotonic clock are added, which nobody can set."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._known: tuple[float, datetime] | None = None

    def now(self, session: Session) -> datetime:
        """The server's time, give or take what two clocks drift apart in a minute."""
        with self._guard:
            known = self._known
        if known is None or self._monotonic() - known[0] >= ASK_EVERY_SECONDS:
            known = self._ask(session)
        return known[1] + timedelta(seconds=self._monotonic() - known[0])

    def _ask(self, session: Session) -> tuple[float, datetime]:
        told: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        known = self._monotonic(), told.astimezone(UTC)
        with self._guard:
            self._known = known
        return known
