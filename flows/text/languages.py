"""How each language is typed: ``flows/text/typed/<language>/typed.toml``. A new language is a new folder; no code names one.

What people type is read in all languages at once: somebody may write French in an English conversation.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.text.files import read_text
from flows.text.shapes import misshapen

FOLDER = Path(__file__).parent / "typed"
FILE = "typed.toml"
DEFAULT = "en"
"""The language that is always there: the first to be asked where two understand a word differently."""

Value = TypeVar("Value")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dates(_Part):
    """Words of dates and times of day; a month or weekday is its names, parted by spaces."""

    slashes: Literal["day first", "month first", "either"]
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    endings: tuple[str, ...]
    of_month: tuple[str, ...]
    at: tuple[str, ...]
    hours: tuple[str, ...]
    before_noon: tuple[str, ...]
    after_noon: tuple[str, ...]
    noon: tuple[str, ...]
    midnight: tuple[str, ...]
    today: tuple[str, ...]
    tomorrow: tuple[str, ...]
    numbers: dict[str, int]


class Lengths(_Part):
    """Words for lengths of time, or for how often something comes."""

    day: tuple[str, ...]
    fortnight: tuple[str, ...]
    week: tuple[str, ...]
    month: tuple[str, ...]
    quarter: tuple[str, ...]
    half_year: tuple[str, ...]
    year: tuple[str, ...]


class Ordinals(_Part):
    """Which weekday of a month."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    third: tuple[str, ...]
    fourth: tuple[str, ...]
    last: tuple[str, ...]


class Rhythms(_Part):
    """Words of what comes again."""

    every: tuple[str, ...]
    every_other: tuple[str, ...]
    two_weeks: tuple[str, ...]
    one_in: tuple[str, ...]
    workdays: tuple[str, ...]
    weekend: tuple[str, ...]
    the_plural: tuple[str, ...]
    too_often: tuple[str, ...]
    then: tuple[str, ...]
    day_n: tuple[str, ...]
    after: tuple[str, ...]
    on_day: tuple[str, ...]
    of_a_month: tuple[str, ...]
    each_month: tuple[str, ...]
    before: tuple[str, ...]
    before_each: tuple[str, ...]
    before_dates: tuple[str, ...]
    payment: tuple[str, ...]
    renewal: tuple[str, ...]
    own_time: tuple[str, ...]
    in_thread: tuple[str, ...]
    in_private: tuple[str, ...]
    fillers: tuple[str, ...]
    units: Lengths
    adverbs: Lengths
    ordinals: Ordinals


class Numbers(_Part):
    """Words of numbers in answers; a share is a fraction: "2/3"."""

    one: tuple[str, ...]
    about: tuple[str, ...]
    so: tuple[str, ...]
    to: tuple[str, ...]
    between: tuple[str, ...]
    and_: tuple[str, ...] = Field(alias="and")
    minus: tuple[str, ...]
    article: tuple[str, ...]
    or_: tuple[str, ...] = Field(alias="or")
    nearly: tuple[str, ...]
    half: tuple[str, ...]
    and_a_half: tuple[str, ...]
    times: tuple[str, ...]
    once: tuple[str, ...]
    twice: tuple[str, ...]
    per: tuple[str, ...]
    duration: tuple[str, ...]
    therefore: tuple[str, ...]
    plus: tuple[str, ...]
    all: tuple[str, ...]
    out_of: tuple[str, ...]
    regular: tuple[str, ...]
    """Rhythms of a week, with {weekday} for the name of one."""
    minute: tuple[str, ...]
    hour: tuple[str, ...]
    half_day: tuple[str, ...]
    day: tuple[str, ...]
    week: tuple[str, ...]
    fortnight: tuple[str, ...]
    month: tuple[str, ...]
    quarter_year: tuple[str, ...]
    year: tuple[str, ...]
    adverbs: dict[str, tuple[str, ...]]
    """"weekly": the length of time → its adverbs."""
    full_time: tuple[str, ...]
    half_time: tuple[str, ...]
    percent: tuple[str, ...]
    per_mille: tuple[str, ...]
    money: tuple[str, ...]
    counted: tuple[str, ...]
    """What a number may count that is neither time nor money."""
    words: dict[str, int]
    shares: dict[str, str]
    scales: dict[str, float]
    sets: dict[str, float]


class AnswerWords(_Part):
    """Patterns in the plain text of an answer: wordings that give none, and words of quantity or time without a figure or date."""

    unknown: tuple[str, ...]
    later: tuple[str, ...]
    elsewhere: tuple[str, ...]
    someone_else: tuple[str, ...]
    beside: tuple[str, ...]
    nothing: tuple[str, ...]
    nothing_more: tuple[str, ...]
    quantity: tuple[str, ...]
    time: tuple[str, ...]


class Names(_Part):
    """Words in the names of organisations."""

    common: tuple[str, ...]


class TypedWords(_Part):
    """Everything that is read in one language."""

    dates: Dates
    rhythms: Rhythms
    numbers: Numbers
    answers: AnswerWords
    names: Names


@lru_cache(maxsize=1)
def typed_languages() -> tuple[str, ...]:
    """Return the languages that can be read, the default first."""
    found = sorted(file.parent.name for file in FOLDER.glob(f"*/{FILE}"))
    return (DEFAULT, *(language for language in found if language != DEFAULT))


@lru_cache
def typed_words(language: str) -> TypedWords:
    """Return how a language is typed; raises ValueError, which says every problem of its file."""
    content = tomllib.loads(read_text(FOLDER / language / FILE))
    try:
        return TypedWords.model_validate(content)
    except ValidationError as error:
        problems = "\n".join(f"{language}/{FILE}: {one}" for one in misshapen(error, content, TypedWords))
        raise ValueError(problems) from None


def _whole() -> Iterator[TypedWords]:
    """Give how each language is typed. A further one whose file is wrong is left out: `make languages` says what it lacks."""
    for language in typed_languages():
        try:
            yield typed_words(language)
        except ValueError:
            if language == DEFAULT:
                raise


def in_all(part: Callable[[TypedWords], Iterable[str]]) -> tuple[str, ...]:
    """Return these words of every language, each once, those of the default first."""
    return tuple(dict.fromkeys(word for spoken in _whole() for word in part(spoken)))


def merged(part: Callable[[TypedWords], Mapping[str, Value]]) -> dict[str, Value]:
    """Return what these words mean in every language; where two differ, as the default says, then as the first."""
    found: dict[str, Value] = {}
    for spoken in _whole():
        found = {**part(spoken), **found}
    return found


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for one of several words, the longest first; one that never matches for none."""
    return "|".join(sorted(words, key=len, reverse=True)) or r"(?!)"


def any_word(words: Iterable[str]) -> str:
    """Return a pattern for one of several whole words that may hold signs of patterns."""
    return any_of(re.escape(word) for word in words)
