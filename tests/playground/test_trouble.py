"""Faults on order and rate limits: what an app must live with."""

import time
from http.client import HTTPException
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Channel, Emulator, Faults, Person
from tests.playground.conftest import client_of
from tests.playground.sample_app import MANIFEST


def post(client: WebClient, channel: Channel, text: str = "x") -> Any:
    return client.chat_postMessage(channel=channel.id, text=text)


def test_a_fault_strikes_as_often_as_ordered_and_then_no_more(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    slack.faults.next("chat.postMessage", Faults.server_error(503), times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            post(client, books)
        assert caught.value.response.status_code == 503
    assert post(client, books)["ok"]
    assert len(amina.sees(books)) == 1


def test_a_failure_after_storing_leaves_the_message(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    slack.faults.next("chat.postMessage", Faults.server_error(500, moment="after"))
    with pytest.raises(SlackApiError):
        post(client, books, "stored")
    assert [message.text for message in amina.sees(books)] == ["stored"]


def test_a_dropped_link_leaves_the_app_in_doubt(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    slack.faults.next("chat.postMessage", Faults.dropped_link())
    with pytest.raises((OSError, HTTPException)):
        post(client, books, "did it arrive?")
    slack.faults.next("chat.postMessage", Faults.dropped_link(moment="before"))
    with pytest.raises((OSError, HTTPException)):
        post(client, books, "no")
    assert [message.text for message in amina.sees(books)] == ["did it arrive?"]


@pytest.mark.parametrize("retry_after", ["30", "1.5", None])
def test_a_rate_limit_on_order_says_what_it_was_told_to(
    slack: Emulator, client: WebClient, books: Channel, retry_after: str | None
) -> None:
    slack.faults.next("chat.postMessage", Faults.rate_limited(retry_after))
    with pytest.raises(SlackApiError) as caught:
        post(client, books)
    response = caught.value.response
    assert response.status_code == 429
    assert response.headers.get("Retry-After", response.headers.get("retry-after")) == retry_after


def test_an_error_lasts_until_it_is_lifted(slack: Emulator, client: WebClient, books: Channel) -> None:
    slack.faults.always("auth.test", Faults.error("internal_error"))
    for _ in range(3):
        with pytest.raises(SlackApiError, match="internal_error"):
            client.auth_test()
    slack.faults.always("auth.test", None)
    assert client.auth_test()["ok"]


def test_a_slow_answer_comes_late_but_whole(slack: Emulator, client: WebClient) -> None:
    slack.faults.next("auth.test", Faults.slow(0.1))
    started = time.monotonic()
    assert client.auth_test()["ok"]
    assert time.monotonic() - started >= 0.1


def test_an_answer_may_be_no_json(slack: Emulator, client: WebClient, books: Channel) -> None:
    slack.faults.next("chat.postMessage", Faults.server_error(200, "<html>maintenance</html>"))
    with pytest.raises(SlackApiError, match="non-JSON"):
        post(client, books)


def test_a_channel_takes_about_one_message_a_second() -> None:
    moment = [1_700_000_000.0]
    with Emulator(MANIFEST, rate_limits=True, now=lambda: moment[0]) as slack:
        client = client_of(slack)
        books, films = slack.add_channel("books"), slack.add_channel("films")
        for _ in range(4):
            post(client, books)
        with pytest.raises(SlackApiError) as caught:
            post(client, books)
        assert caught.value.response["error"] == "ratelimited"
        assert caught.value.response.status_code == 429
        headers = {name.lower(): value for name, value in caught.value.response.headers.items()}
        assert headers["retry-after"] == "1"
        post(client, films)
        moment[0] += 1
        post(client, books)


def test_each_method_has_its_tier() -> None:
    with Emulator(MANIFEST, rate_limits=True, now=lambda: 1_700_000_000.0) as slack:
        client = client_of(slack)
        books = slack.add_channel("books")
        for _ in range(50):
            client.conversations_info(channel=books.id)
        with pytest.raises(SlackApiError, match="ratelimited"):
            client.conversations_info(channel=books.id)
        client.conversations_members(channel=books.id)


def test_without_rate_limits_nothing_is_held_back(client: WebClient, books: Channel) -> None:
    for _ in range(20):
        post(client, books)
