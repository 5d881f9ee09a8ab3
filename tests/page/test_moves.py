"""Where the clock goes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.playground.page import moves

PARIS = "Europe/Paris"


def at(local: str, zone: str = PARIS) -> float:
    return dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-25T08:59", "2026-11-25T09:00"),
        ("2026-11-25T09:00", "2026-11-26T09:00"),
        ("2026-03-28T22:00", "2026-03-29T09:00"),  # an hour is missing in this night
        ("2026-12-31T23:59", "2027-01-01T09:00"),
    ],
)
def test_the_next_morning(now: str, morning: str) -> None:
    assert moves.seconds_to_morning(at(now), PARIS) == at(morning) - at(now)


@pytest.mark.parametrize(
    ("now", "after"),
    [
        ("2026-11-25T10:00", "2027-03-28T12:00"),
        ("2026-03-28T11:00", "2026-03-29T12:00"),
        ("2026-03-28T13:00", "2026-03-29T12:00"),
        ("2026-03-29T12:00", "2026-10-25T12:00"),
    ],
)
def test_past_the_next_change_of_clocks(now: str, after: str) -> None:
    assert moves.seconds_past_change(at(now), [PARIS]) == at(after) - at(now)
    assert moves.seconds_past_change(at(now), ["Africa/Dakar", PARIS]) == at(after) - at(now)


def test_where_clocks_never_change() -> None:
    with pytest.raises(moves.CannotMove):
        moves.seconds_past_change(at("2026-11-25T10:00"), ["Africa/Dakar"])


def test_to_a_local_time() -> None:
    now = at("2026-03-28T12:00")
    assert moves.seconds_to(now, "2026-03-29T12:00", PARIS) == 23 * 3600
    assert moves.seconds_to(now, "2026-03-29T12:00:00+00:00", PARIS) == 25 * 3600
    for wrong, zone in (("", PARIS), ("2026-13-01", PARIS), ("2026-03-29T12:00", "Mars/Olympus"), ("x", "../etc")):
        with pytest.raises(moves.CannotMove):
            moves.seconds_to(now, wrong, zone)
