"""When a check-in is due, as a value that is stored: a pattern of days, a time of day, a zone, and which days to leave out."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from dateutil import rrule
from pydantic import Field, field_validator, model_validator

from flows.errors import InvalidSchedule, Problem
from flows.model import Frozen
from flows.schedules.wall_clock import zone
from flows.schedules.working_days import check_country

MORNING = time(9)
"""When people are asked who named no time."""
FIRST_AFTER, THEN_EVERY = 30, 90
"""Days: the first check-in after a decision, and between the later ones (docs/method.md, “Rules of thumb”)."""
BEFORE_PAYMENT, BEFORE_RENEWAL = 7, 30
"""Days before a payment, and before a renewal: time enough to hold it back, or to negotiate."""
LAST_YEAR = 2200
"""Nobody plans further; public holidays and offsets are guesses long before."""
MOST_DAYS = 3660
"""The longest interval: ten years."""
_CLAMPED_FROM = 28


class Unit(StrEnum):
    days = "days"
    weeks = "weeks"
    months = "months"
    years = "years"


_FREQUENCY: dict[Unit, Literal[0, 1, 2, 3]] = {
    Unit.days: rrule.DAILY,
    Unit.weeks: rrule.WEEKLY,
    Unit.months: rrule.MONTHLY,
    Unit.years: rrule.YEARLY,
}
_DAYS_IN = {Unit.days: 1, Unit.weeks: 7, Unit.months: 31, Unit.years: 366}


class Once(Frozen):
    """One day."""

    kind: Literal["once"] = "once"
    on: date

    def days(self, from_day: date) -> Iterator[date]:
        """The days of the pattern from ``from_day`` on, in order."""
        if self.on >= from_day:
            yield self.on


class Before(Frozen):
    """``days_before`` each of the dates of something: a payment, a renewal."""

    kind: Literal["before"] = "before"
    what: Literal["payment", "renewal"]
    dates: tuple[date, ...] = Field(min_length=1)
    days_before: int = Field(ge=0, le=MOST_DAYS)

    def days(self, from_day: date) -> Iterator[date]:
        """The days of the pattern from ``from_day`` on, in order."""
        early = timedelta(days=self.days_before)
        yield from sorted({one - early for one in self.dates if one - early >= from_day})


class Every(Frozen):
    """Every ``interval`` days, weeks, months or years, counted from ``first``.

    Weeks fall on ``weekdays`` (Monday is 0), or on that of ``first``. Months fall on ``day`` of the month and on each of
    ``more_days``, on the last day of a shorter month, or on the ``ordinal``-th weekday (-1: the last). Years fall on the day of
    ``first``; 29 February is the 28th where there is none, since ``day`` remembers it.
    """

    kind: Literal["every"] = "every"
    interval: int = Field(ge=1)
    unit: Unit
    first: date
    weekdays: tuple[int, ...] = ()
    ordinal: int | None = Field(default=None, ge=-1, le=4)
    day: int | None = Field(default=None, ge=1, le=31)
    more_days: tuple[Annotated[int, Field(ge=1, le=31)], ...] = ()

    @field_validator("weekdays")
    @classmethod
    def _in_a_week(cls, weekdays: tuple[int, ...]) -> tuple[int, ...]:
        if not all(0 <= one <= 6 for one in weekdays):
            raise ValueError("weekdays are 0 (Monday) to 6")
        return tuple(sorted(set(weekdays)))

    @model_validator(mode="after")
    def _fits_together(self) -> "Every":
        if self.weekdays and self.unit is not (Unit.months if self.ordinal else Unit.weeks):
            raise ValueError("weekdays go with weeks, ordinals with months")
        if self.ordinal is not None and (not self.ordinal or not self.weekdays):
            raise ValueError("an ordinal is 1 to 4, or -1 for the last, of a weekday")
        if self.day is not None and (self.ordinal or self.unit not in (Unit.months, Unit.years)):
            raise ValueError("a day of the month goes with months and years")
        if self.more_days and (self.day is None or self.unit is not Unit.months):
            raise ValueError("several days of the month go with months")
        return self

    def days(self, from_day: date) -> Iterator[date]:
        """The days of the pattern from ``from_day`` on, in order."""
        start = datetime.combine(max(from_day, self.first), time())
        found = [self._recurring(day).xafter(start, inc=True) for day in (self.day, *self.more_days)]
        last: datetime | None = None
        for each in heapq.merge(*found):
            if each != last:  # the 30th and the 31st are one day in June
                yield each.date()
            last = each

    def _recurring(self, day_of_month: int | None) -> rrule.rrule:
        by: dict[str, object] = {}
        if self.ordinal is not None:
            by["byweekday"] = [rrule.weekday(one, self.ordinal) for one in self.weekdays]
        elif self.weekdays:
            by["byweekday"] = list(self.weekdays)
        elif self.unit in (Unit.months, Unit.years):
            day = day_of_month or self.first.day
            # The last of the days from the 28th on that the month has: rrule alone would leave out short months.
            by["bymonthday"] = list(range(_CLAMPED_FROM, day + 1)) if day > _CLAMPED_FROM else day
            by["bysetpos"] = -1
            if self.unit is Unit.years:
                by["bymonth"] = self.first.month
        return rrule.rrule(
            _FREQUENCY[self.unit],
            dtstart=datetime.combine(self.first, time()),
            until=datetime(LAST_YEAR, 12, 31),
            interval=self.interval,
            **by,  # type: ignore[arg-type]
        )


Pattern = Annotated[Once | Before | Every, Field(discriminator="kind")]


class Rule(Frozen):
    """A pattern of days at a local time in a zone. ``working_days``: moved off weekends and the public holidays of
    ``country`` (``FR``, ``DE-BY``), forwards; what is due before something, backwards.

    ``zones``: where those who are asked live, as far as that is known, when each is asked at their own local time; ``zone`` is
    then that of everybody else. Empty: all are asked at once, by the clock of ``zone``. ``in_thread``: our people are asked there,
    by name and all at once, instead of each in private.
    """

    pattern: Pattern
    at: time = MORNING
    zone: str
    zones: tuple[str, ...] = ()
    working_days: bool = True
    country: str | None = None
    in_thread: bool = False

    @field_validator("zone")
    @classmethod
    def _known(cls, name: str) -> str:
        zone(name)
        return name

    @field_validator("zones")
    @classmethod
    def _all_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            zone(name)
        return tuple(sorted(set(names)))

    @field_validator("country")
    @classmethod
    def _with_calendar(cls, country: str | None) -> str | None:
        return None if country is None else check_country(country)

    @property
    def backwards(self) -> bool:
        """Whether a day off moves it to the day before: what comes before a payment must not come after it."""
        return isinstance(self.pattern, Before)

    @model_validator(mode="after")
    def _at_once_in_the_thread(self) -> "Rule":
        if self.in_thread and self.zones:
            raise InvalidSchedule(Problem.thread_at_once, "")
        return self

    @property
    def own_time(self) -> bool:
        """Whether each person is asked at their own local time."""
        return bool(self.zones)

    @property
    def clocks(self) -> tuple[str, ...]:
        """The zones whose clocks count: one, or those of the people."""
        return self.zones or (self.zone,)

    def in_zone(self, name: str) -> "Rule":
        """The same wall-clock times for all, in another zone; raises InvalidSchedule."""
        zone(name)
        return self.model_copy(update={"zone": name, "zones": ()})

    def for_each(self, zones: Iterable[str]) -> "Rule":
        """The same wall-clock times, for each person where they live; nowhere: as in ``zone``. Raises InvalidSchedule."""
        return Rule.model_validate({**self.model_dump(), "zones": tuple(zones) or (self.zone,)})


def too_long(interval: int, unit: Unit) -> bool:
    """Whether nobody would live to see it twice."""
    return interval * _DAYS_IN[unit] > MOST_DAYS


def every_after_decision(decided_on: date, first_after: int = FIRST_AFTER, then_every: int = THEN_EVERY) -> Every:
    """``first_after`` days after the decision, then every ``then_every`` days."""
    for days in (first_after, then_every):
        if days < 1:
            raise InvalidSchedule(Problem.zero, str(days))
        if too_long(days, Unit.days):
            raise InvalidSchedule(Problem.too_far, str(days))
    return Every(interval=then_every, unit=Unit.days, first=decided_on + timedelta(days=first_after))


def default_patterns(
    decided_on: date, payments: tuple[date, ...] = (), renewals: tuple[date, ...] = ()
) -> tuple[Once | Before | Every, ...]:
    """The check-ins that a decision creates: day 30, then every 90 days; before each payment and before renewal, where their
    dates are known."""
    found: list[Once | Before | Every] = [every_after_decision(decided_on)]
    if payments:
        found.append(Before(what="payment", dates=payments, days_before=BEFORE_PAYMENT))
    if renewals:
        found.append(Before(what="renewal", dates=renewals, days_before=BEFORE_RENEWAL))
    return tuple(found)
