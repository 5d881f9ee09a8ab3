"""Each at their own local time: every person once, never early, across replicas, kills and stops, wherever they move."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.use_cases import due
from bot.use_cases.own_time import asked_until, live_in
from flows.check_ins import checkin
from flows.check_ins.nudges import call_off
from flows.conversation import conversation as talk
from flows.schedules.rules import Rule
from storage.database import Database
from storage.privacy.erasing import Erasing
from storage.records import Record
from tests.storage.cases import ANA, BEN, ERASURE_KEY, MIDDAY, PAT, TEAM, saved
from tests.storage.follow_up import (
    check_ins,
    daily,
    followed,
    once,
    promised,
    rule,
    said,
    schedule_of,
    scheduled,
    ticked,
)
from tests.storage.killing import killed
from tests.storage.test_ticking import KILLED, utc

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
LIVE = {ANA.id: "Pacific/Kiritimati", BEN.id: "Europe/Paris", PAT.id: "Pacific/Pago_Pago"}
"""Nine o'clock on 1 June comes at 19:00 on 31 May (UTC), at 7:00 on the 1st, and at 20:00 on the 1st."""
FIRST, SECOND_ONE, LAST = utc(2026, 5, 31, 19), utc(2026, 6, 1, 7), utc(2026, 6, 1, 20)
JUNE = date(2026, 6, 1)


def own(pattern: object = None) -> Rule:
    return rule(pattern or once(JUNE)).for_each(LIVE.values())  # type: ignore[arg-type]


def lived(database: Database, pattern: object = None) -> Record:
    """A conversation whose people are each asked at their own local time."""
    record = followed(database)
    with database.unit_of_work() as uow:
        uow.zones.put(record.team, LIVE)
        uow.commit()
    scheduled(database, record, own(pattern), MIDDAY)
    return record


def moves(database: Database, record: Record, **zones: str) -> None:
    with database.unit_of_work() as uow:
        held = uow.conversations.get(record.team, record.id, lock=True)
        assert held is not None
        live_in(uow, held, {**LIVE, **{f"U0{name}": zone for name, zone in zones.items()}})
        uow.commit()


def news(database: Database, now: datetime) -> list[str]:
    """What a turn of the clock says."""
    before = len(said(database))
    ticked(database, now)
    return said(database)[before:]


def test_the_day_of_a_check_in_is_the_day_of_its_rule_though_it_has_not_come_everywhere(database: Database) -> None:
    """On Kiritimati it is nine o'clock on 1 June while it is still 31 May in Paris: what is due on 1 June is asked."""
    record = lived(database)
    with database.unit_of_work() as uow:
        uow.commitments.add(record.id, promised(date(2026, 5, 1), due=JUNE))
        uow.commit()
    ticked(database, FIRST)
    (begun,) = check_ins(database, record)
    assert [commitment.due for commitment in begun.check_in.due] == [JUNE]


def test_each_is_asked_when_the_time_comes_to_where_they_live(database: Database) -> None:
    lived(database)
    heard = [
        (at, news(database, at))
        for moment in (FIRST, SECOND_ONE, LAST)
        for at in (moment - SECOND, moment, moment + HOUR)
    ]
    assert [(at, what) for at, what in heard if what] == [
        (FIRST, ["ask all", f"prompt {ANA.id}"]),
        (SECOND_ONE, [f"prompt {BEN.id}"]),
        (LAST, [f"prompt {PAT.id}"]),
    ]
    assert news(database, FIRST + 2 * DAY) == [f"nudge {ANA.id}"]
    assert news(database, SECOND_ONE + 2 * DAY) == [f"nudge {BEN.id}"]


def test_it_is_known_when_the_next_one_is_to_be_asked(database: Database) -> None:
    lived(database)
    for at, following in ((MIDDAY, FIRST), (FIRST, SECOND_ONE), (SECOND_ONE, LAST), (LAST, FIRST + 2 * DAY)):
        ticked(database, at)
        with database.reading() as uow:
            assert due.next_due(uow) == following


def test_whose_zone_is_not_known_is_asked_in_the_zone_of_the_dates(database: Database) -> None:
    record = followed(database)
    scheduled(database, record, rule(once(JUNE)).for_each([]), MIDDAY)
    assert news(database, SECOND_ONE - SECOND) == []
    assert news(database, SECOND_ONE) == ["ask all", *(f"prompt {one.id}" for one in (ANA, BEN, PAT))]


def test_two_replicas_that_tick_at_once_ask_each_once(database: Database, database_url: str) -> None:
    for _ in range(4):
        lived(database)
    replicas = [Database(database_url) for _ in range(2)] if not database.sqlite else [database] * 2
    together = threading.Barrier(len(replicas))

    def replica(one: Database) -> None:
        for at in (FIRST, SECOND_ONE, LAST):
            together.wait(10)
            for _ in range(3):  # what the other holds at the moment is left for the next tick
                ticked(one, at)

    with ThreadPoolExecutor(len(replicas)) as pool:
        list(pool.map(replica, replicas))
    for one in replicas:
        if one is not database:
            one.dispose()
    assert sorted(said(database)) == sorted(4 * ["ask all", f"prompt {ANA.id}", f"prompt {BEN.id}", f"prompt {PAT.id}"])


@pytest.mark.parametrize("at", [FIRST, SECOND_ONE])
@pytest.mark.parametrize(("failpoint", "kept"), [("before_commit:2", 1), ("after_commit:2", 2)])
def test_killed_in_the_middle_of_a_batch_each_is_asked_once(
    database: Database, database_url: str, at: datetime, failpoint: str, kept: int
) -> None:
    records = [lived(database) for _ in range(3)]
    before = 0
    if at is SECOND_ONE:
        ticked(database, FIRST)
        before = len(said(database))
    killed(KILLED, database_url, at.isoformat(), failpoint=failpoint)
    once_each = ["ask all", f"prompt {ANA.id}"] if at is FIRST else [f"prompt {BEN.id}"]
    assert len(said(database)) - before == kept * len(once_each)
    ticked(database, at)
    assert sorted(said(database)[before:]) == sorted(len(records) * once_each)


def test_case_35_after_a_stop_those_whose_time_has_passed_are_asked_at_once_and_the_others_at_theirs(
    database: Database,
) -> None:
    record = lived(database, daily(JUNE))
    back = utc(2026, 6, 4, 12)
    assert news(database, back) == ["ask all", f"prompt {ANA.id}", f"prompt {BEN.id}"]
    assert schedule_of(database, record).last_key == datetime(2026, 6, 4, 9)
    assert len(check_ins(database, record)) == 1, "caught up once, not as a storm"


def test_a_day_that_has_come_to_some_is_asked_and_one_that_is_over_for_all_is_not(database: Database) -> None:
    record = followed(database)
    with database.unit_of_work() as uow:
        uow.zones.put(record.team, LIVE)
        uow.commit()
    scheduled(database, record, own(), SECOND_ONE - HOUR)  # "on 1 June", written when it is nine already on Kiritimati
    assert news(database, SECOND_ONE - HOUR) == ["ask all", f"prompt {ANA.id}"]
    other = followed(database)
    scheduled(database, other, own(), LAST)
    assert schedule_of(database, other).state == "over"


def test_case_34_who_moves_before_it_begins_is_asked_where_they_are_and_it_begins_for_the_first(
    database: Database,
) -> None:
    record = lived(database)
    moves(database, record, ANA="America/New_York")
    assert news(database, FIRST) == []
    assert news(database, SECOND_ONE) == ["ask all", f"prompt {BEN.id}"]
    assert news(database, utc(2026, 6, 1, 13)) == [f"prompt {ANA.id}"]


def test_case_34_who_moves_while_it_runs_is_asked_where_they_are_and_not_twice(database: Database) -> None:
    record = lived(database)
    ticked(database, FIRST)
    moves(database, record, ANA="Pacific/Pago_Pago", BEN="America/New_York", PAT="Pacific/Apia")
    assert news(database, FIRST + SECOND) == []
    assert news(database, utc(2026, 5, 31, 20)) == [f"prompt {PAT.id}"]  # over the date line: nine on 1 June in Apia
    assert news(database, SECOND_ONE) == []
    assert news(database, utc(2026, 6, 1, 13)) == [f"prompt {BEN.id}"]
    assert news(database, LAST) == [], "Ana was asked before she left"


def test_who_comes_to_be_known_is_looked_up_only_where_they_are_asked_soon(database: Database) -> None:
    record, shared = lived(database), followed(database)
    scheduled(database, shared, rule(once(JUNE)), MIDDAY)
    with database.reading() as uow:
        assert asked_until(uow, FIRST - SECOND) == []
        (soon,) = asked_until(uow, FIRST)
        assert (soon.conversation, soon.people, soon.zones) == (record.id, (ANA.id, BEN.id, PAT.id), LIVE)
        assert soon.planned
    with database.unit_of_work() as uow:  # another conversation of hers has learnt it
        uow.zones.put(record.team, {ANA.id: "Asia/Tokyo"})
        uow.commit()
    with database.reading() as uow:
        (soon,) = asked_until(uow, FIRST)
        assert not soon.planned
    ticked(database, FIRST)
    with database.reading() as uow:
        (soon,) = asked_until(uow, FIRST + DAY)
        assert soon.conversation == record.id, "those who wait for their time in one that runs"


@pytest.mark.parametrize("how", ["answered", "skipped", "never", "revealed", "closed", "called off", "overtaken"])
def test_what_is_withdrawn_before_somebodys_time_is_not_sent(database: Database, how: str) -> None:
    record = lived(database)
    ticked(database, FIRST)
    with database.unit_of_work(now=FIRST + HOUR) as uow:
        (one,) = uow.check_ins.of(record)
        moved = one.check_in
        if how == "answered":
            moved, _ = checkin.answer(moved, BEN.id, {"still_yes": "yes"})
        elif how == "skipped":
            moved, _ = checkin.skip(moved, BEN.id)
        elif how == "never":
            moved, _ = checkin.never(moved, BEN.id)
        elif how == "revealed":
            moved, _ = checkin.answer(moved, ANA.id, {"still_yes": "yes"})
            moved, _ = checkin.reveal(moved, moved.opener)
        elif how == "called off":
            moved = call_off(moved)
        uow.check_ins.save(replace(one, check_in=moved))
        if how == "overtaken":
            held = uow.conversations.get(record.team, record.id, lock=True)
            assert held is not None
            due.ask_now(uow, held, rule(once(JUNE)), "now:1")
        uow.commit()
    if how == "closed":
        saved(database, record, talk.close(record.conversation, ANA.id)[0])
    before = len(said(database))
    ticked(database, SECOND_ONE)
    ticked(database, LAST)
    assert f"prompt {BEN.id}" not in said(database)[before:]
    alone = how in ("answered", "skipped", "never")
    assert (f"prompt {PAT.id}" in said(database)[before:]) is alone


def test_who_was_erased_is_not_asked_and_where_they_lived_is_forgotten(database: Database) -> None:
    record = lived(database)
    ticked(database, FIRST)
    with database.unit_of_work() as uow:
        Erasing(uow, ERASURE_KEY).person(TEAM, BEN.id)
        uow.commit()
    before = len(said(database))
    ticked(database, LAST)
    assert said(database)[before:] == [f"prompt {PAT.id}"]
    (one,) = check_ins(database, record)
    assert one.check_in.timetable is not None
    assert one.check_in.timetable.own is not None
    assert set(one.check_in.timetable.own.zones) == {ANA.id, PAT.id}
    with database.reading() as uow:
        assert BEN.id not in uow.zones.of(TEAM, [BEN.id])
