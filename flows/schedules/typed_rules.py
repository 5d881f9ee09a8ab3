"""Rules as people type them, in every language at once: "every 2 weeks on Tuesday 9:00", "le 1er lundi de chaque mois à 14h30".

Nothing is guessed: a word that no part of the rule explains makes the whole unreadable, and the error says which. "Tous les 15
jours" is every two weeks, as everybody says it; "every second Tuesday" is every other one, unless a month is named.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from flows.errors import InvalidSchedule, Problem
from flows.schedules import schedule_words
from flows.schedules.rules import MORNING, Rule
from flows.schedules.typed_dates import as_written
from flows.schedules.typed_patterns import Reading, Typed
from flows.text.nearest import nearest
from flows.text.plain import plain

MOST_CHARACTERS = 300
_MOST_WORDS = 20
"""Words of a rule that are compared with all that are known."""


def read_rule(typed: Typed, *, working_days: bool = True, country: str | None = None) -> Rule:
    """The rule that a person typed; raises InvalidSchedule with the problem and the words that have it.

    The first occurrence is always still ahead.
    """
    try:
        return _read(typed, lambda reading: reading.rule(working_days, country))
    except InvalidSchedule as error:
        if error.problem is not Problem.unreadable or len(typed.written) > MOST_CHARACTERS:
            raise
        raise InvalidSchedule(error.problem, error.wrong, _nearest(typed)) from None


def _nearest(typed: Typed) -> str:
    """Return what was typed with the words that are not known replaced by the nearest that are, where that can be read."""
    known = schedule_words.vocabulary()
    words = plain(typed.written).split()
    if len(words) > _MOST_WORDS:
        return ""
    corrected = " ".join(
        word if word in known or not word.isalpha() else nearest(word, known) or word for word in words
    )
    if corrected == " ".join(words):
        return ""
    try:
        _read(replace(typed, written=corrected), lambda reading: reading.pattern(MORNING))
    except InvalidSchedule:
        return ""
    return corrected


_Read = TypeVar("_Read")


def _read(typed: Typed, reads: "Callable[[Reading], _Read]") -> _Read:
    if len(typed.written) > MOST_CHARACTERS:
        raise InvalidSchedule(Problem.unreadable, f"{typed.written[:MOST_CHARACTERS]}…")
    try:
        return reads(Reading(typed))
    except InvalidSchedule as error:
        raise InvalidSchedule(error.problem, as_written(typed.written, error.wrong)) from None
