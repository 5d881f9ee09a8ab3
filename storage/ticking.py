"""The clock's turn: what is due is fired, told and moved on to its next date in one transaction, each by itself.

Every turn locks the conversation: people who answer, and other replicas, take theirs before or after. One that is locked is
left for the next tick. After the lock everything is read again: what another replica fired meanwhile is not due any more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from flows.conversation import FOLLOWING_UP, Said
from flows.follow_up import nudges
from flows.follow_up.checkin import prompt
from flows.follow_up.commitments import due as due_commitments
from flows.follow_up.conclusion import overtaken
from flows.follow_up.recurrence import catch_up, timetable
from flows.follow_up.rules import Rule
from flows.follow_up.wall_clock import instant, local
from storage.check_ins import StoredCheckIn
from storage.database import Database, StorageError
from storage.follow_up_models import ACTIVE, CheckInRow, ScheduleRow
from storage.models import ConversationRow, LedgerRow
from storage.records import Message, Record
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

Tell = Callable[[UnitOfWork, Record, StoredCheckIn, tuple[Said, ...], str], Iterable[Message]]
"""The messages for what a check-in has to say; the text is a key that makes them unique, the same whoever fires it. The check-in
is saved already."""


@dataclass(frozen=True)
class Ticked:
    """What a tick did. ``aside``: ids of what could not be fired, and the kinds of error."""

    fired: int = 0
    aside: tuple[tuple[str, str], ...] = ()


def tick(database: Database, tell: Tell, now: datetime | None = None) -> Ticked:
    """Fire everything that is due, however late: once each. ``now`` is the database's time unless it is given."""
    done = Ticked()
    for turn in (_Turn(database, tell, CheckInRow, _go_on), _Turn(database, tell, ScheduleRow, _begin)):
        while (one := turn.take(now)) is not None:
            done = Ticked(done.fired + one.fired, (*done.aside, *one.aside))
    return done


def next_due(uow: UnitOfWork) -> datetime | None:
    """When there is something to fire next; None when there never is."""
    found = [uow.session.scalar(select(func.min(row.next_at))) for row in (CheckInRow, ScheduleRow, LedgerRow)]
    return min((one for one in found if one is not None), default=None)


Step = Callable[[UnitOfWork, Record, str, Tell], None]


@dataclass(frozen=True)
class _Turn:
    """One due row after the other, of one table."""

    database: Database
    tell: Tell
    row: type[CheckInRow] | type[ScheduleRow]
    step: Step

    def take(self, now: datetime | None) -> Ticked | None:
        """The next turn; None when nothing is due that nobody else has."""
        with self.database.unit_of_work(now=now) as uow:
            claimed = uow.session.execute(due(self.row, uow.now)).first()
            if claimed is None:
                return None
            id, team, conversation = claimed
            try:
                record = uow.conversations.get(team, conversation, lock=True)
                assert record is not None  # its row is locked, and outlives those that belong to it
                self.step(uow, record, id, self.tell)
                uow.commit()
            except (SQLAlchemyError, StorageError):
                raise  # the database's trouble, not that of this row
            except Exception as error:  # one that cannot be fired must not keep the others waiting
                failed = type(error).__name__
            else:
                return Ticked(1)
        with self.database.unit_of_work(now=now) as uow:
            if self.row is ScheduleRow:
                uow.schedules.set_aside(id)
            else:
                uow.check_ins.set_aside(id)
            uow.commit()
        return Ticked(0, ((id, failed),))


def due(row: type[CheckInRow] | type[ScheduleRow], now: datetime) -> Select[str, str, str]:
    """The next row of this table that is due and whose conversation nobody holds, which is locked then."""
    return (
        select(row.id, row.team, row.conversation_id)
        .join(ConversationRow, ConversationRow.id == row.conversation_id)
        .where(row.next_at <= now)
        .order_by(row.next_at, row.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True, of=ConversationRow)
    )


def _go_on(uow: UnitOfWork, record: Record, id: str, tell: Tell) -> None:
    """What the clock does to a check-in that runs: a nudge, a reminder that was asked for, the end.

    Of a conversation that has ended, or is being decided anew, nobody is asked any more.
    """
    stored = next(one for one in uow.check_ins.of(record) if one.id == id)
    if record.conversation.stage != FOLLOWING_UP:
        uow.check_ins.save(replace(stored, check_in=overtaken(stored.check_in)[0]))
        return
    moved, said = nudges.tick(stored.check_in, uow.now)
    _keep(uow, record, replace(stored, check_in=moved), said, f"{id}:{moved.stage}:{len(moved.told)}", tell)


def _begin(uow: UnitOfWork, record: Record, id: str, tell: Tell) -> None:
    """A schedule's occurrence: the check-in before ends as it stands, a new one begins, the next date is set.

    Who has ended is not asked any more. While a conversation that was reopened is not decided again, its dates go by.
    """
    schedule = uow.schedules.get(id)
    occurrence = catch_up(schedule.rule, schedule.last_key, uow.now) if schedule.state == ACTIVE else None
    if occurrence is None:  # fired meanwhile; or the clocks of its zone go otherwise than was known
        uow.schedules.move(schedule, schedule.rule)
        return
    if record.conversation.ended:
        uow.schedules.stop(schedule)
        return
    uow.schedules.fired(schedule, occurrence.key)
    if record.conversation.stage != FOLLOWING_UP:
        return
    key = f"{id}:{occurrence.key.isoformat()}"
    # The clock's own inbound key: another guard than the lock, and the point at which a kill is tested.
    if not uow.inbox.first_time(f"due:{key}"):
        return
    if (before := uow.check_ins.latest(record)) is not None:
        moved, said = overtaken(before.check_in)
        _keep(uow, record, replace(before, check_in=moved), said, f"{key}:before", tell)
    _prompt(uow, record, schedule, occurrence.key, key, tell)


def _prompt(uow: UnitOfWork, record: Record, schedule: Schedule, occurrence: datetime, key: str, tell: Tell) -> None:
    today = local(uow.now, schedule.rule.zone).date()
    asked = due_commitments(uow.commitments.of(record.id), today)
    stored = uow.check_ins.begin(record, asked, today, schedule_id=schedule.id, occurrence=occurrence)
    moved, said = prompt(stored.check_in, timetable(schedule.rule, _on_time(schedule.rule, uow.now)))
    _keep(uow, record, replace(stored, check_in=moved), said, key, tell)


def _on_time(rule: Rule, now: datetime) -> datetime:
    """Today at the rule's time of day: what is caught up at night is not nudged about at night."""
    return instant(datetime.combine(local(now, rule.zone).date(), rule.at), rule.zone)


def _keep(uow: UnitOfWork, record: Record, stored: StoredCheckIn, said: tuple[Said, ...], key: str, tell: Tell) -> None:
    uow.check_ins.save(stored)
    for message in tell(uow, record, stored, said, key):
        uow.outbox.write(message)
