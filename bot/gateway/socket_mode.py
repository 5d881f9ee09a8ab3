"""Socket Mode: two links, each with a watch that opens it again when it went silent, and an end that drains.

A link can die without a word: the SDK's client waits for ever then. What counts as life is any message, and any pong.
"""

import json
import socket
import threading
import time
from typing import Any

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websocket import WebSocketApp

from bot.gateway import payload_schemas, socket_client
from bot.gateway.dispatch import Front
from bot.gateway.socket_client import Closing, LinkClient, error_name, is_final
from bot.runtime.metrics import Metrics
from storage.engine.failpoints import reach

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
_DISCONNECT = '"disconnect"'


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

    def start(self, url: str | None = None) -> None:
        """Open the links, the first at ``url`` where one is known. Raises SlackApiError when Slack refuses.

        Any other trouble is tried again.
        """
        try:
            url = url or self._links[0].client.ask_for_url()
        except Exception as error:
            if is_final(error):
                raise
            log.warning("socket.not_opened", error=error_name(error))
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

    def trouble(self) -> str:
        """Why Slack ends the links again and again; empty while one lives."""
        found = [link.client.trouble for link in self._links]
        return found[0] if all(found) else ""

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
            answer = self._front.answer(payload_schemas.storable(request.payload), _headers(request))
            if answer.status == 200:
                self._acknowledge(link, request.envelope_id, answer)
        except Exception as error:
            log.error("socket.failed", error=error_name(error))  # noqa: TRY400 - a traceback holds content
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
                log.warning("socket.answer_not_sent", link=one.number, error=error_name(error))
            else:
                reach("after_answer")
                return


class Link:
    """One connection and its watch."""

    def __init__(
        self, number: int, sockets: Sockets, token: str, web_client: WebClient, logger: Any, ping: float
    ) -> None:
        self.number, self._sockets = number, sockets
        self.client = LinkClient(
            sockets,
            app_token=token,
            web_client=web_client,
            logger=logger,
            ping_interval=ping,
            concurrency=AT_ONCE,
            on_open_listeners=[self._opened],
            on_message_listeners=[lambda _, message: self._got(message)],
        )
        self.client.number = number
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
        return not self.client.pausing and self.client.is_connected() and self._silent_for() < self._sockets.silence

    def _got(self, message: object) -> None:
        self._heard()
        if isinstance(message, str) and _DISCONNECT in message[:200]:
            self.client.ended_because(message)

    def _opened(self, session: WebSocketApp) -> None:
        self._heard()
        self.client.opened_at = time.monotonic()
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
                if self.client.pausing:  # it opens by itself, when its pause is over
                    self._heard()
                    lost_since = None
                elif not self.client.lost:
                    lost_since = None
                    if silent > self._sockets.silence:
                        self._open("silent")
                elif lost_since is None:
                    lost_since = time.monotonic()
                elif time.monotonic() - lost_since > socket_client.LOST_SECONDS:
                    lost_since = None
                    self._open("lost")
            except Closing:
                return
            except Exception as error:
                log.warning("socket.not_opened", link=self.number, error=error_name(error))

    def _open(self, reason: str) -> None:
        if reason != "start":
            log.warning("socket.reopened", link=self.number, reason=reason)
        self._heard()
        self.client.reason = reason
        self.client.connect_to_new_endpoint(force=reason != "lost")
        self._heard()


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
