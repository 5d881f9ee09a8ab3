"""Reminders before the decision, whatever the day, the zone and the clicks: twice at most, on working days, in the morning."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from flows.schedules import reminders
from flows.schedules.reminders import DECIDE, MOST, NUDGE, Reminder
from flows.schedules.rules import MORNING
from flows.schedules.wall_clock import local
from flows.schedules.working_days import is_working_day

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(
    ["UTC", "Europe/London", "America/New_York", "Asia/Tokyo", "Pacific/Kiritimati", "Africa/Accra"]
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def run(reminder: Reminder, now: datetime, days: int = 60) -> tuple[Reminder, list[tuple[datetime, str]]]:
    """Tick when something is due, for so long; what was said, and when."""
    said: list[tuple[datetime, str]] = []
    end = now + days * DAY
    while (at := reminders.next_at(reminder)) is not None and at <= end:
        now = max(now, at)
        reminder, what = reminders.tick(reminder, now)
        assert what is not None
        said.append((now, what))
    return reminder, said


@given(MOMENTS, ZONES)
def test_two_nudges_on_working_days_in_the_morning_and_then_silence(now: datetime, zone: str) -> None:
    after, said = run(reminders.begin("U1", "clarity", now, zone), now)
    assert [what for _, what in said] == [NUDGE] * MOST
    for at, _ in said:
        there = local(at, zone)
        assert there.time() == MORNING
        assert is_working_day(there.date())
        assert at - now > HOUR
    assert len({local(at, zone).date() for at, _ in said}) == MOST
    assert reminders.next_at(after) is None


@given(MOMENTS, ZONES, st.integers(1, 40))
def test_a_tick_that_comes_late_says_once_what_several_would_have(now: datetime, zone: str, days: int) -> None:
    began = reminders.begin("U1", "clarity", now, zone)
    moved, what = reminders.tick(began, now + days * DAY)
    again, nothing = reminders.tick(moved, now + days * DAY)
    assert (what is None) == (moved == began)
    assert (again, nothing) == (moved, None)


@given(MOMENTS, ZONES, st.integers(0, 30))
def test_nobody_is_nudged_while_away_and_everybody_after_it(now: datetime, zone: str, days: int) -> None:
    last = local(now, zone).date() + days * DAY
    _, said = run(replace(reminders.begin("U1", "clarity", now, zone), away=last), now)
    assert 1 <= len(said) <= MOST
    assert all(local(at, zone).date() > last for at, _ in said)


@given(MOMENTS, ZONES, st.sampled_from(["skipped", "never"]))
def test_not_me_and_never_are_silence(now: datetime, zone: str, clicked: str) -> None:
    quiet = replace(reminders.begin("U1", "clarity", now, zone), **{clicked: True})
    assert reminders.next_at(quiet) is None
    assert reminders.tick(quiet, now + 90 * DAY) == (quiet, None)


@given(MOMENTS, ZONES, st.integers(0, 200))
def test_later_comes_once_and_no_nudge_before_it(now: datetime, zone: str, hours: int) -> None:
    later = now + hours * HOUR
    _, said = run(replace(reminders.begin("U1", "clarity", now, zone), later=later), now)
    assert [what for _, what in said].count("remind") == 1
    assert min(at for at, _ in said) == later
    assert len(said) <= MOST + 1


@given(MOMENTS, ZONES, st.lists(st.integers(1, 30), max_size=4))
def test_however_often_it_rests_two_nudges_are_all(now: datetime, zone: str, rests: list[int]) -> None:
    reminder, total = reminders.begin("U1", "clarity", now, zone), 0
    for days in rests:
        reminder, said = run(reminder, now, days)
        total += len(said)
        now += days * DAY
        reminder = reminders.again(reminder, now)
    _, said = run(reminder, now)
    assert total + len(said) == MOST


@given(MOMENTS, ZONES, st.integers(-3, 40))
def test_who_decides_is_reminded_before_the_day_or_on_it_never_after(now: datetime, zone: str, days: int) -> None:
    due: date = local(now, zone).date() + days * DAY
    _, said = run(reminders.begin("U1", DECIDE, now, zone, due), now)
    assert len(said) <= MOST
    assert all(local(at, zone).date() <= due for at, _ in said)
    assert days < 5 or said
