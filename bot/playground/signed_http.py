"""Deliveries over HTTP, signed as Slack signs them."""

import hashlib
import hmac
import http.client
import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bot.playground.records import Json

FORM = "application/x-www-form-urlencoded"


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return f"v0={digest}"


@dataclass(frozen=True)
class HttpAnswer:
    status: int
    body: bytes
    content_type: str

    @property
    def payload(self) -> Json | None:
        """The answer as Socket Mode would carry it: JSON as it is, plain text as {"text": …}, nothing as None."""
        if not self.body:
            return None
        if self.content_type.startswith("application/json"):
            with suppress(ValueError):
                decoded = json.loads(self.body)
                return decoded if isinstance(decoded, dict) else {"text": str(decoded)}
        return {"text": self.body.decode("utf-8", "replace")}


@dataclass(frozen=True)
class HttpRequest:
    """`skew` shifts the timestamp, `tampered` spoils the signature: for tests of the app's verification."""

    body: bytes
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)
    skew: float = 0.0
    tampered: bool = False


def request_for(kind: str, payload: Json, attempt: int, reason: str) -> HttpRequest:
    """How this kind of delivery looks over HTTP: events as JSON, commands as a form, interactions as JSON in a form."""
    if kind == "events_api":
        headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        return HttpRequest(json.dumps(payload).encode(), "application/json", headers)
    if kind == "slash_commands":
        return HttpRequest(urlencode(payload).encode(), FORM)
    return HttpRequest(urlencode({"payload": json.dumps(payload)}).encode(), FORM)


def post(url: str, secret: str, request: HttpRequest, timeout: float) -> HttpAnswer:
    """Raises OSError (TimeoutError when the app was too slow) or http.client.HTTPException."""
    where = urlsplit(url)
    timestamp = str(int(time.time() + request.skew))
    signature = signature_of(secret, timestamp, request.body)
    headers = {
        "Content-Type": request.content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature[:-4] + "beef" if request.tampered else signature,
        "Connection": "close",
    } | request.headers
    link = http.client.HTTPConnection(where.hostname or "127.0.0.1", where.port or 80, timeout=timeout)
    try:
        link.request("POST", where.path or "/", request.body, headers)
        response = link.getresponse()
        return HttpAnswer(response.status, response.read(), response.headers.get("Content-Type", ""))
    finally:
        link.close()
