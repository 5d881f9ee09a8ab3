"""Days on which people should not be asked: weekends, public holidays of a country, and absence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from flows.errors import InvalidSchedule, Problem

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_WEEKEND = (5, 6)
_LONGEST_ABSENCE = 1000
"""Days after which looking for a day on which somebody is there ends: nobody is away for ever by mistake."""


@dataclass(frozen=True, slots=True)
class Away:
    """Absent from ``first`` to ``last``, both included: "away until 12 May" is not asked on 12 May either."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@lru_cache(maxsize=512)
def _calendar(country: str, year: int) -> "HolidayBase":
    # Loaded only where a country is set: the import takes a third of a second. One year in each calendar, filled when it is
    # made: a calendar that grows while it is read answers wrongly in two threads.
    from holidays import country_holidays

    name, _, part = country.partition("-")
    try:
        return country_holidays(name, subdiv=part or None, years=year, expand=False)
    except NotImplementedError:
        raise InvalidSchedule(Problem.unknown_country, country) from None


def check_country(country: str) -> str:
    """The code of a country (``FR``), or of a part of one (``DE-BY``), in capitals; raises InvalidSchedule."""
    code = country.strip().upper()
    if not code:
        raise InvalidSchedule(Problem.unknown_country, country)
    _calendar(code, 2026)
    return code


def is_working_day(day: date, country: str | None = None) -> bool:
    """Whether people work on a day: no weekend (the country's own) and no public holiday of ``country``."""
    if country is None:
        return day.weekday() not in _WEEKEND
    return _calendar(country, day.year).is_working_day(day)


def asked_on(
    day: date, *, working_days: bool, country: str | None, away: Sequence[Away] = (), backwards: bool = False
) -> date:
    """The day on which somebody is asked who was to be asked on ``day``: the next one that suits, or the last one before.

    Absence always puts off: nobody can be asked before they leave about what is due when they are gone.
    """

    def rests(one: date) -> bool:
        return working_days and not is_working_day(one, country)

    if backwards:
        while rests(day):
            day -= _DAY
    for _ in range(_LONGEST_ABSENCE):
        if not rests(day) and not any(absence.covers(day) for absence in away):
            break
        day += _DAY
    return day
