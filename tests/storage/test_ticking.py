"""The clock: every occurrence once, at its instant, across replicas, kills, stops, and clocks that jump."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.messages import check_ins as check_ins_messages
from bot.use_cases import due
from flows.check_ins import checkin
from flows.check_ins.checkin import Standing
from flows.conversation import conversation as talk
from flows.schedules.rules import Every, Unit
from storage.database import Database
from storage.follow_up.check_ins import StoredCheckIn
from storage.privacy.erasing import Erasing
from storage.records import Message, Record
from storage.unit_of_work import UnitOfWork
from tests.databases import only
from tests.storage.cases import ANA, BEN, ERASURE_KEY, MIDDAY, PAT, post, saved, stored
from tests.storage.follow_up import (
    DECIDED,
    check_ins,
    daily,
    followed,
    once,
    promised,
    rule,
    said,
    schedule_of,
    scheduled,
    tell,
    ticked,
)
from tests.storage.killing import killed

Spoken = tuple[talk.Said, ...]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PROMPT = ["ask all", f"prompt {ANA.id}", f"prompt {BEN.id}", f"prompt {PAT.id}"]
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The days on which the clocks of Paris jump from 02:00 to 03:00, and back from 03:00 to 02:00."""


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_nothing_is_asked_before_its_instant_and_everything_at_it(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(once(date(2026, 6, 1))), MIDDAY)
    assert ticked(database, utc(2026, 6, 1, 6, 59, 59)).fired == 0
    assert said(database) == []
    assert ticked(database, utc(2026, 6, 1, 7)).fired == 1
    assert said(database) == PROMPT
    assert schedule_of(database, record).state == "over"
    assert ticked(database, utc(2026, 6, 1, 7)).fired == 0
    (stored_one,) = check_ins(database, record)
    assert stored_one.check_in.stage == "prompted"


def test_two_replicas_that_tick_at_once_ask_once(database: Database, database_url: str) -> None:
    records = [followed(database) for _ in range(6)]
    for record in records:
        scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    replicas = [Database(database_url) for _ in range(2)] if not database.sqlite else [database] * 2
    together = threading.Barrier(len(replicas))

    def replica(one: Database) -> None:
        together.wait(10)
        for _ in range(3):  # what the other holds at the moment is left for the next tick
            ticked(one, utc(2026, 6, 1, 8))

    with ThreadPoolExecutor(len(replicas)) as pool:
        list(pool.map(replica, replicas))
    for one in replicas:
        if one is not database:
            one.dispose()
    assert len(said(database)) == len(PROMPT) * len(records)
    assert [len(check_ins(database, record)) for record in records] == [1] * len(records)
    assert {schedule_of(database, record).last_key for record in records} == {datetime(2026, 6, 1, 9)}


KILLED = """
import sys
from datetime import datetime
from storage.database import Database
import pytest
from tests.storage.follow_up import speak_simply, ticked
speak_simply(pytest.MonkeyPatch())
ticked(Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.parametrize(("failpoint", "kept"), [("before_commit:2", 1), ("after_commit:2", 2)])
def test_killed_in_the_middle_of_a_batch_the_rest_is_asked_and_none_twice(
    database: Database, database_url: str, failpoint: str, kept: int
) -> None:
    now = utc(2026, 6, 1, 8)
    records = [followed(database) for _ in range(3)]
    for record in records:
        scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    killed(KILLED, database_url, now.isoformat(), failpoint=failpoint)
    assert len(said(database)) == kept * len(PROMPT)
    assert ticked(database, now).fired == len(records) - kept
    assert len(said(database)) == len(records) * len(PROMPT)


def test_case_34_a_time_that_the_clocks_jump_over_is_asked_at_once_after_the_jump(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(SPRING), at=time(2, 30)), MIDDAY)
    assert ticked(database, utc(2027, 3, 28, 0, 59, 59)).fired == 0
    assert ticked(database, utc(2027, 3, 28, 1)).fired == 1
    assert ticked(database, utc(2027, 3, 28, 23)).fired == 0
    assert ticked(database, utc(2027, 3, 29, 0, 30)).fired == 1


def test_case_34_an_hour_that_comes_twice_is_asked_once(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(AUTUMN), at=time(2, 30)), MIDDAY)
    assert ticked(database, utc(2027, 10, 31, 0, 30)).fired == 1
    assert ticked(database, utc(2027, 10, 31, 1, 30)).fired == 0
    assert schedule_of(database, record).last_key == datetime(2027, 10, 31, 2, 30)


def test_case_34_who_moves_to_another_zone_is_asked_at_the_same_time_of_day_and_not_twice(database: Database) -> None:
    record = followed(database)
    made = scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    assert ticked(database, utc(2026, 6, 1, 7)).fired == 1
    with database.unit_of_work() as uow:
        uow.schedules.move(uow.schedules.get(made.id), made.rule.in_zone("America/New_York"))
        uow.commit()
    assert ticked(database, utc(2026, 6, 1, 13)).fired == 0  # nine o'clock there, on the day that was asked about
    assert ticked(database, utc(2026, 6, 2, 12, 59)).fired == 0
    assert ticked(database, utc(2026, 6, 2, 13)).fired == 1


def test_case_34_the_29th_of_february_is_the_28th_where_there_is_none(database: Database) -> None:
    record = followed(database)
    yearly = Every(interval=1, unit=Unit.years, first=date(2028, 2, 29))
    scheduled(database, record, rule(yearly), MIDDAY)
    assert ticked(database, utc(2028, 2, 29, 8)).fired == 1
    following = schedule_of(database, record).next
    assert following is not None
    assert following.key == datetime(2029, 2, 28, 9)


def test_what_is_asked_for_at_night_is_not_nudged_about_at_night(database: Database) -> None:
    record = followed(database)
    night = utc(2026, 6, 1, 21, 30)
    with database.unit_of_work(now=night) as uow:
        held = uow.conversations.get(record.team, record.id, lock=True)
        assert held is not None
        due.ask_now(uow, held, rule(once(date(2026, 6, 1))), "now:1")
        uow.commit()
    assert said(database) == PROMPT
    (one,) = check_ins(database, record)
    assert one.check_in.timetable is not None
    assert one.check_in.timetable.nudges[0] == utc(2026, 6, 3, 7)


def test_while_nobody_can_post_in_the_channel_its_dates_go_by(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    with database.unit_of_work() as uow:
        uow.outbox.write(post("told", conversation=record.id))
        (claim,) = uow.outbox.claim(1)
        uow.outbox.park(claim, "is_archived")
        uow.commit()
    assert ticked(database, utc(2026, 6, 1, 7)).fired == 1
    assert check_ins(database, record) == []
    with database.unit_of_work() as uow:
        uow.outbox.unpark(record.team, conversation=record.id)
        uow.commit()
    assert ticked(database, utc(2026, 6, 2, 7)).fired == 1
    assert [one.check_in.stage for one in check_ins(database, record)] == ["prompted"]


def test_case_35_after_three_days_of_standing_still_it_is_asked_once(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    assert ticked(database, utc(2026, 6, 1, 7)).fired == 1
    before = len(said(database))
    # It stands still from the 1st to the 4th: three dates have gone by, in the middle of the night it comes back.
    back = utc(2026, 6, 5, 1, 12)
    assert ticked(database, back).fired == 2  # the nudge of the first, then the one that stands for all three
    news = said(database)[before:]
    assert news == [f"nudge {one.id}" for one in (ANA, BEN, PAT)] + ["missed all", *PROMPT]
    first, second = check_ins(database, record)
    assert (first.check_in.stage, second.check_in.stage) == ("missed", "prompted")
    schedule = schedule_of(database, record)
    assert schedule.last_key == datetime(2026, 6, 4, 9)
    assert schedule.next is not None
    assert schedule.next.at == utc(2026, 6, 5, 7)
    assert second.check_in.timetable is not None
    assert second.check_in.timetable.nudges[0] == utc(2026, 6, 7, 7), "nobody is nudged at night"


@pytest.mark.parametrize("wrong", [HOUR, DAY])
def test_case_35_a_clock_that_is_put_back_asks_nothing_again(database: Database, wrong: timedelta) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    first = utc(2026, 6, 1, 7)
    fired = [ticked(database, at).fired for at in (first, first - wrong, first - wrong / 2, first, first + DAY)]
    assert fired == [1, 0, 0, 0, 1]
    assert [one.number for one in check_ins(database, record)] == [1, 2]
    assert schedule_of(database, record).last_key == datetime(2026, 6, 2, 9)


@pytest.mark.parametrize("wrong", [HOUR, DAY])
def test_case_35_a_clock_that_was_ahead_has_asked_too_early_but_once(database: Database, wrong: timedelta) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    early = utc(2026, 6, 1, 6, 30)
    assert ticked(database, early).fired == 0
    assert ticked(database, early + wrong).fired == 1
    # Put right: what was asked is not asked again on its day, the day after the last that was asked comes as usual.
    (asked,) = check_ins(database, record)
    last = schedule_of(database, record).last_key
    assert last is not None
    right = [utc(2026, 6, day, 7) for day in range(1, last.day + 2)]
    prompts = [at.day for at in right if ticked(database, at).fired and len(check_ins(database, record)) > 1]
    assert prompts == [last.day + 1]
    assert [one.number for one in check_ins(database, record)] == [asked.number, asked.number + 1]


def test_two_nudges_then_silence(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(once(date(2026, 6, 1))), MIDDAY)
    start = utc(2026, 6, 1, 7)
    ticked(database, start)
    found: list[list[str]] = []
    for day in range(1, 10):
        before = len(said(database))
        ticked(database, start + day * DAY)
        found.append(said(database)[before:])
    nudges = [f"nudge {one.id}" for one in (ANA, BEN, PAT)]
    assert found == [[], nudges, [], nudges, [], [], ["missed all"], [], []]
    (one,) = check_ins(database, record)
    assert one.check_in.counts()[Standing.unanswered] == 3


def test_who_answered_is_not_nudged_and_what_was_answered_is_revealed_at_the_end(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(once(date(2026, 6, 1))), MIDDAY)
    start = utc(2026, 6, 1, 7)
    ticked(database, start)
    with database.unit_of_work(now=start) as uow:
        (one,) = uow.check_ins.of(record)
        moved, _ = checkin.answer(one.check_in, ANA.id, {"still_yes": "yes"})
        moved, _ = checkin.never(moved, PAT.id)
        uow.check_ins.save(replace(one, check_in=moved))
        uow.commit()
    before = len(said(database))
    ticked(database, start + 3 * DAY)
    ticked(database, start + 7 * DAY)
    assert said(database)[before:] == [f"nudge {BEN.id}", "reveal all"]


def test_a_conversation_that_has_ended_is_not_asked_any_more(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    saved(database, record, talk.close(record.conversation, ANA.id)[0])
    ticked(database, utc(2026, 6, 1, 8))
    assert said(database) == []
    assert schedule_of(database, record).state == "stopped"


def test_while_a_decision_is_taken_anew_the_dates_go_by(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(daily(date(2026, 6, 1))), MIDDAY)
    reopened = saved(database, record, talk.back(record.conversation, ANA.id)[0])
    ticked(database, utc(2026, 6, 1, 8))
    assert said(database) == []
    again, _ = talk.decide(reopened.conversation, ANA.id, talk.GO, "it still stands")
    saved(database, reopened, again)
    ticked(database, utc(2026, 6, 2, 8))
    assert said(database) == PROMPT


def test_what_cannot_be_fired_is_set_aside_and_its_neighbours_are_asked(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = followed(database), followed(database)
    made = scheduled(database, broken, rule(once(date(2026, 6, 1))), MIDDAY)
    scheduled(database, sound, rule(once(date(2026, 6, 1))), MIDDAY)

    def tells(uow: UnitOfWork, record: Record, stored: StoredCheckIn, what: Spoken, key: str) -> Iterable[Message]:
        if record.id == broken.id:
            raise LookupError("no words for it")
        return tell(uow, record, stored, what, key)

    monkeypatch.setattr(check_ins_messages, "tell", tells)
    done = ticked(database, utc(2026, 6, 1, 8))
    assert (done.fired, done.aside) == (1, ((made.id, "LookupError"),))
    assert said(database) == PROMPT
    assert check_ins(database, broken) == []
    assert schedule_of(database, broken).state == "broken"


@only("postgresql")
def test_a_locked_conversation_is_left_for_the_next_tick(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(once(date(2026, 6, 1))), MIDDAY)
    with database.unit_of_work() as uow:
        uow.conversations.get(record.team, record.id, lock=True)
        assert ticked(database, utc(2026, 6, 1, 8)).fired == 0
    assert ticked(database, utc(2026, 6, 1, 8)).fired == 1


def test_it_is_known_when_there_is_something_to_do_next(database: Database) -> None:
    record = followed(database)
    with database.reading() as uow:
        assert due.next_due(uow) is None
    scheduled(database, record, rule(once(date(2026, 6, 1))), MIDDAY)
    with database.reading() as uow:
        assert due.next_due(uow) == utc(2026, 6, 1, 7)
    ticked(database, utc(2026, 6, 1, 7))
    with database.reading() as uow:
        assert due.next_due(uow) == utc(2026, 6, 3, 7)


def test_in_the_thread_our_people_are_named_and_not_asked_in_private(database: Database) -> None:
    record = followed(database)
    how = rule(once(date(2026, 6, 1))).model_copy(update={"in_thread": True})
    scheduled(database, record, how, MIDDAY)
    ticked(database, utc(2026, 6, 1, 8))
    assert said(database) == ["ask all", f"prompt {PAT.id}"]
    assert [one.check_in.named for one in check_ins(database, record)] == [(ANA.id, BEN.id)]
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).person(record.team, BEN.id)
        uow.commit()
    assert [one.check_in.named for one in check_ins(database, record)] == [(ANA.id,)]


def test_due_commitments_are_asked_about_as_they_stood_then(database: Database) -> None:
    record = stored(database, conversation=DECIDED)
    with database.unit_of_work() as uow:
        uow.commitments.add(record.id, promised(date(2026, 3, 2), due=date(2026, 5, 1)))
        uow.commitments.add(record.id, promised(date(2026, 3, 2), due=date(2026, 7, 1), id="c2"))
        uow.commit()
    scheduled(database, record, rule(once(date(2026, 6, 1))), MIDDAY)
    ticked(database, utc(2026, 6, 1, 8))
    (one,) = check_ins(database, record)
    assert [commitment.id for commitment in one.check_in.due] == ["c1"]
    assert "commitment:c1" in {asked.question for asked in one.check_in.agendas[ANA.id]}
