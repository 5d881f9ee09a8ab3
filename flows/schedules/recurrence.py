"""From a rule to its occurrences, and to the one that is due now.

An occurrence is known by its local wall-clock time (``key``): an hour that comes twice is one occurrence, one that the clocks
jump over is one occurrence, and a schedule that moves to another zone repeats none that it had. ``key`` is the time by the
rule; ``at`` is the instant at which people are asked, after days off and absence. Occurrences that days off push onto one
instant are one occurrence.

Where each person is asked at their own local time, an occurrence is one day on which that time comes once in each of their zones:
``at`` is when it comes first, and the occurrence is over when it has come last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flows.schedules.rules import Rule
from flows.schedules.wall_clock import instant, local
from flows.schedules.working_days import Away, asked_on

NUDGES_AFTER, CLOSES_AFTER = (2, 4), 7
"""Days after the prompt: two nudges, then silence is recorded."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """``key``: naive local time by the rule, the last one where it stands for several. ``at``: the (first) instant, in UTC.
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
        wall = wall_time(rule, key, away)
        yield Occurrence(key, min(instant(wall, one) for one in rule.clocks))


def wall_time(rule: Rule, key: datetime, away: Sequence[Away] = ()) -> datetime:
    """What the clocks on the walls show when people are asked: the time of ``key``, on the day that suits."""
    day = asked_on(
        key.date(), working_days=rule.working_days, country=rule.country, away=away, backwards=rule.backwards
    )
    return datetime.combine(day, rule.at)


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


def over(rule: Rule, last_fired: datetime | None, now: datetime) -> Occurrence | None:
    """The latest occurrence after the key ``last_fired`` that is over for everybody at the instant ``now``."""
    found: Occurrence | None = None
    for one in occurrences(rule, last_fired):
        wall = wall_time(rule, one.key)
        if max(instant(wall, zone) for zone in rule.clocks) > now:
            break
        found = one
    return found


@dataclass(frozen=True, slots=True)
class OwnTimes:
    """When each person is asked, at their own local time. ``asks``: what the clock on their wall shows at the prompt, None where
    all were asked at once; ``nudges``: at the nudges. ``zones``: person → zone."""

    asks: datetime | None
    nudges: tuple[datetime, ...]
    zones: Mapping[str, str]

    def asked(self, person: str) -> datetime | None:
        """The instant of this person's prompt; None where it does not wait for their clock."""
        if self.asks is None or person not in self.zones:
            return None
        return instant(self.asks, self.zones[person])

    def nudged(self, person: str) -> tuple[datetime, ...]:
        """The instants of this person's nudges."""
        return tuple(instant(one, self.zones[person]) for one in self.nudges) if person in self.zones else ()


@dataclass(frozen=True, slots=True)
class Timetable:
    """What happens to a check-in after it has begun: instants of the nudges, and of its end. ``own``: where each person is asked
    and nudged at their own local time; then ``nudges`` are nobody's."""

    nudges: tuple[datetime, ...]
    closes: datetime
    own: OwnTimes | None = None

    def nudges_of(self, person: str) -> tuple[datetime, ...]:
        """The instants of one person's nudges."""
        return self.own.nudged(person) if self.own else self.nudges


def timetable(rule: Rule, prompted: datetime) -> Timetable:
    """The nudges and the end of a check-in that was prompted at an instant: at the same time of day, on days that suit."""
    wall = local(prompted, rule.zone)
    found = [instant(datetime.combine(day, wall.time()), rule.zone) for day in _days_of(rule, wall.date())]
    return Timetable(tuple(found[:-1]), found[-1])


def own_timetable(rule: Rule, asks: datetime | None, now: datetime, zones: Mapping[str, str]) -> Timetable:
    """When each of the people of ``zones`` (person → zone) is asked and nudged; it ends when the last one's time has come.

    ``asks``: the wall-clock time of the prompt, None where all are asked at once. What begins late, at ``now``, is nudged about
    late.
    """
    there = set(zones.values()) or {rule.zone}
    begins = max(local(now, one).date() for one in there)
    if asks is not None:
        begins = max(begins, asks.date())
    *nudges, last = (datetime.combine(day, rule.at) for day in _days_of(rule, begins))
    return Timetable((), max(instant(last, one) for one in there), OwnTimes(asks, tuple(nudges), dict(zones)))


def days_after(
    begins: date, after: Iterable[int], *, working_days: bool = True, country: str | None = None
) -> list[date]:
    """The days so many days after a day, each moved to one that suits, and each on a day of its own."""
    found: list[date] = []
    day = begins
    for days in after:
        # Each on a day of its own: a long weekend must not bring two nudges in one morning.
        wanted = max(begins + timedelta(days=days), day + timedelta(days=1))
        day = asked_on(wanted, working_days=working_days, country=country)
        found.append(day)
    return found


def _days_of(rule: Rule, begins: date) -> list[date]:
    """The days of the nudges, and of the end."""
    return days_after(begins, (*NUDGES_AFTER, CLOSES_AFTER), working_days=rule.working_days, country=rule.country)
