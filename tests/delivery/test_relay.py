"""The relay against the emulator: each intended message is visible exactly once, whatever Slack answers.

Case numbers are those of the fault matrix (docs/decisions/0004).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.delivery.relay import Relay
from bot.playground import Channel, Emulator, Faults, Person
from bot.playground.rehearsal import manifest
from flows import conversation as talk
from flows.guide import load_guide
from flows.model import Participant, Role, Setup
from storage.database import Database
from storage.records import Message, Record

GUIDE = load_guide()
NOTICE = "the channel cannot be written to"


@dataclass
class Post:
    """One workspace, one conversation, one relay that sends when it is told to."""

    slack: Emulator
    relay: Relay
    database: Database
    channel: Channel
    amina: Person
    record: Record

    def write(self, *messages: Message) -> None:
        """Leave messages in the outbox."""
        with self.database.unit_of_work() as uow:
            for message in messages:
                uow.outbox.write(message)
            uow.commit()

    def message(self, key: str, **facts: Any) -> Message:
        """A reply in the thread, unless told otherwise."""
        about: dict[str, Any] = {
            "kind": "post",
            "team": self.slack.team_id,
            "channel": self.channel.id,
            "conversation": self.record.id,
            "thread_slot": "card",
            "body": {"text": key},
            "dedupe_key": key,
        }
        return Message(**(about | facts))

    def card(self, text: str, kind: str = "post") -> Message:
        """The thread's parent."""
        return self.message(text, kind=kind, slot="card", thread_slot=None)

    def drain(self, seconds: float = 15) -> None:
        """Until nothing waits."""
        assert self.relay.drain(seconds)

    def texts(self) -> list[str]:
        """What stands in the channel and its threads."""
        return [one.text for one in self.slack.messages(self.channel) if one.ephemeral_to is None and not one.tombstone]

    def private(self) -> list[str]:
        """What the opener was told in private."""
        return [one.text for one in self.slack.messages(self.slack.direct_channel(self.amina))]

    def states(self) -> dict[str, int]:
        with self.database.reading() as uow:
            return uow.outbox.states()


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    with Emulator(manifest()) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=5)
        amina = slack.add_person("Amina")
        channel = slack.add_channel("partnerships", [amina])
        conversation, _ = talk.begin(GUIDE, Setup(), amina.id, [Participant(id=amina.id, role=Role.delivery)])
        with database.unit_of_work() as uow:
            record = uow.conversations.add(Record("c1", slack.team_id, channel.id, "Acme", "en", conversation))
            uow.commit()
        relay = Relay(database, lambda team: client, lambda record: {"text": NOTICE}, look_after=0.1)
        made = Post(slack, relay, database, channel, amina, record)
        made.write(made.card("card"))
        made.drain()
        yield made


def test_posts_replies_updates_whispers_and_direct_messages_arrive(post: Post) -> None:
    post.write(
        post.message("question", slot="question:gap"),
        post.message("answered", kind="update", slot="question:gap", dedupe_key="answered"),
        post.message("only you", kind="ephemeral", user=post.amina.id, thread_slot=None, conversation=None),
        post.message("hello", kind="direct", channel="", user=post.amina.id, thread_slot=None),
    )
    post.drain()
    card, reply = post.texts()
    assert (card, reply) == ("card", "answered")
    thread = post.amina.sees(post.channel, next(one.ts for one in post.slack.messages(post.channel)))
    assert [one.text for one in thread if one.thread_ts] == ["answered"]
    assert "only you" in [one.text for one in post.slack.messages(post.channel) if one.ephemeral_to]
    assert post.private() == ["hello"]


UNKNOWN = {
    "case 12: 500 before storing": Faults.server_error(500),
    "case 12: 503 before storing": Faults.server_error(503),
    "case 12: HTML with 502": Faults.server_error(502, "<html>Bad gateway</html>"),
    "case 12: 500 after storing": Faults.server_error(500, moment="after"),
    "case 12: truncated JSON after storing": Faults.server_error(200, '{"ok": tr', moment="after"),
    "case 14: reset after acceptance": Faults.dropped_link(moment="after"),
    "case 14: reset before acceptance": Faults.dropped_link(moment="before"),
}


@pytest.mark.parametrize("fault", UNKNOWN.values(), ids=UNKNOWN)
def test_after_an_unknown_fate_the_message_is_visible_exactly_once(post: Post, fault: Any) -> None:
    post.slack.faults.next("chat.postMessage", fault)
    post.write(post.message("one"), post.message("two"))
    post.drain()
    assert post.texts() == ["card", "one", "two"]


@pytest.mark.parametrize("header", ["1", "1.5"])
def test_case_11_a_429_waits_as_long_as_slack_says_and_keeps_the_order(post: Post, header: str) -> None:
    post.slack.faults.next("chat.postMessage", Faults.rate_limited(header))
    post.write(post.message("one"), post.message("two"))
    started = time.monotonic()
    post.drain()
    assert time.monotonic() - started >= float(header) - 0.1
    assert post.texts() == ["card", "one", "two"]


def test_a_whisper_of_unknown_fate_is_not_sent_again(post: Post) -> None:
    post.slack.faults.next("chat.postEphemeral", Faults.server_error(500, moment="after"))
    post.write(post.message("only you", kind="ephemeral", user=post.amina.id, thread_slot=None, conversation=None))
    post.drain()
    whispers = [one for one in post.slack.messages(post.channel) if one.ephemeral_to]
    assert len(whispers) == 1
    assert post.states()["dead"] == 1


def test_case_15_an_archived_channel_parks_and_tells_the_opener_once(post: Post) -> None:
    post.slack.archive(post.channel)
    post.write(post.message("one"), post.message("two"))
    post.drain()
    assert post.texts() == ["card"]
    assert post.private() == [NOTICE]
    assert post.states()["parked"] == 2
    post.slack.unarchive(post.channel)
    with post.database.unit_of_work() as uow:
        uow.outbox.unpark(post.slack.team_id)
        uow.commit()
    post.drain()
    assert post.texts() == ["card", "one", "two"]


def test_case_17_an_update_of_a_deleted_message_is_posted_anew_and_linked(post: Post) -> None:
    post.write(post.message("question", slot="question:gap"))
    post.drain()
    reply = next(one for one in post.slack.messages(post.channel) if one.text == "question")
    client = WebClient(post.slack.bot_token, base_url=post.slack.api_url)
    client.chat_delete(channel=post.channel.id, ts=reply.ts)
    for text in ("answered", "answered twice"):
        post.write(post.message(text, kind="update", slot="question:gap", dedupe_key=text))
        post.drain()
    assert post.texts() == ["card", "answered twice"]


def test_case_18_a_deleted_parent_leaves_nothing_in_the_main_channel(post: Post) -> None:
    client = WebClient(post.slack.bot_token, base_url=post.slack.api_url)
    card = next(one for one in post.slack.messages(post.channel) if one.text == "card")
    client.chat_delete(channel=post.channel.id, ts=card.ts)
    post.write(post.message("candid"))
    post.drain()
    assert "candid" not in [one.text for one in post.amina.sees(post.channel)]
    assert post.private() == [NOTICE]


def test_case_20_blocks_that_slack_refuses_give_way_to_plainer_ones(post: Post) -> None:
    chart = {"type": "data_visualization", "title": "Points", "chart": {}}
    plain = [{"type": "section", "text": {"type": "plain_text", "text": "in words"}}]
    post.slack.unsupported_blocks = {"data_visualization"}
    post.write(post.message("summary", body={"text": "summary", "blocks": [chart], "fallback_blocks": plain}))
    post.write(post.message("bare", body={"text": "bare", "blocks": [{"type": "section"}]}))
    post.drain()
    shown = {one.text: one.blocks for one in post.slack.messages(post.channel)}
    assert [block["type"] for block in shown["summary"]] == ["section"]
    assert shown["bare"] == []


def test_case_16_a_revoked_token_stops_the_workspace_without_a_loop(post: Post) -> None:
    post.slack.revoke_token()
    post.write(post.message("one"))
    assert not post.relay.drain(1.0)
    tried = len(post.slack.journal.calls("chat.postMessage", accepted=False))
    assert tried <= 1
    post.slack.reinstall()
    post.relay.resume(post.slack.team_id)
    post.drain()
    assert post.texts() == ["card", "one"]
