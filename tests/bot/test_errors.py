"""What a listener did not catch: one clear sentence in the person's language on each surface, and a log without content."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.blocks.answers_private import refused
from bot.blocks.kit.payloads import BadPayload, Modal
from bot.i18n.catalogue import words
from bot.i18n.commands import default_language, slash_commands
from bot.i18n.languages import languages
from bot.i18n.refusals import OUTDATED_BUTTON, Refusal
from bot.listeners import errors
from bot.use_cases.steps import Actor, SlackReply
from bot.use_cases.thread import ThreadNotKnownYet
from storage.engine.errors import StaleRecord, StorageError
from tests.blocks.limits import strings

SECRET = "xylophone"
"""Stands in every error and every payload, and in nothing that is said or logged."""
OURS = {
    "an error of ours": (ValueError(SECRET), "error.flow", "error"),
    "a payload of an older version": (BadPayload(SECRET), OUTDATED_BUTTON, "warning"),
}
BROKEN = {
    "a statement": OperationalError(SECRET, {}, Exception(SECRET)),
    "the database": StorageError(SECRET),
    "a conversation that moved": StaleRecord(SECRET),
}
Failed = Callable[[Exception, BoltRequest, Any, Any], BoltResponse]


class Client:
    """Keeps the views that were opened; ``error``: what Slack answers instead."""

    def __init__(self, error: str = "") -> None:
        self.shown: list[tuple[str, dict[str, Any]]] = []
        self.error = error

    def views_open(self, *, trigger_id: str, view: dict[str, Any]) -> None:
        self._show("open", view)

    def views_push(self, *, trigger_id: str, view: dict[str, Any]) -> None:
        self._show("push", view)

    def _show(self, how: str, view: dict[str, Any]) -> None:
        if self.error:
            raise SlackApiError(SECRET, {"error": self.error})  # type: ignore[no-untyped-call]
        self.shown.append((how, view))


class Channel:
    """Tells like the real one: in a thread by a message, elsewhere by what goes back; in the person's language."""

    def __init__(self, language: str, error: Exception | None = None) -> None:
        self.language, self.error = language, error
        self.told: list[tuple[Actor, str]] = []
        self.not_opened: list[str] = []

    def failed(self, actor: Actor, refusal: Refusal) -> SlackReply:
        if self.error:
            raise self.error
        body = refused(words(self.language), refusal)
        self.told.append((actor, str(body["text"])))
        return SlackReply(body=None if actor.surface == "thread" else body, language=self.language)

    def form_not_opened(self, actor: Actor, reply: SlackReply, why: str) -> None:
        self.not_opened.append(why)


def handler(channel: Channel) -> Failed:
    """Return the function that is registered."""
    kept: list[Failed] = []
    use_cases: Any = SimpleNamespace(channel=channel)
    app: Any = SimpleNamespace(error=kept.append)
    errors.register(app, use_cases)
    return kept[0]


def request(body: dict[str, Any]) -> BoltRequest:
    return BoltRequest(body=body, mode="socket_mode")


def command(language: str) -> dict[str, Any]:
    name = next(each for each in slash_commands() if default_language(each) == language)
    return {"command": name, "text": SECRET, "user_id": "U1", "team_id": "T1", "channel_id": "C1"}


def about(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "1.2", **more}


PRESSED = [{"action_id": "why", "action_ts": "3.4", "value": SECRET}]
MESSAGE = {"ts": "1.1", "text": SECRET}
TO_READ = {
    "a click in a modal": (about("block_actions", actions=PRESSED, view={"type": "modal"}), "push"),
    "a click in the home tab": (about("block_actions", actions=PRESSED, view={"type": "home"}), "open"),
    "a global shortcut": (about("shortcut", callback_id="start_partnership"), "open"),
    "a message shortcut": (about("message_action", channel={"id": "C1"}, message=MESSAGE), "open"),
}


def sent(language: str, values: dict[str, Any]) -> dict[str, Any]:
    view = {"id": "V1", "hash": "h", "state": {"values": values}, "private_metadata": Modal(lang=language).dump()}
    return about("view_submission", view=view)


@pytest.fixture(params=languages())
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=OURS)
def case(request: pytest.FixtureRequest, language: str) -> tuple[Exception, str, str]:
    """(error, the sentence for it, the level at which it is logged)."""
    error, key, level = OURS[request.param]
    return error, words(language).say(key), level


def logged(run: Callable[[], BoltResponse], error: Exception, level: str, kind: str) -> BoltResponse:
    """Return the response; what was logged is one line: what failed, of which kind, and no word of anybody."""
    with capture_logs() as lines:
        response = run()
    assert lines == [{"event": "incoming.failed", "kind": kind, "error": type(error).__name__, "log_level": level}]
    return response


def test_a_command_is_answered_in_its_own_language(language: str, case: tuple[Exception, str, str]) -> None:
    error, sentence, level = case
    client, body = Client(), command(language)
    failed = handler(Channel("nobody is asked"))
    response = logged(lambda: failed(error, request(body), body, client), error, level, "command")
    assert response.status == 200
    said = json.loads(response.body)
    assert (said["response_type"], said["text"]) == ("ephemeral", sentence)
    assert SECRET not in response.body
    assert client.shown == []


@pytest.mark.parametrize("surface", TO_READ)
def test_where_a_view_can_be_opened_it_says_the_sentence(
    surface: str, language: str, case: tuple[Exception, str, str]
) -> None:
    error, sentence, level = case
    body, how = TO_READ[surface]
    client, channel = Client(), Channel(language)
    failed = handler(channel)
    response = logged(lambda: failed(error, request(body), body, client), error, level, body["type"])
    assert response.status == 200
    ((opened, view),) = client.shown
    assert (opened, view["title"]["text"]) == (how, words(language).say("notice.title"))
    assert [block["text"]["text"] for block in view["blocks"]] == [sentence]
    ((actor, _),) = channel.told
    assert (actor.team, actor.user) == ("T1", "U1")


def test_a_click_in_a_thread_is_answered_there(language: str, case: tuple[Exception, str, str]) -> None:
    error, sentence, level = case
    place = {"channel": {"id": "C1"}, "message": {"ts": "2.2", "thread_ts": "1.1"}}
    body = about("block_actions", actions=PRESSED, **place)
    client, channel = Client(), Channel(language)
    failed = handler(channel)
    assert logged(lambda: failed(error, request(body), body, client), error, level, "block_actions").status == 200
    ((actor, told),) = channel.told
    assert (actor.channel, actor.thread_ts, actor.surface, told) == ("C1", "1.1", "thread", sentence)
    assert client.shown == []


def test_a_form_keeps_what_was_typed(language: str, case: tuple[Exception, str, str]) -> None:
    error, sentence, level = case
    body = sent(language, {"q:first": {"v": {"value": SECRET}}, "q:second": {"v": {"value": SECRET}}})
    failed = handler(Channel("nobody is asked"))
    response = logged(lambda: failed(error, request(body), body, Client()), error, level, "view_submission")
    assert response.status == 200
    answer = json.loads(response.body)
    assert (answer["response_action"], answer["errors"]) == ("errors", {"q:first": sentence})


def test_a_form_without_a_field_is_replaced(language: str, case: tuple[Exception, str, str]) -> None:
    error, sentence, level = case
    body = sent(language, {})
    failed = handler(Channel("nobody is asked"))
    response = logged(lambda: failed(error, request(body), body, Client()), error, level, "view_submission")
    answer = json.loads(response.body)
    assert answer["response_action"] == "update"
    assert sentence in list(strings(answer["view"]))


@pytest.mark.parametrize("metadata", ["", "{", '{"lang": 7}'])
def test_a_form_that_does_not_say_its_language_is_answered_all_the_same(metadata: str) -> None:
    body = sent("en", {})
    body["view"]["private_metadata"] = metadata
    response = handler(Channel("en"))(ValueError(SECRET), request(body), body, Client())
    assert words("en").say("error.flow") in response.body


# Who cannot be told at once


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("surface", TO_READ)
def test_without_a_database_slack_shows_that_it_failed(broken: str, surface: str) -> None:
    body, _ = TO_READ[surface]
    client, channel, error = Client(), Channel("en"), BROKEN[broken]
    failed = handler(channel)
    response = logged(lambda: failed(error, request(body), body, client), error, "error", body["type"])
    assert (response.status, response.body) == (500, "")
    assert (client.shown, channel.told) == ([], [])


@pytest.mark.parametrize(
    ("error", "level"),
    [(ValueError(SECRET), "error"), (ThreadNotKnownYet(SECRET), "warning"), (StorageError(SECRET), "error")],
    ids=lambda each: getattr(type(each), "__name__", each),
)
def test_an_event_comes_again_and_nobody_is_told(error: Exception, level: str) -> None:
    body = {"type": "event_callback", "event": {"type": "app_mention", "text": SECRET, "user": "U1"}}
    client, channel = Client(), Channel("en")
    failed = handler(channel)
    response = logged(lambda: failed(error, request(body), body, client), error, level, "event.app_mention")
    assert (response.status, response.body) == (500, "")
    assert (client.shown, channel.told) == ([], [])


def test_where_telling_fails_too_it_is_logged_and_slack_does_not_ask_again() -> None:
    body, _ = TO_READ["a global shortcut"]
    with capture_logs() as lines:
        channel = Channel("en", error=RuntimeError(SECRET))
        response = handler(channel)(ValueError(SECRET), request(body), body, Client())
    assert response.status == 200
    assert [(line["event"], line["error"]) for line in lines] == [
        ("incoming.failed", "ValueError"),
        ("incoming.not_told", "RuntimeError"),
    ]
    assert SECRET not in repr(lines)


def test_where_slack_opens_no_view_it_is_told_in_private() -> None:
    body, _ = TO_READ["a global shortcut"]
    channel = Channel("en")
    with capture_logs() as lines:
        response = handler(channel)(ValueError(SECRET), request(body), body, Client("expired_trigger_id"))
    assert response.status == 200
    assert channel.not_opened == ["error.form_not_opened"]
    assert [(line["event"], line["error"]) for line in lines] == [
        ("incoming.failed", "ValueError"),
        ("view.not_opened", "expired_trigger_id"),
    ]
    assert SECRET not in repr(lines)
