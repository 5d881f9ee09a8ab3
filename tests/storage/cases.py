"""Conversations to keep: Ana and Ben are ours, Pat is the partner's; they answer as in tests.flows.cases."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, cast, select

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.model import Guide, Participant, Role, Side
from storage.database import Database
from storage.records import Message, Record
from storage.tables.models import Base
from tests.flows.cases import GUIDE, SECTIONS, SHARED, SOUND, setup

ANA = Participant(id="U0ANA", role=Role.delivery, language="fr")
BEN = Participant(id="U0BEN", role=Role.decision_maker)
PAT = Participant(id="U0PAT", side=Side.partner)
ERASURE_KEY = b"a key of the tests, of no person"
TEAM, CHANNEL = "T0HOME", "C0PARTNERS"
MIDDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def begun(guide: Guide = GUIDE) -> Conversation:
    """At the first question."""
    conversation, _ = talk.begin(guide, setup(), ANA.id, (ANA, BEN, PAT))
    return conversation


def a_record(conversation: Conversation | None = None, **facts: Any) -> Record:
    """A record that was not stored yet."""
    about = {"id": uuid.uuid4().hex, "team": TEAM, "channel": CHANNEL, "partner_name": "Acme", "language": "en"} | facts
    return Record(conversation=conversation or begun(), **about)


def stored(database: Database, record: Record | None = None, **facts: Any) -> Record:
    """A record that is in the database."""
    with database.unit_of_work() as uow:
        kept = uow.conversations.add(record or a_record(**facts))
        uow.commit()
    return kept


def saved(database: Database, record: Record, conversation: Conversation) -> Record:
    """The record with its next state, in the database."""
    with database.unit_of_work() as uow:
        kept = uow.conversations.save(replace(record, conversation=conversation))
        uow.commit()
    return kept


def loaded(database: Database, record: Record) -> Record:
    """The record as the database has it."""
    with database.reading() as uow:
        found = uow.conversations.get(record.team, record.id)
    assert found is not None
    return found


def answered(conversation: Conversation, person: str, section: str, raw: Mapping[str, Any] = SOUND) -> Conversation:
    """A person has answered what the guide asks them in a section."""
    side = conversation.participant(person).side
    asked = {field for question in conversation.questions(section, side) for field in question.fields or (question.id,)}
    given = {answerable: written for answerable, written in raw.items() if answerable in asked}
    moved, _ = answering.answer(conversation, person, section, given, follow_up=True)
    return moved


def road(conversation: Conversation) -> Iterator[Conversation]:
    """Every state from the first question to the decision, walked by everybody with sound answers."""
    for section in SECTIONS:
        for person in (ANA, BEN):
            conversation = answered(conversation, person.id, section)
            yield conversation
        conversation, _ = talk.go_on(conversation, ANA.id)
        yield conversation
    for section in conversation.partner_sections():
        conversation = answered(conversation, PAT.id, section, SHARED)
        yield conversation
    conversation, _ = talk.go_on(conversation, ANA.id)
    yield conversation
    conversation, _ = talk.decide(conversation, ANA.id, talk.GO, "it stands")
    yield conversation


def post(key: str, **facts: Any) -> Message:
    """A message to a channel."""
    about = {"kind": "post", "team": TEAM, "channel": CHANNEL, "body": {"text": key}, "dedupe_key": key} | facts
    return Message(**about)


def written(database: Database, *messages: Message) -> None:
    """Messages that wait in the outbox."""
    with database.unit_of_work() as uow:
        for message in messages:
            uow.outbox.write(message)
        uow.commit()


def everything(database: Database) -> str:
    """Every value of every row of the database, guides apart."""
    with database.reading() as uow:
        found = [
            str(value)
            for table in Base.metadata.sorted_tables
            if table.name != "guides"
            for row in uow.session.execute(select(*(cast(column, String) for column in table.columns)))
            for value in row
        ]
    return "\n".join(found)
