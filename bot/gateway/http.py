"""Signed HTTP: the raw bytes are verified and their size capped before anything parses them."""

import asyncio
import hmac
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from hashlib import sha256
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl

import structlog
from anyio import CapacityLimiter, fail_after, to_thread
from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.handler import to_starlette_response
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.gateway import payload_schemas
from bot.gateway.dispatch import Front
from bot.runtime.health import Health
from bot.runtime.metrics import Metrics
from storage.engine.failpoints import reach

log = structlog.get_logger(__name__)

MOST_BYTES = 1_000_000
REPLAY_SECONDS = 300
READ_SECONDS = 5.0
"""How long a sender may take for its headers, and for its body."""
AT_ONCE = 32
"""How many requests are worked on at once; more wait."""
REMEMBERED = 20_000
"""How many signatures are remembered; what was forgotten is caught by its inbound key."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_MOST_FIELDS = 100
_MOST_CHALLENGE = 500
_CHECK_BYTES = 1_000
MOST_READ_AT_ONCE_BYTES = 32 * 1024 * 1024
"""Of bodies that are not whole yet, all together."""
_ALWAYS_READ_BYTES = 64 * 1024
"""What is no larger is read even then: nearly all that Slack sends."""
_RETRY_HEADERS = ("x-slack-retry-num", "x-slack-retry-reason")


def signed(secret: str, timestamp: str, signature: str, body: bytes, now: float) -> bool:
    """Whether Slack signed these bytes within the last five minutes.

    ``v0=HMAC-SHA256(secret, "v0:timestamp:body")``, https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    if not secret or not fresh(timestamp, now):
        return False
    expected = "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def fresh(timestamp: str, now: float) -> bool:
    """Whether this is a time in seconds, and within five minutes of now."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    return abs(now - int(timestamp)) <= REPLAY_SECONDS


class Replays:
    """Signatures that came already. The same one again is answered like the first, without running anything.

    A first attempt that failed is forgotten: Slack may send the same bytes again within the second.
    """

    def __init__(self, most: int = REMEMBERED, clock: Callable[[], float] = time.time) -> None:
        self._most, self._clock = most, clock
        self._seen: OrderedDict[str, tuple[float, asyncio.Future[int]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    async def once(self, signature: str, work: Callable[[], Awaitable[Response]]) -> Response:
        """The answer of ``work``, or an empty one with the status of the first time."""
        self._forget()
        known = self._seen.get(signature)
        if known is not None:
            return Response(status_code=await asyncio.shield(known[1]))
        first: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._seen[signature] = (self._clock() + 2 * REPLAY_SECONDS, first)
        status = 500
        try:
            response = await work()
            status = response.status_code
            return response
        finally:
            first.set_result(status)
            if status != 200:
                self._seen.pop(signature, None)

    def _forget(self) -> None:
        now = self._clock()
        while self._seen and (len(self._seen) >= self._most or next(iter(self._seen.values()))[0] < now):
            self._seen.popitem(last=False)


class Crowded(Exception):
    """So much is being read that a large body has to come again later."""


class Door:
    """``/slack/events``: who may come in, and how what they bring is read."""

    def __init__(self, front: Front, secret: str, metrics: Metrics, clock: Callable[[], float] = time.time) -> None:
        self._front, self._secret, self._metrics, self._clock = front, secret, metrics, clock
        self._replays = Replays(clock=clock)
        self._workers = CapacityLimiter(AT_ONCE)
        self._being_read = 0
        """Bytes of bodies that are not whole yet: nobody knows who sent them."""

    async def come_in(self, request: Request) -> Response:
        """Answer one request. Whatever happens, nothing of it is logged but the reason."""
        try:
            return await self._checked(request)
        except Exception as error:
            log.error("http.failed", error=type(error).__name__)  # noqa: TRY400 - a traceback holds content
            return PlainTextResponse("failed", 500)

    async def _checked(self, request: Request) -> Response:
        if request.method == "GET":
            known = request.query_params.get("ssl_check") == "1"
            return PlainTextResponse("", 200 if known else 405)
        if _announces_more(request, MOST_BYTES):
            return self._refuse("too large", 413)
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        may_be_slack = signature.startswith("v0=") and fresh(timestamp, self._clock())
        if not may_be_slack and content_type != FORM:
            return self._refuse("signature", 401)  # and nothing of its body was read
        try:
            with fail_after(READ_SECONDS):
                body = await self._read(request, MOST_BYTES if may_be_slack else _CHECK_BYTES)
        except Crowded:
            return self._refuse("crowded", 503)
        except TimeoutError:
            return self._refuse("slow", 408)
        except ClientDisconnect:
            return self._refuse("gone", 400)
        if body is None:
            return self._refuse("too large", 413) if may_be_slack else self._refuse("signature", 401)
        if content_type == FORM and _is_certificate_check(body):
            return PlainTextResponse("")
        if not signed(self._secret, timestamp, signature, body, self._clock()):
            return self._refuse("signature", 401)
        if content_type not in (FORM, JSON):
            return self._refuse("content type", 415)
        payload = parsed(body, content_type)
        if payload is None:
            return self._refuse("malformed", 400)
        if payload.get("type") == "url_verification":
            return self._challenge(payload.get("challenge"))
        headers = {name: request.headers[name] for name in _RETRY_HEADERS if name in request.headers}

        async def work() -> Response:
            answer = await to_thread.run_sync(self._front.answer, payload, headers, limiter=self._workers)
            reach("before_answer")
            return _response(answer)

        return await self._replays.once(signature, work)

    async def _read(self, request: Request, most: int) -> bytes | None:
        """The body, None when it has more than ``most`` bytes: what announces more is not read at all. Raises Crowded."""
        if _announces_more(request, most):
            return None
        chunks: list[bytes] = []
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                self._being_read += len(chunk)
                if size > most:
                    return None
                if size > _ALWAYS_READ_BYTES and self._being_read > MOST_READ_AT_ONCE_BYTES:
                    raise Crowded
                chunks.append(chunk)
        finally:
            self._being_read -= size
        return b"".join(chunks)

    def _challenge(self, challenge: object) -> Response:
        if isinstance(challenge, str) and len(challenge) <= _MOST_CHALLENGE:
            return JSONResponse({"challenge": challenge})
        return self._refuse("malformed", 400)

    def _refuse(self, reason: str, status: int) -> Response:
        log.warning("http.refused", reason=reason)
        self._metrics.refused(reason)
        # Who may not come in keeps no connection; one whose large body is still on its way would be cut off before the answer.
        return PlainTextResponse(reason, status, headers={} if status == 413 else {"Connection": "close"})


def parsed(body: bytes, content_type: str) -> dict[str, Any] | None:
    """The payload; None when the bytes do not hold one."""
    try:
        text = body.decode("utf-8")
        if content_type == FORM:
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
            if "payload" not in fields:
                return payload_schemas.storable(fields)
            text = fields["payload"]
        found = json.loads(text)
        if not isinstance(found, dict):
            return None
        return payload_schemas.storable(found) if payload_schemas.may_hold_unstorable(text) else found
    except (ValueError, RecursionError):
        return None


def web_application(
    front: Front, secret: str, health: Health | None, clock: Callable[[], float] = time.time
) -> Starlette:
    """``/slack/events`` for everything that Slack sends; with ``health`` also what ``health_application`` answers."""
    door = Door(front, secret, front.metrics, clock)
    routes = _health_routes(health) if health is not None else []
    return Starlette(routes=[Route("/slack/events", door.come_in, methods=["GET", "POST"]), *routes])


def health_application(health: Health) -> Starlette:
    """``GET /healthz``, ``/readyz`` and ``/metrics``."""
    return Starlette(routes=_health_routes(health))


def _health_routes(health: Health) -> list[Route]:
    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_: Request) -> Response:
        report = await to_thread.run_sync(health.report)
        return JSONResponse(report, 200 if report["ready"] else 503)

    async def metrics(_: Request) -> Response:
        shown = await to_thread.run_sync(health.figures)
        return Response(shown, media_type="text/plain; version=0.0.4; charset=utf-8")

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics)]


def _announces_more(request: Request, most: int) -> bool:
    announced = request.headers.get("content-length", "")
    return announced.isascii() and announced.isdigit() and (len(announced) > 9 or int(announced) > most)


def _is_certificate_check(body: bytes) -> bool:
    """Slack looks at the certificate from time to time, without a signature. Nothing runs then."""
    if len(body) > _CHECK_BYTES or b"ssl_check=1" not in body:
        return False
    fields = dict(parse_qsl(body.decode("latin-1"), max_num_fields=_MOST_FIELDS))
    return fields.get("ssl_check") == "1" and fields.keys() <= {"ssl_check", "token"}


def _response(answer: BoltResponse) -> Response:
    response: Response = to_starlette_response(answer)
    response.background = BackgroundTask(_answered)
    return response


async def _answered() -> None:
    """The last byte went out."""
    reach("after_answer")


class PatientProtocol(HttpToolsProtocol):
    """uvicorn waits for ever for the first line and the headers of a request; this does not.

    A connection that is kept between requests is uvicorn's to close (``timeout_keep_alive``): closed by this clock, one that a
    proxy is using would break in the middle. Only where most places are taken, the one that idles longest makes room for a new one.
    """

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody connected."""
        super().connection_made(transport)
        self.make_room()
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Some bytes came; without a whole head they buy no time."""
        if not self._in_progress():
            self._wait()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is whole: whoever reads the body has a clock of its own."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._stop_waiting()
        super().connection_lost(exc)

    def make_room(self) -> None:
        """Close the connection that has idled longest where three of four places are taken: idle ones never take them all."""
        if self.limit_concurrency is None or len(self.connections) <= self.limit_concurrency * 3 // 4:
            return
        others = [each for each in self.connections if isinstance(each, PatientProtocol) and not each.is_closing()]
        kept = [(each.timeout_keep_alive_task, each) for each in others]
        headless = [(each._patience, each) for each in others]
        for idle in (kept, headless):
            since = [(timer.when(), each) for timer, each in idle if timer is not None]
            if since:
                min(since, key=itemgetter(0))[1].transport.close()
                return

    def is_closing(self) -> bool:
        """Return whether this connection is on its way out."""
        return self.transport.is_closing()

    def _wait(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(READ_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        if not self.transport.is_closing():
            self.transport.close()

    def _in_progress(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete
