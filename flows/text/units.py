"""What a number counts, and how one length of work turns into another."""

import re
from collections.abc import Iterable
from enum import StrEnum

from flows.text.languages import any_of, in_all
from flows.text.plain import plain


class Unit(StrEnum):
    """``hours`` in all, ``hours_month``: hours a month, ``hour_cost``: money for an hour, ``share``: percent, ``things``."""

    hours = "hours"
    hours_month = "hours_month"
    money = "money"
    hour_cost = "hour_cost"
    share = "share"
    things = "things"


class Length(StrEnum):
    """A length of time that somebody works, or after which work comes again."""

    minute = "minute"
    hour = "hour"
    half_day = "half_day"
    day = "day"
    week = "week"
    fortnight = "fortnight"
    month = "month"
    quarter_year = "quarter_year"
    year = "year"
    half_time = "half_time"
    full_time = "full_time"


DAY, WEEK = 8.0, 40.0
"""Hours of work; half a day is 4. A post at full time is a week of them every week."""
MONTHS, WEEKS = 12.0, 52.0
"""Of a year. Where a question asks for hours or money in all and the answer says how much a month, a year is meant."""

WORKED = {
    Length.minute: 1 / 60,
    Length.hour: 1.0,
    Length.half_day: DAY / 2,
    Length.day: DAY,
    Length.week: WEEK,
    Length.fortnight: 2 * WEEK,
    Length.month: WEEK * WEEKS / MONTHS,
    Length.quarter_year: WEEK * WEEKS / 4,
    Length.year: WEEK * WEEKS,
}
"""Hours of work in a length of time."""

POSTS = {Length.full_time: WEEK, Length.half_time: WEEK / 2}
"""Hours a week of a post."""

A_YEAR = {
    Length.hour: WEEK * WEEKS,
    Length.half_day: 10 * WEEKS,
    Length.day: 5 * WEEKS,
    Length.week: WEEKS,
    Length.fortnight: WEEKS / 2,
    Length.month: MONTHS,
    Length.quarter_year: 4.0,
    Length.year: 1.0,
}
"""How often a length of time comes in a year of work."""

_AMOUNTS = ("money", "amount", "budget", "cost", "price", "fee", "income")
_PER = any_of(in_all(lambda spoken: (*spoken.numbers.per, *spoken.numbers.article)))
_A_MONTH = re.compile(rf"(?:\b(?:{_PER}) ?|/ ?)(?:{any_of(in_all(lambda spoken: spoken.numbers.month))})\b")


def unit_by_words(answerable: str, prompts: Iterable[str], most: float | None) -> Unit:
    """Return what a number counts by the id of its question and the words that ask for it, where the guide does not say.

    A share where 100 is the most or a prompt has a percent sign, hours (a month, where a prompt says so) or money by the id.
    """
    asked = [plain(prompt) for prompt in prompts]
    parts = answerable.split("_")
    if most == 100 or any("%" in prompt for prompt in asked):
        return Unit.share
    if any(part in _AMOUNTS for part in parts):
        return Unit.hour_cost if "hour" in parts else Unit.money
    if "hours" in parts:
        return Unit.hours_month if any(_A_MONTH.search(prompt) for prompt in asked) else Unit.hours
    return Unit.things
