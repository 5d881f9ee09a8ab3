"""When people should be asked, by another arithmetic than the app's: each day of the year is looked at, each instant is tried.

It reads a rule's fields, and calls nothing that computes with them. ``key`` and ``at`` mean what they mean in
``flows.schedules.recurrence``.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from flows.schedules.rules import Before, Every, Once, Pattern, Rule, Unit

DAY = timedelta(days=1)
MORNING = time(9)
QUARTER = timedelta(minutes=15)
GRAIN = timedelta(minutes=5)
"""Times of day and offsets are multiples of it here."""
NUDGED_AFTER = (2, 4)
CLOSED_AFTER = 7
_LONGEST_PUSH = 15
"""Days by which days off never push anything."""


@dataclass(frozen=True, order=True)
class Due:
    """Somebody is to be asked at an instant; ``key`` is the local time that it stands for."""

    at: datetime
    key: datetime


# Days


def falls_on(pattern: Pattern, day: date) -> bool:
    """Whether a day is one of the pattern."""
    match pattern:
        case Once():
            return day == pattern.on
        case Before():
            return day + timedelta(days=pattern.days_before) in pattern.dates
        case Every():
            return day >= pattern.first and _RECURS[pattern.unit](pattern, day)


def _days(every: Every, day: date) -> bool:
    return (day - every.first).days % every.interval == 0


def _weeks(every: Every, day: date) -> bool:
    weeks = (_monday(day) - _monday(every.first)).days // 7
    return weeks % every.interval == 0 and day.weekday() in (every.weekdays or (every.first.weekday(),))


def _months(every: Every, day: date) -> bool:
    if ((day.year - every.first.year) * 12 + day.month - every.first.month) % every.interval:
        return False
    if every.ordinal is None:
        return day.day == min(every.day or every.first.day, _length(day))
    if day.weekday() not in every.weekdays:
        return False
    return day.day > _length(day) - 7 if every.ordinal == -1 else (day.day - 1) // 7 + 1 == every.ordinal


def _years(every: Every, day: date) -> bool:
    on_the_day = day.month == every.first.month and day.day == min(every.day or every.first.day, _length(day))
    return on_the_day and (day.year - every.first.year) % every.interval == 0


_RECURS: dict[Unit, Callable[[Every, date], bool]] = {
    Unit.days: _days,
    Unit.weeks: _weeks,
    Unit.months: _months,
    Unit.years: _years,
}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


@lru_cache
def _french_holidays(year: int) -> frozenset[date]:
    sunday = easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    return frozenset({date(year, *one) for one in fixed} | {sunday + timedelta(days=after) for after in (1, 39, 50)})


def is_off(rule: Rule, day: date) -> bool:
    """Whether nobody is to be asked on a day. Of countries it knows France alone."""
    if not rule.working_days:
        return False
    return day.weekday() >= 5 or (rule.country == "FR" and day in _french_holidays(day.year))


def moved_off(rule: Rule, day: date, step: timedelta) -> date:
    """The first day in a direction on which people may be asked."""
    while is_off(rule, day):
        day += step
    return day


# Instants


@lru_cache(maxsize=100_000)
def first_shown(wall: datetime, zone: str) -> datetime:
    """The first instant at which a clock on the wall shows this time, or has jumped over it."""
    there, so_called = ZoneInfo(zone), wall.replace(tzinfo=UTC)
    around = (so_called - 2 * DAY, so_called + 2 * DAY)
    at = so_called - max(one.astimezone(there).utcoffset() or timedelta() for one in around)
    while at.astimezone(there).replace(tzinfo=None) < wall:
        at += GRAIN
    return at


@lru_cache
def jumps(zone: str, first: date, last: date) -> tuple[datetime, ...]:
    """Local times at which the clocks of a zone jump, in the middle of what they jump over or show twice."""
    at, end = (datetime.combine(one, time(), UTC) for one in (first, last))
    found: list[datetime] = []
    while at < end:
        before, after = on_the_wall(at, zone), on_the_wall(at + QUARTER, zone)
        if after - before != QUARTER:
            middle = before + (after - before + QUARTER) / 2
            found.append(middle.replace(minute=middle.minute // 5 * 5))
        at += QUARTER
    return tuple(found)


def on_the_wall(at: datetime, zone: str) -> datetime:
    """What a clock on the wall shows."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def all_due(rule: Rule, first: date, last: date) -> list[Due]:
    """Everything that is due on the local days from ``first`` to ``last``, by the instant; the latest of those that coincide."""
    found: dict[datetime, datetime] = {}
    step = -DAY if isinstance(rule.pattern, Before) else DAY
    for day in _days_between(first - _LONGEST_PUSH * DAY, last + _LONGEST_PUSH * DAY):
        if falls_on(rule.pattern, day):
            asked = moved_off(rule, day, step)
            at = first_shown(datetime.combine(asked, rule.at), rule.zone)
            found[at] = datetime.combine(day, rule.at)
    return sorted(Due(at, key) for at, key in found.items())


def nudged(rule: Rule, prompted: datetime) -> tuple[list[datetime], datetime]:
    """When those who say nothing are nudged, and when it closes: at the rule's time of day, each on a day of its own."""
    today = on_the_wall(prompted, rule.zone).date()
    # A time that is jumped over today is what it became today on the other days.
    at = on_the_wall(first_shown(datetime.combine(today, rule.at), rule.zone), rule.zone).time()
    day, found = today, []
    for after in (*NUDGED_AFTER, CLOSED_AFTER):
        day = moved_off(rule, max(today + after * DAY, day + DAY), DAY)
        found.append(first_shown(datetime.combine(day, at), rule.zone))
    return found[:-1], found[-1]


def _days_between(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY
