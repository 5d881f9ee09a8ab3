"""What comes after the prompt of a check-in, by the clock: at most two nudges, the reminder that somebody asked for, the end.

All of it is private to those who have not answered. A tick that comes late says once what several would have said.
"""

from dataclasses import replace
from datetime import datetime

from flows.conversation import Said
from flows.follow_up.checkin import CheckIn, Reply, Step, finished
from flows.follow_up.statechart import OPEN
from flows.model import CHECK_IN

NUDGE, REMIND = "nudge", "remind"
"""To one person: one of at most two; the one that they asked for with *later*."""


def tick(check_in: CheckIn, now: datetime) -> Step:
    """What is due at an instant: the end, or private reminders. One message a person, however late the tick comes."""
    if check_in.stage not in OPEN or check_in.timetable is None:
        return check_in, ()
    if now >= check_in.timetable.closes:
        return finished(check_in)
    said: list[Said] = []
    told = set(check_in.told)
    for person in check_in.waited_for():
        due = {name: what for at, name, what in _planned(check_in, person.id) if at <= now}
        if due:
            told.update((person.id, name) for name in due)
            said.append(Said(REMIND if REMIND in due.values() else NUDGE, CHECK_IN, person.id))
    return replace(check_in, told=frozenset(told)), tuple(said)


def next_tick(check_in: CheckIn) -> datetime | None:
    """When ``tick`` has something to do; None when it never has."""
    if check_in.stage not in OPEN or check_in.timetable is None:
        return None
    planned = (at for person in check_in.waited_for() for at, _, _ in _planned(check_in, person.id))
    return min((*planned, check_in.timetable.closes))


def _planned(check_in: CheckIn, person: str) -> list[tuple[datetime, str, str]]:
    """The private messages that a person has not had: when, by what name they are kept, and what they are."""
    if check_in.timetable is None or check_in.never_reminded(person):
        return []
    asked = [
        one.until
        for one in check_in.put_off
        if one.person == person and one.reply is Reply.later and isinstance(one.until, datetime)
    ]
    # The last "later" counts; no nudge comes before it.
    quiet_until = asked[-1] if asked else None
    found = [
        (at, f"nudge:{number}", NUDGE)
        for number, at in enumerate(check_in.timetable.nudges)
        if quiet_until is None or at > quiet_until
    ]
    if quiet_until is not None:
        found.append((quiet_until, f"later:{quiet_until.isoformat()}", REMIND))
    return [one for one in found if (person, one[1]) not in check_in.told]
