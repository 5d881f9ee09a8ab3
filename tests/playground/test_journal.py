"""The journal: what crossed the wire, what was shown, and what would hurt a reader."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Channel, Emulator, Person
from tests.playground.bare_apps import bare_server
from tests.playground.sample_app import mrkdwn, plain


def test_every_call_is_written_down_without_its_token(slack: Emulator, client: WebClient, books: Channel) -> None:
    client.chat_postMessage(channel=books.id, text="yes")
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C404", text="no")
    yes, no = slack.journal.calls("chat.postMessage")
    assert (yes.accepted, yes.arguments["text"], yes.response["ok"]) == (True, "yes", True)
    assert (no.accepted, no.error) == (False, "channel_not_found")
    assert slack.bot_token not in str(slack.journal.calls())
    assert [call.arguments["text"] for call in slack.journal.calls(accepted=False)] == ["no"]


def test_every_delivery_is_written_down_with_its_outcome(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_server(slack):
        amina.post(books, "hello")
        slack.wait_until_delivered()
        amina.command("/book", "", books)
    event, command = slack.journal.deliveries()
    assert (event.kind, event.over, event.outcome, event.attempt) == ("events_api", "http", "acked", 0)
    assert (command.kind, command.payload["command"]) == ("slash_commands", "/book")
    assert slack.journal.events("message") == [event]


def test_every_surface_that_was_shown_is_there_for_a_second_checker(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    blocks = [mrkdwn("words")]
    ts = client.chat_postMessage(channel=books.id, text="message", blocks=blocks)["ts"]
    client.chat_update(channel=books.id, ts=ts, text="update")
    client.chat_postEphemeral(channel=books.id, user=amina.id, text="ephemeral")
    client.views_publish(user_id=amina.id, view={"type": "home", "blocks": blocks})
    trigger = slack.workspace.tickets.issue_trigger(amina.id)
    client.views_open(trigger_id=trigger, view={"type": "modal", "title": plain("T"), "blocks": blocks})
    surfaces = [(surface, payload.get("text")) for surface, payload in slack.journal.payloads()]
    assert surfaces == [
        ("message", "message"),
        ("message", "update"),
        ("message", "ephemeral"),
        ("home", None),
        ("modal", None),
    ]


def test_blocks_without_text_are_a_finding(slack: Emulator, client: WebClient, books: Channel) -> None:
    client.chat_postMessage(channel=books.id, text="words", blocks=[mrkdwn("words")])
    assert not slack.journal.findings
    client.chat_postMessage(channel=books.id, blocks=[mrkdwn("words")])
    assert [finding.rule for finding in slack.journal.findings] == ["blocks_without_text"]


@pytest.mark.parametrize("canary", ["a <!channel> b", "<@U0010000009>", "<https://evil.example|our site>", "<!here>"])
def test_markup_of_a_person_that_became_live_is_found(
    slack: Emulator, client: WebClient, books: Channel, canary: str
) -> None:
    escaped = canary.replace("<", "&lt;").replace(">", "&gt;")
    client.chat_postMessage(channel=books.id, text=escaped, blocks=[mrkdwn(f"> {escaped}"), header(canary)])
    assert slack.journal.findings.live_markup(canary) == []
    client.chat_postMessage(channel=books.id, text="fine", blocks=[mrkdwn(f"> {canary}")])
    client.chat_postMessage(channel=books.id, text=canary)
    assert len(slack.journal.findings.live_markup(canary)) == 2


def header(text: str) -> dict[str, object]:
    """Plain text is never live."""
    return {"type": "header", "text": plain(text)}


def test_a_plain_canary_is_found_inside_live_markup_only(slack: Emulator, client: WebClient, books: Channel) -> None:
    client.chat_postMessage(channel=books.id, text="a canary sings")
    assert slack.journal.findings.live_markup("canary") == []
    client.chat_postMessage(channel=books.id, text="<https://example.org|a canary sings>")
    assert len(slack.journal.findings.live_markup("canary")) == 1
