"""The clock before the decision: each who is waited for is reminded once for what is due, across kills and replicas."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.use_cases import due
from storage.database import Database
from storage.records import Record
from storage.tables.models import OutboxRow, ReminderRow
from tests.storage.cases import ANA, BEN, MIDDAY, stored
from tests.storage.follow_up import ticked
from tests.storage.killing import killed

KILLED = """
import sys
from datetime import datetime
from bot.use_cases.due import fire_due
from storage.database import Database
fire_due(Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
"""
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)


def waiting(database: Database) -> Record:
    """A conversation whose first section has waited since MIDDAY."""
    record = stored(database)
    with database.unit_of_work(now=MIDDAY) as uow:
        uow.reminders.keep(record)
        uow.commit()
    return record


def reminded(database: Database) -> list[str]:
    with database.reading() as uow:
        return sorted(str(user) for user in uow.session.scalars(select(OutboxRow.user)))


def test_each_of_ours_is_reminded_and_nobody_of_the_partner(database: Database) -> None:
    waiting(database)
    assert ticked(database, MIDDAY + timedelta(days=1)).fired == 0
    assert ticked(database, NOW + timedelta(days=30)).fired == 1
    assert reminded(database) == sorted([ANA.id, BEN.id])
    assert ticked(database, NOW + timedelta(days=60)).fired == 0


@pytest.mark.parametrize(("failpoint", "kept"), [("before_commit:2", 1), ("after_commit:2", 2)])
def test_killed_in_the_middle_of_a_batch_the_rest_is_reminded_and_none_twice(
    database: Database, database_url: str, failpoint: str, kept: int
) -> None:
    records = [waiting(database) for _ in range(3)]
    later = NOW + timedelta(days=30)
    killed(KILLED, database_url, later.isoformat(), failpoint=failpoint)
    assert len(reminded(database)) == kept * 2
    assert ticked(database, later).fired == len(records) - kept
    assert reminded(database) == sorted([ANA.id, BEN.id] * 3)


def test_what_cannot_be_fired_is_set_aside(database: Database) -> None:
    record = waiting(database)
    with database.unit_of_work() as uow:
        due.DueReminders().set_aside(uow, due.DueRow(record.id, record.team, record.id))
        uow.commit()
    with database.reading() as uow:
        assert uow.session.scalars(select(ReminderRow.next_at)).all() == [None, None]
    assert ticked(database, NOW + timedelta(days=90)).fired == 0
