"""Schedules as rows: the rule, what is due next, what was fired last."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from flows.schedules.recurrence import Occurrence, next_occurrence, over
from flows.schedules.rules import Rule
from storage.tables.follow_up_models import ACTIVE, BROKEN, OVER, PAUSED, STOPPED, ScheduleRow
from storage.tables.writing import Now, change, team_of


@dataclass(frozen=True)
class Schedule:
    """A stored schedule. ``next``: what is due next, None unless it is active. ``last_key``: what was fired, or left out, last."""

    id: str
    team: str
    conversation: str
    rule: Rule
    made_by: str
    state: str = ACTIVE
    next: Occurrence | None = None
    last_key: datetime | None = None


class Schedules:
    """The schedules of conversations. Whoever changes one holds the lock of its conversation."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def add(self, conversation: str, rule: Rule, made_by: str) -> Schedule:
        """A new schedule. What its rule says of the time before now is over: nobody is asked about it."""
        past = over(rule, None, self.now())
        values = following(rule, past.key if past else None)
        id = uuid.uuid4().hex
        self.session.execute(
            insert(ScheduleRow).values(
                id=id,
                team=team_of(conversation),
                conversation_id=conversation,
                rule=rule.model_dump(mode="json"),
                made_by=made_by,
                created_at=self.now(),
                **values,
            )
        )
        return self.get(id)

    def get(self, schedule: str) -> Schedule:
        """A schedule as it stands now; raises NoResultFound."""
        query = select(ScheduleRow).where(ScheduleRow.id == schedule).execution_options(populate_existing=True)
        return _schedule(self.session.scalars(query).one())

    def of(self, conversation: str) -> list[Schedule]:
        """The schedules of a conversation, the oldest first."""
        query = select(ScheduleRow).where(ScheduleRow.conversation_id == conversation)
        rows = self.session.scalars(query.order_by(ScheduleRow.created_at, ScheduleRow.id))
        return [_schedule(row) for row in rows]

    def fired(self, schedule: Schedule, key: datetime) -> Schedule:
        """An occurrence was fired, or left out: the next one is due."""
        return self._change(schedule, **following(schedule.rule, key))

    def pause(self, schedule: Schedule) -> Schedule:
        """Nothing is due until ``resume``; only what is active can be paused."""
        return self._idle(schedule, PAUSED) if schedule.state == ACTIVE else schedule

    def resume(self, schedule: Schedule) -> Schedule:
        """Due again from now on; what the pause swallowed is not made up for."""
        if schedule.state not in (PAUSED, BROKEN):
            return schedule
        missed = over(schedule.rule, schedule.last_key, self.now())
        return self.fired(schedule, missed.key) if missed else self._again(schedule)

    def stop(self, schedule: Schedule) -> Schedule:
        """Never due again."""
        return self._idle(schedule, STOPPED)

    def set_aside(self, schedule: str) -> None:
        """It could not be fired, or not even read: others must not wait for it."""
        values = {"state": BROKEN, "next_key": None, "next_at": None}
        change(self.session, update(ScheduleRow).where(ScheduleRow.id == schedule).values(**values))

    def move(self, schedule: Schedule, rule: Rule) -> Schedule:
        """Another rule, or the same wall-clock times in another zone: what was fired is not fired again."""
        changed = self._change(schedule, rule=rule.model_dump(mode="json"))
        return self._again(changed) if changed.state in (ACTIVE, OVER) else changed

    def _again(self, schedule: Schedule) -> Schedule:
        return self._change(schedule, **following(schedule.rule, schedule.last_key))

    def _idle(self, schedule: Schedule, state: str) -> Schedule:
        return self._change(schedule, state=state, next_key=None, next_at=None)

    def _change(self, schedule: Schedule, **values: object) -> Schedule:
        change(self.session, update(ScheduleRow).where(ScheduleRow.id == schedule.id).values(**values))
        return self.get(schedule.id)


def following(rule: Rule, key: datetime | None) -> dict[str, object]:
    """The columns of a schedule whose last occurrence was ``key``."""
    due = next_occurrence(rule, key)
    return {
        "state": ACTIVE if due else OVER,
        "last_key": key.isoformat() if key else None,
        "next_key": due.key.isoformat() if due else None,
        "next_at": due.at if due else None,
    }


def _schedule(row: ScheduleRow) -> Schedule:
    found = Schedule(
        id=row.id,
        team=row.team,
        conversation=row.conversation_id,
        rule=Rule.model_validate(row.rule),
        made_by=row.made_by,
        state=row.state,
        last_key=datetime.fromisoformat(row.last_key) if row.last_key else None,
    )
    if row.next_key is None or row.next_at is None:
        return found
    return replace(found, next=Occurrence(datetime.fromisoformat(row.next_key), row.next_at))
