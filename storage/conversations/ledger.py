"""The ledger as rows: what would reopen a declined conversation, and when the coach asks again, once a date."""

import uuid
from datetime import date, datetime, time

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from flows.ledger import LedgerEntry
from flows.schedules.planned import NOWHERE
from flows.schedules.wall_clock import instant
from storage.tables.models import LedgerRow
from storage.tables.writing import Now, change, team_of

_AT = time(9)
"""When the coach asks, on the day: in the zone of whoever named it."""


class Ledger:
    """The entries of conversations. Whoever changes one holds the lock of its conversation."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def put(self, conversation: str, entry: LedgerEntry, zone: str = NOWHERE) -> None:
        """Keep an entry in place of the one before; an empty one is none. ``zone``: in which its day is named."""
        self.drop(conversation)
        if entry.empty:
            return
        self.session.execute(
            insert(LedgerRow).values(
                id=uuid.uuid4().hex,
                team=team_of(conversation),
                conversation_id=conversation,
                reason=entry.reason,
                condition=entry.condition,
                day=entry.on.isoformat() if entry.on else "",
                by=entry.by,
                asked=entry.asked,
                next_at=_moment(entry.ask_on(self.now().date()), zone),
                recorded_at=self.now(),
            )
        )

    def drop(self, conversation: str) -> None:
        """It is declined no more."""
        change(self.session, delete(LedgerRow).where(LedgerRow.conversation_id == conversation))

    def ask_on(self, conversation: str, day: date | None, zone: str = NOWHERE) -> None:
        """Ask again on another day; never, without one."""
        values = {"day": day.isoformat() if day else "", "next_at": _moment(day, zone)}
        change(self.session, update(LedgerRow).where(LedgerRow.conversation_id == conversation).values(**values))

    def asked(self, conversation: str, times: int) -> None:
        """It was asked: not again, unless somebody names another day."""
        this = update(LedgerRow).where(LedgerRow.conversation_id == conversation)
        change(self.session, this.values(asked=times, next_at=None))

    def silence(self, conversation: str) -> None:
        """Nobody is asked any more."""
        this = update(LedgerRow).where(LedgerRow.conversation_id == conversation)
        change(self.session, this.values(next_at=None))


def entry_of(reason: str, condition: str, day: str, by: str, asked: int) -> LedgerEntry:
    """The entry of a row's columns."""
    return LedgerEntry(reason, condition, date.fromisoformat(day) if day else None, by, asked)


def _moment(day: date | None, zone: str) -> datetime | None:
    return instant(datetime.combine(day, _AT), zone) if day else None
