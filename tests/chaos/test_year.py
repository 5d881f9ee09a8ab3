"""The year's own instruments: the almanac agrees with the calendar on the wall, and the judge sees what is wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.schedules.recurrence import occurrences
from flows.schedules.rules import Before, Every, Once, Pattern, Rule, Unit
from tests.chaos.year.almanac import Due, all_due, first_shown, nudged
from tests.chaos.year.director import YEAR_OF_THE_DATE_LINE, YEAR_TO_COME
from tests.chaos.year.judge import Asked, Quiet, Verdict, judge_asked
from tests.chaos.year.people import A_YEAR, Change, Did, Story, stories

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2028, 3, 6, 9, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        (datetime(2028, 1, 10, 9), "Europe/Paris", utc(2028, 1, 10, 8)),
        (datetime(2027, 3, 28, 2, 30), "Europe/Paris", utc(2027, 3, 28, 1)),  # jumped over: 03:00
        (datetime(2027, 10, 31, 2, 30), "Europe/Paris", utc(2027, 10, 31, 0, 30)),  # twice: the first
        (datetime(2011, 12, 30, 9), "Pacific/Apia", utc(2011, 12, 30, 10)),  # a day that was not
        (datetime(2028, 10, 1, 2, 15), "Australia/Lord_Howe", utc(2028, 9, 30, 15, 30)),  # half an hour jumped over
        (datetime(2028, 4, 2, 1, 45), "Australia/Lord_Howe", utc(2028, 4, 1, 14, 45)),  # half an hour twice
        (datetime(2028, 6, 1, 9), "Asia/Kathmandu", utc(2028, 6, 1, 3, 15)),
        (datetime(2028, 1, 20, 9), "Pacific/Chatham", utc(2028, 1, 19, 19, 15)),
    ],
)
def test_the_almanac_reads_the_clock_on_the_wall(wall: datetime, zone: str, instant: datetime) -> None:
    assert first_shown(wall, zone) == instant


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        (Every(interval=1, unit=Unit.months, first=date(2028, 1, 31)), [(1, 31), (2, 29), (3, 31), (4, 30)]),
        (Every(interval=1, unit=Unit.years, first=date(2028, 2, 29)), [(2, 29)]),
        (
            Every(interval=1, unit=Unit.months, first=date(2028, 2, 1), weekdays=(4,), ordinal=-1),
            [(2, 25), (3, 31), (4, 28)],
        ),
        (Every(interval=2, unit=Unit.weeks, first=date(2028, 4, 4)), [(4, 4), (4, 18)]),
        (Before(what="renewal", dates=(date(2028, 3, 30),), days_before=30), [(2, 29)]),
        (Once(on=date(2028, 2, 29)), [(2, 29)]),
    ],
)
def test_the_almanac_knows_the_days(pattern: Pattern, days: list[tuple[int, int]]) -> None:
    rule = Rule(pattern=pattern, zone="Europe/Paris", working_days=False)
    found = [(one.key.month, one.key.day) for one in all_due(rule, date(2028, 1, 20), date(2028, 4, 30))]
    assert [one for one in found if (1, 20) <= one <= (4, 30)] == days


def test_the_almanac_moves_off_days_on_which_nobody_works() -> None:
    """Good Friday is a working day in France, Easter Monday (17 April 2028) is none; what is before a payment comes earlier."""
    every_day = Every(interval=1, unit=Unit.days, first=date(2028, 4, 14))
    french = {"zone": "Europe/Paris", "country": "FR"}
    found = all_due(Rule(pattern=every_day, **french), date(2028, 4, 14), date(2028, 4, 18))
    assert [(one.key.day, one.at.day) for one in found[:2]] == [(14, 14), (18, 18)]
    before = Before(what="payment", dates=(date(2028, 4, 24),), days_before=7)
    (one,) = all_due(Rule(pattern=before, **french), date(2028, 4, 1), date(2028, 4, 30))
    assert (one.key.day, one.at.day) == (17, 14)


def test_the_almanac_nudges_on_days_of_their_own() -> None:
    friday = utc(2028, 3, 3, 8)
    nudges, closes = nudged(Rule(pattern=Once(on=date(2028, 3, 3)), zone="Europe/Paris"), friday)
    assert [*nudges, closes] == [utc(2028, 3, 6, 8), utc(2028, 3, 7, 8), utc(2028, 3, 10, 8)]


@pytest.mark.parametrize("start", [YEAR_OF_THE_DATE_LINE, YEAR_TO_COME])
def test_two_arithmetics_come_to_the_same(start: datetime) -> None:
    """The app's rules against the almanac, for a year of the schedules that ``make chaos`` plays."""
    for story in stories(120, start, seed=11, changes=False):
        due = story.due(start + A_YEAR)
        theirs = [Due(one.at, one.key) for one in _until(story.rule, start + A_YEAR) if one.at > start]
        assert theirs == due, story.rule


def _until(rule: Rule, end: datetime) -> list[Due]:
    found = []
    for one in occurrences(rule):
        if one.at > end:
            break
        found.append(Due(one.at, one.key))
    return found


def test_what_people_change_changes_what_is_due() -> None:
    daily = Every(interval=1, unit=Unit.days, first=date(2028, 3, 1))
    story = Story(0, Rule(pattern=daily, zone="Europe/Paris", working_days=False), utc(2028, 2, 28))
    story.done = [
        Change(utc(2028, 3, 2, 12), Did.paused),
        Change(utc(2028, 3, 4, 12), Did.resumed),
        Change(utc(2028, 3, 5, 12), Did.moved, "Pacific/Auckland"),  # there the 6th at nine is eight hours away
        Change(utc(2028, 3, 6, 21), Did.moved, "America/New_York"),  # the 7th was asked in Auckland at 20:00
        Change(utc(2028, 3, 8, 15), Did.ended),
    ]
    found = [(one.key.day, one.at) for one in story.due(utc(2028, 3, 20))]
    assert found == [
        (1, utc(2028, 3, 1, 8)),
        (2, utc(2028, 3, 2, 8)),
        (5, utc(2028, 3, 5, 8)),
        (6, utc(2028, 3, 5, 20)),
        (7, utc(2028, 3, 6, 20)),
        (8, utc(2028, 3, 8, 14)),
    ]


# The judge: three days at nine, asked as they should be, then spoilt

DUE = [Due(MONDAY + number * DAY, (MONDAY + number * DAY).replace(tzinfo=None)) for number in range(3)]
RIGHT = [Asked(one.key, one.at) for one in DUE]
EVERY_HOUR = Quiet([MONDAY + number * HOUR for number in range(80)])
STOOD_STILL = Quiet([MONDAY + number * HOUR for number in (0, 60, 61, 62)])
"""From an hour after the first to some hours after the third."""


def judged(asked: list[Asked], quiet: Quiet = EVERY_HOUR) -> Verdict:
    found = Verdict()
    judge_asked("one", DUE, asked, quiet, found)
    return found


def test_what_is_right_is_clean() -> None:
    assert judged(RIGHT).clean
    caught_up = Asked(DUE[2].key, MONDAY + 60 * HOUR)
    assert judged([RIGHT[0], caught_up], STOOD_STILL).clean


@pytest.mark.parametrize(
    ("asked", "quiet", "what"),
    [
        (RIGHT[:2], EVERY_HOUR, "missed"),
        ([RIGHT[0], RIGHT[2]], EVERY_HOUR, "missed"),
        ([], EVERY_HOUR, "missed"),
        ([*RIGHT, RIGHT[1]], EVERY_HOUR, "doubled"),
        ([RIGHT[0], Asked(DUE[1].key, DUE[1].at - HOUR), RIGHT[2]], EVERY_HOUR, "wrong"),
        ([RIGHT[0], Asked(DUE[1].key, DUE[1].at + HOUR), RIGHT[2]], EVERY_HOUR, "wrong"),
        ([RIGHT[0], Asked(DUE[1].key + HOUR, DUE[1].at), *RIGHT[1:]], EVERY_HOUR, "wrong"),
        ([RIGHT[0], *(Asked(one.key, MONDAY + 60 * HOUR) for one in DUE[1:])], STOOD_STILL, "storms"),
        ([RIGHT[0], Asked(DUE[2].key, MONDAY + 61 * HOUR)], STOOD_STILL, "wrong"),
    ],
    ids=["last", "between", "all", "twice", "early", "late", "another key", "one by one", "late after a stop"],
)
def test_what_is_wrong_is_found(asked: list[Asked], quiet: Quiet, what: str) -> None:
    found = judged(asked, quiet)
    assert {name for name in ("missed", "doubled", "wrong", "storms") if getattr(found, name)} >= {what}
