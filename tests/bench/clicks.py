"""Many conversations whose screening is open, and clicks on them as Slack would send them: signed, over kept connections."""

import asyncio
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert

from bot.blocks import screening
from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import On
from bot.i18n.catalogue import words
from bot.playground import Emulator, Person
from bot.playground.records import Message
from bot.playground.signed_http import FORM, signature_of
from flows.conversation import conversation as talk
from flows.guide import load_guide
from flows.model import Participant, Role, Setup
from storage.database import Database
from storage.records import Record
from storage.tables.models import ConversationRow, ParticipantRow, PostRow

PEOPLE = 3
_AT_ONCE = 1000


@dataclass(frozen=True)
class Place:
    """Where one conversation's question of the screening stands."""

    conversation: str
    channel: str
    ts: str


def open_conversations(slack: Emulator, database: Database, count: int) -> tuple[list[Place], list[Person]]:
    """``count`` conversations, each in a channel of its own, their card and first question in Slack already."""
    people = [slack.add_person(f"Person {number}") for number in range(PEOPLE)]
    expected = [Participant(id=person.id, role=Role.delivery) for person in people]
    conversation, _ = talk.begin(load_guide(), Setup(), people[0].id, expected)
    record = Record("template", slack.team_id, "C0", "Acme", "en", conversation)
    with database.unit_of_work() as uow:
        template = uow.conversations.add(record)
        row = uow.session.get_one(ConversationRow, template.id)
        columns = {column.name: getattr(row, column.name) for column in ConversationRow.__table__.columns}
        uow.commit()
    first = record.conversation.questions("screening")[0]
    body = screening.question_message(words("en"), template, first)
    places = [_posted(slack, people, number, body) for number in range(count)]
    for start in range(0, count, _AT_ONCE):
        part = places[start : start + _AT_ONCE]
        owned = [{"team": slack.team_id, "conversation_id": place.conversation} for place in part]
        with database.unit_of_work() as uow:
            values: dict[type, list[dict[str, Any]]] = {
                ConversationRow: [
                    {**columns, "id": place.conversation, "channel": place.channel, "thread_ts": place.ts}
                    for place in part
                ],
                ParticipantRow: [
                    {**of, "position": n, "person": p.id, "side": "ours", "role": "delivery", "language": "en"}
                    for of in owned
                    for n, p in enumerate(people)
                ],
                PostRow: [
                    {**of, "slot": slot, "channel": place.channel, "ts": place.ts}
                    for of, place in zip(owned, part, strict=True)
                    for slot in ("card", f"question:{first.id}")
                ],
            }
            for table, rows in values.items():
                uow.session.execute(insert(table), rows)
            uow.commit()
    return places, people


def _posted(slack: Emulator, people: list[Person], number: int, body: dict[str, Any]) -> Place:
    channel = slack.add_channel(f"team-{number}", people)
    workspace = slack.workspace
    message = Message(
        channel.id,
        workspace.next_ts(),
        workspace.bot.id,
        body["text"],
        [dict(block) for block in body["blocks"]],
        bot_id=workspace.bot_id,
    )
    workspace.add_message(message)
    return Place(f"c{number}", channel.id, message.ts)


class Clicks:
    """One click after the other: another conversation each time, an answer that differs from the person's last."""

    def __init__(self, slack: Emulator, places: Sequence[Place], people: Sequence[Person]) -> None:
        self._slack, self._people = slack, people
        self.places = places
        self._number = itertools.count()
        # Answers that call for no follow-up: no form is opened, as it would need a trigger that Slack knows.
        self._question, self._tokens = load_guide().in_section("screening")[0].id, ("no", "unsure")

    def next(self) -> tuple[bytes, dict[str, str], Place]:
        """(body, headers, where) of a click."""
        number = next(self._number)
        place = self.places[number % len(self.places)]
        turn = number // len(self.places)
        person = self._people[turn % len(self._people)].id
        token = self._tokens[turn // len(self._people) % 2]
        on = On(c=place.conversation, s="screening", q=self._question, v=token)
        payload = {
            "type": "block_actions",
            "user": {"id": person, "username": "p", "name": "p", "team_id": self._slack.team_id},
            "api_app_id": self._slack.workspace.app_id,
            "token": "verification",
            "team": {"id": self._slack.team_id, "domain": "playground"},
            "enterprise": None,
            "is_enterprise_install": False,
            "container": {
                "type": "message",
                "message_ts": place.ts,
                "channel_id": place.channel,
                "is_ephemeral": False,
            },
            "trigger_id": f"{number}.1.trigger",
            "channel": {"id": place.channel, "name": "team"},
            "message": {"type": "message", "ts": place.ts, "user": self._slack.workspace.bot.id, "text": "question"},
            "state": {"values": {}},
            "response_url": f"{self._slack.api_url}response/{number}",
            "actions": [
                {
                    "type": "button",
                    "block_id": "b",
                    "action_id": action_ids.numbered(action_ids.ANSWER, self._question, token),
                    "action_ts": f"{time.time():.6f}{number % 1000:03d}",
                    "value": on.dump(),
                    "text": {"type": "plain_text", "text": token},
                }
            ],
        }
        body = urlencode({"payload": json.dumps(payload)}).encode()
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": FORM,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature_of(self._slack.signing_secret, stamp, body),
        }
        return body, headers, place


@dataclass
class Answered:
    """Seconds of each answer, and when each click left, by channel."""

    seconds: list[float] = field(default_factory=list)
    left: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    whole: float = 0.0

    def at(self, percent: float) -> float:
        """The percentile, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.whole


def send(clicks: Clicks, ports: Sequence[int], count: int, in_flight: int, path: str = "/slack/events") -> Answered:
    """``count`` clicks, so many at once, in turns to each of the ports."""
    found = Answered()
    numbers = iter(range(count))

    async def hand(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in numbers:
            body, headers, place = clicks.next()
            lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            found.left[place.channel] = time.time()
            started = time.perf_counter()
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            found.seconds.append(time.perf_counter() - started)
            found.refused += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    async def everybody() -> None:
        hands: Iterator[int] = itertools.islice(itertools.cycle(ports), in_flight)
        await asyncio.gather(*(hand(port) for port in hands))

    started = time.perf_counter()
    asyncio.run(everybody())
    found.whole = time.perf_counter() - started
    return found
