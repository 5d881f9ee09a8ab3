"""The pattern of days in a typed schedule, taken out of it piece by piece."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from flows.errors import InvalidSchedule, Problem
from flows.schedules import schedule_words
from flows.schedules.rules import (
    BEFORE_PAYMENT,
    BEFORE_RENEWAL,
    LAST_YEAR,
    MORNING,
    Before,
    Every,
    Once,
    Pattern,
    Rule,
    Unit,
    too_long,
)
from flows.schedules.typed_dates import WEEKDAYS, Text, Written, number, take_dates, take_time, take_zone
from flows.schedules.wall_clock import instant, local
from flows.text.languages import DEFAULT
from flows.text.plain import plain

_WORKDAYS = "monday tuesday wednesday thursday friday"
_WEEKEND = "saturday sunday"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, and when and where they did. ``now``: an instant; ``decided_on``: the day that "day 30" counts from.

    ``own_time``: each is asked at their own local time unless a zone is named; ``in_thread``: our people are asked there unless it
    is said otherwise.
    """

    written: str
    now: datetime
    zone: str
    language: str = DEFAULT
    decided_on: date | None = None
    payments: tuple[date, ...] = ()
    renewals: tuple[date, ...] = ()
    own_time: bool = False
    in_thread: bool = False


class Reading:
    """One text being read. What is left of it when a pattern was found must be words that say nothing."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        rest, named = take_zone(typed.written)
        self.zone = named or typed.zone
        self.text = Text(plain(rest))
        local_time = self.text.take(schedule_words.OWN_TIME)
        thread, private = self.text.take(schedule_words.IN_THREAD), self.text.take(schedule_words.IN_PRIVATE)
        # "9:00 local time Europe/Paris" is that of Paris.
        said = local_time is not None and named is None
        if thread and (said or private):
            raise InvalidSchedule(Problem.thread_at_once, thread[0])
        # What is said counts, and what was so already gives way to it.
        self.in_thread = bool(thread) or (typed.in_thread and not private and not said)
        self.own_time = said or (typed.own_time and named is None and not thread)
        self.now = local(typed.now, self.zone)
        self.today = self.now.date()

    def rule(self, working_days: bool, country: str | None) -> Rule:
        pattern = self.pattern(MORNING)
        zones = (self.zone,) if self.own_time else ()
        return Rule(
            pattern=pattern,
            at=self.at,
            zone=self.zone,
            zones=zones,
            working_days=working_days,
            country=country,
            in_thread=self.in_thread,
        )

    def pattern(self, at: time) -> Pattern:
        """The days; ``at``: the time of day where none is written."""
        if often := schedule_words.OFTEN.search(self.text.left):
            raise InvalidSchedule(Problem.too_often, often[0])
        dates = take_dates(self.text, self.typed.language)
        self.at = take_time(self.text) or at
        pattern = self._before(dates) or self._then(dates) or self._every(dates) or self._once(dates)
        left = " ".join(schedule_words.FILLERS.sub(" ", self.text.left).split())
        if pattern is None or left:
            raise InvalidSchedule(Problem.unreadable, left or self.typed.written.strip())
        return pattern

    # --- Patterns ----------------------------------------------------------------------------------------------------

    def _before(self, dates: list[Written]) -> Before | None:
        found = self.text.take(schedule_words.BEFORE)
        if not found:
            return None
        renewal = bool(found[4])
        days = BEFORE_RENEWAL if renewal else BEFORE_PAYMENT
        if found[1]:
            interval, unit = self._interval(found[1], found[2], found[0])
            days = {Unit.days: 1, Unit.weeks: 7, Unit.months: 30, Unit.years: 365}[unit] * interval
        known = [self._day(one) for one in dates] or list(self.typed.renewals if renewal else self.typed.payments)
        if not known:
            raise InvalidSchedule(Problem.no_dates, found[0].strip())
        ahead = tuple(one for one in known if self._is_ahead(one - timedelta(days=days)))
        if not ahead:
            raise InvalidSchedule(Problem.past, max(known).isoformat())
        return Before(what="renewal" if renewal else "payment", dates=ahead, days_before=days)

    def _then(self, dates: list[Written]) -> Every | None:
        if not schedule_words.THEN.search(self.text.left):
            return None
        if nth := self.text.take(schedule_words.DAY_N):
            first = (self.typed.decided_on or self.today) + timedelta(days=self._count(nth[1], nth[0]))
        elif soon := self.text.take(schedule_words.AFTER_A_WHILE):
            first = self._after(self.today, *self._interval(soon[1], soon[2], soon[0]))
        elif dates:
            first = self._day(dates.pop(0))
        else:
            return None
        self.text.take(schedule_words.THEN)
        again = self.text.take(schedule_words.EVERY_N)
        if not again or not again[3] or dates:
            return None
        interval, unit = self._interval(again[1], again[3], again[0])
        self._check_ahead(first, first.isoformat())
        return Every(interval=interval, unit=unit, first=first)

    def _every(self, dates: list[Written]) -> Every | None:
        days = self._days_of_month(dates)
        nth = self._nth_weekday()
        interval, unit = self._every_n()
        if days or nth:
            if unit not in (None, Unit.months):
                return None
            unit = Unit.months
        if unit is None:
            interval, unit = self._plural(dates)
        if unit is None or len(dates) > 1:
            return None
        weekdays = self._weekdays()
        if nth:
            return None if weekdays else self._from_first(interval, unit, dates, weekdays=nth[1:], ordinal=nth[0])
        if weekdays and unit is not Unit.weeks:
            return None
        if unit is Unit.months and not days:
            days = self._on_the_day()
        return self._from_first(interval, unit, dates, weekdays=weekdays, days=days)

    def _once(self, dates: list[Written]) -> Once | None:
        days = [self._day(one) for one in dates]
        if soon := self.text.take(schedule_words.AFTER_A_WHILE):
            days.append(self._after(self.today, *self._interval(soon[1], soon[2], soon[0])))
        if near := self.text.take(schedule_words.TODAY):
            days.append(self.today + timedelta(days=near[1] in schedule_words.TOMORROW))
        written = self.text.left
        weekdays = self._weekdays()
        if not days and len(weekdays) == 1:
            days = [self._first_ahead(Every(interval=1, unit=Unit.weeks, first=self.today, weekdays=weekdays))]
        elif days and weekdays and {days[0].weekday()} != set(weekdays):
            return None  # "Monday 12 March" when the 12th is a Friday
        elif schedule_words.PLURAL_WEEKDAY.search(written):
            return None  # "Mondays, 12 March"
        if len(days) != 1:
            return None
        self._check_ahead(days[0], dates[0].text if dates else days[0].isoformat())
        return Once(on=days[0])

    # --- Parts of a pattern ------------------------------------------------------------------------------------------

    def _every_n(self) -> tuple[int, Unit | None]:
        for phrase in schedule_words.ONE_IN:
            if found := self.text.take(phrase):
                if found["weekday"]:
                    self.text.left += f" {found['weekday']}"
                return self._interval(found["number"], found["unit"] or "weeks", found[0])
        if found := self.text.take(schedule_words.EVERY_N):
            if found[2]:
                self._name_weekdays(found[2])
            # A weekday stays in the text, where all of them are read; its unit is the week.
            return self._interval(found[1], found[3] or "weeks", found[0])
        for adverb, (interval, unit) in schedule_words.ADVERBS.items():
            if self.text.take(rf"\b(?:{adverb})\b"):
                return interval, unit
        self.text.take(rf"{schedule_words.EVERY}\b")  # "every last Friday": the ordinal was taken
        return 1, None

    def _interval(self, counted: str | None, unit_word: str, written: str) -> tuple[int, Unit]:
        times, unit = next(found for word, found in schedule_words.UNITS.items() if re.fullmatch(word, unit_word))
        count = 2 if counted in schedule_words.EVERY_OTHER else self._count(counted, written) if counted else 1
        if f"{count} {unit_word}" in schedule_words.TWO_WEEKS:
            return 2, Unit.weeks
        if too_long(count * times, unit):
            raise InvalidSchedule(Problem.too_far, written.strip())
        return count * times, unit

    def _count(self, word: str, written: str) -> int:
        count = number(word)
        if count < 1:
            raise InvalidSchedule(Problem.zero, written.strip())
        if too_long(count, Unit.days):
            raise InvalidSchedule(Problem.too_far, written.strip())
        return count

    def _name_weekdays(self, word: str) -> bool:
        """Put the names of the weekdays in the place of a word for several of them; False where it is no such word."""
        for several, names in ((schedule_words.WORKDAYS, _WORKDAYS), (schedule_words.WEEKEND, _WEEKEND)):
            if re.fullmatch(several, word):
                self.text.take(several)
                self.text.left += f" {names}"
                return True
        return False

    def _plural(self, dates: list[Written]) -> tuple[int, Unit | None]:
        """Return the rhythm that a plural says ("mondays", "les mois"), where none is named."""
        if dates:
            return 1, None
        if schedule_words.PLURAL_WEEKDAY.search(self.text.left):
            return 1, Unit.weeks
        several = re.search(rf"\b(?:{schedule_words.WORKDAYS}|{schedule_words.WEEKEND})\b", self.text.left)
        if several and any(word.endswith("s") for word in several[0].split()):
            return 1, Unit.weeks if self._name_weekdays(several[0]) else None
        counted = schedule_words.COUNTED_UNIT.search(self.text.left)
        if counted is None or counted["count"]:
            return 1, None
        word = counted["unit"]
        if counted["the"] or (word.endswith("s") and re.fullmatch(schedule_words.UNIT, word[:-1])):
            self.text.take(schedule_words.COUNTED_UNIT)
            return self._interval(None, word, word)
        return 1, None

    def _days_of_month(self, dates: list[Written]) -> tuple[int, ...]:
        """Return the days of each month that are named: "the 15th of the month", "les 1er et 15"."""
        found = schedule_words.SEVERAL_DAYS.search(self.text.left) if not dates else None
        if found:
            days = schedule_words.DAY_IN_LIST.findall(found["days"])
            before = self.text.left[: found.start()]
            said = re.search(rf"(?:{schedule_words.THE_PLURAL}|{schedule_words.EVERY}) $", before)
            if said or any(ending for _, ending in days) or re.search(rf"\b{schedule_words.MONTH}\b", self.text.left):
                self.text.take(schedule_words.SEVERAL_DAYS)
                return tuple(dict.fromkeys(self._checked_day(day, found["days"]) for day, _ in days))
        one = self.text.take(schedule_words.DAY_OF_MONTH)
        if one is None and not dates:
            one = self.text.take(schedule_words.PLURAL_DAY)
        return (self._checked_day(one[1], one[0]),) if one else ()

    def _on_the_day(self) -> tuple[int, ...]:
        found = self.text.take(schedule_words.ON_THE_DAY)
        return (self._checked_day(found[1] or found[2], found[0]),) if found else ()

    def _checked_day(self, day: str, written: str) -> int:
        if not 1 <= int(day) <= 31:
            raise InvalidSchedule(Problem.no_such_date, written.strip())
        return int(day)

    def _nth_weekday(self) -> tuple[int, ...]:
        """Ordinal and weekday: of a month where one is named; "every first Friday" can only mean a month's."""
        found = schedule_words.NTH_WEEKDAY.search(self.text.left)
        if not found:
            return ()
        a_month = re.search(rf"\b{schedule_words.MONTH}\b", self.text.left)
        if not a_month and schedule_words.NTH[found[1]] not in (1, -1):
            return ()
        self.text.take(schedule_words.NTH_WEEKDAY)
        self.text.take(schedule_words.OF_A_MONTH)
        return schedule_words.NTH[found[1]], self._weekday(found[2])

    def _weekdays(self) -> tuple[int, ...]:
        days = []
        while found := self.text.take(schedule_words.ONE_WEEKDAY):
            days.append(self._weekday(found[1]))
        return tuple(days)

    @staticmethod
    def _weekday(word: str) -> int:
        return WEEKDAYS[word] if word in WEEKDAYS else WEEKDAYS[word.removesuffix("s")]

    # --- Dates -------------------------------------------------------------------------------------------------------

    def _from_first(
        self,
        interval: int,
        unit: Unit,
        dates: list[Written],
        *,
        weekdays: tuple[int, ...] = (),
        ordinal: int | None = None,
        days: tuple[int, ...] = (),
    ) -> Every:
        """The pattern whose first day is the first that is still ahead, or that was named."""
        start = self.today
        day, more_days = (days[0], days[1:]) if days else (None, ())
        if dates:
            if unit is Unit.years and dates[0].year is None:
                start, day = self._next_of_the_year(dates[0]), dates[0].day
            else:
                start = self._day(dates[0])
                self._check_ahead(start, dates[0].text)
        elif not (weekdays or day or (unit is Unit.days and interval == 1)):
            # "Every 90 days" begins in 90 days; the last of a month stays the last.
            start = self._after(self.today, interval, unit)
            day = self.today.day if unit in (Unit.months, Unit.years) else None
        every = Every(
            interval=1, unit=unit, first=start, weekdays=weekdays, ordinal=ordinal, day=day, more_days=more_days
        )
        return every.model_copy(update={"interval": interval, "first": self._first_ahead(every)})

    def _first_ahead(self, pattern: Every) -> date:
        found = next((one for one in pattern.days(pattern.first) if self._is_ahead(one)), None)
        if found is None:
            raise InvalidSchedule(Problem.too_far, self.typed.written.strip())
        return found

    def _next_of_the_year(self, written: Written) -> date:
        for year in (self.today.year, self.today.year + 1):
            last = written.in_year(year) or date(year, written.month, written.day - 1)
            if self._is_ahead(last):
                return last
        return last

    def _day(self, written: Written) -> date:
        """A date in full; without a year, the next one that there is."""
        if written.year is not None:
            return date(written.year, written.month, written.day)
        years = range(self.today.year, self.today.year + 9)
        days = [day for year in years if (day := written.in_year(year))]
        return next(day for day in days if self._is_ahead(day))

    def _after(self, day: date, interval: int, unit: Unit) -> date:
        steps: dict[str, int] = {str(unit): interval}
        return day + relativedelta(**steps)  # type: ignore[arg-type]

    def _is_ahead(self, day: date) -> bool:
        return instant(datetime.combine(day, self.at), self.zone) > self.typed.now

    def _check_ahead(self, day: date, written: str) -> None:
        if not self._is_ahead(day):
            raise InvalidSchedule(Problem.past, written)
        if day.year > LAST_YEAR:
            raise InvalidSchedule(Problem.too_far, written)
