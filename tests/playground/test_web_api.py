"""The Web API refuses what Slack refuses, and a little more."""

import json
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.playground import Channel, Emulator, Person
from tests.playground.conftest import client_of, refused_with
from tests.playground.sample_app import MANIFEST, mrkdwn

Json = dict[str, Any]


def manifest_with_scopes(*scopes: str) -> Json:
    return MANIFEST | {"oauth_config": {"scopes": {"bot": list(scopes)}}}


def test_auth_test_tells_who_the_app_is(slack: Emulator, client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (
        slack.team_id,
        slack.bot_user_id,
        slack.workspace.bot_id,
    )


def test_without_a_token_not_authed(slack: Emulator) -> None:
    with refused_with("not_authed"):
        WebClient(base_url=slack.api_url).auth_test()


def test_with_a_wrong_token_invalid_auth(slack: Emulator) -> None:
    with refused_with("invalid_auth"):
        WebClient("xoxb-wrong", base_url=slack.api_url).auth_test()


def test_each_method_takes_one_kind_of_token(slack: Emulator) -> None:
    with refused_with("not_allowed_token_type"):
        WebClient(slack.app_token, base_url=slack.api_url).auth_test()
    with refused_with("not_allowed_token_type"):
        WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.bot_token)


def test_a_revoked_token_is_refused_until_the_app_is_installed_again(slack: Emulator, client: WebClient) -> None:
    slack.revoke_token()
    with refused_with("token_revoked"):
        client.auth_test()
    slack.reinstall()
    assert client.auth_test()["ok"]


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    with refused_with("unknown_method"):
        client.api_call("chat.shout", json={})


def test_an_unknown_argument_is_named(client: WebClient, books: Channel) -> None:
    with refused_with("invalid_arguments") as messages:
        client.chat_postMessage(channel=books.id, text="x", colour="red")
    assert messages == ["[ERROR] unknown argument: colour [json-pointer:/colour]"]


def test_a_missing_argument_is_named(client: WebClient) -> None:
    with refused_with("invalid_arguments") as messages:
        client.api_call("chat.postMessage", json={"text": "x"})
    assert messages == ["[ERROR] missing required field: channel [json-pointer:/channel]"]


def test_form_and_json_bodies_mean_the_same(client: WebClient, books: Channel, amina: Person) -> None:
    blocks = [mrkdwn("words")]
    client.api_call("chat.postMessage", json={"channel": books.id, "text": "json", "blocks": blocks})
    client.api_call("chat.postMessage", data={"channel": books.id, "text": "form", "blocks": json.dumps(blocks)})
    first, second = amina.sees(books)
    assert first.blocks[0]["text"] == second.blocks[0]["text"]


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"<x/>", "application/xml", "invalid_post_type"),
        (b"channel=C1&blocks=%5B", "application/x-www-form-urlencoded", "invalid_blocks_format"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(slack: Emulator, body: bytes, kind: str, error: str) -> None:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {slack.bot_token}"}
    request = urllib.request.Request(slack.api_url + "chat.postMessage", body, headers)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
        assert json.load(response)["error"] == error


@pytest.mark.parametrize(
    ("method", "arguments", "scope"),
    [
        ("chat.postMessage", {"text": "x"}, "chat:write"),
        ("conversations.info", {}, "channels:read"),
        ("conversations.history", {}, "channels:history"),
        ("conversations.replies", {"ts": "1700000000.000100"}, "channels:history"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 1}, "files:write"),
    ],
)
def test_a_scope_that_the_manifest_lacks_is_named(method: str, arguments: Json, scope: str) -> None:
    with Emulator(manifest_with_scopes("commands")) as slack:
        channel = slack.add_channel("books")
        where = {} if method.startswith("files") else {"channel": channel.id}
        answer = client_of(slack)
        with pytest.raises(Exception, match="missing_scope") as caught:
            answer.api_call(method, params=arguments | where)
        response = caught.value.response  # type: ignore[attr-defined]
        assert (response["needed"], response["provided"]) == (scope, "commands")


def test_a_private_channel_asks_for_the_scope_of_groups() -> None:
    with Emulator(manifest_with_scopes("channels:read")) as slack:
        secret = slack.add_channel("secret", private=True)
        with refused_with("missing_scope"):
            client_of(slack).conversations_info(channel=secret.id)


def test_a_costume_needs_its_own_scope(client: WebClient, books: Channel) -> None:
    with refused_with("missing_scope"):
        client.chat_postMessage(channel=books.id, text="x", username="Somebody else")


def test_places_where_the_app_cannot_post(slack: Emulator, client: WebClient, amina: Person) -> None:
    outside = slack.add_channel("outside", members=[amina], with_app=False)
    hidden = slack.add_channel("hidden", members=[amina], private=True, with_app=False)
    old = slack.add_channel("old", members=[amina])
    slack.archive(old)
    for channel_id, error in (
        ("C404", "channel_not_found"),
        (outside.id, "not_in_channel"),
        (hidden.id, "channel_not_found"),
        (old.id, "is_archived"),
        (slack.bot_user_id, "channel_not_found"),
    ):
        with refused_with(error):
            client.chat_postMessage(channel=channel_id, text="x")


def test_a_channel_that_the_app_was_removed_from_is_closed(slack: Emulator, client: WebClient, books: Channel) -> None:
    slack.remove_app(books)
    with refused_with("not_in_channel"):
        client.chat_postMessage(channel=books.id, text="x")
    with refused_with("not_in_channel"):
        client.conversations_history(channel=books.id)


def test_posting_to_a_person_means_the_conversation_with_her(slack: Emulator, client: WebClient, amina: Person) -> None:
    posted = client.chat_postMessage(channel=amina.id, text="hello")
    opened = client.conversations_open(users=[amina.id], return_im=True)
    assert posted["channel"] == opened["channel"]["id"]
    assert opened["channel"]["user"] == amina.id
    assert [message.text for message in amina.sees(slack.direct_channel(amina))] == ["hello"]


def test_people_that_cannot_be_written_to(slack: Emulator, client: WebClient, amina: Person) -> None:
    slack.deactivate(amina)
    for users, error in (
        ("", "users_list_not_supplied"),
        ("U404", "user_not_found"),
        (amina.id, "user_disabled"),
        (slack.bot_user_id, "user_not_found"),
    ):
        with refused_with(error):
            client.conversations_open(users=users)


def test_an_app_without_a_messages_tab_cannot_write_to_people(amina: Person) -> None:
    features = MANIFEST["features"] | {"app_home": {"home_tab_enabled": False, "messages_tab_enabled": False}}
    with Emulator(MANIFEST | {"features": features}) as slack:
        person = slack.add_person("Amina")
        with refused_with("messages_tab_disabled"):
            client_of(slack).chat_postMessage(channel=person.id, text="x")
        with refused_with("not_enabled"):
            client_of(slack).views_publish(user_id=person.id, view={"type": "home", "blocks": []})


def test_an_ephemeral_message_is_for_one_member(slack: Emulator, client: WebClient, books: Channel) -> None:
    other, outsider = slack.add_person("Bo"), slack.add_person("Cleo")
    other.join(books)
    client.chat_postEphemeral(channel=books.id, user=other.id, text="psst")
    assert [message.text for message in other.sees(books)] == ["psst"]
    with refused_with("user_not_in_channel"):
        client.chat_postEphemeral(channel=books.id, user=outsider.id, text="psst")


def test_an_ephemeral_message_can_neither_be_updated_nor_found(
    client: WebClient, books: Channel, amina: Person
) -> None:
    ts = client.chat_postEphemeral(channel=books.id, user=amina.id, text="psst")["message_ts"]
    with refused_with("message_not_found"):
        client.chat_update(channel=books.id, ts=ts, text="x")
    assert client.conversations_history(channel=books.id)["messages"] == []


def test_only_its_own_messages_can_the_app_change(client: WebClient, books: Channel, amina: Person) -> None:
    hers = amina.post(books, "mine")
    with refused_with("cant_update_message"):
        client.chat_update(channel=books.id, ts=hers.ts, text="x")
    with refused_with("cant_delete_message"):
        client.chat_delete(channel=books.id, ts=hers.ts)
    with refused_with("message_not_found"):
        client.chat_update(channel=books.id, ts="1700000000.000100", text="x")


def test_a_deleted_message_cannot_be_updated(client: WebClient, books: Channel) -> None:
    ts = client.chat_postMessage(channel=books.id, text="x")["ts"]
    client.chat_delete(channel=books.id, ts=ts)
    with refused_with("message_not_found"):
        client.chat_update(channel=books.id, ts=ts, text="y")


def test_a_reply_under_a_deleted_parent_lands_in_the_channel(client: WebClient, books: Channel, amina: Person) -> None:
    parent = amina.post(books, "question")
    amina.delete(parent)
    posted = client.chat_postMessage(channel=books.id, thread_ts=parent.ts, text="for the thread only")
    assert "thread_ts" not in posted["message"]
    assert [message.text for message in amina.sees(books)] == ["for the thread only"]


def test_a_parent_with_replies_leaves_a_tombstone_that_takes_no_more_replies(
    client: WebClient, books: Channel, amina: Person
) -> None:
    parent = amina.post(books, "question")
    amina.post(books, "answer", thread=parent)
    amina.delete(parent)
    tombstone, reply = client.conversations_replies(channel=books.id, ts=parent.ts)["messages"]
    assert (tombstone["subtype"], tombstone["text"]) == ("tombstone", "This message was deleted.")
    assert reply["text"] == "answer"
    posted = client.chat_postMessage(channel=books.id, thread_ts=parent.ts, text="late")
    assert "thread_ts" not in posted["message"]


def test_a_reply_to_a_reply_is_refused(client: WebClient, books: Channel, amina: Person) -> None:
    reply = amina.post(books, "answer", thread=amina.post(books, "question"))
    with refused_with("cannot_reply_to_message"):
        client.chat_postMessage(channel=books.id, thread_ts=reply.ts, text="x")
    with refused_with("invalid_arguments"):
        client.chat_postMessage(channel=books.id, thread_ts="yesterday", text="x")


def test_a_reply_can_be_shown_in_the_channel_too(client: WebClient, books: Channel, amina: Person) -> None:
    parent = amina.post(books, "question")
    client.chat_postMessage(channel=books.id, thread_ts=parent.ts, text="answer", reply_broadcast=True)
    assert [message.text for message in amina.sees(books)] == ["question", "answer"]
    assert [message.text for message in amina.sees(books, parent)] == ["question", "answer"]


def test_metadata_comes_back_when_it_is_asked_for(client: WebClient, books: Channel) -> None:
    mark = {"event_type": "delivery", "event_payload": {"id": "abc"}}
    posted = client.chat_postMessage(channel=books.id, text="x", metadata=mark)
    client.chat_postMessage(channel=books.id, text="y", thread_ts=posted["ts"], metadata=mark)
    bare = client.conversations_history(channel=books.id)["messages"]
    full = client.conversations_history(channel=books.id, include_all_metadata=True)["messages"]
    thread = client.conversations_replies(channel=books.id, ts=posted["ts"], include_all_metadata=True)["messages"]
    assert "metadata" not in bare[0]
    assert [message["metadata"] for message in [*full, *thread]] == [mark] * 3


def test_history_is_paged_newest_first_and_replies_oldest_first(
    client: WebClient, books: Channel, amina: Person
) -> None:
    sent = [amina.post(books, f"message {number}") for number in range(3)]
    first = client.conversations_history(channel=books.id, limit=2)
    second = client.conversations_history(channel=books.id, limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert [message["text"] for message in first["messages"]] == ["message 2", "message 1"]
    assert [message["text"] for message in second["messages"]] == ["message 0"]
    assert (first["has_more"], second["has_more"]) == (True, False)
    newer = client.conversations_history(channel=books.id, oldest=sent[1].ts)["messages"]
    assert [message["text"] for message in newer] == ["message 2"]
    for text in ("one", "two"):
        amina.post(books, text, thread=sent[0])
    replies = client.conversations_replies(channel=books.id, ts=sent[0].ts)["messages"]
    assert [message["text"] for message in replies] == ["message 0", "one", "two"]
    assert replies[0]["reply_count"] == 2
    with refused_with("thread_not_found"):
        client.conversations_replies(channel=books.id, ts="1700000000.000100")
    with refused_with("invalid_limit"):
        client.conversations_history(channel=books.id, limit=0)
    with refused_with("invalid_cursor"):
        client.conversations_history(channel=books.id, cursor="x")


def test_the_members_of_a_channel_include_the_app(slack: Emulator, client: WebClient, books: Channel) -> None:
    members = client.conversations_members(channel=books.id)["members"]
    assert members == books.members
    assert slack.bot_user_id in members


def test_users_info_tells_locale_zone_guests_and_strangers(slack: Emulator, client: WebClient, amina: Person) -> None:
    guest, stranger = slack.add_person("Gus", guest=True), slack.add_person("Sol", team="Acme")
    info = client.users_info(user=amina.id, include_locale=True)["user"]
    assert (info["locale"], info["tz"], info["team_id"]) == ("fr-FR", "Europe/Paris", slack.team_id)
    assert "locale" not in client.users_info(user=amina.id)["user"]
    assert client.users_info(user=guest.id)["user"]["is_restricted"]
    told = client.users_info(user=stranger.id)["user"]
    assert told["is_stranger"]
    assert told["team_id"] != slack.team_id
    with refused_with("user_not_found"):
        client.users_info(user="U404")


def test_a_shared_channel_says_so(slack: Emulator, client: WebClient, amina: Person) -> None:
    stranger = slack.add_person("Sol", team="Acme")
    shared = slack.add_channel("with-acme", members=[amina, stranger], shared=True)
    info = client.conversations_info(channel=shared.id, include_num_members=True)["channel"]
    assert info["is_ext_shared"]
    assert info["connected_team_ids"] == [slack.workspace.team_named("Acme").id]
    assert info["num_members"] == 3


def test_a_permalink_leads_to_the_message_in_its_thread(client: WebClient, books: Channel, amina: Person) -> None:
    parent = amina.post(books, "question")
    reply = amina.post(books, "answer", thread=parent)
    link = client.chat_getPermalink(channel=books.id, message_ts=reply.ts)["permalink"]
    assert link.endswith(f"/archives/{books.id}/p{reply.ts.replace('.', '')}?thread_ts={parent.ts}&cid={books.id}")
    with refused_with("message_not_found"):
        client.chat_getPermalink(channel=books.id, message_ts="1700000000.000100")


def test_bots_info_knows_this_app_only(slack: Emulator, client: WebClient) -> None:
    assert client.bots_info(bot=slack.workspace.bot_id)["bot"]["user_id"] == slack.bot_user_id
    with refused_with("bot_not_found"):
        client.bots_info(bot="B404")


def test_every_ts_is_later_than_the_one_before_even_when_the_clock_stands_still() -> None:
    with Emulator(MANIFEST, now=lambda: 1_700_000_000.0) as slack:
        amina = slack.add_person("Amina")
        books = slack.add_channel("books", members=[amina])
        stamps = [amina.post(books, "x").ts for _ in range(3)]
        assert stamps == sorted(set(stamps))
        assert all(ts.startswith("1700000000.") for ts in stamps)
