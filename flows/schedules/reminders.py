"""Whoever is waited for before the decision is reminded: in private, on working days, in the morning of where they live, at most
twice for what waits for them; then comes silence. Values in, values out.

What somebody clicks instead of answering counts here as in a check-in: *later* once, *not me* and *never* for the whole
conversation, *away* until a day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flows.schedules.planned import NOWHERE
from flows.schedules.recurrence import NUDGES_AFTER, days_after
from flows.schedules.rules import MORNING
from flows.schedules.wall_clock import instant, local
from flows.schedules.working_days import Away, asked_on

NUDGE, REMIND = "nudge", "remind"
"""To one person: one of at most two; the one that they asked for with *later*."""
ASKED = "asked"
"""Kept beside what somebody was told: the first word."""
DECIDE = "decide"
"""What waits is the decision; else it is a section."""
MOST = len(NUDGES_AFTER)
BEFORE_DECISION = (2, 0)
"""Days before the decision is due: two nudges, the last on the day itself."""
AGAIN_AFTER = timedelta(days=1)
"""How often those who are waited for can be reminded by hand."""

Planned = tuple[datetime, str, str]
"""When, by what name it is kept, and what it is."""


def still_to_say(nudges: Iterable[datetime], later: datetime | None, told: Collection[str]) -> list[Planned]:
    """What of a person's nudges, and of the reminder that they asked for, was not said yet. No nudge comes before that one."""
    found = [(at, f"{NUDGE}:{number}", NUDGE) for number, at in enumerate(nudges) if later is None or at > later]
    if later is not None:
        found.append((later, f"later:{later.isoformat()}", REMIND))
    return [one for one in found if one[1] not in told]


@dataclass(frozen=True, slots=True)
class Reminder:
    """One person, and what waits for them: ``key`` is a section, or DECIDE. ``days``: on which they are reminded, as planned;
    ``later``: when they asked to be; ``told``: what they were. ``skipped``: they said that it is not for them."""

    person: str
    key: str
    zone: str = NOWHERE
    days: tuple[date, ...] = ()
    told: frozenset[str] = frozenset()
    later: datetime | None = None
    skipped: bool = False
    away: date | None = None
    never: bool = False
    by_hand: datetime | None = None

    @property
    def silent(self) -> bool:
        """Whether they want to hear nothing of it."""
        return self.skipped or self.never

    def away_on(self, now: datetime) -> bool:
        """Whether they are absent at an instant, by the day where they live."""
        return self.away is not None and local(now, self.zone).date() <= self.away

    @property
    def nudges(self) -> tuple[datetime, ...]:
        """The instants of their nudges: absence puts them off."""
        away = [Away(date.min, self.away)] if self.away else []
        days = [asked_on(day, working_days=True, country=None, away=away) for day in self.days]
        return tuple(instant(datetime.combine(day, MORNING), self.zone) for day in days)


def begin(person: str, key: str, now: datetime, zone: str, due: date | None = None) -> Reminder:
    """Somebody is waited for from now on; ``due``: when the decision is."""
    return again(Reminder(person, key, zone), now, due)


def again(reminder: Reminder, now: datetime, due: date | None = None) -> Reminder:
    """They are waited for again, or anew: what is left of the two nudges is planned from today."""
    today = local(now, reminder.zone).date()
    said = sum(one.startswith(NUDGE) for one in reminder.told)
    left = max(0, MOST - said)
    days = _before(due, today) if reminder.key == DECIDE else days_after(today, NUDGES_AFTER)
    return replace(reminder, days=(*reminder.days[:said], *(days[-left:] if left else [])))


def _before(due: date | None, today: date) -> list[date]:
    """The mornings before a day that are still to come, each on a working day."""
    if due is None:
        return []
    days = [
        asked_on(due - timedelta(days=one), working_days=True, country=None, backwards=True) for one in BEFORE_DECISION
    ]
    return list(dict.fromkeys(day for day in days if day > today))


def next_at(reminder: Reminder) -> datetime | None:
    """When there is something to say; None when there never is."""
    if reminder.silent:
        return None
    return min((at for at, _, _ in still_to_say(reminder.nudges, reminder.later, reminder.told)), default=None)


def tick(reminder: Reminder, now: datetime) -> tuple[Reminder, str | None]:
    """What is due: one message however late the tick comes, or nothing."""
    if reminder.silent:
        return reminder, None
    planned = still_to_say(reminder.nudges, reminder.later, reminder.told)
    due = {name: what for at, name, what in planned if at <= now}
    if not due:
        return reminder, None
    what = REMIND if REMIND in due.values() else NUDGE
    return replace(reminder, told=reminder.told | due.keys()), what
