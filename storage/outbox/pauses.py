"""Lanes where nothing is sent for a while, and workspaces where nothing is sent until they are resumed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from storage.tables.models import PauseRow
from storage.tables.writing import Now, change, insert_or_change

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

    def stopped(self) -> dict[str, str]:
        """The workspaces where nothing is sent until they are resumed → why."""
        query = select(PauseRow.team, PauseRow.reason).where(PauseRow.lane == WORKSPACE, PauseRow.until.is_(None))
        return {row.team: row.reason for row in self.session.execute(query)}

    def resume(self, team: str | None = None, but: Collection[str] = ()) -> int:
        """Send again where it was stopped without a date: in one workspace, or everywhere ``but`` in some. How many ended."""
        stopped = delete(PauseRow).where(PauseRow.until.is_(None), PauseRow.team.not_in(sorted(but)))
        return change(self.session, stopped if team is None else stopped.where(PauseRow.team == team))

    def purge(self, before: datetime) -> None:
        """Forget pauses that are long over."""
        change(self.session, delete(PauseRow).where(PauseRow.until < before))


def resting(team: ColumnElement[str], lane: ColumnElement[str], now: Any) -> ColumnElement[bool]:
    """Whether a lane, or its whole workspace, rests."""
    here = or_(PauseRow.lane == lane, PauseRow.lane == WORKSPACE)
    still = or_(PauseRow.until.is_(None), PauseRow.until > now)
    return exists().where(PauseRow.team == team, here, still)
