"""Between the clock on a wall and instants: what a local time means where clocks jump.

An hour that comes twice means its first coming. A time that the clocks jump over means the first instant after the jump: 02:30
on the last Sunday of March in Paris is 03:00 there, and any time on 30 December 2011 in Apia, a day that Samoa left out, is the
midnight that began the 31st. Instants are aware and in UTC; local times are naive.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from flows.errors import InvalidSchedule, Problem

_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name; raises InvalidSchedule."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # no such file, a path out of the database, a folder of it
        raise InvalidSchedule(Problem.unknown_zone, name) from None


def local(at: datetime, name: str) -> datetime:
    """What the clock on a wall in zone ``name`` shows at an instant."""
    return at.astimezone(zone(name)).replace(tzinfo=None, fold=0)


def instant(wall: datetime, name: str) -> datetime:
    """When the clock on a wall in zone ``name`` first shows ``wall``, or jumps over it."""
    there = zone(name)
    read_before, read_after = (wall.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1))
    if read_before <= read_after:  # once, or twice: the first
        return read_before
    # Jumped over. Read with the offset from before the jump it lies after it, and the other way round.
    late, early = read_before, read_after
    while late - early > _SECOND:
        middle = (early + (late - early) / 2).replace(microsecond=0)
        if middle <= early:
            break
        if local(middle, name) >= wall:
            late = middle
        else:
            early = middle
    return late
