"""How Slack delivers: one link for each envelope, retries on its schedule, signatures, three seconds for people."""

import hashlib
import hmac
import json
import threading
import time
from typing import Any

import pytest

from bot.playground import CannotDo, Channel, Emulator, Person, skewed, tampered
from tests.playground.bare_apps import bare_link, bare_server
from tests.playground.sample_app import MANIFEST, mrkdwn, plain

Json = dict[str, Any]


def with_settings(**settings: Any) -> Json:
    return MANIFEST | {"settings": MANIFEST["settings"] | settings}


def test_a_link_begins_with_hello_and_counts_the_links(slack: Emulator) -> None:
    with bare_link(slack) as first, bare_link(slack) as second:
        assert first.hello["type"] == "hello"
        assert (first.hello["num_connections"], second.hello["num_connections"]) == (1, 2)


def test_each_envelope_goes_to_one_of_the_links(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_link(slack) as first, bare_link(slack) as second:
        for number in range(4):
            amina.post(books, f"message {number}")
        texts = []
        for link in (first, second, first, second):
            envelope = link.receive()
            texts.append(envelope["payload"]["event"]["text"])
            link.acknowledge(envelope)
        slack.wait_until_delivered()
        assert sorted(texts) == [f"message {number}" for number in range(4)]
        assert len(slack.journal.deliveries("events_api")) == 4


def test_an_envelope_says_whether_it_takes_an_answer(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_link(slack) as link:
        amina.post(books, "hello")
        event = link.receive()
        link.acknowledge(event)
        assert (event["type"], event["accepts_response_payload"]) == ("events_api", False)
        assert (event["retry_attempt"], event["retry_reason"]) == (0, "")
        replies: list[Any] = []
        asking = threading.Thread(target=lambda: replies.append(amina.command("/book", "x", books)))
        asking.start()
        command = link.receive()
        link.acknowledge(command, {"text": "Yes?"})
        asking.join()
        assert (command["type"], command["accepts_response_payload"]) == ("slash_commands", True)
        assert replies[0].text == "Yes?"


def test_an_answer_where_none_is_taken_is_a_finding(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_link(slack) as link:
        amina.post(books, "hello")
        link.acknowledge(link.receive(), {"text": "Yes?"})
        slack.wait_for(lambda: slack.journal.findings.named("unwanted_answer"))


def test_an_event_that_nobody_acknowledges_is_given_up_after_three_retries() -> None:
    with Emulator(MANIFEST, retry_speed=30_000, answer_seconds=0.05) as slack, bare_link(slack) as link:
        amina = slack.add_person("Amina")
        amina.post(slack.add_channel("books", members=[amina]), "hello")
        envelopes = [link.receive() for _ in range(4)]
        slack.wait_for(lambda: slack.journal.findings.named("event_given_up"))
    assert [(each["retry_attempt"], each["retry_reason"]) for each in envelopes] == [
        (0, ""),
        (1, "http_timeout"),
        (2, "http_timeout"),
        (3, "http_timeout"),
    ]
    assert len({each["envelope_id"] for each in envelopes}) == 4
    assert len({each["payload"]["event_id"] for each in envelopes}) == 1


def test_an_event_survives_the_link_that_carried_it() -> None:
    with Emulator(MANIFEST, retry_speed=30_000) as slack:
        amina = slack.add_person("Amina")
        books = slack.add_channel("books", members=[amina])
        with bare_link(slack) as lost:
            amina.post(books, "hello")
            lost.receive()
        with bare_link(slack) as next_link:
            again = next_link.receive()
            next_link.acknowledge(again)
            slack.wait_until_delivered()
        assert again["payload"]["event"]["text"] == "hello"
        assert again["retry_attempt"] == 1


def test_a_link_is_asked_to_refresh_before_it_is_closed(slack: Emulator) -> None:
    with bare_link(slack) as link:
        slack.disconnect_sockets("refresh_requested")
        assert link.receive()["reason"] == "refresh_requested"
        slack.wait_for(lambda: slack.links.count == 0)


def test_a_socket_ticket_opens_one_link(slack: Emulator) -> None:
    with bare_link(slack):
        ticket = slack.workspace.tickets.issue_socket_ticket()
        assert slack.workspace.tickets.use_socket_ticket(ticket)
        assert not slack.workspace.tickets.use_socket_ticket(ticket)


@pytest.mark.parametrize("plan", [[0.0, 0.0], [0.0, 0.01, 0.02, 0.03]])
def test_an_event_can_be_delivered_several_times(
    slack: Emulator, amina: Person, books: Channel, plan: list[float]
) -> None:
    slack.plan_events(lambda payload: plan)
    with bare_server(slack) as server:
        amina.post(books, "hello")
        slack.wait_until_delivered()
        assert len(server.requests) == len(plan)
        assert len({request.payload["event_id"] for request in server.requests}) == 1


def test_an_event_can_be_lost_and_delivered_later(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_server(slack) as server:
        amina.post(books, "first")
        slack.wait_until_delivered()
        slack.plan_events(lambda payload: [])
        amina.post(books, "lost")
        slack.plan_events(None)
        slack.deliver_again(slack.journal.deliveries()[0])
        slack.wait_until_delivered()
        assert [request.payload["event"]["text"] for request in server.requests] == ["first", "first"]


def test_http_requests_are_signed_over_their_raw_bytes(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_server(slack) as server:
        amina.post(books, "é & <tag>")
        slack.wait_until_delivered()
        [request] = server.requests
    timestamp = request.headers["x-slack-request-timestamp"]
    base = b"v0:" + timestamp.encode() + b":" + request.body
    digest = hmac.new(slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert request.headers["x-slack-signature"] == f"v0={digest}"
    assert abs(time.time() - int(timestamp)) < 60


def test_http_retries_say_their_number_and_reason() -> None:
    with Emulator(MANIFEST, retry_speed=30_000) as slack, bare_server(slack) as server:
        server.answer = lambda request: (500, "", "text/plain") if len(server.requests) < 3 else (200, "", "text/plain")
        amina = slack.add_person("Amina")
        amina.post(slack.add_channel("books", members=[amina]), "hello")
        slack.wait_until_delivered()
        retries = [
            (request.headers.get("x-slack-retry-num"), request.headers.get("x-slack-retry-reason"))
            for request in server.requests
        ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]


def test_a_signature_can_be_spoiled_and_a_timestamp_skewed(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_server(slack) as server:
        for change in (tampered, skewed(-301), None):
            slack.change_requests(change)
            amina.post(books, "hello")
            slack.wait_until_delivered()
        spoiled, late, good = server.requests
    assert spoiled.headers["x-slack-signature"].endswith("beef")
    assert int(late.headers["x-slack-request-timestamp"]) <= int(good.headers["x-slack-request-timestamp"]) - 300


def test_a_command_over_http_is_a_form_and_its_answer_text_or_json(
    slack: Emulator, amina: Person, books: Channel
) -> None:
    with bare_server(slack) as server:
        server.answer = lambda request: (200, "plain words", "text/plain")
        plain_reply = amina.command("/book", "new Acme", books)
        blocks = {"text": "hi", "blocks": [mrkdwn("*hi*")]}
        server.answer = lambda request: (200, json.dumps(blocks), "application/json")
        json_reply = amina.command("/book", "", books)
        form = server.requests[0].payload
    assert plain_reply is not None
    assert plain_reply.text == "plain words"
    assert json_reply is not None
    assert json_reply.blocks[0]["text"]["text"] == "*hi*"
    assert {name: form[name] for name in ("command", "text", "channel_id", "channel_name", "user_id", "team_id")} == {
        "command": "/book",
        "text": "new Acme",
        "channel_id": books.id,
        "channel_name": "books",
        "user_id": amina.id,
        "team_id": slack.team_id,
    }
    assert form["is_enterprise_install"] == "false"


def test_a_command_may_be_answered_for_the_whole_channel(slack: Emulator, amina: Person, books: Channel) -> None:
    other = slack.add_person("Bo")
    with bare_server(slack) as server:
        other.join(books)
        said = {"response_type": "in_channel", "text": "for all"}
        server.answer = lambda request: (200, json.dumps(said), "application/json")
        amina.command("/book", "", books)
        slack.wait_until_delivered()
    assert [message.text for message in other.sees(books)] == ["for all"]


def test_a_server_that_fails_shows_the_person_dispatch_failed(slack: Emulator, amina: Person, books: Channel) -> None:
    with bare_server(slack) as server:
        server.answer = lambda request: (500, "", "text/plain")
        reply = amina.command("/book", "", books)
    assert reply is not None
    assert reply.error == "dispatch_failed"
    assert amina.notices == ["dispatch_failed"]
    assert len(slack.journal.deliveries("slash_commands")) == 1


def test_a_wrong_url_is_refused_when_it_does_not_return_the_challenge(slack: Emulator) -> None:
    with bare_server(slack), pytest.raises((ConnectionError, OSError)):
        slack.connect_http(slack.api_url + "auth.test")


def test_without_a_subscription_an_event_is_not_told(books: Channel) -> None:
    with Emulator(with_settings(event_subscriptions={"bot_events": []})) as slack, bare_server(slack) as server:
        amina = slack.add_person("Amina")
        amina.post(slack.add_channel("books", members=[amina]), f"{slack.bot_mention} hello")
        amina.open_home()
        slack.wait_until_delivered()
        assert server.requests == []


def test_an_app_that_is_not_in_the_channel_hears_nothing(slack: Emulator, amina: Person) -> None:
    elsewhere = slack.add_channel("elsewhere", members=[amina], with_app=False)
    with bare_server(slack) as server:
        amina.post(elsewhere, f"{slack.bot_mention} hello")
        slack.wait_until_delivered()
        assert server.requests == []


def test_the_app_hears_its_own_arrival_and_departure(slack: Emulator, amina: Person) -> None:
    room = slack.add_channel("room", members=[amina], with_app=False)
    with bare_server(slack) as server:
        slack.invite_app(room)
        slack.remove_app(room)
        slack.wait_until_delivered()
        told = {request.payload["event"]["type"]: request.payload["event"]["user"] for request in server.requests}
    assert told == {"member_joined_channel": slack.bot_user_id, "member_left_channel": slack.bot_user_id}


def test_removing_the_app_is_told_last(slack: Emulator) -> None:
    with bare_server(slack) as server:
        slack.revoke_token()
        slack.wait_until_delivered()
        told = sorted(request.payload["event"]["type"] for request in server.requests)
    assert told == ["app_uninstalled", "tokens_revoked"]


def test_any_event_can_be_sent_on_order(slack: Emulator) -> None:
    with bare_server(slack) as server:
        slack.send_event({"type": "app_rate_limited", "minute_rate_limited": 1})
        slack.wait_until_delivered()
        assert server.requests[0].payload["event"]["type"] == "app_rate_limited"


def test_without_interactivity_a_click_is_impossible(books: Channel) -> None:
    with Emulator(with_settings(interactivity={"is_enabled": False})) as slack:
        amina = slack.add_person("Amina")
        with pytest.raises(CannotDo, match="interactivity"):
            amina.shortcut("propose_anywhere")


def test_an_answer_to_a_modal_that_slack_cannot_use_is_trouble_and_a_finding(
    slack: Emulator, amina: Person, books: Channel
) -> None:
    modal = {"type": "modal", "title": plain("T"), "submit": plain("Go"), "blocks": [mrkdwn("x")]}
    answers: list[Json] = [
        {"response_action": "errors", "errors": {"no_such_block": "wrong"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "explode"},
        {"text": "hello"},
        {"response_action": "update", "view": modal | {"title": plain("x" * 25)}},
    ]
    with bare_server(slack) as server:
        slack.workspace.open_view(amina.id, modal)
        for answer in answers:
            said = json.dumps(answer)
            server.answer = lambda request, said=said: (200, said, "application/json")  # type: ignore[misc]
            assert "trouble" in amina.submit()[""]
    assert len(slack.journal.findings.named("bad_answer")) == len(answers)
    assert amina.view is not None
