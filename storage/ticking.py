"""The clock's turn: what is due is fired, told and moved on to its next date in one transaction, each by itself.

Every turn locks the conversation: people who answer, and other replicas, take theirs before or after. One that is locked is
left for the next tick. After the lock everything is read again: what another replica fired meanwhile is not due any more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from flows.conversation import FOLLOWING_UP, Said
from flows.follow_up import nudges
from flows.follow_up.checkin import prompt
from flows.follow_up.commitments import due as due_commitments
from flows.follow_up.conclusion import overtaken
from flows.follow_up.recurrence import Timetable, catch_up, own_timetable, timetable, wall_time
from flows.follow_up.rules import Rule
from flows.follow_up.wall_clock import instant, local
from storage.channel_prompts import ChannelPrompt
from storage.check_ins import StoredCheckIn
from storage.database import Database, StorageError
from storage.follow_up_models import ACTIVE, ChannelPromptRow, CheckInRow, ScheduleRow
from storage.models import ConversationRow, LedgerRow
from storage.records import Message, Record
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

Tell = Callable[[UnitOfWork, Record, StoredCheckIn, tuple[Said, ...], str], Iterable[Message]]
"""The messages for what a check-in has to say; the text is a key that makes them unique, the same whoever fires it. The check-in
is saved already."""

Announce = Callable[[ChannelPrompt, str], Message]
"""What a channel is asked, once a month; the text is a key, as above."""


@dataclass(frozen=True)
class Ticked:
    """What a tick did. ``aside``: ids of what could not be fired, and the kinds of error."""

    fired: int = 0
    aside: tuple[tuple[str, str], ...] = ()


def tick(database: Database, tell: Tell, now: datetime | None = None, *, announce: Announce | None = None) -> Ticked:
    """Fire everything that is due, however late: once each. ``now`` is the database's time unless it is given.

    Without ``announce`` channels are not asked anything.
    """
    claims: list[_Claim] = [_of_conversation(CheckInRow, _go_on, tell), _of_conversation(ScheduleRow, _begin, tell)]
    if announce is not None:
        claims.append(_of_channel(announce))
    done = Ticked()
    for claim in claims:
        while (one := _take(database, claim, now)) is not None:
            done = Ticked(done.fired + one.fired, (*done.aside, *one.aside))
    return done


def next_due(uow: UnitOfWork) -> datetime | None:
    """When there is something to fire next; None when there never is."""
    tables = (CheckInRow, ScheduleRow, ChannelPromptRow, LedgerRow)
    found = [uow.session.scalar(select(func.min(row.next_at))) for row in tables]
    return min((one for one in found if one is not None), default=None)


Step = Callable[[UnitOfWork, Record, str, Tell], None]


@dataclass(frozen=True)
class _Claimed:
    """A due row that nobody else has. ``fire``: in the unit of work that claimed it; ``set_aside``: in another, if that failed."""

    id: str
    fire: Callable[[], None]
    set_aside: Callable[[UnitOfWork], None]


_Claim = Callable[[UnitOfWork], _Claimed | None]


def _take(database: Database, claim: _Claim, now: datetime | None) -> Ticked | None:
    """The next turn; None when nothing is due that nobody else has."""
    with database.unit_of_work(now=now) as uow:
        claimed = claim(uow)
        if claimed is None:
            return None
        try:
            claimed.fire()
            uow.commit()
        except (SQLAlchemyError, StorageError):
            raise  # the database's trouble, not that of this row
        except Exception as error:  # one that cannot be fired must not keep the others waiting
            failed = type(error).__name__
        else:
            return Ticked(1)
    with database.unit_of_work(now=now) as uow:
        claimed.set_aside(uow)
        uow.commit()
    return Ticked(0, ((claimed.id, failed),))


def _of_conversation(row: type[CheckInRow] | type[ScheduleRow], step: Step, tell: Tell) -> _Claim:
    """What belongs to a conversation, which is locked."""

    def claim(uow: UnitOfWork) -> _Claimed | None:
        claimed = uow.session.execute(due(row, uow.now)).first()
        if claimed is None:
            return None
        id, team, conversation = claimed

        def fire() -> None:
            record = uow.conversations.get(team, conversation, lock=True)
            assert record is not None  # its row is locked, and outlives those that belong to it
            step(uow, record, id, tell)

        def set_aside(later: UnitOfWork) -> None:
            (later.schedules if row is ScheduleRow else later.check_ins).set_aside(id)

        return _Claimed(id, fire, set_aside)

    return claim


def _of_channel(announce: Announce) -> _Claim:
    """The question to a channel: its own row is locked."""

    def claim(uow: UnitOfWork) -> _Claimed | None:
        found = uow.session.execute(due_in_channel(uow.now)).first()
        if found is None:
            return None
        team, channel = found
        return _Claimed(
            f"{team}:{channel}",
            lambda: _ask_channel(uow, team, channel, announce),
            lambda later: later.channel_prompts.set_aside(team, channel),
        )

    return claim


def due(row: type[CheckInRow] | type[ScheduleRow], now: datetime) -> Select[str, str, str]:
    """The next row of this table that is due and whose conversation nobody holds, which is locked then."""
    return (
        select(row.id, row.team, row.conversation_id)
        .join(ConversationRow, ConversationRow.id == row.conversation_id)
        .where(row.next_at <= now)
        .order_by(row.next_at, row.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True, of=ConversationRow)
    )


def due_in_channel(now: datetime) -> Select[str, str]:
    """The next channel that is due and that nobody else asks, locked."""
    return (
        select(ChannelPromptRow.team, ChannelPromptRow.channel)
        .where(ChannelPromptRow.next_at <= now)
        .order_by(ChannelPromptRow.next_at, ChannelPromptRow.team, ChannelPromptRow.channel)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _ask_channel(uow: UnitOfWork, team: str, channel: str, announce: Announce) -> None:
    """The channel is asked, and its next date is set; where nobody can post, its dates go by."""
    prompt = uow.channel_prompts.get(team, channel)
    assert prompt is not None  # its row is locked
    occurrence = catch_up(prompt.rule, prompt.last_key, uow.now)
    if occurrence is None:  # the clocks of its zone go otherwise than was known
        uow.channel_prompts.begin(team, channel, prompt.rule, prompt.language)
        return
    uow.channel_prompts.fired(prompt, occurrence.key)
    key = f"{prompt.id}:{occurrence.key.isoformat()}"
    if uow.inbox.first_time(f"due:{key}") and not uow.outbox.parked_in(team, channel):
        uow.outbox.write(announce(prompt, key))


def _go_on(uow: UnitOfWork, record: Record, id: str, tell: Tell) -> None:
    """What the clock does to a check-in that runs: the prompt of whose own time has come, a nudge, a reminder that was asked
    for, the end.

    Of a conversation that has ended, or is being decided anew, nobody is asked any more.
    """
    stored = next(one for one in uow.check_ins.of(record) if one.id == id)
    if record.conversation.stage != FOLLOWING_UP:
        uow.check_ins.save(replace(stored, check_in=overtaken(stored.check_in)[0]))
        return
    moved, said = nudges.tick(stored.check_in, uow.now)
    key = f"{id}:{moved.stage}:{len(moved.told)}"
    uow.inbox.first_time(f"turn:{key}")  # where a kill is tested; what is said under this key is said once anyway
    _keep(uow, record, replace(stored, check_in=moved), said, key, tell)


def _begin(uow: UnitOfWork, record: Record, id: str, tell: Tell) -> None:
    """A schedule's occurrence: the check-in before ends as it stands, a new one begins, the next date is set.

    Who has ended is not asked any more. While a conversation that was reopened is not decided again, its dates go by, and so they
    do while nobody can post in its channel, which was archived, or where the app is not any more.
    """
    schedule = uow.schedules.get(id)
    occurrence = catch_up(schedule.rule, schedule.last_key, uow.now) if schedule.state == ACTIVE else None
    if occurrence is None:  # fired meanwhile; or the clocks of its zone go otherwise than was known
        uow.schedules.move(schedule, schedule.rule)
        return
    if record.conversation.ended:
        uow.schedules.stop(schedule)
        return
    uow.schedules.fired(schedule, occurrence.key)
    if record.conversation.stage != FOLLOWING_UP or uow.outbox.parked_because(record.id):
        return
    key = f"{id}:{occurrence.key.isoformat()}"
    # The clock's own inbound key: another guard than the lock, and the point at which a kill is tested.
    if not uow.inbox.first_time(f"due:{key}"):
        return
    _prompt(uow, record, schedule.rule, key, tell, schedule, occurrence.key)


def ask_now(uow: UnitOfWork, record: Record, rule: Rule, key: str, tell: Tell) -> None:
    """A check-in at once, that no schedule asked for; ``rule``: its zone, and the days that suit. Whoever calls holds the lock of
    the conversation, and ``key`` is new."""
    _prompt(uow, record, rule, key, tell)


def _prompt(
    uow: UnitOfWork,
    record: Record,
    rule: Rule,
    key: str,
    tell: Tell,
    schedule: Schedule | None = None,
    occurrence: datetime | None = None,
) -> None:
    """The check-in before ends as it stands, and a new one begins."""
    if (before := uow.check_ins.latest(record)) is not None:
        moved, said = overtaken(before.check_in)
        _keep(uow, record, replace(before, check_in=moved), said, f"{key}:before", tell)
    asks = wall_time(rule, occurrence) if occurrence and rule.own_time else None
    today = max(local(uow.now, rule.zone).date(), asks.date() if asks else date.min)
    asked = due_commitments(uow.commitments.of(record.id), today)
    by = schedule.id if schedule else None
    stored = uow.check_ins.begin(record, asked, today, schedule_id=by, occurrence=occurrence, in_thread=rule.in_thread)
    moved, said = prompt(stored.check_in, _times(uow, record, stored, rule, asks))
    moved, at_once = nudges.tick(moved, uow.now)  # whose own time has come already
    _keep(uow, record, replace(stored, check_in=moved), (*said, *at_once), key, tell)


def _times(uow: UnitOfWork, record: Record, stored: StoredCheckIn, rule: Rule, asks: datetime | None) -> Timetable:
    """When each is asked and nudged. ``asks``: the wall-clock time at which each is asked where they live."""
    if not rule.own_time:
        return timetable(rule, _on_time(rule, uow.now))
    people = [one.id for one in stored.check_in.people]
    known = uow.zones.of(record.team, people)
    return own_timetable(rule, asks, uow.now, {person: known.get(person, rule.zone) for person in people})


def _on_time(rule: Rule, now: datetime) -> datetime:
    """Today at the rule's time of day: what is caught up, or asked for, at night is not nudged about at night."""
    return instant(datetime.combine(local(now, rule.zone).date(), rule.at), rule.zone)


def _keep(uow: UnitOfWork, record: Record, stored: StoredCheckIn, said: tuple[Said, ...], key: str, tell: Tell) -> None:
    uow.check_ins.save(stored)
    for message in tell(uow, record, stored, said, key):
        uow.outbox.write(message)
