"""Socket Mode: fault matrix 9 and 26, refreshed links, and a Slack that does not open new ones."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from slack_bolt import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.response import SocketModeResponse
from structlog.testing import capture_logs

from bot.gateway import socket_client, socket_mode
from bot.gateway.socket_mode import Sockets
from bot.playground import Emulator
from bot.playground.faults import Faults
from bot.playground.rehearsal import manifest
from tests.gateway.conftest import Front
from tests.gateway.wire import Wire

SECONDS = 20


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(socket_client, "_FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(socket_client, "LOST_SECONDS", 0.2)


@pytest.fixture
def slack() -> Iterator[Emulator]:
    with Emulator(manifest(), retry_speed=3000, answer_seconds=3) as emulator:
        yield emulator


def opened(slack: Emulator, front: Front, *, links: int = 2, silence: float = 10.0) -> Sockets:
    logger = logging.getLogger("tests.quiet")
    logger.setLevel(logging.CRITICAL)
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    return Sockets(front, slack.app_token, client, logger=logger, links=links, ping=0.2, silence=silence)  # type: ignore[arg-type]


def reconnects(front: Front, reason: str) -> float:
    return front.metrics.registry.get_sample_value("partnership_socket_reconnects_total", {"reason": reason}) or 0.0


def until(slack: Emulator, found: object) -> None:
    """Also what no change in the emulator announces."""
    deadline = time.monotonic() + SECONDS
    while not found():  # type: ignore[operator]
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def test_two_links_share_what_comes(slack: Emulator, front: Front) -> None:
    links = opened(slack, front)
    links.start()
    try:
        slack.wait_until_connected(links=2, timeout=SECONDS)
        until(slack, lambda: links.fresh() == 2)
        for number in range(6):
            slack.send_event({"type": "app_mention", "text": str(number)})
        slack.wait_until_delivered(SECONDS)
        assert sorted(seen["event"]["text"] for seen in front.seen) == list("012345")
        assert set(slack.links.envelopes_sent.values()) == {3}
        assert all(delivery.acked for delivery in slack.journal.deliveries())
    finally:
        links.stop()
    assert links.fresh() == 0


def test_an_acknowledgement_goes_over_the_other_link_when_its_own_is_gone(
    slack: Emulator, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = opened(slack, front)
    tried: list[tuple[int, str]] = []

    def broken_once(number: int, send: Callable[[SocketModeResponse], None]) -> Callable[[SocketModeResponse], None]:
        def sending(response: SocketModeResponse) -> None:
            tried.append((number, response.envelope_id))
            if len(tried) == 1:
                raise OSError("the link is gone")
            send(response)

        return sending

    for link in links._links:
        sending = broken_once(link.number, link.client.send_socket_mode_response)
        monkeypatch.setattr(link.client, "send_socket_mode_response", sending)
    links.start()
    try:
        slack.wait_until_connected(links=2, timeout=SECONDS)
        slack.send_event({"type": "app_mention", "text": "hello"})
        until(slack, lambda: len(tried) >= 2)
        (first, envelope), (second, again) = tried[:2]
        assert {first, second} == {1, 2}
        assert envelope == again, "Slack had to send it again"
    finally:
        links.stop()


def test_a_start_asks_for_one_connection_a_link(slack: Emulator, front: Front) -> None:
    """Two sessions of one link would race, and one of them would be left open."""
    links = opened(slack, front)
    links.start()
    try:
        slack.wait_until_connected(links=2, timeout=SECONDS)
        until(slack, lambda: links.fresh() == 2)
        assert len(slack.journal.calls("apps.connections.open")) == 2
    finally:
        links.stop()


def test_case_26_a_link_that_went_silent_is_opened_again(
    slack: Emulator, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire(int(urlsplit(slack.api_url).port or 0))
    direct = socket_client.LinkClient.ask_for_url

    def through_the_wire(client: socket_client.LinkClient) -> str:
        return direct(client).replace(f":{urlsplit(slack.api_url).port}/", f":{wire.port}/", 1)

    monkeypatch.setattr(socket_client.LinkClient, "ask_for_url", through_the_wire)
    links = opened(slack, front, links=1, silence=0.8)
    links.start()
    try:
        slack.wait_until_connected(timeout=SECONDS)
        until(slack, lambda: links.fresh() == 1)
        wire.cut()
        # Not "it is fresh again": a pong from before the cut may be read late.
        until(slack, lambda: reconnects(front, "silent") >= 1)
        until(slack, lambda: links.fresh() == 1)
    finally:
        links.stop()
        wire.close()


def test_case_26_in_real_life_it_takes_less_than_a_minute() -> None:
    assert socket_mode.SILENT_SECONDS + socket_mode.PING_SECONDS + 3 * socket_mode._LOOK_EVERY_SECONDS < 60


def test_refreshed_links_come_back_and_nothing_is_lost(slack: Emulator, front: Front) -> None:
    links = opened(slack, front)
    links.start()
    try:
        slack.wait_until_connected(links=2, timeout=SECONDS)
        for number in range(4):
            slack.disconnect_sockets("refresh_requested")
            slack.send_event({"type": "app_mention", "text": str(number)})
        slack.wait_until_connected(links=2, timeout=SECONDS)
        slack.wait_until_delivered(SECONDS)
        assert {seen["event"]["text"] for seen in front.seen} == set("0123")
        assert not [one for one in slack.journal.findings if one.rule == "event_given_up"]
    finally:
        links.stop()


def test_a_slack_that_opens_nothing_is_asked_again(slack: Emulator, front: Front) -> None:
    slack.faults.next("apps.connections.open", Faults.server_error(503, "<html>"), 2)
    slack.faults.next("apps.connections.open", Faults.rate_limited("0.05"))
    slack.faults.next("apps.connections.open", Faults.dropped_link(), 2)
    links = opened(slack, front, links=1)
    links.start()
    try:
        slack.wait_until_connected(timeout=SECONDS)
        until(slack, lambda: links.fresh() == 1)
    finally:
        links.stop()


def test_a_token_that_slack_refuses_is_an_error_at_once(slack: Emulator, front: Front) -> None:
    slack.faults.next("apps.connections.open", Faults.error("invalid_auth"))
    links = opened(slack, front)
    with pytest.raises(SlackApiError):
        links.start()
    links.stop()


def test_stopping_while_slack_opens_nothing_does_not_hang(slack: Emulator, front: Front) -> None:
    slack.faults.always("apps.connections.open", Faults.rate_limited("30"))
    links = opened(slack, front)
    links.start()
    began = time.monotonic()
    links.stop()
    assert time.monotonic() - began < 5


def test_9_what_runs_is_finished_and_answered_and_nothing_more_is_taken(slack: Emulator, front: Front) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def held() -> BoltResponse:
        entered.set()
        assert go_on.wait(SECONDS)
        return BoltResponse(status=200)

    front.answers.append(held)
    links = opened(slack, front, links=1)
    links.start()
    slack.wait_until_connected(timeout=SECONDS)
    slack.send_event({"type": "app_mention", "text": "first"})
    assert entered.wait(SECONDS)
    stopping = threading.Thread(target=links.stop)
    stopping.start()
    until(slack, lambda: links.closing)
    slack.send_event({"type": "app_mention", "text": "second"})
    go_on.set()
    stopping.join(SECONDS)
    assert not stopping.is_alive()
    assert [seen["event"]["text"] for seen in front.seen] == ["first"]
    slack.wait_for(slack.journal.deliveries, SECONDS)
    first = [one for one in slack.journal.deliveries() if one.payload["event"]["text"] == "first"]
    assert first[-1].acked
    assert not [one for one in slack.journal.deliveries() if one.payload["event"]["text"] == "second" and one.acked]


def test_what_slack_should_send_again_is_not_acknowledged(slack: Emulator, front: Front) -> None:
    front.answers += [BoltResponse(status=500)]
    links = opened(slack, front, links=1)
    slack.courier.answer_seconds = 0.3
    links.start()
    try:
        slack.wait_until_connected(timeout=SECONDS)
        slack.send_event({"type": "app_mention", "text": "again"})
        slack.wait_until_delivered(SECONDS)
        assert len(front.seen) == 2
        assert front.headers[1]["x-slack-retry-num"] == "1"
    finally:
        links.stop()


@pytest.mark.parametrize("reason", ["link_disabled", "too_many_websockets", "refresh_requested"])
def test_links_that_slack_ends_at_once_are_asked_for_more_and_more_seldom(
    slack: Emulator, front: Front, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_client, "_FIRST_PAUSE_SECONDS", 0.2)
    slack.links.ends_each = reason
    sockets = opened(slack, front)
    with capture_logs() as logs:
        sockets.start()
        time.sleep(4)
        asked = len(slack.journal.calls("apps.connections.open"))
        assert asked <= 2 * 6, "0.2, 0.4, 0.8, 1.6 seconds and more between two"
        until(slack, lambda: sockets.trouble() == reason)
        said = [one for one in logs if one["event"] == "socket.ended" and one["link"] == 1]
        assert said
        assert {one["reason"] for one in said} == {reason}
        pauses = [one["seconds"] for one in said]
        assert pauses[-1] > pauses[0]
        assert len(said) <= 6
    assert sockets.fresh() == 0 or sockets.trouble()
    monkeypatch.setattr(socket_client, "STABLE_SECONDS", 0.1)
    slack.links.ends_each = ""
    slack.wait_until_connected(2, SECONDS)
    until(slack, lambda: sockets.trouble() == "" and sockets.fresh() == 2)
    sockets.stop()


def test_a_refresh_of_a_link_that_lived_costs_no_pause(
    slack: Emulator, front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_client, "STABLE_SECONDS", 0.05)
    monkeypatch.setattr(socket_client, "_FIRST_PAUSE_SECONDS", 0.1)
    sockets = opened(slack, front)
    sockets.start()
    slack.wait_until_connected(2, SECONDS)

    def paused() -> bool:
        """Return whether a refresh of both links made one of them wait before it opened anew."""
        time.sleep(0.2)
        with capture_logs() as lines:
            slack.disconnect_sockets("refresh_requested")
            time.sleep(0.2)
            until(slack, lambda: sockets.fresh() == 2)
        ended = [line for line in lines if line["event"] == "socket.ended"]
        return not ended or any("seconds" in line for line in ended)

    # A link that breaks while it is opened has lived short and does pause; that does not happen each time.
    assert not all(paused() for _ in range(6))
    assert sockets.trouble() == ""
    sockets.stop()
