"""Who is waited for before the decision, as rows: what each was told, what each clicked instead, when they are reminded next."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from flows.check_ins.checkin import Reply
from flows.conversation.lifecycle import PAUSED
from flows.schedules import reminders
from flows.schedules.planned import NOWHERE
from flows.schedules.reminders import DECIDE, Reminder
from storage.outbox.repositories import Zones
from storage.records import Record
from storage.tables.follow_up_models import CheckInReplyRow
from storage.tables.models import ReminderRow
from storage.tables.pseudonym_text import is_erased
from storage.tables.writing import Now, change, insert_or_change

_Stored = tuple[Reminder, datetime | None]
"""One, and when there is something to say to them."""
OF_OPENER = "waiting"
"""Not a section: kept of the opener, once they were told for whom it waits."""


class Reminders:
    """The reminders of conversations. Whoever changes one holds the lock of its conversation."""

    def __init__(self, session: Session, zones: Zones, now: Now) -> None:
        self.session, self.zones, self.now = session, zones, now
        self._read: dict[str, dict[tuple[str, str], _Stored]] = {}
        """By conversation, as far as it was read in this unit of work."""

    def keep(self, record: Record, before: Record | None = None) -> None:
        """Let those be reminded for whom something waits now, and nobody else. ``before``: as it stood."""
        wanted = waited_for(record)
        other_day = before is not None and record.decide_by != before.decide_by
        if before is not None and wanted == waited_for(before) and not other_day:
            return
        stored = self._stored(record.id)
        due = date.fromisoformat(record.decide_by) if record.decide_by else None
        new = wanted - stored.keys()
        zones = self.zones.of(record.team, {person for person, _ in new}) if new else {}
        known = [one for one, _ in stored.values()]
        for who in sorted(wanted):
            if who in new:
                self.put(record, self._begun(record, who, zones.get(who[0], NOWHERE), due, known))
            elif stored[who][1] is None or (other_day and who[1] == DECIDE):
                self.put(record, reminders.again(stored[who][0], self.now(), due))
        self._rest(record.id, {who for who, (_, next_at) in stored.items() if next_at is not None} - wanted)

    def of(self, conversation: str) -> list[Reminder]:
        """Everybody who is, or was, waited for."""
        return sorted((one for one, _ in self._stored(conversation).values()), key=lambda one: (one.key, one.person))

    def one(self, conversation: str, person: str, key: str) -> Reminder | None:
        """One person, and what waits for them."""
        found = self._stored(conversation).get((person, key))
        return found[0] if found else None

    def due(self, conversation: str, now: datetime) -> list[Reminder]:
        """Those to whom something is due."""
        return [one for one, at in self._stored(conversation).values() if at is not None and at <= now]

    def put(self, record: Record, reminder: Reminder) -> None:
        """Keep the next state of one."""
        key = {"conversation_id": record.id, "person": reminder.person, "key": reminder.key}
        at = reminders.next_at(reminder) if reminder.key != OF_OPENER else None
        insert_or_change(self.session, ReminderRow, key, team=record.team, next_at=at, **_columns(reminder))
        self._stored(record.id)[reminder.person, reminder.key] = (reminder, at)

    def rest(self, conversation: str, person: str, key: str) -> None:
        """Nothing waits for them there now."""
        self._rest(conversation, {(person, key)})

    def set_aside(self, conversation: str) -> None:
        """It could not be gone on with: the clock leaves it alone, others must not wait for it."""
        change(
            self.session, update(ReminderRow).where(ReminderRow.conversation_id == conversation).values(next_at=None)
        )

    def live_in(self, record: Record, zones: Mapping[str, str]) -> None:
        """They live there now: what is planned comes at its time there."""
        for one, at in list(self._stored(record.id).values()):
            if at is not None and zones.get(one.person, one.zone) != one.zone:
                self.put(record, replace(one, zone=zones[one.person]))

    def _rest(self, conversation: str, who: Collection[tuple[str, str]]) -> None:
        if who:
            these = or_(*(and_(ReminderRow.person == person, ReminderRow.key == key) for person, key in sorted(who)))
            this = (ReminderRow.conversation_id == conversation, these)
            change(self.session, update(ReminderRow).where(*this).values(next_at=None))
            stored = self._stored(conversation)
            stored.update({each: (stored[each][0], None) for each in who})

    def _stored(self, conversation: str) -> "dict[tuple[str, str], _Stored]":
        if conversation not in self._read:
            query = select(ReminderRow).where(ReminderRow.conversation_id == conversation)
            rows = self.session.scalars(query.execution_options(populate_existing=True))
            self._read[conversation] = {(row.person, row.key): (_reminder(row), row.next_at) for row in rows}
        return self._read[conversation]

    def _begun(
        self, record: Record, who: tuple[str, str], zone: str, due: date | None, before: list[Reminder]
    ) -> Reminder:
        """What they clicked before goes on to count: *not me* and *never* in this conversation, absence everywhere."""
        person, key = who
        mine = [one for one in before if one.person == person]
        away = away_of(self.session, record.team, [person], self.now().date()).get(person)
        began = reminders.begin(person, key, self.now(), zone, due)
        return replace(
            began,
            skipped=any(one.skipped for one in mine if DECIDE not in (key, one.key)),
            never=any(one.never for one in mine),
            away=away,
        )


def waited_for(record: Record) -> set[tuple[str, str]]:
    """(person, key): whose answers the open section waits for, and who is to decide by a day. Nobody while it is paused."""
    conversation = record.conversation
    if conversation.ended or conversation.stage == PAUSED:
        return set()
    found = (
        {(person, DECIDE) for person in conversation.deciders}
        if record.decide_by and not conversation.decision
        else set()
    )
    if conversation.hidden and (section := conversation.section) is not None:
        found |= {(person.id, section) for person in conversation.missing(section)}
    return {one for one in found if not is_erased(one[0])}


def away_of(session: Session, team: str, people: Collection[str], today: date) -> dict[str, date]:
    """Who is absent today as they said anywhere in this workspace, with their last day: absence is of the person."""
    said = (
        (CheckInReplyRow, CheckInReplyRow.until, CheckInReplyRow.reply == Reply.away),
        (ReminderRow, ReminderRow.away, ReminderRow.away != ""),
    )
    found: dict[str, date] = {}
    for row, until, condition in said:
        latest: Any = func.max(until)
        query = select(row.person, latest).where(row.team == team, row.person.in_(list(people)), condition)
        for person, last in session.execute(query.group_by(row.person).having(latest >= today.isoformat())):
            found[person] = max(found.get(person, date.min), date.fromisoformat(str(last)))
    return found


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(
        person=row.person,
        key=row.key,
        zone=row.zone,
        days=tuple(date.fromisoformat(day) for day in row.days),
        told=frozenset(row.told),
        later=row.later,
        skipped=row.skipped,
        away=date.fromisoformat(row.away) if row.away else None,
        never=row.never,
        by_hand=row.by_hand,
    )


def _columns(one: Reminder) -> dict[str, object]:
    return {
        "zone": one.zone,
        "days": [day.isoformat() for day in one.days],
        "told": sorted(one.told),
        "later": one.later,
        "skipped": one.skipped,
        "away": one.away.isoformat() if one.away else "",
        "never": one.never,
        "by_hand": one.by_hand,
    }
