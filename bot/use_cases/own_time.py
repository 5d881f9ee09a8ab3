"""Where people live who are each asked at their own local time: what is planned moves with them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from flows.check_ins.nudges import in_zones
from flows.schedules.rules import Rule
from storage.records import Record
from storage.tables.follow_up_models import ACTIVE, CheckInRow, ScheduleRow
from storage.tables.models import ParticipantRow, ReminderRow
from storage.tables.pseudonym_text import is_erased
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AskedAtOwnTime:
    """A conversation whose people are each asked at their own local time, soon. ``people``: everybody; ``zones``: where they live,
    as far as that is known. ``planned``: whether what is planned goes by that."""

    team: str
    conversation: str
    people: tuple[str, ...]
    zones: Mapping[str, str]
    planned: bool


def asked_until(uow: UnitOfWork, until: datetime) -> list[AskedAtOwnTime]:
    """Return the conversations in which something is due up to an instant, at people's own local time."""
    rules, running = defaultdict(list), defaultdict(list)
    schedules = select(ScheduleRow.team, ScheduleRow.conversation_id, ScheduleRow.rule).where(
        ScheduleRow.next_at <= until, ScheduleRow.state == ACTIVE
    )
    for team, conversation, rule in uow.session.execute(schedules):
        if rule.get("zones"):
            rules[team, conversation].append(rule)
    check_ins = select(CheckInRow.team, CheckInRow.conversation_id, CheckInRow.timetable).where(
        CheckInRow.next_at <= until
    )
    for team, conversation, times in uow.session.execute(check_ins):
        if times and "own" in times:
            running[team, conversation].append(times["own"]["zones"])
    reminded = select(ReminderRow.team, ReminderRow.conversation_id, ReminderRow.person, ReminderRow.zone).where(
        ReminderRow.next_at <= until
    )
    for team, conversation, person, zone in uow.session.execute(reminded):
        running[team, conversation].append({person: zone})
    found: list[AskedAtOwnTime] = []
    for team, conversation in sorted({*rules, *running}):
        people = _people(uow, conversation)
        if not people:  # all were erased
            continue
        known = uow.zones.of(team, people)
        planned = all(
            set(rule["zones"]) == {known.get(person, rule["zone"]) for person in people}
            for rule in rules[team, conversation]
        ) and all(
            known.get(person, zone) == zone for zones in running[team, conversation] for person, zone in zones.items()
        )
        found.append(AskedAtOwnTime(team, conversation, people, known, planned))
    return found


def _people(uow: UnitOfWork, conversation: str) -> tuple[str, ...]:
    query = select(ParticipantRow.person).where(ParticipantRow.conversation_id == conversation)
    return tuple(
        person for person in uow.session.scalars(query.order_by(ParticipantRow.position)) if not is_erased(person)
    )


def for_each(uow: UnitOfWork, record: Record, rule: Rule) -> Rule:
    """Return the rule for each person of the conversation where they live."""
    people = _people(uow, record.id)
    known = uow.zones.of(record.team, people)
    return rule.for_each(known.get(person, rule.zone) for person in people)


def live_in(uow: UnitOfWork, record: Record, zones: Mapping[str, str]) -> None:
    """Note where these people live now: what is planned for them comes at its time there.

    What was fired, or sent, is not sent again. Whoever calls holds the lock of the conversation.
    """
    uow.zones.put(record.team, zones)
    uow.reminders.live_in(record, zones)
    for schedule in uow.schedules.of(record.id):
        if schedule.rule.own_time and (moved := for_each(uow, record, schedule.rule)) != schedule.rule:
            uow.schedules.move(schedule, moved)
    if (latest := uow.check_ins.latest(record)) is not None and not latest.check_in.ended:
        uow.check_ins.save(replace(latest, check_in=in_zones(latest.check_in, zones)))
