"""Where the clock can be moved to: so many seconds ahead, the next morning, past the next change of clocks, a local time."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

MORNING = dt.time(9, 0)
MOST_SECONDS = 5 * 366 * 24 * 3600.0
A_DAY = dt.timedelta(days=1)


class CannotMove(Exception):
    """The text is a key of the page's words."""


def seconds_to_morning(now: float, zone: str) -> float:
    """To nine o'clock, today if that is still to come."""
    here = _local(now, zone)
    morning = dt.datetime.combine(here.date(), MORNING, here.tzinfo)
    if morning <= here:
        morning = dt.datetime.combine(here.date() + A_DAY, MORNING, here.tzinfo)
    return morning.timestamp() - now


def seconds_past_change(now: float, zones: Iterable[str]) -> float:
    """To the noon after the next night in which the clocks change, in the first of these zones where they do at all;
    raises CannotMove."""
    for zone in zones:
        here = _local(now, zone)
        noon = dt.datetime.combine(here.date(), dt.time(12), here.tzinfo)
        for _ in range(366):
            later = dt.datetime.combine(noon.date() + A_DAY, dt.time(12), here.tzinfo)
            if later.utcoffset() != noon.utcoffset():
                return later.timestamp() - now
            noon = later
    raise CannotMove("clock.no_change")


def seconds_to(now: float, local: str, zone: str) -> float:
    """To a local date and time, written as ISO; a time that the clocks skip counts as the one an hour later."""
    try:
        wanted = dt.datetime.fromisoformat(local)
        if wanted.tzinfo is None:
            wanted = wanted.replace(tzinfo=ZoneInfo(zone))
        return wanted.timestamp() - now
    except (ValueError, OverflowError, OSError, LookupError):
        raise CannotMove("clock.no_time") from None


def checked(seconds: float) -> float:
    """Time goes forward only, and not for ever: the past has been written down already."""
    if not seconds > 0:  # NaN is refused here as well
        raise CannotMove("clock.backwards")
    if seconds > MOST_SECONDS:
        raise CannotMove("clock.too_far")
    return seconds


def _local(now: float, zone: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(now, ZoneInfo(zone))
