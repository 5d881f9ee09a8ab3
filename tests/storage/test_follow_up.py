"""Commitments, schedules and check-ins come back as they were kept; what happened is only ever added."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from flows import commitments
from flows.check_ins import checkin
from flows.check_ins.checkin import CheckIn, Step
from flows.check_ins.conclusion import conclude
from flows.schedules.recurrence import Timetable
from storage.database import Database, StaleRecord
from storage.tables.follow_up_models import CheckInAnswerRow, CheckInRow, CommitmentRow, ScheduleRow
from storage.tables.models import Base, ConversationRow
from tests.storage.cases import ANA, BEN, CHANNEL, MIDDAY, PAT, TEAM, stored
from tests.storage.follow_up import check_ins, daily, followed, once, promised, rule, scheduled

TODAY = date(2026, 3, 2)
TIMES = Timetable((MIDDAY + timedelta(days=2), MIDDAY + timedelta(days=4)), MIDDAY + timedelta(days=7))


# Commitments


def test_a_commitment_comes_back_with_all_that_happened_to_it(database: Database) -> None:
    record = followed(database)
    one = promised(TODAY, due=date(2026, 4, 1))
    with database.unit_of_work() as uow:
        uow.commitments.add(record.id, one)
        uow.commit()
    one = commitments.move(one, date(2026, 5, 1), by=BEN.id, on=TODAY, reason="\x00 the board meets late")
    one = commitments.hand_over(one, BEN.id, by=ANA.id, on=TODAY)
    with database.unit_of_work() as uow:
        uow.commitments.save(record.id, one)
        uow.commit()
    with database.reading() as uow:
        assert uow.commitments.of(record.id) == (one,)
        assert uow.commitments.owned(TEAM, ANA.id, channels={CHANNEL}, limit=5) == []
        assert uow.commitments.owned(TEAM, BEN.id, channels={CHANNEL}, limit=5) == [(record.id, one)]
        assert uow.commitments.owned(TEAM, BEN.id, channels=(), limit=5) == []
        assert uow.commitments.owned("T0OTHER", BEN.id, channels={CHANNEL}, limit=5) == []


def test_what_is_closed_waits_for_nobody(database: Database) -> None:
    record = followed(database)
    one = promised(TODAY, due=date(2026, 4, 1))
    with database.unit_of_work() as uow:
        uow.commitments.add(record.id, one)
        uow.commitments.save(record.id, commitments.close(one, by=ANA.id, on=TODAY, reason="done"))
        assert uow.commitments.owned(TEAM, ANA.id, channels={CHANNEL}, limit=5) == []
        assert len(uow.commitments.of(record.id)) == 1


def test_a_history_that_is_not_the_one_that_is_stored_is_refused(database: Database) -> None:
    record, other = followed(database), followed(database)
    one = promised(TODAY, due=date(2026, 4, 1))
    moved = commitments.contest(one, by=BEN.id, on=TODAY, reason="not ours")
    with database.unit_of_work() as uow:
        uow.commitments.add(record.id, one)
        uow.commitments.save(record.id, moved)
        for conversation, wrong in ((record.id, replace(moved, history=moved.history[1:])), (other.id, moved)):
            with pytest.raises(StaleRecord):
                uow.commitments.save(conversation, wrong)


# Schedules


def test_a_schedule_asks_nothing_of_the_time_before_it_was_made(database: Database) -> None:
    made = scheduled(database, followed(database), rule(daily(date(2026, 1, 1))), MIDDAY)
    assert made.next is not None
    assert made.next.key == datetime(2026, 3, 3, 9)
    assert made.next.at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert made.rule == rule(daily(date(2026, 1, 1)))


def test_a_date_that_is_over_leaves_nothing_to_ask(database: Database) -> None:
    made = scheduled(database, followed(database), rule(once(date(2026, 1, 1))), MIDDAY)
    assert (made.state, made.next) == ("over", None)


def test_what_a_pause_swallowed_is_not_made_up_for_and_what_is_stopped_stays_so(database: Database) -> None:
    made = scheduled(database, followed(database), rule(daily(date(2026, 3, 1))), MIDDAY)
    with database.unit_of_work(now=MIDDAY) as uow:
        paused = uow.schedules.pause(made)
        assert (paused.state, paused.next) == ("paused", None)
        uow.commit()
    with database.unit_of_work(now=MIDDAY + timedelta(days=5)) as uow:
        resumed = uow.schedules.resume(paused)
        assert resumed.next is not None
        assert resumed.next.key == datetime(2026, 3, 8, 9)
        stopped = uow.schedules.stop(resumed)
        assert uow.schedules.resume(stopped) == uow.schedules.pause(stopped) == stopped


def test_another_rule_is_due_from_what_was_fired_on(database: Database) -> None:
    made = scheduled(database, followed(database), rule(daily(date(2026, 3, 1))), MIDDAY)
    with database.unit_of_work(now=MIDDAY) as uow:
        moved = uow.schedules.move(made, rule(daily(date(2026, 3, 1)), at=time(16)))
    assert moved.next is not None
    assert moved.next.key == datetime(2026, 3, 2, 16)


# Check-ins


def step(database: Database, record: object, act: Callable[[CheckIn], Step]) -> CheckIn:
    """The last check-in after one step, as it is stored."""
    with database.unit_of_work(now=MIDDAY) as uow:
        stored_one = uow.check_ins.latest(record)  # type: ignore[arg-type]
        assert stored_one is not None
        moved, _ = act(stored_one.check_in)
        uow.check_ins.save(replace(stored_one, check_in=moved))
        uow.commit()
    after = check_ins(database, record)[-1].check_in  # type: ignore[arg-type]
    assert after == moved
    return after


def test_every_step_of_a_check_in_comes_back_as_it_was_kept(database: Database) -> None:
    record = followed(database)
    due = promised(TODAY, due=TODAY)
    with database.unit_of_work(now=MIDDAY) as uow:
        uow.commitments.add(record.id, due)
        begun = uow.check_ins.begin(record, (due,), TODAY)
        uow.commit()
    assert check_ins(database, record) == [begun]
    step(database, record, lambda one: checkin.prompt(one, TIMES))
    step(database, record, lambda one: checkin.later(one, BEN.id, MIDDAY + timedelta(hours=5)))
    step(database, record, lambda one: checkin.away(one, PAT.id, date(2026, 3, 20)))
    step(database, record, lambda one: checkin.never(one, BEN.id))
    step(database, record, lambda one: checkin.answer(one, ANA.id, {"still_yes": "yes", "commitment:c1": "held"}))
    step(database, record, lambda one: checkin.answer(one, ANA.id, {"still_yes": None}))
    step(database, record, lambda one: checkin.skip(one, BEN.id))
    ended = step(database, record, lambda one: conclude(one, ANA.id, "renegotiate", "they were late"))
    assert ended.stage == "reported"


def test_the_next_check_in_is_held_against_the_last_and_knows_who_is_away_and_who_wants_no_reminders(
    database: Database,
) -> None:
    record = followed(database)
    with database.unit_of_work(now=MIDDAY) as uow:
        uow.check_ins.begin(record, (), TODAY)
        uow.commit()
    step(database, record, lambda one: checkin.prompt(one, TIMES))
    step(database, record, lambda one: checkin.never(one, BEN.id))
    step(database, record, lambda one: checkin.away(one, PAT.id, date(2026, 3, 20)))
    step(database, record, lambda one: checkin.skip(one, BEN.id))
    first = step(database, record, lambda one: checkin.answer(one, ANA.id, {"needs_met": "partly"}))
    with database.unit_of_work(now=MIDDAY) as uow:
        second = uow.check_ins.begin(record, (), date(2026, 3, 19)).check_in
        third = uow.check_ins.begin(record, (), date(2026, 3, 21)).check_in
    assert second.baseline == first.now()
    assert second.baseline.number == 1
    assert second.never_reminded(BEN.id)
    assert [person.id for person in second.waited_for()] == [ANA.id, BEN.id]
    assert [person.id for person in third.waited_for()] == [ANA.id, BEN.id, PAT.id]


def test_an_occurrence_is_stored_once_for_ever(database: Database) -> None:
    record = followed(database)
    made = scheduled(database, record, rule(daily(date(2026, 3, 1))), MIDDAY)
    key = datetime(2026, 3, 3, 9)
    with database.unit_of_work(now=MIDDAY) as uow:
        uow.check_ins.begin(record, (), TODAY, schedule_id=made.id, occurrence=key)
        with pytest.raises(IntegrityError):
            uow.check_ins.begin(record, (), TODAY, schedule_id=made.id, occurrence=key)


def test_no_part_of_the_follow_up_outlives_its_conversation_or_changes_its_workspace(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(date(2026, 3, 1))), MIDDAY)
    due = promised(TODAY, due=TODAY)
    with database.unit_of_work(now=MIDDAY) as uow:
        uow.commitments.add(record.id, due)
        uow.check_ins.begin(record, (due,), TODAY)
        uow.commit()
    step(database, record, lambda one: checkin.prompt(one, TIMES))
    step(database, record, lambda one: checkin.answer(one, ANA.id, {"still_yes": "yes"}))
    for row in (ScheduleRow, CommitmentRow, CheckInRow, CheckInAnswerRow):
        with database.unit_of_work() as uow, pytest.raises(IntegrityError):
            uow.session.query(row).update({"team": "T0OTHER"})
    with database.unit_of_work() as uow:
        uow.session.execute(delete(ConversationRow).where(ConversationRow.id == record.id))
        uow.commit()
    left = [table for table in Base.metadata.sorted_tables if table.name.startswith(("check_in", "commit", "schedule"))]
    assert len(left) == 8
    with database.reading() as uow:
        assert [uow.session.scalar(select(func.count()).select_from(table)) for table in left] == [0] * 8


def test_a_check_in_that_nobody_has_is_not_saved(database: Database) -> None:
    record = stored(database)
    with database.unit_of_work(now=MIDDAY) as uow:
        begun = uow.check_ins.begin(record, (), TODAY)
        with pytest.raises(StaleRecord):
            uow.check_ins.save(replace(begun, id="nobody's"))
