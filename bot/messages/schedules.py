"""What the thread is told of when the coach asks again: one message that stays true, and a line for each change."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.blocks import schedule as schedule_blocks
from bot.blocks.schedule import Asking
from bot.i18n.catalogue import words
from bot.messages.conversation import CARD
from flows.schedules.planned import Part, part_of
from storage.follow_up.schedules import Schedule
from storage.records import Message, Record
from storage.tables.follow_up_models import ACTIVE, BROKEN, PAUSED
from storage.unit_of_work import UnitOfWork

SCHEDULE = "schedule"
"""The slot of the message that says when the coach asks again."""
_LIVE = (ACTIVE, PAUSED, BROKEN)


def asking_of(uow: UnitOfWork, record: Record) -> Asking:
    """When a conversation is asked about, as it stands in this unit of work."""
    live = [one for one in uow.schedules.of(record.id) if one.state in _LIVE]
    return Asking(record, tuple(sorted(live, key=_in_order)))


def _in_order(schedule: Schedule) -> tuple[int, date]:
    """The rhythm first, single days last, each kind by its days."""
    days = schedule.rule.pattern.days(date.min)
    return [*Part].index(part_of(schedule.rule)), next(days, date.max)


def decided(asking: Asking, key: str) -> Message:
    """Right after a decision: when the coach asks again."""
    body = schedule_blocks.thread_message(words(asking.record.language), asking)
    return replace(_post(asking, f"{key}:schedule"), slot=SCHEDULE, body=body)


def changed(uow: UnitOfWork, asking: Asking, by: str, did: str, key: str) -> Iterator[Message]:
    """Who changed it; the message of the decision is brought up to date where it stands."""
    yield from brought_up(uow, asking.record, key)
    body = schedule_blocks.changed_message(words(asking.record.language), asking, by, did)
    yield replace(_post(asking, f"{key}:changed"), body=body)


def brought_up(uow: UnitOfWork, record: Record, key: str) -> Iterator[Message]:
    """The message of the decision, as things stand now."""
    if uow.outbox.stands(record.id, SCHEDULE):
        asking = asking_of(uow, record)
        body = schedule_blocks.thread_message(words(record.language), asking)
        yield replace(_post(asking, f"{key}:schedule"), kind="update", slot=SCHEDULE, thread_slot=None, body=body)


def _post(asking: Asking, key: str) -> Message:
    record = asking.record
    return Message(
        kind="post",
        team=record.team,
        channel=record.channel,
        conversation=record.id,
        thread_slot=CARD,
        body={},
        dedupe_key=f"{record.id}:{key}",
    )
