"""Socket Mode: two links, each with a watch that opens it again when it went silent, and an end that drains.

A link can die without a word: the SDK's client waits for ever then. What counts as life is any message, and any pong.
"""

import json
import random
import socket
import threading
import time
from contextlib import suppress
from typing import Any

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.socket_mode.websocket_client import SocketModeClient
from websocket import WebSocketApp

from bot import shapes
from bot.front import Front
from bot.metrics import Metrics
from storage.failpoints import reach

log = structlog.get_logger(__name__)

LINKS = 2
"""Slack delivers each envelope over one of them: while one is opened again, the other listens."""
PING_SECONDS = 10.0
SILENT_SECONDS = 35.0
"""A link that was not heard of for so long is opened again."""
AT_ONCE = 16
"""How many envelopes of a link are worked on at once."""
DRAIN_SECONDS = 20.0

_LOOK_EVERY_SECONDS = 1.0
_LOST_SECONDS = 3.0
_dice = random.SystemRandom()
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0
_PASSING = ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout")


class Closing(Exception):
    """The links are being closed: nothing is opened any more."""


class Sockets:
    """The links of one application."""

    def __init__(
        self,
        front: Front,
        token: str,
        web_client: WebClient,
        *,
        logger: Any,
        links: int = LINKS,
        ping: float = PING_SECONDS,
        silence: float = SILENT_SECONDS,
    ) -> None:
        self._front, self.silence = front, silence
        self._closing = threading.Event()
        self._idle = threading.Condition()
        self._working = 0
        self._links = [Link(number, self, token, web_client, logger, ping) for number in range(1, links + 1)]

    @property
    def metrics(self) -> Metrics:
        """Where reconnections are counted."""
        return self._front.metrics

    def start(self) -> None:
        """Open the links. Raises SlackApiError when Slack refuses the token; any other trouble is tried again."""
        url = None
        try:
            url = self._links[0].client.ask_for_url()
        except Exception as error:
            if is_final(error):
                raise
            log.warning("socket.not_opened", error=_name(error))
        for link in self._links:
            link.start(url)
            url = None

    def stop(self) -> None:
        """Take nothing more, finish and answer what runs, then close."""
        self._closing.set()
        with self._idle:
            drained = self._idle.wait_for(lambda: self._working == 0, DRAIN_SECONDS)
        if not drained:
            log.warning("socket.not_drained", count=self._working)
        closers = [threading.Thread(target=link.close, name="socket-closing", daemon=True) for link in self._links]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join(DRAIN_SECONDS)

    def fresh(self) -> int:
        """How many links were heard of lately."""
        return sum(link.is_fresh() for link in self._links)

    def pause(self, seconds: float) -> None:
        """Wait; raises Closing when there is nothing to wait for any more."""
        if self._closing.wait(seconds):
            raise Closing

    @property
    def closing(self) -> bool:
        """Whether nothing is taken any more."""
        return self._closing.is_set()

    def take(self, link: "Link", request: SocketModeRequest) -> None:
        """Work on one envelope and acknowledge it, over another link if its own is gone."""
        with self._idle:
            if self.closing:
                return  # not acknowledged: Slack gives it to somebody else
            self._working += 1
        try:
            answer = self._front.answer(shapes.storable(request.payload), _headers(request))
            if answer.status == 200:
                self._acknowledge(link, request.envelope_id, answer)
        except Exception as error:
            log.error("socket.failed", error=_name(error))  # noqa: TRY400 - a traceback holds content
        finally:
            with self._idle:
                self._working -= 1
                self._idle.notify_all()

    def _acknowledge(self, link: "Link", envelope: str, answer: BoltResponse) -> None:
        response = SocketModeResponse(envelope_id=envelope, payload=_payload(answer))
        reach("before_answer")
        for one in (link, *(other for other in self._links if other is not link)):
            try:
                one.client.send_socket_mode_response(response)
            except Exception as error:
                log.warning("socket.answer_not_sent", link=one.number, error=_name(error))
            else:
                reach("after_answer")
                return


class Link:
    """One connection and its watch."""

    def __init__(
        self, number: int, sockets: Sockets, token: str, web_client: WebClient, logger: Any, ping: float
    ) -> None:
        self.number, self._sockets = number, sockets
        self.client = _Client(
            sockets,
            app_token=token,
            web_client=web_client,
            logger=logger,
            ping_interval=ping,
            concurrency=AT_ONCE,
            on_open_listeners=[self._opened],
            on_message_listeners=[lambda _, __: self._heard()],
        )
        self.client.socket_mode_request_listeners.append(lambda _, request: sockets.take(self, request))
        self._heard_at = time.monotonic()
        self._pong = 0.0
        self._wire: socket.socket | None = None
        self._watch = threading.Thread(target=self._run, name=f"socket-watch-{number}", daemon=True)

    def start(self, url: str | None) -> None:
        """Connect, now where there is a URL, and keep connected."""
        if url is not None:
            self.client.wss_uri = url
            self.client.connect()
        self._watch.start()

    def close(self) -> None:
        """End the connection and everything that belongs to it."""
        if self._watch.is_alive():
            self._watch.join(DRAIN_SECONDS)
        self.client.message_queue.put(None)  # else closing waits until its poll is over
        self.client.close()
        self._let_go()

    def is_fresh(self) -> bool:
        """Whether it is connected and was heard of lately."""
        return self.client.is_connected() and self._silent_for() < self._sockets.silence

    def _opened(self, session: WebSocketApp) -> None:
        self._heard()
        self._let_go()
        self._wire = session.sock.sock if session.sock is not None else None
        if self._sockets.closing:  # it was still connecting when the others were hung up
            self.client.disconnect()

    def _let_go(self) -> None:
        """Of the former connection, which websocket-client leaves to the garbage collector."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _heard(self) -> None:
        self._heard_at = time.monotonic()

    def _silent_for(self) -> float:
        """Seconds since a frame came. The SDK tells pongs by wall clock: that it changed is what counts."""
        pong = float(getattr(self.client.current_session, "last_pong_tm", 0) or 0)
        if pong != self._pong:
            self._pong = pong
            self._heard()
        return time.monotonic() - self._heard_at

    def _run(self) -> None:
        lost_since: float | None = None
        first = self.client.current_session is None
        while True:
            try:
                if first:
                    self._open("start")
                    first = False
                self._sockets.pause(min(_LOOK_EVERY_SECONDS, self._sockets.silence / 5))
                silent = self._silent_for()
                if not self.client.lost:
                    lost_since = None
                    if silent > self._sockets.silence:
                        self._open("silent")
                elif lost_since is None:
                    lost_since = time.monotonic()
                elif time.monotonic() - lost_since > _LOST_SECONDS:
                    lost_since = None
                    self._open("lost")
            except Closing:
                return
            except Exception as error:
                log.warning("socket.not_opened", link=self.number, error=_name(error))

    def _open(self, reason: str) -> None:
        if reason != "start":
            log.warning("socket.reopened", link=self.number, reason=reason)
        self._heard()
        self.client.reason = reason
        self.client.connect_to_new_endpoint(force=reason != "lost")
        self._heard()


class _Client(SocketModeClient):
    """The SDK's client, which asks for its URL again, with pauses, until it has one."""

    def __init__(self, sockets: Sockets, **settings: Any) -> None:
        self._sockets = sockets
        self.reason = "start"
        self._ended: WebSocketApp | None = None
        super().__init__(**settings)
        # The watch opens again what was lost. The SDK's monitor would open a second session while the first connects.
        self.current_app_monitor_started = True

    @property
    def lost(self) -> bool:
        """Whether its last session is over. One that has not begun yet, or is connecting, is not lost."""
        return self.current_session is not None and self.current_session is self._ended

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
        reason, self.reason = self.reason, "closed"  # by the server, unless the watch says otherwise
        if reason != "start":
            self._sockets.metrics.reconnected(reason)
        pause = _FIRST_PAUSE_SECONDS
        while True:
            if self._sockets.closing:
                raise Closing
            try:
                return self.ask_for_url()
            except Exception as error:
                wait = max(_asked_to_wait(error), pause * (0.5 + _dice.random() / 2))  # jitter
                log.warning("socket.not_opened", error=_name(error), seconds=round(wait, 1))
            self._sockets.pause(min(wait, _LONGEST_PAUSE_SECONDS * 2))
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)


def is_final(error: BaseException) -> bool:
    """Whether Slack refuses for good, such as a wrong token."""
    if not isinstance(error, SlackApiError):
        return False
    return error.response.status_code == 200 and error.response.get("error") not in _PASSING


def _asked_to_wait(error: Exception) -> float:
    headers = error.response.headers if isinstance(error, SlackApiError) else {}
    try:
        return float(str(next(value for name, value in headers.items() if name.lower() == "retry-after")))
    except (StopIteration, ValueError):
        return 0.0


def _name(error: BaseException) -> str:
    """What Slack calls it, or its type: never its message."""
    if isinstance(error, SlackApiError) and error.response.status_code == 200:
        return str(error.response.get("error"))[:80]
    return type(error).__name__


def _headers(request: SocketModeRequest) -> dict[str, str]:
    headers = {}
    if request.retry_attempt is not None:
        headers["x-slack-retry-num"] = str(request.retry_attempt)
    if request.retry_reason is not None:
        headers["x-slack-retry-reason"] = str(request.retry_reason)
    return headers


def _payload(answer: BoltResponse) -> dict[str, Any] | None:
    """What goes back with the acknowledgement."""
    if not answer.body:
        return None
    if answer.headers.get("content-type", [""])[0].startswith("application/json"):
        found: dict[str, Any] = json.loads(answer.body)
        return found
    return {"text": answer.body}
