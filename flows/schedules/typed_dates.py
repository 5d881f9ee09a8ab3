"""The dates, times, weekdays and numbers in what a person typed, in every language at once.

A text is read by taking pieces out of it; what nobody took at the end was not understood.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from zoneinfo import available_timezones

from flows.errors import InvalidSchedule, Problem
from flows.text.languages import DEFAULT, any_of, any_word, in_all, merged, typed_languages, typed_words
from flows.text.plain import placed


def _numbered(numbered: Sequence[str], start: int) -> dict[str, int]:
    return {name: number for number, names in enumerate(numbered, start) for name in names.split()}


MONTHS = merged(lambda spoken: _numbered(spoken.dates.months, 1))
WEEKDAYS = merged(lambda spoken: _numbered(spoken.dates.weekdays, 0))
NUMBERS = merged(lambda spoken: spoken.dates.numbers)
NUMBER = rf"-?\d{{1,9}}|{any_of(NUMBERS)}"
WEEKDAY = rf"(?:{any_of(WEEKDAYS)})s?"
ENDING = any_of(in_all(lambda spoken: spoken.dates.endings))
_MONTH = any_of(MONTHS)
_OF = any_of(in_all(lambda spoken: spoken.dates.of_month))
_NOT_IN_A_NUMBER = r"(?<![\w/.,:+-])"
_ISO = re.compile(rf"{_NOT_IN_A_NUMBER}(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?!\w)")
_SLASHED = re.compile(rf"{_NOT_IN_A_NUMBER}(\d{{1,2}})([/.])(\d{{1,2}})(?:\2(\d{{4}}|\d{{2}}))?(?![\w/.])")
_DAY_MONTH = re.compile(
    rf"{_NOT_IN_A_NUMBER}(\d{{1,3}}) ?(?:{ENDING})?(?: (?:{_OF}))? ({_MONTH})\b\.?(?:,? (\d{{4}})\b)?"
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\.? (\d{{1,3}})(?:{ENDING})?\b(?![:h])(?:,? (\d{{4}})\b)?")
_AFTER_NOON = frozenset(in_all(lambda spoken: spoken.dates.after_noon))
_HALF = f"({any_word((*in_all(lambda spoken: spoken.dates.before_noon), *_AFTER_NOON))})"
_HOURS = any_of(in_all(lambda spoken: spoken.dates.hours))
_CLOCK = re.compile(rf"{_NOT_IN_A_NUMBER}(\d{{1,3}}) ?(?::|h) ?(\d{{2}})(?!\d) ?{_HALF}?(?!\w)")
_HOUR = re.compile(rf"{_NOT_IN_A_NUMBER}(\d{{1,3}}) ?(?:{_HALF}|h|{_HOURS})(?!\w)")
_AT_WORDS = any_of(in_all(lambda spoken: spoken.dates.at))
_LENGTHS = any_of(
    in_all(lambda spoken: (*spoken.rhythms.units.day, *spoken.rhythms.units.week, *spoken.rhythms.units.month))
)
_AT = re.compile(rf"(?:\b(?:{_AT_WORDS})|@) ?(\d{{1,3}})(?![\w/.:])(?! ?(?:{ENDING}|{_OF}|{_LENGTHS}|{_MONTH})\b)")
_NOONS = in_all(lambda spoken: spoken.dates.noon)
_NOON = re.compile(rf"\b({any_of((*_NOONS, *in_all(lambda spoken: spoken.dates.midnight)))})\b")
_ZONE = re.compile(r"(?<![\w/])([A-Za-z][A-Za-z_-]*(?:/[A-Za-z][A-Za-z0-9_+-]*)+|UTC|GMT)(?![\w/])", re.IGNORECASE)
_EARLIEST, _LATEST, _LEAP = 1900, 2200, 2028


@dataclass
class Text:
    """What is left of a typed text; a piece that is taken leaves a mark, so that its neighbours do not join."""

    left: str

    def take(self, pattern: "re.Pattern[str] | str") -> "re.Match[str] | None":
        """The first piece that matches, taken out."""
        found = re.search(pattern, self.left)
        if found:
            self.left = f"{self.left[: found.start()]} ; {self.left[found.end() :]}"
        return found


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it was written; ``year`` None when none was."""

    text: str
    day: int
    month: int
    year: int | None = None

    def in_year(self, year: int) -> date | None:
        """That day in a year; None when the year has none (29 February)."""
        return date(year, self.month, self.day) if self.day <= monthrange(year, self.month)[1] else None


def as_written(written: str, piece: str) -> str:
    """The part of ``written`` that reads ``piece`` when it is plain; ``piece`` itself where it is in no one place."""
    letters = placed(written)
    start = "".join(letter for letter, _ in letters).find(piece)
    if start < 0 or not piece:
        return piece
    return written[letters[start][1] : letters[start + len(piece) - 1][1] + 1]


def number(word: str) -> int:
    """The number that a digit or a word says."""
    return NUMBERS[word] if word in NUMBERS else int(word)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def take_zone(written: str) -> tuple[str, str | None]:
    """The text without the zone that it names, and the zone; raises InvalidSchedule for one that does not exist."""
    found = _ZONE.search(written)
    if not found:
        return written, None
    known = _zones().get(found[1].casefold())
    if known is None:
        raise InvalidSchedule(Problem.unknown_zone, found[1])
    return f"{written[: found.start()]} {written[found.end() :]}", known


def take_time(text: Text) -> time | None:
    """The time of day: 9:00, 9am, 14h30, 9 h, at 9, noon; raises InvalidSchedule for 25:00."""
    if found := text.take(_CLOCK):
        return _time(found[0], int(found[1]), int(found[2]), found[3])
    if found := text.take(_HOUR):
        return _time(found[0], int(found[1]), 0, found[2])
    if found := text.take(_NOON):
        return time(12) if found[1] in _NOONS else time(0)
    if found := text.take(_AT):
        return _time(found[0], int(found[1]), 0, None)
    return None


def _time(written: str, hour: int, minute: int, half: str | None) -> time:
    if half:
        if not 1 <= hour <= 12:
            raise InvalidSchedule(Problem.no_such_time, written.strip())
        hour = hour % 12 + (12 if half in _AFTER_NOON else 0)
    if hour > 23 or minute > 59:
        raise InvalidSchedule(Problem.no_such_time, written.strip())
    return time(hour, minute)


def take_dates(text: Text, language: str) -> list[Written]:
    """The dates, in the order in which they are written; raises InvalidSchedule for one that no calendar has.

    ``3/4/2027`` is the 3rd of April in French; in English it may be either, and is refused: ``slashes`` of the language says it.
    """
    found: list[tuple[int, Written]] = []
    # Taken one at a time, the first one first, so that "12 March 2027" is not read as "March 20".
    while True:
        here = [
            (match.start(), -len(match[0]), match, kind)
            for kind, pattern in enumerate((_ISO, _SLASHED, _DAY_MONTH, _MONTH_DAY))
            if (match := pattern.search(text.left))
        ]
        if not here:
            return [written for _, written in found]
        start, _, match, kind = min(here, key=lambda one: one[:2])
        text.left = f"{text.left[:start]} ; {text.left[match.end() :]}"
        found.append((start, _written(match, kind, language)))


def _slashes(language: str) -> str:
    return typed_words(language if language in typed_languages() else DEFAULT).dates.slashes


def _written(match: "re.Match[str]", kind: int, language: str) -> Written:
    text = match[0].strip(" ,.")
    if kind == 0:
        day, month, year = int(match[3]), int(match[2]), match[1]
    elif kind == 1:
        day, month, year = int(match[1]), int(match[3]), match[4]
        order = _slashes(language) if match[2] == "/" else "day first"
        if order == "either" and day != month and day <= 12 and month <= 12:
            raise InvalidSchedule(Problem.ambiguous_date, text)
        if order == "month first" or (order == "either" and month > 12):
            day, month = month, day
    elif kind == 2:
        day, month, year = int(match[1]), MONTHS[match[2]], match[3]
    else:
        day, month, year = int(match[2]), MONTHS[match[1]], match[3]
    in_full = int(year) + (2000 if len(year) == 2 else 0) if year else None
    if in_full is not None and in_full > _LATEST:
        raise InvalidSchedule(Problem.too_far, text)
    if in_full is not None and in_full < _EARLIEST:
        raise InvalidSchedule(Problem.past, text)
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(in_full or _LEAP, month)[1]:
        raise InvalidSchedule(Problem.no_such_date, text)
    return Written(text, day, month, in_full)
