"""Requests to an ASGI app in process, byte by byte if need be."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message

from bot.playground.signed_http import signature_of

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_700_000_000.0
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    content_type: str


def headers_for(body: bytes, *, at: float = NOW, content_type: str = JSON, secret: str = SECRET) -> dict[str, str]:
    """As Slack signs."""
    stamp = str(int(at))
    return {
        "content-type": content_type,
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": signature_of(secret, stamp, body),
    }


async def ask(
    web: ASGIApp,
    headers: dict[str, str] | Iterable[tuple[str, str]],
    chunks: AsyncIterator[bytes] | list[bytes],
    *,
    method: str = "POST",
    path: str = "/slack/events",
    query: str = "",
) -> Answer:
    """One request."""
    pairs = headers.items() if isinstance(headers, dict) else headers
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    source = _listed(chunks) if isinstance(chunks, list) else chunks
    found = Answer(0, b"", "")

    async def receive() -> Message:
        chunk = await anext(source, None)
        if chunk is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.status = message["status"]
            found.content_type = dict(message["headers"]).get(b"content-type", b"").decode()
        else:
            found.body += message.get("body", b"")

    await web(scope, receive, send)
    return found


async def _listed(chunks: list[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def post(web: ASGIApp, body: bytes, **changes: str | None) -> Answer:
    """A signed POST; ``changes`` replace headers (with ``_`` for ``-``), None leaves one out."""
    headers = headers_for(body)
    for name, value in changes.items():
        headers.pop(name.replace("_", "-"), None)
        if value is not None:
            headers[name.replace("_", "-")] = value
    return asyncio.run(ask(web, headers, [body]))


def signed_post(web: ASGIApp, body: bytes, *, at: float = NOW, content_type: str = JSON) -> Answer:
    """A POST signed at a time."""
    return asyncio.run(ask(web, headers_for(body, at=at, content_type=content_type), [body]))
