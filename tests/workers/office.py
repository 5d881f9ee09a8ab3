"""One workspace, one conversation in it, and a relay that sends when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot.playground import ApiCall, Channel, Emulator, Message, Person
from bot.playground.rehearsal import manifest
from bot.workers.relay import Relay
from flows.conversation import conversation as talk
from flows.guide import load_guide
from flows.model import Participant, Role, Setup
from storage.database import Database
from storage.outbox.outbox import LEASE
from storage.records import Claim, Record
from storage.records import Message as Wish

GUIDE = load_guide()
MANIFEST = manifest()
NOTICE = "the channel cannot be written to"
"""What the opener is told when messages wait, whatever the reason."""
LOOK_AFTER = 0.05
TIMEOUT = 0.5
"""Seconds until a call is given up: what hangs in these tests hangs longer."""


@dataclass
class Office:
    """What tests of the relay need at hand."""

    slack: Emulator
    database: Database
    client: WebClient
    relay: Relay
    amina: Person
    channel: Channel
    record: Record

    # Writing and sending

    def write(self, *wishes: Wish) -> None:
        """Leave messages in the outbox."""
        with self.database.unit_of_work() as uow:
            for wish in wishes:
                uow.outbox.write(wish)
            uow.commit()

    def wish(self, text: str, **facts: Any) -> Wish:
        """A reply in the conversation's thread, unless told otherwise."""
        about: dict[str, Any] = {
            "kind": "post",
            "team": self.slack.team_id,
            "channel": self.channel.id,
            "conversation": self.record.id,
            "thread_slot": None if facts.get("slot") == "card" else "card",
            "body": {"text": text},
            "dedupe_key": f"{facts.get('channel')}:{facts.get('kind')}:{text}",
        }
        return Wish(**(about | facts))

    def update(self, text: str, slot: str) -> Wish:
        return self.wish(text, kind="update", slot=slot, thread_slot=None)

    def whisper(self, text: str) -> Wish:
        return self.wish(text, kind="ephemeral", user=self.amina.id, thread_slot=None, conversation=None)

    def direct(self, text: str, **facts: Any) -> Wish:
        about = {"kind": "direct", "channel": "", "user": self.amina.id, "thread_slot": None, "conversation": None}
        return self.wish(text, **(about | facts))

    def drain(self, seconds: float = 20) -> None:
        """Until nothing waits."""
        assert self.relay.drain(seconds)

    def send(self, *wishes: Wish) -> None:
        self.write(*wishes)
        self.drain()

    def left_by_a_relay_that_died(self, wish: Wish) -> Claim:
        """A message that somebody claimed and never settled; their lease is over by now."""
        with self.database.reading() as uow:
            then = uow.now - LEASE - timedelta(seconds=1)
        with self.database.unit_of_work(now=then) as uow:
            uow.outbox.write(wish)
            (claim,) = uow.outbox.claim(1)
            uow.commit()
        return claim

    # Looking

    def shown(self, channel: Channel | None = None) -> list[Message]:
        """What everybody sees in a channel and its threads."""
        here = self.slack.messages(channel or self.channel)
        return [one for one in here if one.ephemeral_to is None and not one.tombstone]

    def texts(self, channel: Channel | None = None) -> list[str]:
        return [one.text for one in self.shown(channel)]

    def main(self) -> list[str]:
        """What stands in the channel itself, outside threads."""
        return [one.text for one in self.shown() if one.thread_ts is None]

    def whispers(self) -> list[str]:
        return [one.text for one in self.slack.messages(self.channel) if one.ephemeral_to]

    def private(self, person: Person | None = None) -> list[str]:
        """What a person was told in private."""
        told = self.texts(self.slack.direct_channel(person or self.amina))
        return [NOTICE if "Everything is kept" in text else text for text in told]

    def found(self, text: str) -> Message:
        return next(one for one in self.shown() if one.text == text)

    def calls(self, method: str = "chat.postMessage") -> list[ApiCall]:
        return self.slack.journal.calls(method)

    def states(self) -> dict[str, int]:
        with self.database.reading() as uow:
            found = uow.outbox.states()
        found.pop("sent", None)
        return found

    def errors(self) -> set[str]:
        """Why rows are parked or dead."""
        with self.database.reading() as uow:
            rows = uow.session.connection().exec_driver_sql(
                "SELECT error FROM outbox WHERE state IN ('parked', 'dead')"
            )
            return {str(error) for (error,) in rows}

    # Acting

    def delete(self, message: Message) -> None:
        self.client.chat_delete(channel=message.channel, ts=message.ts)

    def another_relay(self, database: Database | None = None, **settings: Any) -> Relay:
        """A relay of another replica."""
        about = {"look_after": LOOK_AFTER} | settings
        return Relay(database or self.database, lambda team: self.client, **about)

    def another_conversation(self, channel: Channel) -> Record:
        conversation, _ = talk.begin(GUIDE, Setup(), self.amina.id, self.record.conversation.people)
        record = Record(f"conversation-{channel.id}", self.slack.team_id, channel.id, "Baobab", "en", conversation)
        with self.database.unit_of_work() as uow:
            kept = uow.conversations.add(record)
            uow.commit()
        return kept


@contextmanager
def an_office(database: Database) -> Iterator[Office]:
    """The card of the conversation stands in the channel already."""
    with Emulator(MANIFEST) as slack:
        slack.plan_events(lambda event: [])  # nobody listens here
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=TIMEOUT)  # type: ignore[arg-type]
        amina = slack.add_person("Amina")
        channel = slack.add_channel("partnerships", [amina])
        conversation, _ = talk.begin(GUIDE, Setup(), amina.id, [Participant(id=amina.id, role=Role.delivery)])
        with database.unit_of_work() as uow:
            record = uow.conversations.add(
                Record("conversation-1", slack.team_id, channel.id, "Acme", "en", conversation)
            )
            uow.commit()
        relay = Relay(database, lambda team: client, look_after=LOOK_AFTER)
        office = Office(slack, database, client, relay, amina, channel, record)
        office.send(office.wish("card", slot="card"))
        yield office
        relay.stop()
