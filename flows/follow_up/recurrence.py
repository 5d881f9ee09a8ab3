"""From a rule to its occurrences, and to the one that is due now.

An occurrence is known by its local wall-clock time (``key``): an hour that comes twice is one occurrence, one that the clocks
jump over is one occurrence, and a schedule that moves to another zone repeats none that it had. ``key`` is the time by the
rule; ``at`` is the instant at which people are asked, after days off and absence. Occurrences that days off push onto one
instant are one occurrence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flows.follow_up.rules import Rule
from flows.follow_up.wall_clock import instant, local
from flows.follow_up.working_days import Away, asked_on

NUDGES_AFTER, CLOSES_AFTER = (2, 4), 7
"""Days after the prompt: two nudges, then silence is recorded."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """``key``: naive local time by the rule, the last one where it stands for several. ``at``: the instant, in UTC.
    ``stands_for``: how many of the rule's times it is."""

    key: datetime
    at: datetime
    stands_for: int = 1


def occurrences(rule: Rule, after: datetime | None = None, away: Sequence[Away] = ()) -> Iterator[Occurrence]:
    """The occurrences whose key is later than ``after`` (a key; None: from the first on), in order.

    ``at`` never decreases. ``away``: when those who are asked are absent.
    """
    held: Occurrence | None = None
    for found in _by_the_rule(rule, after, away):
        if held is not None and held.at == found.at:
            held = replace(found, stands_for=held.stands_for + 1)
            continue
        if held is not None:
            yield held
        held = found
    if held is not None:
        yield held


def _by_the_rule(rule: Rule, after: datetime | None, away: Sequence[Away]) -> Iterator[Occurrence]:
    first = after.date() if after is not None else datetime.min.date()
    for day in rule.pattern.days(first):
        key = datetime.combine(day, rule.at)
        if after is not None and key <= after:
            continue
        asked = asked_on(day, working_days=rule.working_days, country=rule.country, away=away, backwards=rule.backwards)
        yield Occurrence(key, instant(datetime.combine(asked, rule.at), rule.zone))


def next_occurrence(rule: Rule, last_fired: datetime | None = None, away: Sequence[Away] = ()) -> Occurrence | None:
    """The next one after the key ``last_fired``; None when the rule has come to its end."""
    return next(occurrences(rule, last_fired, away), None)


def catch_up(rule: Rule, last_fired: datetime | None, now: datetime, away: Sequence[Away] = ()) -> Occurrence | None:
    """What is due at the instant ``now``: nothing, or one occurrence, however many were missed.

    It carries the key of the latest one missed, so that firing it settles them all; after a pause, the key alone is taken.
    """
    due: Occurrence | None = None
    for one in occurrences(rule, last_fired, away):
        if one.at > now:
            break
        due = replace(one, stands_for=one.stands_for + (due.stands_for if due else 0))
    return due


@dataclass(frozen=True, slots=True)
class Timetable:
    """What happens to a check-in after its prompt: instants of the nudges, and of its end."""

    nudges: tuple[datetime, ...]
    closes: datetime


def timetable(rule: Rule, prompted: datetime) -> Timetable:
    """The nudges and the end of a check-in that was prompted at an instant: at the same time of day, on days that suit."""
    wall = local(prompted, rule.zone)
    found: list[datetime] = []
    day = wall.date()
    for days in (*NUDGES_AFTER, CLOSES_AFTER):
        wanted = wall.date() + timedelta(days=days)
        # Each on a day of its own: a long weekend must not bring two nudges in one morning.
        day = asked_on(max(wanted, day + timedelta(days=1)), working_days=rule.working_days, country=rule.country)
        found.append(instant(datetime.combine(day, wall.time()), rule.zone))
    return Timetable(tuple(found[:-1]), found[-1])
