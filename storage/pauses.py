"""Lanes where nothing is sent for a while, and workspaces where nothing is sent until they are resumed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import PauseRow
from storage.writing import Now, change, insert_or_change

WORKSPACE = ""
"""The lane that stands for all of a workspace."""


class Pauses:
    """What rests. A pause is a row, so every replica keeps it, and a restart too."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def pause(self, team: str, lane: str, until: datetime | None, reason: str) -> None:
        """Send nothing in this lane before ``until``; None: until ``resume``."""
        key = {"team": team, "lane": lane}
        insert_or_change(self.session, PauseRow, key, until=until, reason=reason, since=self.now())

    def resume(self, team: str | None = None) -> int:
        """Send again where it was stopped without a date: in one workspace, or everywhere. How many pauses ended."""
        stopped = delete(PauseRow).where(PauseRow.until.is_(None))
        return change(self.session, stopped if team is None else stopped.where(PauseRow.team == team))

    def purge(self, before: datetime) -> None:
        """Forget pauses that are long over."""
        change(self.session, delete(PauseRow).where(PauseRow.until < before))

    def next_end(self, now: datetime) -> datetime | None:
        """When the next pause ends."""
        return self.session.scalar(select(func.min(PauseRow.until)).where(PauseRow.until > now))


def resting(team: InstrumentedAttribute[str], lane: InstrumentedAttribute[str], now: Any) -> ColumnElement[bool]:
    """Whether a lane, or its whole workspace, rests."""
    here = or_(PauseRow.lane == lane, PauseRow.lane == WORKSPACE)
    still = or_(PauseRow.until.is_(None), PauseRow.until > now)
    return exists().where(PauseRow.team == team, here, still)
