"""Conversations that were decided, their schedules and what the clock does, with small messages that name what they say."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.messages import channel_prompts as prompts_messages
from bot.messages import check_ins as check_ins_messages
from bot.messages import conversation as conversation_messages
from bot.use_cases.base import TickResult
from bot.use_cases.due import fire_due
from flows import commitments
from flows.check_ins import checkin
from flows.check_ins.checkin import CheckIn, Step
from flows.check_ins.conclusion import conclude
from flows.commitments import Commitment, make
from flows.conversation.conversation import Said
from flows.schedules.recurrence import Timetable
from flows.schedules.rules import Every, Once, Pattern, Rule, Unit
from storage.database import Database
from storage.follow_up.channel_prompts import ChannelPrompt
from storage.follow_up.check_ins import StoredCheckIn
from storage.follow_up.schedules import Schedule
from storage.records import Message, Record
from storage.tables.models import OutboxRow
from storage.unit_of_work import UnitOfWork
from tests.flows.follow_up.after import asking
from tests.storage.cases import ANA, BEN, MIDDAY, PAT, begun, post, road, stored

DECIDED = [*road(begun())][-1]
PARIS = "Europe/Paris"
PROMISED_ON = MIDDAY.date()
ANA_WROTE = "a word that only Ana writes"
HIDDEN = "what Ana says while the answers are hidden"


def followed(database: Database) -> Record:
    """A conversation whose follow-up has begun."""
    return stored(database, conversation=DECIDED)


def rule(pattern: Pattern, at: time = time(9), zone: str = PARIS) -> Rule:
    """A rule that leaves out no day."""
    return Rule(pattern=pattern, at=at, zone=zone, working_days=False)


def daily(first: date) -> Every:
    return Every(interval=1, unit=Unit.days, first=first)


def once(on: date) -> Once:
    return Once(on=on)


def scheduled(database: Database, record: Record, how: Rule, now: datetime) -> Schedule:
    """A schedule that is made at an instant."""
    with database.unit_of_work(now=now) as uow:
        made = uow.schedules.add(record.id, how, ANA.id)
        uow.commit()
    return made


def schedule_of(database: Database, record: Record) -> Schedule:
    with database.reading() as uow:
        (found,) = uow.schedules.of(record.id)
    return found


def check_ins(database: Database, record: Record) -> list[StoredCheckIn]:
    with database.reading() as uow:
        now = uow.conversations.get(record.team, record.id)
        return uow.check_ins.of(now or record)


def promised(on: date, due: date, id: str = "c1", owner: str = ANA.id, tripwire: str = "We pause") -> Commitment:
    return make(id, "Find a second funder", owner=owner, due=due, by=ANA.id, on=on, tripwire=tripwire)


def tell(
    uow: UnitOfWork, record: Record, check_in: StoredCheckIn, said: tuple[Said, ...], key: str
) -> Iterable[Message]:
    """A post for each thing that is said, under a key of its own."""
    for number, one in enumerate(said):
        yield post(f"{key}:{number}", conversation=record.id, body={"text": f"{one.what} {one.person or 'all'}"})


def ask(record: Record, key: str) -> Message:
    """A post that asks whether what would reopen a declined conversation has come."""
    return post(f"{record.id}:{key}", conversation=record.id)


def prompt_message(uow: UnitOfWork, prompt: ChannelPrompt, key: str) -> Message:
    """A post that names the channel that is asked."""
    return Message("post", prompt.team, prompt.channel, {"text": prompt.channel}, f"{prompt.prompt}:{key}")


def speak_simply(patch: pytest.MonkeyPatch) -> None:
    """Have the clock say these small messages in place of the real ones, until the patch is undone."""
    patch.setattr(check_ins_messages, "tell", tell)
    patch.setattr(prompts_messages, "message", prompt_message)
    patch.setattr(conversation_messages, "has_it_come", ask)


def ticked(database: Database, now: datetime) -> TickResult:
    return fire_due(database, now)


def said(database: Database) -> list[str]:
    """What waits to be sent, in order."""
    with database.reading() as uow:
        return [row.body["text"] for row in uow.session.query(OutboxRow).order_by(OutboxRow.id)]


def promise_of(record: Record, name: str) -> str:
    """The id of a commitment of ``followed_up``."""
    return f"{name}-{record.id}"


def followed_up(database: Database, record: Record, *, running: bool = True) -> None:
    """All that a follow-up may leave: commitments with their histories, schedules, a check-in that was reported with each way of
    putting it off, and one that runs, in which Ana has answered.

    Ana promised and wrote what is in the words of ``ANA_WROTE``; Ben names her.
    """
    funder = promised(PROMISED_ON, PROMISED_ON, promise_of(record, "funder"), owner=BEN.id)
    funder = commitments.move(funder, PROMISED_ON, by=ANA.id, on=PROMISED_ON, reason=f"{ANA_WROTE}: they meet late")
    funder = commitments.contest(funder, by=BEN.id, on=PROMISED_ON, reason=f"not as <@{ANA.id}> says")
    hers = promised(PROMISED_ON, PROMISED_ON, promise_of(record, "hers"), owner=ANA.id, tripwire=ANA_WROTE)
    closed = promised(PROMISED_ON, PROMISED_ON, promise_of(record, "closed"), owner=ANA.id)
    closed = commitments.close(closed, by=ANA.id, on=PROMISED_ON, reason="done")
    times = Timetable((MIDDAY + timedelta(days=2),), MIDDAY + timedelta(days=7))
    with database.unit_of_work(now=MIDDAY) as uow:
        for one in (funder, hers, closed):
            uow.commitments.add(record.id, one)
        daily_one = uow.schedules.add(record.id, rule(daily(PROMISED_ON)), ANA.id)
        uow.schedules.pause(uow.schedules.add(record.id, rule(once(date(2026, 5, 1))), BEN.id))
        first = uow.check_ins.begin(
            record, (funder, hers), PROMISED_ON, schedule_id=daily_one.id, occurrence=datetime(2026, 3, 2, 9)
        )
        steps: list[Callable[[CheckIn], Step]] = [
            lambda one: checkin.prompt(one, times),
            lambda one: checkin.later(one, ANA.id, MIDDAY + timedelta(days=1)),
            lambda one: checkin.away(one, ANA.id, date(2026, 3, 9)),
            lambda one: checkin.never(one, ANA.id),
            lambda one: checkin.skip(one, PAT.id),
            lambda one: checkin.answer(
                asking(one, ANA.id, f"commitment:{hers.id}"),
                ANA.id,
                {"worked": ANA_WROTE, f"commitment:{hers.id}": "failed"},
            ),
            lambda one: checkin.answer(
                asking(one, BEN.id, f"commitment:{hers.id}"),
                BEN.id,
                {"still_yes": "yes", f"commitment:{hers.id}": "held"},
            ),
            lambda one: conclude(one, ANA.id, "renegotiate", ANA_WROTE),
        ]
        _walked(uow, first, steps)
        if running:
            second = uow.check_ins.begin(record, (funder,), PROMISED_ON)
            _walked(uow, second, [steps[0], lambda one: checkin.answer(one, ANA.id, {"worked": HIDDEN})])
        uow.commit()


def _walked(uow: UnitOfWork, stored_one: StoredCheckIn, steps: Iterable[Callable[[CheckIn], Step]]) -> None:
    for step in steps:
        stored_one = replace(stored_one, check_in=step(stored_one.check_in)[0])
        uow.check_ins.save(stored_one)
        told = stored_one.check_in.told | {(BEN.id, "nudge:0"), (ANA.id, "nudge:0")}
        stored_one = replace(stored_one, check_in=replace(stored_one.check_in, told=told))
