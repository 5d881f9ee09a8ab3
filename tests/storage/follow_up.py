"""Conversations that were decided, their schedules and the clock's turns, with a small teller that names what it says."""

from collections.abc import Iterable
from datetime import date, datetime, time

from flows.conversation import Said
from flows.follow_up.commitments import Commitment, make
from flows.follow_up.rules import Every, Once, Pattern, Rule, Unit
from storage.check_ins import StoredCheckIn
from storage.database import Database
from storage.models import OutboxRow
from storage.records import Message, Record
from storage.schedules import Schedule
from storage.ticking import Ticked, tick
from storage.unit_of_work import UnitOfWork
from tests.storage.cases import ANA, begun, post, road, stored

DECIDED = [*road(begun())][-1]
PARIS = "Europe/Paris"


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
        return uow.check_ins.of(record)


def promised(on: date, due: date, id: str = "c1", owner: str = ANA.id) -> Commitment:
    return make(id, "Find a second funder", owner=owner, due=due, by=ANA.id, on=on, tripwire="We pause")


def tell(
    uow: UnitOfWork, record: Record, check_in: StoredCheckIn, said: tuple[Said, ...], key: str
) -> Iterable[Message]:
    """A post for each thing that is said, under a key of its own."""
    for number, one in enumerate(said):
        yield post(f"{key}:{number}", conversation=record.id, body={"text": f"{one.what} {one.person or 'all'}"})


def ticked(database: Database, now: datetime) -> Ticked:
    return tick(database, tell, now)


def said(database: Database) -> list[str]:
    """What waits to be sent, in order."""
    with database.reading() as uow:
        return [row.body["text"] for row in uow.session.query(OutboxRow).order_by(OutboxRow.id)]
