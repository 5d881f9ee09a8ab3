"""response_url: five answers in thirty minutes, private unless said otherwise."""

from typing import Any

import pytest
from slack_sdk import WebClient, WebhookClient

from bot.playground import Channel, Emulator, Person
from tests.playground.bare_apps import bare_server
from tests.playground.sample_app import button

Json = dict[str, Any]


@pytest.fixture
def url(slack: Emulator, amina: Person, books: Channel) -> str:
    """The response URL of a command."""
    with bare_server(slack) as server:
        amina.command("/book", "", books)
        return str(server.requests[0].payload["response_url"])


def url_of_click(slack: Emulator, client: WebClient, amina: Person, books: Channel, **more: Any) -> str:
    row = [{"type": "actions", "elements": [button("Go", "go")]}]
    client.chat_postMessage(channel=books.id, text="x", blocks=row, **more)
    message = amina.sees(books, more.get("thread_ts"))[-1]
    with bare_server(slack) as server:
        amina.click(message, "go")
        return str(server.requests[-1].payload["response_url"])


def send(url: str, **content: Any) -> tuple[int, str]:
    answer = WebhookClient(url, retry_handlers=[]).send_dict(content)
    return answer.status_code, answer.body


def test_a_sixth_use_is_refused(slack: Emulator, amina: Person, books: Channel, url: str) -> None:
    answers = [send(url, text=f"answer {number}") for number in range(6)]
    assert answers == [(200, "ok")] * 5 + [(404, "used_url")]
    assert len(amina.sees(books)) == 5
    assert [call.accepted for call in slack.journal.calls("response_url")] == [True] * 5 + [False]


def test_after_half_an_hour_it_is_expired(slack: Emulator, url: str) -> None:
    slack.clock.advance(30 * 60 + 1)
    assert send(url, text="late") == (404, "expired_url")


def test_answers_are_private_unless_said_otherwise(slack: Emulator, amina: Person, books: Channel, url: str) -> None:
    other = slack.add_person("Bo")
    other.join(books)
    send(url, text="for you")
    send(url, text="for all", response_type="in_channel")
    assert [message.text for message in amina.sees(books)] == ["for you", "for all"]
    assert [message.text for message in other.sees(books)] == ["for all"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "loud"}, "invalid_response_type"),
        ({"text": "x", "channel": "C1"}, "invalid_arguments: channel"),
    ],
)
def test_a_bad_answer_is_refused(url: str, content: Json, error: str) -> None:
    assert send(url, **content) == (400, error)


def test_a_command_has_no_original_to_replace(url: str) -> None:
    assert send(url, text="x", replace_original=True) == (404, "message_not_found")


def test_a_click_can_replace_or_delete_its_message(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    url = url_of_click(slack, client, amina, books)
    assert send(url, text="done", replace_original=True) == (200, "ok")
    assert amina.sees(books)[-1].text == "done"
    assert send(url, delete_original=True) == (200, "ok")
    assert amina.sees(books) == []


def test_an_answer_to_a_click_stays_in_the_thread(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    parent = amina.post(books, "question")
    url = url_of_click(slack, client, amina, books, thread_ts=parent.ts)
    send(url, text="psst", replace_original=False)
    assert [message.text for message in amina.sees(books)] == ["question"]
    assert amina.sees(books, parent)[-1].text == "psst"


def test_leaving_out_replace_original_is_a_finding(
    slack: Emulator, client: WebClient, amina: Person, books: Channel
) -> None:
    send(url_of_click(slack, client, amina, books), text="hm")
    assert len(slack.journal.findings.named("replace_original_left_out")) == 1


def test_a_made_up_url_is_refused(slack: Emulator) -> None:
    assert send(f"{slack.app.base_url}/actions/a/b", text="x") == (404, "invalid_url")
