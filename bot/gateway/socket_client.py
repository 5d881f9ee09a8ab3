"""One link's connection, which asks for its address again with pauses, the longer the more links lived short."""

import json
import random
import socket
import time
from contextlib import suppress
from typing import Any, Protocol

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.websocket_client import SocketModeClient
from websocket import WebSocketApp

from bot.runtime.metrics import Metrics
from bot.workers.slack_answers import APP_TOKEN, refusal

log = structlog.get_logger(__name__)

LOST_SECONDS = 3.0
"""How long a link may be gone before it is opened again from outside."""
_dice = random.SystemRandom()
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0
STABLE_SECONDS = 60.0
"""A link that lived shorter was no success: the pause before the next one grows."""
_REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")
"""What Slack says when it ends a link: https://docs.slack.dev/apis/events-api/using-socket-mode"""


class Closing(Exception):
    """The links are being closed: nothing is opened any more."""


class Owner(Protocol):
    """The links of one application, as one of them knows them."""

    @property
    def metrics(self) -> Metrics:
        """Where reconnections are counted."""

    @property
    def closing(self) -> bool:
        """Whether nothing is taken any more."""

    def pause(self, seconds: float) -> None:
        """Wait; raises Closing."""


class LinkClient(SocketModeClient):
    """The SDK's client, which asks for its URL again, with pauses, until it has one."""

    def __init__(self, sockets: Owner, **settings: Any) -> None:
        self._sockets = sockets
        self.number = 0
        self.reason = "start"
        self.opened_at: float | None = None
        self.pausing = False
        self._short_lives = 0
        self._said = ""
        self._asking, self._asked_at = False, 0.0
        self._ended: WebSocketApp | None = None
        super().__init__(**settings)
        # The watch opens again what was lost. The SDK's monitor would open a second session while the first connects.
        self.current_app_monitor_started = True

    @property
    def lost(self) -> bool:
        """Whether its last session is over. One that has not begun yet, or is connecting, is not lost."""
        return self.current_session is not None and self.current_session is self._ended

    @property
    def trouble(self) -> str:
        """Why its links live so short; empty where they do not."""
        alive = self.opened_at is not None and time.monotonic() - self.opened_at > STABLE_SECONDS
        return (self._said or "closed") if self._short_lives > 1 and (self.pausing or not alive) else ""

    def ended_because(self, message: str) -> None:
        """Keep what Slack says of the end of a link."""
        try:
            content = json.loads(message)
        except ValueError:
            return
        if isinstance(content, dict) and content.get("type") == "disconnect":
            said = content.get("reason")
            self._said = said if said in _REASONS else "other"

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Open anew. Slack says that it ends a link, and then ends it: of the two only one is a reason to open another."""
        if not force and (self._asking or time.monotonic() - self._asked_at < LOST_SECONDS):
            return
        super().connect_to_new_endpoint(force=force)

    def rest_before_next(self) -> None:
        """Wait before the next link, the longer the more of them lived short; raises Closing."""
        lived = time.monotonic() - self.opened_at if self.opened_at is not None else 0.0
        self._short_lives = self._short_lives + 1 if lived < STABLE_SECONDS else 0
        self.opened_at = None
        if not self._short_lives:
            log.info("socket.ended", link=self.number, reason=self._said or "closed")
            self._said = ""
            return
        pause = min(_FIRST_PAUSE_SECONDS * 2 ** (self._short_lives - 1), _LONGEST_PAUSE_SECONDS)
        pause *= 0.5 + _dice.random() / 2  # so that the links do not come in lockstep
        reason, self.pausing = self._said or "closed", True
        log.warning("socket.ended", link=self.number, reason=reason, seconds=round(pause, 1))
        try:
            self._sockets.pause(pause)
        finally:
            self.pausing = False

    def _run_current_session(self) -> None:
        """A session has one life: the SDK would run it again, with a URL that is used up, while another is opened."""
        session = self.current_session
        if session is not None and session is not self._ended:
            super()._run_current_session()  # type: ignore[no-untyped-call]
            self._ended = session

    def connect(self) -> None:
        """Connect anew. The old session must not, when it ends, open one more."""
        if self.current_session is not None:
            self.current_session.on_close = None
        self.disconnect()
        super().connect()

    def disconnect(self) -> None:
        """Hang up. Closing the socket here would leave its reader asleep for ten seconds; this wakes it."""
        web_socket = self.current_session.sock if self.current_session is not None else None
        if web_socket is None or web_socket.sock is None:
            return
        assert self.current_session is not None
        self.current_session.keep_running = False
        with suppress(Exception):
            web_socket.send_close()
        with suppress(OSError):
            web_socket.sock.shutdown(socket.SHUT_RDWR)

    def ask_for_url(self) -> str:
        """Ask once; raises what the call raises."""
        return str(self.web_client.apps_connections_open(app_token=self.app_token)["url"])

    def issue_new_wss_url(self) -> str:
        """A URL; raises Closing."""
        self._asking = True
        try:
            return self.ask_until_told()
        finally:
            self._asking, self._asked_at = False, time.monotonic()

    def ask_until_told(self) -> str:
        """Ask, with pauses, until there is a URL; raises Closing."""
        reason, self.reason = self.reason, "closed"  # by the server, unless the watch says otherwise
        if reason != "start":
            self._sockets.metrics.reconnected(reason)
            self.rest_before_next()
        pause = _FIRST_PAUSE_SECONDS
        while True:
            if self._sockets.closing:
                raise Closing
            try:
                return self.ask_for_url()
            except Exception as error:
                wait = max(_asked_to_wait(error), pause * (0.5 + _dice.random() / 2))  # jitter
                log.warning("socket.not_opened", error=error_name(error), seconds=round(wait, 1))
            self._sockets.pause(min(wait, _LONGEST_PAUSE_SECONDS * 2))
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)


def is_final(error: BaseException) -> bool:
    """Whether Slack, or what stands before it, refuses for good, such as a wrong token."""
    return isinstance(error, SlackApiError) and not refusal(error, APP_TOKEN, "").passing


def _asked_to_wait(error: Exception) -> float:
    headers = error.response.headers if isinstance(error, SlackApiError) else {}
    try:
        return float(str(next(value for name, value in headers.items() if name.lower() == "retry-after")))
    except (StopIteration, ValueError):
        return 0.0


def error_name(error: BaseException) -> str:
    """What Slack calls it, or its type: never its message."""
    if isinstance(error, SlackApiError) and error.response.status_code == 200:
        return str(error.response.get("error"))[:80]
    return type(error).__name__
