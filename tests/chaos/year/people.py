"""Who plans what in a year, and what they change in the middle of it; all of it from one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from flows.schedules.rules import Before, Every, Once, Pattern, Rule, Unit
from tests.chaos.year.almanac import MORNING, Due, all_due, jumps

ZONES = (
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Auckland",
    "Asia/Kathmandu",  # three quarters of an hour
    "Pacific/Apia",  # had no 30 December 2011
    "Africa/Casablanca",  # summer time, but not in Ramadan
    "Asia/Tehran",
    "Pacific/Chatham",
)
ODD_TIMES = (time(0), time(0, 30), time(1, 30), time(2), time(2, 30), time(3, 15), time(14, 5), time(23, 45))
"""Where clocks jump, and at both ends of the day."""
SHARING = 10
"""One schedule in so many is the second of its conversation."""
DAILY = 2
"""One schedule in so many asks each day, in the days around a jump of its zone's clocks."""
A_YEAR = timedelta(days=380)
"""A year and a fortnight: the last nudges belong to it."""
_AROUND_A_JUMP = 6
"""Days before it and after it."""
_A_SECOND = timedelta(seconds=1)


class Did(StrEnum):
    """What people do to a schedule, and what they do to its conversation (``ended``, ``reopened``, ``decided``)."""

    moved = "moved"
    paused = "paused"
    resumed = "resumed"
    stopped = "stopped"
    ended = "ended"
    reopened = "reopened"
    decided = "decided"


_BY_CONVERSATION = (Did.ended, Did.reopened, Did.decided)
_SILENCES = (Did.paused, Did.stopped, Did.ended, Did.reopened)


@dataclass(frozen=True, order=True)
class Change:
    """Something that people do at an instant. ``zone``: where to, of what is moved."""

    at: datetime
    did: Did
    zone: str = ""


@dataclass
class Story:
    """One schedule through the year. ``wished`` is when people want to change something, ``done`` when they did."""

    conversation: int
    rule: Rule
    made: datetime
    wished: list[Change] = field(default_factory=list)
    done: list[Change] = field(default_factory=list)
    schedule: str = ""

    def rule_at(self, at: datetime) -> Rule:
        """The rule as it stood just before an instant."""
        moves = [one for one in self.done if one.did is Did.moved and one.at < at]
        return self.rule.in_zone(moves[-1].zone) if moves else self.rule

    def due(self, until: datetime) -> list[Due]:
        """What people are to be asked, after everything that was done, by the almanac. A change is done once all that was due
        before it was asked; what a move makes due in the past is due right after it."""
        found: list[Due] = []
        rule, since, last_key, silent = self.rule, self.made, None, False
        for change in (*self.done, Change(until, Did.stopped)):
            for one in all_due(rule, self.made.date(), until.date()):
                if one.at > change.at or (last_key is not None and one.key <= last_key):
                    continue
                last_key = one.key
                # What the rule says of the time before it was made is over.
                if not silent and one.at > self.made:
                    found.append(Due(max(one.at, since), one.key))
            if change.did is Did.moved:
                rule, since = rule.in_zone(change.zone), change.at + _A_SECOND
            silent = change.did in _SILENCES or (silent and change.did is Did.moved)
        return found


def stories(count: int, start: datetime, seed: int, *, changes: bool = True) -> list[Story]:
    """So many schedules in all zones, made at ``start``."""
    dice = random.Random(f"people:{seed}")
    found: list[Story] = []
    for number in range(count):
        second = number % SHARING == SHARING - 1
        conversation = found[-1].conversation if second else number
        zone = ZONES[number % len(ZONES)]
        # Others in each round of the zones, so that every zone has its turn.
        daily = (number + number // len(ZONES)) % DAILY == 0
        if daily:
            rule = _around_a_jump(dice, zone, start)
        else:
            rule = Rule(
                pattern=_pattern(dice, start.date()),
                at=dice.choice(ODD_TIMES) if dice.random() < 0.4 else MORNING,
                zone=zone,
                working_days=dice.random() < 0.6,
                country="FR" if dice.random() < 0.3 else None,
            )
        story = Story(conversation, rule, start)
        if changes:
            # What is done to a conversation is done to all its schedules: those that share one are left alone.
            shared = second or number % SHARING == SHARING - 2
            story.wished = sorted(_changes(dice, story, shared=shared))
        found.append(story)
    return found


def _pattern(dice: random.Random, today: date) -> Pattern:
    soon = today + timedelta(days=dice.randint(1, 60))
    kind = dice.random()
    if kind < 0.45:
        return Every(interval=90, unit=Unit.days, first=today + timedelta(days=dice.randint(10, 40)))
    if kind < 0.55:
        return Every(interval=1, unit=Unit.months, first=soon, day=dice.choice((None, 1, 15, 29, 30, 31)))
    if kind < 0.6:
        weekday, ordinal = dice.randrange(7), dice.choice((1, 2, 4, -1))
        return Every(interval=1, unit=Unit.months, first=soon, weekdays=(weekday,), ordinal=ordinal)
    if kind < 0.63:
        weekdays = tuple(dice.sample(range(7), dice.choice((0, 1, 2))))
        return Every(interval=dice.choice((1, 2)), unit=Unit.weeks, first=soon, weekdays=weekdays)
    if kind < 0.85:
        dates = tuple(today + timedelta(days=dice.randint(10, 370)) for _ in range(4))
        what, before = dice.choice((("payment", 7), ("renewal", 30)))
        return Before.model_validate({"what": what, "dates": dates, "days_before": before})
    leap = next(day for year in range(today.year, today.year + 5) for day in _leap_days(year) if day > today)
    if kind < 0.92:
        return Every(interval=1, unit=Unit.years, first=leap)
    return Once(on=dice.choice((leap, today + timedelta(days=dice.randint(1, 365)))))


def _leap_days(year: int) -> Iterator[date]:
    try:
        yield date(year, 2, 29)
    except ValueError:
        return


def _around_a_jump(dice: random.Random, zone: str, start: datetime) -> Rule:
    """Daily, at a time that the clocks jump over or show twice; anywhere in the year where they do not jump."""
    found = jumps(zone, start.date(), (start + A_YEAR).date())
    wall = dice.choice(found) if found else datetime.combine(start + A_YEAR * dice.random(), dice.choice(ODD_TIMES))
    first = wall.date() - timedelta(days=_AROUND_A_JUMP)
    pattern = Every(interval=1, unit=Unit.days, first=max(first, start.date()))
    return Rule(pattern=pattern, at=wall.time(), zone=zone, working_days=False)


def first_of_daily(pattern: Pattern) -> date | None:
    """The first day of one that asks each day; None of another."""
    if isinstance(pattern, Every) and pattern.unit is Unit.days and pattern.interval == 1:
        return pattern.first
    return None


def _changes(dice: random.Random, story: Story, *, shared: bool) -> Iterator[Change]:
    start = story.made
    if (first := first_of_daily(story.rule.pattern)) is not None:
        began = datetime.combine(first, time(), UTC)
        if dice.random() < 0.25:
            yield Change(began + timedelta(days=dice.uniform(2, 2 * _AROUND_A_JUMP)), Did.moved, dice.choice(ZONES))
        yield Change(began + timedelta(days=2 * _AROUND_A_JUMP), Did.stopped)
        return
    kind = dice.random()
    one, other = sorted(start + A_YEAR * dice.random() for _ in range(2))
    if kind < 0.2:
        yield Change(one, Did.moved, dice.choice(ZONES))
        yield Change(other, Did.moved, dice.choice(ZONES))
    elif kind < 0.3:
        yield Change(one, Did.paused)
        yield Change(one + timedelta(days=dice.randint(5, 60)), Did.resumed)
    elif kind < 0.35:
        yield Change(one, Did.stopped)
    elif kind < 0.4 and not shared:
        yield Change(one, Did.ended)
    elif kind < 0.48 and not shared:
        yield Change(one, Did.reopened)
        yield Change(one + timedelta(days=dice.randint(5, 60)), Did.decided)
