"""What a person can do and see in Slack, and what Slack would not let her do."""

from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import CannotDo, Channel, Emulator, Message, Person
from bot.playground.markup import as_sent
from tests.playground.bare_apps import bare_server
from tests.playground.sample_app import button, mrkdwn, option

Json = dict[str, Any]


def ballot(client: WebClient, channel: Channel, *elements: Json, **more: Any) -> str:
    row = {"type": "actions", "block_id": "row", "elements": list(elements)}
    return str(client.chat_postMessage(channel=channel.id, text="x", blocks=[mrkdwn("x"), row], **more)["ts"])


def only(messages: list[Message]) -> Message:
    [message] = messages
    return message


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("@channel and @here", "<!channel> and <!here>"),
        ("me@here.org", "me@here.org"),
        ("see https://x.org/a?b=1&c=2", "see <https://x.org/a?b=1&amp;c=2>"),
        ("<https://x.org|click>", "&lt;<https://x.org>|click&gt;"),
        ("hi <@U0010000001>", "hi <@U0010000001>"),
    ],
)
def test_typed_words_are_sent_as_the_client_sends_them(typed: str, sent: str) -> None:
    assert as_sent(typed) == sent


def test_a_message_carries_its_words_as_rich_text_too(amina: Person, books: Channel) -> None:
    message = amina.post(books, f"hi {amina.mention} see https://x.org")
    [section] = message.blocks[0]["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": amina.id},
        {"type": "text", "text": " see "},
        {"type": "link", "url": "https://x.org"},
    ]


def test_nobody_sees_a_channel_that_she_is_not_in(slack: Emulator, amina: Person, books: Channel) -> None:
    outsider = slack.add_person("Cleo")
    message = amina.post(books, "secret")
    assert outsider.sees(books) == []
    assert outsider.sees(books, message) == []
    outsider.join(books)
    assert only(outsider.sees(books)).text == "secret"
    outsider.leave(books)
    assert outsider.sees(books) == []


def test_what_she_sees_is_a_copy(amina: Person, books: Channel) -> None:
    message = amina.post(books, "first")
    amina.edit(message, "second")
    assert message.text == "first"
    assert only(amina.sees(books)).text == "second"


def test_what_is_not_hers_or_not_there_she_cannot_touch(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    other, outsider = slack.add_person("Bo"), slack.add_person("Cleo")
    other.join(books)
    hers = amina.post(books, "mine")
    for attempt, why in (
        (lambda: other.edit(hers, "x"), "is not Bo's"),
        (lambda: other.delete(hers), "is not Bo's"),
        (lambda: outsider.post(books, "x"), "not a member"),
        (lambda: outsider.command("/book", "", books), "not a member"),
        (lambda: amina.command("/film", "", books), "not a command"),
        (lambda: amina.shortcut("nowhere"), "no global shortcut"),
        (lambda: amina.message_shortcut("propose_anywhere", hers), "no message shortcut"),
        (amina.close_view, "no modal open"),
        (lambda: amina.join(books), "already"),
        (lambda: amina.click(hers, "vote"), "there is no 'vote'"),
    ):
        with pytest.raises(CannotDo, match=why):
            attempt()


def test_an_ephemeral_message_of_someone_else_cannot_be_clicked(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    other = slack.add_person("Bo")
    other.join(books)
    row = {"type": "actions", "elements": [button("Go", "go")]}
    client.chat_postEphemeral(channel=books.id, user=amina.id, text="x", blocks=[row])
    with pytest.raises(CannotDo, match="only"):
        other.click(only(amina.sees(books)), "go")


def test_a_guest_and_a_stranger_join_by_invitation_only(slack: Emulator, amina: Person, books: Channel) -> None:
    for newcomer in (slack.add_person("Gus", guest=True), slack.add_person("Sol", team="Acme")):
        with pytest.raises(CannotDo, match="invited"):
            newcomer.join(books)
        amina.invite(newcomer, books)
        newcomer.post(books, "thank you")
    private = slack.add_channel("private", members=[amina], private=True)
    with pytest.raises(CannotDo, match="invited"):
        slack.add_person("Bo").join(private)


def test_a_stranger_is_told_by_her_team(slack: Emulator, amina: Person) -> None:
    stranger = slack.add_person("Sol", team="Acme")
    shared = slack.add_channel("with-acme", members=[amina, stranger], shared=True)
    acme = slack.workspace.team_named("Acme").id
    with bare_server(slack) as server:
        stranger.post(shared, "hello")
        slack.wait_until_delivered()
        with pytest.raises(CannotDo, match="not shared"):
            stranger.command("/book", "", shared)
        slack.commands_are_shared = True
        stranger.command("/book", "", shared)
        said, asked = (request.payload for request in server.requests)
    assert said["is_ext_shared_channel"]
    assert (said["team_id"], said["event"]["user_team"], said["event"]["team"]) == (acme, acme, acme)
    assert [each["team_id"] for each in said["authorizations"]] == [slack.team_id]
    assert asked["team_id"] == acme


def test_a_private_channel_is_not_named_in_a_command(slack: Emulator, amina: Person) -> None:
    private = slack.add_channel("secret", members=[amina], private=True)
    with bare_server(slack) as server:
        amina.command("/book", "", private)
        amina.command("/book")
        names = [request.payload["channel_name"] for request in server.requests]
    assert names == ["privategroup", "directmessage"]


def test_one_of_several_buttons_is_picked_by_its_value(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    rows = [
        {"type": "actions", "block_id": name, "elements": [button("Vote", "vote", name)]}
        for name in ("emma", "ulysses")
    ]
    client.chat_postMessage(channel=books.id, text="x", blocks=rows)
    message = only(amina.sees(books))
    with pytest.raises(CannotDo, match="several"):
        amina.click(message, "vote")
    with bare_server(slack) as server:
        amina.click(message, "vote", "ulysses")
        amina.click(message, "vote", block_id="emma")
        pressed = [request.payload["actions"][0]["value"] for request in server.requests]
    assert pressed == ["ulysses", "emma"]


def test_menus_in_a_message_tell_their_choice_and_keep_it(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    select = {"type": "static_select", "action_id": "genre", "options": [option("Novel"), option("Essay")]}
    ballot(
        client,
        books,
        select,
        {"type": "users_select", "action_id": "owner"},
        {"type": "overflow", "action_id": "more", "options": [option("Remove")]},
    )
    message = only(amina.sees(books))
    with bare_server(slack) as server:
        amina.choose(message, "genre", "essay")
        amina.choose(message, "owner", amina)
        amina.choose(message, "more", "remove")
        with pytest.raises(CannotDo, match="not offered"):
            amina.choose(message, "genre", "poem")
        genre, owner, more = (request.payload for request in server.requests)
    assert genre["actions"][0]["selected_option"]["value"] == "essay"
    assert owner["actions"][0]["selected_user"] == amina.id
    assert owner["state"]["values"]["row"]["genre"]["selected_option"]["value"] == "essay"
    assert more["actions"][0]["selected_option"]["value"] == "remove"
    assert "more" not in more["state"]["values"]["row"]


def test_a_button_that_an_update_took_away_can_be_pressed_only_by_a_slow_client(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    ts = ballot(client, books, button("Go", "go"))
    old = only(amina.sees(books))
    client.chat_update(channel=books.id, ts=ts, text="over", blocks=[mrkdwn("over")])
    with bare_server(slack) as server:
        with pytest.raises(CannotDo):
            amina.click(old, "go")
        assert amina.click(old, "go", stale=True) is None
        assert server.requests[0].payload["actions"][0]["action_id"] == "go"
    client.chat_delete(channel=books.id, ts=ts)
    with pytest.raises(CannotDo, match="deleted"):
        amina.click(old, "go", stale=True)


def test_deleting_a_parent_with_replies_is_told_as_a_change_to_a_tombstone(
    slack: Emulator, amina: Person, books: Channel
) -> None:
    with bare_server(slack) as server:
        parent = amina.post(books, "question")
        amina.post(books, "answer", thread=parent)
        slack.wait_until_delivered()
        server.requests.clear()
        amina.delete(parent)
        slack.wait_until_delivered()
        event = server.requests[0].payload["event"]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert event["previous_message"]["text"] == "question"
    with pytest.raises(CannotDo, match="deleted"):
        amina.delete(parent)


def test_the_app_hears_its_own_messages_too(slack: Emulator, client: WebClient, books: Channel) -> None:
    with bare_server(slack) as server:
        ts = client.chat_postMessage(channel=books.id, text="x")["ts"]
        client.chat_update(channel=books.id, ts=ts, text="y")
        client.chat_delete(channel=books.id, ts=ts)
        slack.wait_until_delivered()
        events = [request.payload["event"] for request in server.requests]
    by_subtype = {event.get("subtype"): event for event in events}
    assert by_subtype[None]["bot_id"] == slack.workspace.bot_id
    assert by_subtype["message_changed"]["message"]["bot_id"] == slack.workspace.bot_id
    assert by_subtype["message_deleted"]["deleted_ts"] == ts


def test_a_waiting_test_is_told_what_was_refused_last(slack: Emulator, client: WebClient, books: Channel) -> None:
    with pytest.raises(Exception, match="no_text"):
        client.chat_postMessage(channel=books.id, text="")
    with pytest.raises(TimeoutError, match="no_text"):
        slack.wait_for(lambda: None, timeout=0)
