"""The control: a scheduler as they are often written. Its dates live in memory, and it looks at nothing before it fires."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from flows.schedules.recurrence import Occurrence, next_occurrence
from flows.schedules.rules import Rule
from flows.schedules.wall_clock import local
from storage.database import Database
from storage.records import Message
from storage.tables.follow_up_models import ScheduleRow

KEY = "naive"


class NaiveScheduler:
    """The same dates as the app's, computed by the app's own code: what it lacks is the row that outlives it."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database, self.clock = database, clock
        self._jobs: dict[str, tuple[Rule, str, Occurrence | None]] = {}

    def turn(self) -> int:
        """Fire what is due, without a lock and without a key; how many."""
        if not self._jobs:
            self._load()
            return 0
        now, count = self.clock(), 0
        for id, (rule, conversation, due) in self._jobs.items():
            if due is None or due.at > now:
                continue
            with self.database.unit_of_work() as uow:
                uow.outbox.write(_message(id, conversation, due.key))
                uow.commit()
            self._jobs[id] = rule, conversation, next_occurrence(rule, due.key)
            count += 1
        return count

    def _load(self) -> None:
        """Begin with what comes after now."""
        now = self.clock()
        with self.database.reading() as uow:
            rows = uow.session.scalars(select(ScheduleRow)).all()
        for row in rows:
            rule = Rule.model_validate(row.rule)
            due = next_occurrence(rule, local(now, rule.zone))
            self._jobs[row.id] = rule, row.conversation_id, due


def _message(schedule: str, conversation: str, key: datetime) -> Message:
    return Message(
        kind="post",
        team="T0HOME",
        channel="C0PARTNERS",
        conversation=conversation,
        body={"text": "How does it go?"},
        dedupe_key=f"{KEY}|{schedule}|{key.isoformat()}|{uuid.uuid4().hex}",
    )
