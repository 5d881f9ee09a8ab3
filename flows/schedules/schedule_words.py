"""The words of schedules in every language at once, as patterns over plain text; the words are in ``flows/text/typed``."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from flows.schedules.rules import Unit
from flows.schedules.typed_dates import ENDING, MONTHS, NUMBER, NUMBERS, WEEKDAY, WEEKDAYS
from flows.text.languages import Lengths, Rhythms, TypedWords, any_of, in_all, typed_languages, typed_words

_GROUP = re.compile(r"\(\?:([^()]*)\)(\?)?")
_PERHAPS = re.compile(r"(\w)\?")

_UNITS = {
    "day": (1, Unit.days),
    "fortnight": (2, Unit.weeks),
    "week": (1, Unit.weeks),
    "month": (1, Unit.months),
    "quarter": (3, Unit.months),
    "half_year": (6, Unit.months),
    "year": (1, Unit.years),
}


def _words(part: Callable[[Rhythms], Iterable[str]]) -> str:
    return any_of(in_all(lambda spoken: part(spoken.rhythms)))


def _lengths(part: Callable[[TypedWords], Lengths]) -> dict[str, tuple[int, Unit]]:
    def words(length: str) -> str:
        return any_of(in_all(lambda spoken: getattr(part(spoken), length)))

    return {words(length): unit for length, unit in _UNITS.items()}


def _numbered(name: str, number: int) -> dict[str, int]:
    return dict.fromkeys(in_all(lambda spoken: getattr(spoken.rhythms.ordinals, name)), number)


UNITS = _lengths(lambda spoken: spoken.rhythms.units)
ADVERBS = _lengths(lambda spoken: spoken.rhythms.adverbs)
UNIT = "|".join(UNITS)
MONTH = rf"(?:{_words(lambda spoken: spoken.units.month)})"
EVERY = rf"\b(?:{_words(lambda spoken: spoken.every)})"
EVERY_OTHER = frozenset(in_all(lambda spoken: spoken.rhythms.every_other))
TWO_WEEKS = frozenset(in_all(lambda spoken: spoken.rhythms.two_weeks))
WORKDAYS = _words(lambda spoken: spoken.workdays)
WEEKEND = _words(lambda spoken: spoken.weekend)
NTH = {
    word: number
    for name, nth in (("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("last", -1))
    for word, number in _numbered(name, nth).items()
}
OFTEN = re.compile(rf"{EVERY} ?(?:{NUMBER})? ?(?:{_words(lambda spoken: spoken.too_often)})\b")
BEFORE = re.compile(
    rf"(?:\b({NUMBER}) ?({UNIT}) )?\b(?:{_words(lambda spoken: spoken.before)})\b"
    rf"(?: (?:{_words(lambda spoken: spoken.before_each)}))*"
    rf" ?(?:{_words(lambda spoken: spoken.before_dates)})?"
    rf"(?:({_words(lambda spoken: spoken.payment)})|({_words(lambda spoken: spoken.renewal)}))s?(?: dates?)?\b"
)
THEN = re.compile(rf"\b(?:{_words(lambda spoken: spoken.then)})\b")
DAY_N = re.compile(rf"\b(?:{_words(lambda spoken: spoken.day_n)}) ?({NUMBER})\b")
AFTER_A_WHILE = re.compile(rf"\b(?:{_words(lambda spoken: spoken.after)}) ({NUMBER}) ?({UNIT})\b")
EVERY_N = re.compile(
    rf"{EVERY} (?:({any_of(EVERY_OTHER)}|{NUMBER}) ?)?(?:(?=({WORKDAYS}|{WEEKEND}|{WEEKDAY})\b)|({UNIT})\b)"
)
ONE_IN = tuple(
    re.compile(
        rf"\b{phrase.format(what=rf'(?:(?P<unit>{UNIT})|(?P<weekday>{WEEKDAY}))', number=rf'(?P<number>{NUMBER})')}\b"
    )
    for phrase in in_all(lambda spoken: spoken.rhythms.one_in)
)
NTH_WEEKDAY = re.compile(rf"\b({'|'.join(NTH)}) ({WEEKDAY})\b")
_EACH_MONTH = rf"(?:(?:{_words(lambda spoken: spoken.each_month)}) )*{MONTH}\b"
OF_A_MONTH = rf"(?:{_words(lambda spoken: spoken.of_a_month)}) {_EACH_MONTH}"
DAY_OF_MONTH = re.compile(rf"(?<![\w/.:-])(\d{{1,3}})(?:{ENDING})? {OF_A_MONTH}")
_A_DAY = rf"\d{{1,2}}(?:{ENDING})?(?![\w/.:])"
_AND = any_of(in_all(lambda spoken: spoken.numbers.and_))
_AND_DAY = rf"(?: ?,| (?:{_AND}))+ (?:(?:{_words(lambda spoken: spoken.on_day)}) )?{_A_DAY}"
_NO_LENGTH = rf"(?! ?(?:{UNIT}|{WEEKDAY}|h)\b)"
ON_THE_DAY = re.compile(
    rf"\b(?:{_words(lambda spoken: spoken.on_day)}) (\d{{1,3}})(?:{ENDING})?(?![\w/.:])"
    rf"|(?<![\w/.:-])(\d{{1,3}})(?:{ENDING})\b"
)
_SHORTEST_NAME = 5
PLURAL_WEEKDAY = re.compile(
    rf"\b(?:{any_of(name for name in WEEKDAYS if len(name) >= _SHORTEST_NAME)})s\b"  # "weds" is one Wednesday
)
THE_PLURAL = rf"\b(?:{_words(lambda spoken: spoken.the_plural)})"
SEVERAL_DAYS = re.compile(
    rf"(?<![\w/.:-])(?P<days>{_A_DAY}(?:{_AND_DAY})+)(?:(?= {_EACH_MONTH})| {OF_A_MONTH})?{_NO_LENGTH}"
)
"""The 1st and the 15th; ``DAY_IN_LIST`` finds each."""
DAY_IN_LIST = re.compile(rf"(\d{{1,2}})((?:{ENDING})?)")
PLURAL_DAY = re.compile(rf"{THE_PLURAL} (\d{{1,2}})(?:{ENDING})?(?![\w/.:]){_NO_LENGTH}")
COUNTED_UNIT = re.compile(rf"(?:\b(?P<count>{NUMBER}) ?)?(?P<the>{THE_PLURAL} )?\b(?P<unit>{UNIT})\b")
ONE_WEEKDAY = re.compile(rf"\b({WEEKDAY})(?!\w)")
TOMORROW = frozenset(in_all(lambda spoken: spoken.dates.tomorrow))
TODAY = re.compile(rf"\b({any_of((*in_all(lambda spoken: spoken.dates.today), *TOMORROW))})\b")
OWN_TIME = re.compile("|".join(in_all(lambda spoken: spoken.rhythms.own_time)))
IN_THREAD = re.compile("|".join(in_all(lambda spoken: spoken.rhythms.in_thread)))
IN_PRIVATE = re.compile("|".join(in_all(lambda spoken: spoken.rhythms.in_private)))
FILLERS = re.compile(rf"\b(?:{_words(lambda spoken: spoken.fillers)})\b|[;,:.'@]")


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Return every word that a rule may hold, spelled out: what a misspelled one is compared with."""
    patterns = [*WEEKDAYS, *(f"{name}s" for name in WEEKDAYS if len(name) >= _SHORTEST_NAME), *MONTHS, *NUMBERS]
    for language in typed_languages():
        patterns += _texts(typed_words(language).dates.model_dump())
        patterns += _texts(typed_words(language).rhythms.model_dump())
    return frozenset(
        word for pattern in patterns for text in _spelled_out(pattern) for word in text.split() if word.isalpha()
    )


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from _texts(each)
    elif isinstance(content, list | tuple):
        for each in content:
            yield from _texts(each)


def _spelled_out(pattern: str) -> Iterator[str]:
    """Yield what a small pattern stands for: ``(?:a|b)``, ``(?:a)?``, ``s?``."""
    if group := _GROUP.search(pattern):
        choices = [*group[1].split("|"), *([""] if group[2] else [])]
        for choice in choices:
            yield from _spelled_out(pattern[: group.start()] + choice + pattern[group.end() :])
    elif letter := _PERHAPS.search(pattern):
        for kept in (letter[1], ""):
            yield from _spelled_out(pattern[: letter.start()] + kept + pattern[letter.end() :])
    else:
        yield pattern
