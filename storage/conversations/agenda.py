"""What concerns one person, over all their conversations: which they are, what waits for them, when the coach asks again.

Each is one query by one index, however much is stored. Of a channel that the reader is not in now, only what they answer for the
partner is read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from storage.conversations.finding import Reader
from storage.conversations.involved import CHECK_IN
from storage.tables.follow_up_models import CheckInRow, ScheduleRow
from storage.tables.models import InvolvedRow, WaitingRow
from storage.tables.writing import one_of


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody: a section of a conversation or its check-in of this number for answers, or its decision."""

    conversation: str
    kind: str
    key: str
    number: int | None = None


@dataclass(frozen=True)
class Queue:
    """A page of what waits, the first one is 0; ``more``: there is another after it."""

    rows: tuple[Waiting, ...] = ()
    page: int = 0
    more: bool = False


class Agenda:
    """Reads what concerns a person."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def channels(self, team: str, person: str, *, limit: int) -> list[str]:
        """The channels of our conversations of somebody, those that moved last first: whether they are in, Slack must say."""
        query = select(InvolvedRow.channel, InvolvedRow.theirs).where(*_of(InvolvedRow, team, person))
        found = self.session.execute(query.order_by(*_LAST_MOVED).limit(limit))
        return list(dict.fromkeys(channel for channel, theirs in found if not theirs))

    def conversations(self, reader: Reader, *, limit: int) -> list[str]:
        """The conversations that concern the reader: those that go on first, then the one that moved last."""
        query = select(InvolvedRow.conversation_id).where(*self._readable(InvolvedRow, reader))
        return list(self.session.scalars(query.order_by(*_LAST_MOVED).limit(limit)))

    def waiting(self, reader: Reader, *, a_page: int, page: int = 0) -> Queue:
        """What waits for the reader in any conversation that they may see, what waits since last first."""
        numbered = and_(WaitingRow.kind == CHECK_IN, CheckInRow.id == WaitingRow.key)
        query = (
            select(WaitingRow.conversation_id, WaitingRow.kind, WaitingRow.key, CheckInRow.number)
            .outerjoin(CheckInRow, numbered)
            .where(*self._readable(WaitingRow, reader))
            .order_by(*_WAITS_LAST)
        )
        rows = self.session.execute(query.offset(page * a_page).limit(a_page + 1)).all()
        return Queue(tuple(Waiting(*row) for row in rows[:a_page]), page, more=len(rows) > a_page)

    def next_dates(self, conversations: Collection[str]) -> list[tuple[str, date]]:
        """(conversation, day of its zone): the next check-in of each that has one, the nearest first."""
        query = select(ScheduleRow.conversation_id, ScheduleRow.next_key, ScheduleRow.next_at).where(
            ScheduleRow.conversation_id.in_(conversations), ScheduleRow.next_at.is_not(None)
        )
        found: dict[str, date] = {}
        for whose, key, _ in self.session.execute(query.order_by(ScheduleRow.next_at, ScheduleRow.id)):
            found.setdefault(whose, datetime.fromisoformat(str(key)).date())
        return list(found.items())

    def _readable(self, row: type[InvolvedRow] | type[WaitingRow], reader: Reader) -> list[ColumnElement[bool]]:
        here = or_(row.theirs.is_(True), one_of(self.session, row.channel, reader.channels))
        return [*_of(row, reader.team, reader.person), here]


_LAST_MOVED = (InvolvedRow.going_on.desc(), InvolvedRow.moved_at.desc(), InvolvedRow.conversation_id.desc())
_WAITS_LAST = tuple(
    one.desc() for one in (WaitingRow.since, WaitingRow.conversation_id, WaitingRow.kind, WaitingRow.key)
)
"""Both are the order of an index, read from its end."""


def _of(row: type[InvolvedRow] | type[WaitingRow], team: str, person: str) -> list[ColumnElement[bool]]:
    return [row.team == team, row.person == person]
