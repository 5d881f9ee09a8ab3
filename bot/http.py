"""Signed HTTP: the raw bytes are verified and their size capped before anything parses them."""

import hmac
import time
from hashlib import sha256

import structlog
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

log = structlog.get_logger(__name__)

MOST_BYTES = 1_000_000
REPLAY_SECONDS = 300


def signed(secret: str, timestamp: str, signature: str, body: bytes, now: float) -> bool:
    """Whether Slack signed these bytes within the last five minutes.

    ``v0=HMAC-SHA256(secret, "v0:timestamp:body")``, https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    if not timestamp.isascii() or not timestamp.isdigit() or abs(now - int(timestamp)) > REPLAY_SECONDS:
        return False
    expected = "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))


def web_application(bolt: App, secret: str) -> Starlette:
    """``POST /slack/events`` for everything that Slack sends, ``GET /healthz``."""

    async def slack(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        if not signed(secret, timestamp, request.headers.get("x-slack-signature", ""), body, time.time()):
            log.warning("http.refused", reason="signature")
            return PlainTextResponse("not signed by Slack", 401)
        try:
            bolt_request = to_bolt_request(request, body)
        except (ValueError, TypeError, AttributeError, RecursionError):
            log.warning("http.refused", reason="malformed")
            return PlainTextResponse("malformed", 400)
        bolt_response = await run_in_threadpool(bolt.dispatch, bolt_request)
        return to_starlette_response(bolt_response)

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/slack/events", slack, methods=["POST"]), Route("/healthz", alive)])


async def _read(request: Request) -> bytes | None:
    """The body, None when it is larger than anything that Slack sends."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
