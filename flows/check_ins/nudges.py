"""What comes after a check-in has begun, by the clock: the prompt of whoever is asked at their own local time, at most two nudges,
the reminder that somebody asked for, the end.

All of it is private to those who have not answered. A tick that comes late says once what several would have said.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from flows.check_ins.checkin import PROMPT, CheckIn, Reply, Step, finished
from flows.check_ins.statechart import OPEN
from flows.conversation.conversation import Said
from flows.model import CHECK_IN
from flows.schedules.reminders import NUDGE, REMIND, Planned, still_to_say

_FOREMOST = (REMIND, PROMPT, NUDGE)
"""Which one is said where several are due."""
_CALLED_OFF = "called off"
"""Kept beside what somebody was told: they are not to be asked."""


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
            said.append(Said(next(what for what in _FOREMOST if what in due.values()), CHECK_IN, person.id))
    return replace(check_in, told=frozenset(told)), tuple(said)


def next_tick(check_in: CheckIn) -> datetime | None:
    """When ``tick`` has something to do; None when it never has."""
    if check_in.stage not in OPEN or check_in.timetable is None:
        return None
    planned = (at for person in check_in.waited_for() for at, _, _ in _planned(check_in, person.id))
    return min((*planned, check_in.timetable.closes))


def call_off(check_in: CheckIn) -> CheckIn:
    """Nobody is asked any more who was not asked yet; who was is nudged as before, and a reminder that somebody asked for comes.
    They may still answer in the thread, and count as unanswered when they do not."""
    own = check_in.timetable.own if check_in.timetable else None
    if check_in.stage not in OPEN or own is None:
        return check_in
    unasked = [
        one.id
        for one in check_in.waited_for()
        if own.asked(one.id) is not None and not {(one.id, PROMPT), (one.id, _CALLED_OFF)} & check_in.told
    ]
    return replace(check_in, told=check_in.told | {(person, _CALLED_OFF) for person in unasked})


def in_zones(check_in: CheckIn, zones: Mapping[str, str]) -> CheckIn:
    """Where people live by now: what they were not sent yet comes at that time there. The end stays as it was said.

    Who was asked is asked no second time, wherever they go.
    """
    timetable = check_in.timetable
    if timetable is None or timetable.own is None:
        return check_in
    known = {person: zones.get(person, zone) for person, zone in timetable.own.zones.items()}
    return replace(check_in, timetable=replace(timetable, own=replace(timetable.own, zones=known)))


def _planned(check_in: CheckIn, person: str) -> list[Planned]:
    """The private messages that a person has not had."""
    if check_in.timetable is None or check_in.never_reminded(person):
        return []
    told = {message for who, message in check_in.told if who == person}
    asked = [
        one.until
        for one in check_in.put_off
        if one.person == person and one.reply is Reply.later and isinstance(one.until, datetime)
    ]
    later = asked[-1] if asked else None  # the last "later" counts
    called_off = _CALLED_OFF in told
    found = still_to_say(() if called_off else check_in.timetable.nudges_of(person), later, told)
    own = check_in.timetable.own
    prompted = own.asked(person) if own and not called_off else None
    if prompted is not None and PROMPT not in told and (later is None or prompted > later):
        found.append((prompted, PROMPT, PROMPT))
    return found
