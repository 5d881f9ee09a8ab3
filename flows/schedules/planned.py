"""When the coach asks again, all in all: a rhythm, dates of payments and of renewal, single days. Several rules, one answer."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from flows.errors import InvalidSchedule, Problem
from flows.schedules.recurrence import occurrences, wall_time
from flows.schedules.rules import Every, Once, Rule, Unit
from flows.schedules.typed_dates import take_zone
from flows.schedules.wall_clock import local, zone

NOWHERE = "UTC"
"""The zone of somebody of whom no zone is known."""
_WEEKEND = (5, 6)


class Part(StrEnum):
    """What a rule is for. There is one rhythm, one rule for payments and one for renewal; single days are as many as there are."""

    rhythm = "rhythm"
    payment = "payment"
    renewal = "renewal"
    single = "single"


def part_of(rule: Rule) -> Part:
    """What a rule is for."""
    pattern = rule.pattern
    if isinstance(pattern, Every):
        return Part.rhythm
    return Part.single if isinstance(pattern, Once) else Part(pattern.what)


def next_dates(following: Iterable[tuple[Rule, datetime | None]], count: int, at_zone: str) -> tuple[datetime, ...]:
    """What a clock on a wall in a zone shows at the next dates of several rules, each with the key that it fired last; at most
    ``count``, each once.

    Where each is asked at their own local time, that is the time of the rule, wherever the wall is.
    """
    found: list[datetime] = []
    for _, wall in heapq.merge(*(_dates(rule, key, at_zone) for rule, key in following)):
        if wall not in found:
            found.append(wall)
        if len(found) == count:
            break
    return tuple(found)


def _dates(rule: Rule, key: datetime | None, at_zone: str) -> Iterator[tuple[datetime, datetime]]:
    for one in occurrences(rule, key):
        yield one.at, wall_time(rule, one.key) if rule.own_time else local(one.at, at_zone)


def known_zone(name: str) -> str:
    """The zone of this name, or UTC where there is no such zone: what Slack says of a person may be newer than our tables."""
    try:
        zone(name)
    except InvalidSchedule:
        return NOWHERE
    return name


def read_zone(written: str) -> str:
    """The zone that somebody wrote, whatever its case; raises InvalidSchedule."""
    rest, named = take_zone(written)
    if named is None or rest.strip():
        raise InvalidSchedule(Problem.unknown_zone, written.strip())
    return named


def as_meant(rule: Rule) -> Rule:
    """Who asks for Saturdays works on Saturdays: such a rhythm is not moved to Monday."""
    return rule.model_copy(update={"working_days": False}) if on_weekends(rule) else rule


def on_weekends(rule: Rule) -> bool:
    """Whether a rhythm names Saturdays or Sundays."""
    return isinstance(rule.pattern, Every) and bool(set(rule.pattern.weekdays) & set(_WEEKEND))


def altered(rule: Rule, changes: Mapping[str, object]) -> Rule:
    """The rule with another time of day, zone, country or days off; raises InvalidSchedule."""
    return Rule.model_validate({**rule.model_dump(), **changes})


class Prompt(StrEnum):
    """What a channel may be sent again and again, once it asks for it."""

    monthly = "monthly"
    """On the first working day of each month: which partnership talks began?"""
    weekly = "weekly"
    """On Mondays: what is still open, where there is something."""


def prompted(prompt: Prompt, now: datetime, at_zone: str) -> Rule:
    """When a channel is sent it, in the morning, from now on."""
    today = local(now, at_zone).date()
    if prompt is Prompt.monthly:
        return Rule(pattern=Every(interval=1, unit=Unit.months, first=today.replace(day=1), day=1), zone=at_zone)
    monday = today - timedelta(days=today.weekday())
    return Rule(pattern=Every(interval=1, unit=Unit.weeks, first=monday, weekdays=(0,)), zone=at_zone)
