"""What the clock does: what is due is fired, told and moved on to its next date in one transaction, each by itself.

Each locks the conversation: people who answer, and other replicas, come before or after. One that is locked is left for the
next tick. After the lock everything is read again: what another replica fired meanwhile is not due any more.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Select, func, select, true

from bot.messages import channel_prompts as prompts_messages
from bot.messages import check_ins as check_ins_messages
from bot.messages.conversation import people_left
from bot.use_cases import base
from bot.use_cases.base import DueRow, DueRows, TickResult
from bot.use_cases.due_commitments import DueCommitments
from bot.use_cases.due_reminders import DueReminders
from bot.use_cases.presence import NOBODY_GONE, Gone, KnownGone
from flows.check_ins import nudges
from flows.check_ins.checkin import left, prompt
from flows.check_ins.conclusion import overtaken
from flows.commitments import due as due_commitments
from flows.conversation.conversation import FOLLOWING_UP, Said
from flows.schedules.planned import Prompt
from flows.schedules.recurrence import Timetable, catch_up, own_timetable, timetable, wall_time
from flows.schedules.rules import Rule
from flows.schedules.wall_clock import instant, local
from storage.database import Database
from storage.follow_up.check_ins import StoredCheckIn
from storage.follow_up.schedules import Schedule
from storage.outbox.outbox import HELD
from storage.records import Record
from storage.tables.follow_up_models import ACTIVE, ChannelPromptRow, CheckInRow, CommitmentRow, ScheduleRow
from storage.tables.models import ConversationRow, LedgerRow, ReminderRow
from storage.unit_of_work import UnitOfWork


def fire_due(database: Database, now: datetime | None = None, gone: KnownGone | None = None) -> TickResult:
    """Fire every reminder, check-in, schedule, prompt of a channel and commitment that is due, however late: once each. ``now`` is
    the database's time unless it is given. ``gone``: who is not there any more, of the conversations that may be fired; None
    where nobody is."""
    kinds: tuple[DueRows, ...] = (
        DueReminders(gone),
        DueCheckIns(gone),
        DueSchedules(gone),
        DueChannelPrompts(),
        DueCommitments(),
    )
    return base.fire_due(database, kinds, now)


def next_due(uow: UnitOfWork) -> datetime | None:
    """Return when there is something to fire next; None when there never is."""
    tables = (CheckInRow, ScheduleRow, ChannelPromptRow, LedgerRow, CommitmentRow, ReminderRow)
    found = [uow.session.scalar(select(func.min(row.next_at))) for row in tables]
    return min((at for at in found if at is not None), default=None)


def due(
    row: type[CheckInRow] | type[ScheduleRow], now: datetime, among: Collection[str] | None = None
) -> Select[str, str, str]:
    """Return the query for the next row that is due and whose conversation nobody holds, which is locked then. ``among``: the
    conversations that are looked at; None for all."""
    return (
        select(row.id, row.team, row.conversation_id)
        .join(ConversationRow, ConversationRow.id == row.conversation_id)
        .where(row.next_at <= now, true() if among is None else row.conversation_id.in_(among))
        .order_by(row.next_at, row.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True, of=ConversationRow)
    )


def due_in_channel(now: datetime) -> Select[str, str, str]:
    """Return the query for the next prompt of a channel that is due and that nobody else sends, which is locked then."""
    row = ChannelPromptRow
    return (
        select(row.team, row.channel, row.prompt)
        .where(row.next_at <= now)
        .order_by(row.next_at, row.team, row.channel, row.prompt)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


class DueCheckIns:
    """Check-ins that run, in which somebody is to be asked, nudged or reminded, or which end."""

    def __init__(self, gone: KnownGone | None = None) -> None:
        self.gone = gone

    def claim(self, uow: UnitOfWork) -> DueRow | None:
        # What is due in a channel that was archived waits until it is open again.
        among = None if self.gone is None else [each for each, gone in self.gone.items() if not gone.shut]
        return _claimed(uow, due(CheckInRow, uow.now, among))

    def fire(self, uow: UnitOfWork, row: DueRow) -> None:
        """Do what the clock does to a check-in. Of a conversation that has ended, or is being decided anew, nobody is asked any
        more."""
        record = _locked(uow, row)
        stored = next(check_in for check_in in uow.check_ins.of(record) if check_in.id == row.id)
        if record.conversation.stage != FOLLOWING_UP:
            uow.check_ins.save(replace(stored, check_in=overtaken(stored.check_in)[0]))
            return
        gone = (self.gone or {}).get(record.id, NOBODY_GONE)
        moved, without = left(stored.check_in, gone.people)
        moved, said = nudges.tick(moved, uow.now)
        key = f"{row.id}:{moved.stage}:{len(moved.told)}"
        base.clock_takes(uow, f"turn:{key}")  # where a kill is tested; what is said under this key is said once anyway
        _keep(uow, record, replace(stored, check_in=moved), (*without, *said), key)
        _tell_who_left(uow, record, gone)

    def set_aside(self, uow: UnitOfWork, row: DueRow) -> None:
        uow.check_ins.set_aside(row.id)


class DueSchedules:
    """Schedules whose next date has come: the check-in before ends as it stands, a new one begins, the next date is set."""

    def __init__(self, gone: KnownGone | None = None) -> None:
        self.gone = gone

    def claim(self, uow: UnitOfWork) -> DueRow | None:
        return _claimed(uow, due(ScheduleRow, uow.now, self.gone))

    def fire(self, uow: UnitOfWork, row: DueRow) -> None:
        """Begin a check-in. People of a conversation that has ended are not asked any more. While one that was reopened is not
        decided again, its dates go by, and so they do while nobody can post in its channel, which was archived, or where the
        app is not any more."""
        record = _locked(uow, row)
        schedule = uow.schedules.get(row.id)
        occurrence = catch_up(schedule.rule, schedule.last_key, uow.now) if schedule.state == ACTIVE else None
        if occurrence is None:  # fired meanwhile; or the clocks of its zone go otherwise than was known
            uow.schedules.move(schedule, schedule.rule)
            return
        if record.conversation.ended:
            uow.schedules.stop(schedule)
            return
        uow.schedules.fired(schedule, occurrence.key)
        gone = (self.gone or {}).get(record.id, NOBODY_GONE)
        nobody_posts = gone.shut or uow.outbox.parked_because(record.id) not in (None, HELD)
        if record.conversation.stage != FOLLOWING_UP or nobody_posts:
            return
        key = f"{row.id}:{occurrence.key.isoformat()}"
        # The clock's own inbound key: another guard than the lock, and the point at which a kill is tested.
        if base.clock_takes(uow, f"due:{key}"):
            _begin(uow, record, schedule.rule, key, gone, schedule, occurrence.key)

    def set_aside(self, uow: UnitOfWork, row: DueRow) -> None:
        uow.schedules.set_aside(row.id)


class DueChannelPrompts:
    """What channels asked to be sent again and again. The prompt's own row is locked."""

    def claim(self, uow: UnitOfWork) -> DueRow | None:
        found = uow.session.execute(due_in_channel(uow.now)).first()
        return DueRow(":".join(found), *found) if found else None

    def fire(self, uow: UnitOfWork, row: DueRow) -> None:
        """Tell the channel, and set its next date; where nobody can post, or nothing is to be told, its dates go by."""
        asked = uow.channel_prompts.get(row.team, row.place, Prompt(row.what))
        assert asked is not None  # its row is locked
        occurrence = catch_up(asked.rule, asked.last_key, uow.now)
        if occurrence is None:  # the clocks of its zone go otherwise than was known
            uow.channel_prompts.begin(row.team, row.place, asked.prompt, asked.rule, asked.language)
            return
        uow.channel_prompts.fired(asked, occurrence.key)
        key = f"{asked.id}:{occurrence.key.isoformat()}"
        shut = uow.shut_channels.known(row.team, row.place) or uow.outbox.parked_in(row.team, row.place)
        if base.clock_takes(uow, f"due:{key}") and not shut and (told := prompts_messages.message(uow, asked, key)):
            uow.outbox.write(told)

    def set_aside(self, uow: UnitOfWork, row: DueRow) -> None:
        uow.channel_prompts.set_aside(row.team, row.place, Prompt(row.what))


def _claimed(uow: UnitOfWork, query: Select[str, str, str]) -> DueRow | None:
    found = uow.session.execute(query).first()
    return DueRow(*found) if found else None


def _locked(uow: UnitOfWork, row: DueRow) -> Record:
    record = uow.conversations.get(row.team, row.place, lock=True)
    assert record is not None  # its row is locked, and outlives those that belong to it
    return record


def ask_now(uow: UnitOfWork, record: Record, rule: Rule, key: str, gone: Gone = NOBODY_GONE) -> None:
    """Begin a check-in that no schedule asked for; ``rule``: its zone, and the days that suit. Whoever calls holds the lock of
    the conversation, and ``key`` is new."""
    _begin(uow, record, rule, key, gone)


def _begin(
    uow: UnitOfWork,
    record: Record,
    rule: Rule,
    key: str,
    gone: Gone,
    schedule: Schedule | None = None,
    occurrence: datetime | None = None,
) -> None:
    """End the check-in before as it stands, and begin a new one."""
    if (before := uow.check_ins.latest(record)) is not None:
        moved, said = overtaken(before.check_in)
        _keep(uow, record, replace(before, check_in=moved), said, f"{key}:before")
    asks = wall_time(rule, occurrence) if occurrence and rule.own_time else None
    today = max(local(uow.now, rule.zone).date(), asks.date() if asks else date.min)
    asked = due_commitments(uow.commitments.of(record.id), today)
    by = schedule.id if schedule else None
    stored = uow.check_ins.begin(
        record,
        asked,
        today,
        schedule_id=by,
        occurrence=occurrence,
        in_thread=rule.in_thread,
        left=sorted(gone.people),
    )
    moved, said = prompt(stored.check_in, _times(uow, record, stored, rule, asks))
    moved, at_once = nudges.tick(moved, uow.now)  # whose own time has come already
    _keep(uow, record, replace(stored, check_in=moved), (*said, *at_once), key)
    _tell_who_left(uow, record, gone)


def _times(uow: UnitOfWork, record: Record, stored: StoredCheckIn, rule: Rule, asks: datetime | None) -> Timetable:
    """Return when each is asked and nudged. ``asks``: the wall-clock time at which each is asked where they live."""
    if not rule.own_time:
        return timetable(rule, _on_time(rule, uow.now))
    people = [person.id for person in stored.check_in.people]
    known = uow.zones.of(record.team, people)
    return own_timetable(rule, asks, uow.now, {person: known.get(person, rule.zone) for person in people})


def _on_time(rule: Rule, now: datetime) -> datetime:
    """Return today at the rule's time of day: what is caught up, or asked for, at night is not nudged about at night."""
    return instant(datetime.combine(local(now, rule.zone).date(), rule.at), rule.zone)


def _tell_who_left(uow: UnitOfWork, record: Record, gone: Gone) -> None:
    """Tell those who act for it, once for each, who is not there any more."""
    for told in people_left(record, gone.told):
        uow.outbox.write(told)


def _keep(uow: UnitOfWork, record: Record, stored: StoredCheckIn, said: tuple[Said, ...], key: str) -> None:
    uow.check_ins.save(stored)
    for message in check_ins_messages.tell(uow, record, stored, said, key):
        uow.outbox.write(message)
