"""Whom the conversation waits for, in private: what asks each of them, and what became of it. Nobody's answers stand here."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bot.blocks import asked as asked_blocks
from bot.blocks.kit.slack_types import Body
from bot.i18n.catalogue import words
from bot.messages.conversation import to_opener
from flows.conversation import conversation as talk
from flows.conversation.conversation import Said
from flows.model import Side
from flows.schedules.reminders import ASKED, Reminder
from storage.conversations.reminders import OF_OPENER
from storage.records import Message, Record
from storage.unit_of_work import UnitOfWork

WAITING = "waiting:"
"""What the slot of what the opener reads begins with; their id follows."""


def tell(uow: UnitOfWork, record: Record, said: Sequence[Said], by: str, key: str) -> Iterator[Message]:
    """What follows in private from what was said: a new section asks everybody else who has not answered it; what asked before
    says where it stands. ``by``: who made it open: they are there already."""
    sections = [each.section for each in said if each.section and _moves(record, each)]
    if not sections:
        return
    known = uow.reminders.of(record.id)
    for one in said:
        if one.what == talk.ASK and one.section:
            what = ASKED if one.section == record.conversation.guide.road[0] else asked_blocks.NEXT_SECTION
            for reminder in known:
                if reminder.key == one.section and reminder.person != by:
                    yield from _asked(uow, record, reminder, what)
    changed = {(each.section, each.person) for each in said if each.what == talk.PROGRESS and each.person}
    revealed = {each.section for each in said if each.what == talk.REVEAL}
    for reminder in known:
        mine = (reminder.key, reminder.person) in changed
        late = reminder.key in revealed and reminder.person in {
            each.id for each in record.conversation.missing(reminder.key)
        }
        if ASKED in reminder.told and (mine or late):
            yield stands_now(record, reminder, key)
    yield from _waiting(uow, record, sections, key)


def _moves(record: Record, said: Said) -> bool:
    """Whether it changes for whom something waits: one answer of several does not."""
    if said.what != talk.PROGRESS or said.person is None:
        return said.what in (talk.ASK, talk.PROGRESS, talk.REVEAL)
    participant = record.conversation.participant(said.person)
    return participant.side is Side.ours and record.conversation.finished(str(said.section), participant)


def ask_one(uow: UnitOfWork, record: Record, person: str) -> Iterator[Message]:
    """Ask somebody who is expected from now on, where something waits for them."""
    section = record.conversation.waits_for(person)
    reminder = uow.reminders.one(record.id, person, section) if section else None
    if reminder is not None:
        yield from _asked(uow, record, reminder, ASKED)


def _asked(uow: UnitOfWork, record: Record, reminder: Reminder, what: str) -> Iterator[Message]:
    """The first message about a section, once for ever; not to whoever wants none, or is away and is reminded after that."""
    if reminder.silent or ASKED in reminder.told or reminder.away_on(uow.now):
        return
    uow.reminders.put(record, replace(reminder, told=reminder.told | {ASKED}))
    yield remind(record, reminder, what)


def remind(record: Record, reminder: Reminder, what: str, *, by: str = "", name: str = "") -> Message:
    """What asks or reminds one person, in their language. ``name`` makes it unique among those about the same section."""
    said_in = words(_spoken_by(record, reminder.person))
    body = asked_blocks.asks(said_in, record, reminder.person, reminder.key, what, by)
    slot = slot_of(reminder) if what in (ASKED, asked_blocks.NEXT_SECTION) else None
    return _private(record, reminder.person, body, f"{reminder.key}:{reminder.person}:{name or ASKED}", slot)


def stands_now(record: Record, reminder: Reminder, key: str) -> Message:
    """The first message, brought up to date."""
    body = asked_blocks.standing(words(_spoken_by(record, reminder.person)), record, reminder)
    made = _private(record, reminder.person, body, f"{key}:{reminder.key}:{reminder.person}", slot_of(reminder))
    return replace(made, kind="update", hears="")


def slot_of(reminder: Reminder) -> str:
    """The slot of the message that asked somebody first."""
    return f"asked:{reminder.key}:{reminder.person}"


def _waiting(uow: UnitOfWork, record: Record, sections: Sequence[str | None], key: str) -> Iterator[Message]:
    """What the opener reads: one message that is kept up to date; where they are not alone."""
    conversation, opener = record.conversation, record.conversation.opener
    about = conversation.section or next((each for each in reversed(sections) if each), None)
    others = [one for one in conversation.side(Side.ours) if one.id != opener and not one.replaced]
    if about is None or not others:
        return
    body = asked_blocks.waiting(words(_spoken_by(record, opener)), record, about)
    made = _private(record, opener, body, f"{key}:{WAITING}", f"{WAITING}{opener}")
    if uow.reminders.one(record.id, opener, OF_OPENER):
        yield replace(made, kind="update", hears="")
    elif conversation.hidden:
        uow.reminders.put(record, Reminder(opener, OF_OPENER))
        yield replace(made, hears="")


def not_theirs(record: Record, person: str) -> Message:
    """What the opener is told, once, of somebody who says that it is not for them."""
    said = partial(asked_blocks.not_theirs, record=record, person=person)
    return to_opener(record, said, f"not_theirs:{record.id}:{person}")


def is_away(record: Record, person: str, last: date) -> Message:
    """What the opener is told, once a day that is named, of somebody who is away."""
    said = partial(asked_blocks.is_away, record=record, person=person, last=last)
    return to_opener(record, said, f"away:{record.id}:{person}:{last.isoformat()}")


def _private(record: Record, person: str, body: Body, key: str, slot: str | None) -> Message:
    return Message(
        kind="direct",
        team=record.team,
        channel="",
        user=person,
        conversation=record.id,
        slot=slot,
        body=body,
        dedupe_key=f"{record.id}:asked:{key}",
        harmless=True,
        hears="opener",
    )


def _spoken_by(record: Record, person: str) -> str:
    return next((one.language for one in record.conversation.people if one.id == person), record.language)
