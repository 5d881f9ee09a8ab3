"""When a check-in is due: a table of clocks that jump, and properties that hold for every rule, zone and stop."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.errors import InvalidSchedule, Problem
from flows.schedules.recurrence import Occurrence, catch_up, next_occurrence, occurrences, timetable
from flows.schedules.rules import Before, Every, Once, Rule, Unit, default_patterns, every_after_decision
from flows.schedules.wall_clock import instant, local, zone
from flows.schedules.working_days import Away, is_working_day

PARIS, NEW_YORK, APIA = "Europe/Paris", "America/New_York", "Pacific/Apia"


def daily(first: date, at: time, where: str, **more: object) -> Rule:
    return Rule(
        pattern=Every(interval=1, unit=Unit.days, first=first),
        at=at,
        zone=where,
        working_days=False,
        **more,  # type: ignore[arg-type]
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- Clocks that jump ------------------------------------------------------------------------------------------------

CLOCKS = [
    # zone, wall clock, the instant in UTC, why
    (PARIS, "2027-01-15T09:00", "2027-01-15T08:00", "winter"),
    (PARIS, "2027-07-15T09:00", "2027-07-15T07:00", "summer"),
    (PARIS, "2027-03-28T02:30", "2027-03-28T01:00", "missing: the first instant after the jump, 03:00"),
    (PARIS, "2027-03-28T02:00", "2027-03-28T01:00", "the first missing minute"),
    (PARIS, "2027-03-28T03:00", "2027-03-28T01:00", "the first minute after"),
    (PARIS, "2027-03-28T01:59", "2027-03-28T00:59", "the last minute before"),
    (PARIS, "2027-10-31T02:30", "2027-10-31T00:30", "twice: the first"),
    (NEW_YORK, "2027-11-07T01:30", "2027-11-07T05:30", "twice: the first"),
    (NEW_YORK, "2027-03-14T02:30", "2027-03-14T07:00", "missing"),
    ("Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-02T15:30", "half an hour is missing there"),
    ("Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45", "half an hour comes twice"),
    ("Asia/Kathmandu", "2027-05-01T09:00", "2027-05-01T03:15", "a quarter past"),
    ("America/St_Johns", "2027-03-14T02:30", "2027-03-14T05:30", "missing, with half an hour's offset"),
    (APIA, "2011-12-30T09:00", "2011-12-30T10:00", "a day that Samoa left out: the midnight after it"),
    (APIA, "2011-12-29T23:59", "2011-12-30T09:59", "the last minute before that day"),
    (APIA, "2011-12-31T00:00", "2011-12-30T10:00", "the first minute after it"),
    ("Pacific/Kiritimati", "2027-01-01T00:00", "2026-12-31T10:00", "first to see the day"),
    ("Pacific/Pago_Pago", "2027-01-01T00:00", "2027-01-01T11:00", "and last"),
    ("Africa/Casablanca", "2027-02-07T02:30", "2027-02-07T01:30", "Ramadan: an hour back, 02:30 twice"),
    ("UTC", "2028-02-29T09:00", "2028-02-29T09:00", "a leap day"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "wall", "at", "why"), CLOCKS, ids=[f"{row[0]} {row[1]}" for row in CLOCKS])
def test_a_wall_clock_time_is_one_instant(where: str, wall: str, at: str, why: str) -> None:
    assert instant(datetime.fromisoformat(wall), where) == utc(at), why


ONCE = [
    (PARIS, date(2027, 3, 27), time(2, 30), "2027-03-28", "a missing 02:30"),
    (PARIS, date(2027, 10, 30), time(2, 30), "2027-10-31", "a 02:30 that comes twice"),
    (NEW_YORK, date(2027, 11, 6), time(1, 30), "2027-11-07", "a 01:30 that comes twice"),
    ("Australia/Lord_Howe", date(2027, 4, 3), time(1, 45), "2027-04-04", "a 01:45 that comes twice"),
    (APIA, date(2011, 12, 29), time(9), "2011-12-30", "a day that does not exist"),
]


@pytest.mark.parametrize(("where", "first", "at", "day", "why"), ONCE, ids=[row[4] for row in ONCE])
def test_a_daily_check_in_comes_once_on_the_day_on_which_clocks_jump(
    where: str, first: date, at: time, day: str, why: str
) -> None:
    found = list(islice(occurrences(daily(first, at, where)), 4))
    assert [one.key.date() for one in found] == [first + timedelta(days=more) for more in range(4)]
    assert sum(one.key.date().isoformat() == day for one in found) == 1
    assert all(one.at < other.at for one, other in pairwise(found))
    # Looked at every quarter of an hour, as a ticker does, each is fired once.
    fired, last, now = [], None, found[0].at - timedelta(hours=1)
    while now < found[2].at + timedelta(hours=3):
        if due := catch_up(daily(first, at, where), last, now):
            fired.append(due.key)
            last = due.key
        now += timedelta(minutes=15)
    assert fired == [one.key for one in found[:3]]


def test_moving_to_another_zone_repeats_nothing_and_leaves_nothing_out() -> None:
    here = daily(date(2027, 5, 3), time(9), "Pacific/Auckland")
    first = next_occurrence(here)
    assert first
    there = here.in_zone("Pacific/Honolulu")  # over the date line: 9:00 on the 3rd comes again there, 22 hours later
    after = next_occurrence(there, first.key)
    assert after
    assert after.key == datetime(2027, 5, 4, 9)
    assert after.at == utc("2027-05-04T19:00")
    back = next_occurrence(here, after.key)
    assert back
    assert back.key == datetime(2027, 5, 5, 9)
    with pytest.raises(InvalidSchedule) as error:
        here.in_zone("Pacific/Atlantis")
    assert error.value.problem is Problem.unknown_zone


@pytest.mark.parametrize(
    "name", ["", "Europe", "Nowhere/Here", "../../etc/passwd", "\ud800", "a\0b", "x" * 5000, "zone.tab"]
)
def test_a_zone_that_is_none_is_named(name: str) -> None:
    with pytest.raises(InvalidSchedule) as error:
        zone(name)
    assert (error.value.problem, error.value.wrong) == (Problem.unknown_zone, name)


# --- Patterns --------------------------------------------------------------------------------------------------------


def days(pattern: Once | Before | Every, count: int = 5) -> list[str]:
    return [one.isoformat() for one in islice(pattern.days(date.min), count)]


MONTH_ENDS = ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
LEAP_DAYS = ["2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"]
PATTERNS = [
    ("the last of the month", Every(interval=1, unit=Unit.months, first=date(2027, 1, 31)), MONTH_ENDS),
    ("29 February, every year", Every(interval=1, unit=Unit.years, first=date(2027, 2, 28), day=29), LEAP_DAYS),
    ("every 4 years on 29 February", Every(interval=4, unit=Unit.years, first=date(2028, 2, 29)),
     ["2028-02-29", "2032-02-29", "2036-02-29", "2040-02-29", "2044-02-29"]),
    ("every 2 weeks on Tuesday and Thursday", Every(interval=2, unit=Unit.weeks, first=date(2027, 1, 5), weekdays=(3, 1)),
     ["2027-01-05", "2027-01-07", "2027-01-19", "2027-01-21", "2027-02-02"]),
    ("the first Monday", Every(interval=1, unit=Unit.months, first=date(2027, 1, 4), weekdays=(0,), ordinal=1),
     ["2027-01-04", "2027-02-01", "2027-03-01", "2027-04-05", "2027-05-03"]),
    ("the last Friday of every third month",
     Every(interval=3, unit=Unit.months, first=date(2027, 1, 29), weekdays=(4,), ordinal=-1),
     ["2027-01-29", "2027-04-30", "2027-07-30", "2027-10-29", "2028-01-28"]),
    ("day 30, then every 90 days", every_after_decision(date(2027, 1, 1)),
     ["2027-01-31", "2027-05-01", "2027-07-30", "2027-10-28", "2028-01-26"]),
    ("7 days before each payment",
     Before(what="payment", dates=(date(2027, 6, 1), date(2027, 3, 5), date(2027, 6, 1)), days_before=7),
     ["2027-02-26", "2027-05-25"]),
    ("once", Once(on=date(2027, 3, 12)), ["2027-03-12"]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "pattern", "expected"), PATTERNS, ids=[row[0] for row in PATTERNS])
def test_the_days_of_a_pattern(why: str, pattern: Once | Before | Every, expected: list[str]) -> None:
    assert days(pattern) == expected


def test_a_decision_creates_check_ins_after_it_and_before_payments_and_renewal() -> None:
    patterns = default_patterns(date(2027, 1, 1), (date(2027, 4, 1),), (date(2028, 1, 1),))
    assert [days(pattern, 2) for pattern in patterns] == [["2027-01-31", "2027-05-01"], ["2027-03-25"], ["2027-12-02"]]
    assert len(default_patterns(date(2027, 1, 1))) == 1
    for wrong, problem in (((0, 90), Problem.zero), ((30, 0), Problem.zero), ((30, 99999), Problem.too_far)):
        with pytest.raises(InvalidSchedule) as error:
            every_after_decision(date(2027, 1, 1), *wrong)
        assert error.value.problem is problem


SENSELESS: list[Callable[[], object]] = [
    lambda: Every(interval=0, unit=Unit.days, first=date(2027, 1, 1)),
    lambda: Every(interval=1, unit=Unit.days, first=date(2027, 1, 1), weekdays=(1,)),
    lambda: Every(interval=1, unit=Unit.weeks, first=date(2027, 1, 1), weekdays=(7,)),
    lambda: Every(interval=1, unit=Unit.months, first=date(2027, 1, 1), weekdays=(1,)),
    lambda: Every(interval=1, unit=Unit.months, first=date(2027, 1, 1), ordinal=1),
    lambda: Every(interval=1, unit=Unit.weeks, first=date(2027, 1, 1), day=3),
    lambda: Before(what="payment", dates=(), days_before=7),
]


@pytest.mark.parametrize("made", SENSELESS)
def test_a_pattern_that_means_nothing_cannot_be_built(made: Callable[[], object]) -> None:
    with pytest.raises(ValidationError):
        made()


def test_a_rule_is_stored_and_read_back() -> None:
    for _, pattern, _ in PATTERNS:
        rule = Rule(pattern=pattern, at=time(9, 30), zone=PARIS, country="fr")
        assert Rule.model_validate_json(rule.model_dump_json()) == rule
        assert rule.country == "FR"


# --- Days off --------------------------------------------------------------------------------------------------------


def on_days(rule: Rule, count: int = 5, away: tuple[Away, ...] = ()) -> list[str]:
    return [local(one.at, rule.zone).date().isoformat() for one in islice(occurrences(rule, away=away), count)]


def once_on(day: date, **more: object) -> Rule:
    return Rule(pattern=Once(on=day), zone=PARIS, **more)  # type: ignore[arg-type]


DAYS_OFF = [
    ("a Saturday", once_on(date(2027, 1, 9)), "2027-01-11"),
    ("a Saturday, on any day", once_on(date(2027, 1, 9), working_days=False), "2027-01-09"),
    ("14 July in France, a Wednesday", once_on(date(2027, 7, 14), country="FR"), "2027-07-15"),
    ("14 July elsewhere", once_on(date(2027, 7, 14), country="DE"), "2027-07-14"),
    ("Good Friday to Easter Monday in Germany", once_on(date(2027, 3, 26), country="DE"), "2027-03-30"),
    ("Corpus Christi in Bavaria", once_on(date(2027, 5, 27), country="DE-BY"), "2027-05-28"),
    ("Thanksgiving", once_on(date(2027, 11, 25), country="US"), "2027-11-26"),
    ("a Friday in Israel, where Sunday is a working day", once_on(date(2027, 1, 8), country="IL"), "2027-01-10"),
    ("Christmas to the New Year's weekend in Britain", once_on(date(2027, 12, 25), country="GB"), "2027-12-29"),
]


@pytest.mark.parametrize(("why", "rule", "day"), DAYS_OFF, ids=[row[0] for row in DAYS_OFF])
def test_a_check_in_moves_off_days_on_which_nobody_works(why: str, rule: Rule, day: str) -> None:
    assert on_days(rule) == [day]


def test_what_is_due_before_a_payment_moves_back_and_not_behind_it() -> None:
    before = Before(what="payment", dates=(date(2027, 7, 15),), days_before=1)
    assert on_days(Rule(pattern=before, zone=PARIS, country="FR")) == ["2027-07-13"]


def test_absence_puts_off_to_the_first_working_day_after_the_last_day_away() -> None:
    rule = once_on(date(2027, 5, 3), country="FR")
    assert on_days(rule, away=(Away(date(2027, 4, 26), date(2027, 5, 7)),)) == ["2027-05-10"]
    assert on_days(rule, away=(Away(date(2027, 5, 4), date(2027, 5, 7)),)) == ["2027-05-03"]
    two = (Away(date(2027, 5, 1), date(2027, 5, 5)), Away(date(2027, 5, 7), date(2027, 5, 10)))
    assert on_days(rule, away=two) == ["2027-05-11"]  # the 6th is Ascension Day


def test_days_off_that_push_several_onto_one_morning_make_one() -> None:
    rule = Rule(pattern=Every(interval=1, unit=Unit.days, first=date(2027, 1, 7)), zone=PARIS)
    found = list(islice(occurrences(rule), 3))
    assert [(local(one.at, PARIS).strftime("%a"), one.stands_for) for one in found] == [
        ("Thu", 1),
        ("Fri", 1),
        ("Mon", 3),
    ]
    assert found[2].key == datetime(2027, 1, 11, 9)


def test_a_country_that_is_none_is_named() -> None:
    for country in ("XX", "", "DE-XX", "France"):
        with pytest.raises(InvalidSchedule) as error:
            once_on(date(2027, 1, 4), country=country)
        assert error.value.problem is Problem.unknown_country


# --- After a stop ----------------------------------------------------------------------------------------------------


def test_a_stop_of_three_days_is_caught_up_once() -> None:
    rule = daily(date(2027, 1, 4), time(9), PARIS)
    now = utc("2027-01-07T12:00")
    due = catch_up(rule, datetime(2027, 1, 4, 9), now)
    assert due == Occurrence(datetime(2027, 1, 7, 9), utc("2027-01-07T08:00"), stands_for=3)
    assert due
    assert catch_up(rule, due.key, now) is None


def test_nothing_is_due_before_its_time_and_an_ended_rule_is_silent() -> None:
    rule = once_on(date(2027, 1, 5))
    assert catch_up(rule, None, utc("2027-01-05T07:59")) is None
    due = catch_up(rule, None, utc("2027-01-05T08:00"))
    assert due
    assert (catch_up(rule, due.key, utc("2030-01-01T00:00")), next_occurrence(rule, due.key)) == (None, None)


def test_nudges_and_the_end_come_at_the_same_time_of_day_on_days_of_their_own() -> None:
    rule = Rule(pattern=Once(on=date(2027, 3, 25)), zone=PARIS, country="FR")
    thursday = next_occurrence(rule)
    assert thursday
    found = timetable(rule, thursday.at)
    times = [local(one, PARIS).isoformat() for one in (*found.nudges, found.closes)]
    # Saturday and Easter Monday are skipped, the clocks change on Sunday, and it is 9:00 each time.
    assert times == ["2027-03-30T09:00:00", "2027-03-31T09:00:00", "2027-04-01T09:00:00"]


# --- Properties ------------------------------------------------------------------------------------------------------

ZONES = [
    PARIS, NEW_YORK, APIA, "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC",
    "America/Sao_Paulo", "Africa/Casablanca", "Asia/Tehran", "America/St_Johns",
]  # fmt: skip
dates = st.dates(date(2011, 12, 1), date(2030, 12, 31))
patterns: st.SearchStrategy[Once | Before | Every] = st.one_of(
    st.builds(Once, on=dates),
    st.builds(
        Before,
        what=st.sampled_from(["payment", "renewal"]),
        dates=st.lists(dates, min_size=1, max_size=5).map(tuple),
        days_before=st.integers(0, 60),
    ),
    st.builds(
        Every, interval=st.integers(1, 40), unit=st.sampled_from([Unit.days, Unit.months, Unit.years]), first=dates
    ),
    st.builds(
        Every,
        interval=st.integers(1, 8),
        unit=st.just(Unit.weeks),
        first=dates,
        weekdays=st.sets(st.integers(0, 6)).map(tuple),
    ),
    st.builds(
        Every,
        interval=st.integers(1, 6),
        unit=st.just(Unit.months),
        first=dates,
        weekdays=st.integers(0, 6).map(lambda one: (one,)),
        ordinal=st.sampled_from([-1, 1, 2, 3, 4]),
    ),
)
rules = st.builds(
    Rule,
    pattern=patterns,
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
    working_days=st.booleans(),
    country=st.sampled_from([None, "FR", "US"]),
)
absences = st.lists(
    st.builds(lambda first, length: Away(first, first + timedelta(days=length)), dates, st.integers(0, 40)), max_size=3
).map(tuple)


@given(rules, absences)
def test_occurrences_are_in_order_and_each_key_comes_once(rule: Rule, away: tuple[Away, ...]) -> None:
    found = list(islice(occurrences(rule, away=away), 12))
    assert all(one.key < other.key and one.at < other.at for one, other in pairwise(found))
    for one in found:
        shown = local(one.at, rule.zone)
        assert one.at.tzinfo is UTC
        if rule.working_days and shown.time() == rule.at:
            assert is_working_day(shown.date(), rule.country)
        if shown.time() == rule.at:
            assert not any(absence.covers(shown.date()) for absence in away)
        if not rule.working_days and not away:
            assert one.at == instant(one.key, rule.zone)


@given(rules, st.integers(0, 11))
def test_going_on_after_a_key_is_going_on(rule: Rule, place: int) -> None:
    found = list(islice(occurrences(rule), 16))
    assume(len(found) > place)
    assert list(islice(occurrences(rule, found[place].key), 4)) == found[place + 1 : place + 5]


@given(rules, st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=500)), min_size=1, max_size=12))
def test_however_seldom_one_looks_each_is_fired_or_stood_for_once(rule: Rule, stops: list[timedelta]) -> None:
    first = next_occurrence(rule)
    assume(first is not None)
    assert first
    now, last, stood_for = first.at - timedelta(hours=1), None, 0
    for stop in stops:
        now += stop
        due = catch_up(rule, last, now)
        if due:
            assert due.at <= now
            assert last is None or due.key > last
            last = due.key
            stood_for += due.stands_for
            assert catch_up(rule, last, now) is None
        following = next_occurrence(rule, last)
        assert following is None or following.at > now
    by_then = [one for one in islice(occurrences(rule), 6000) if one.at <= now]
    assert stood_for == sum(one.stands_for for one in by_then)


@given(st.sampled_from(ZONES), st.datetimes(datetime(2011, 12, 25), datetime(2030, 12, 31)))
def test_an_instant_shows_its_wall_clock_time_or_the_first_that_exists_after_it(where: str, wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    at = instant(wall, where)
    shown = local(at, where)
    assert shown >= wall
    if shown != wall:  # jumped over: a moment earlier the clock showed less
        assert local(at - timedelta(seconds=1), where) < wall
    else:  # the first time: no earlier instant shows it
        assert local(at - timedelta(hours=1), where) != wall
        assert local(at - timedelta(minutes=30), where) != wall
