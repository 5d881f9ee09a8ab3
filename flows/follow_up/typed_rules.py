"""Rules as people type them, in English and French: "every 2 weeks on Tuesday 9:00", "le 1er lundi de chaque mois à 14h30".

Nothing is guessed: a word that no part of the rule explains makes the whole unreadable, and the error says which. "Tous les 15
jours" is every two weeks, as everybody says it; "every second Tuesday" is every other one, unless a month is named.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import TypeVar

from flows.errors import InvalidSchedule, Problem
from flows.follow_up.rules import Once, Rule
from flows.follow_up.typed_dates import as_written
from flows.follow_up.typed_patterns import Reading, Typed

MOST_CHARACTERS = 300
DAYS_END = time(23, 59)


def read_rule(typed: Typed, *, working_days: bool = True, country: str | None = None) -> Rule:
    """The rule that a person typed; raises InvalidSchedule with the problem and the words that have it.

    The first occurrence is always still ahead.
    """
    return _read(typed, lambda reading: reading.rule(working_days, country))


def read_day(typed: Typed) -> date:
    """The one day that a person typed ("until 12 May", "jusqu'au 12 mai", "next Tuesday"), today or later; raises
    InvalidSchedule."""
    written = re.sub(r"^\s*(?:until|till|by|jusqu['’](?:au|à|a))\b", "", typed.written, flags=re.IGNORECASE)
    # The whole of today is still ahead.
    pattern = _read(replace(typed, written=written), lambda reading: reading.pattern(DAYS_END))
    if not isinstance(pattern, Once):
        raise InvalidSchedule(Problem.unreadable, typed.written.strip())
    return pattern.on


_Read = TypeVar("_Read")


def _read(typed: Typed, reads: "Callable[[Reading], _Read]") -> _Read:
    if len(typed.written) > MOST_CHARACTERS:
        raise InvalidSchedule(Problem.unreadable, f"{typed.written[:MOST_CHARACTERS]}…")
    try:
        return reads(Reading(typed))
    except InvalidSchedule as error:
        raise InvalidSchedule(error.problem, as_written(typed.written, error.wrong)) from None
