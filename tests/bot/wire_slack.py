"""A server in Slack's place that answers, or breaks off, as it is told: proxies, login pages, limits, dropped links."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "SECRETPORTAL"
PAGE = f"<html><body>{SECRET} login</body></html>"
GOOD: dict[str, dict[str, Any]] = {
    "auth.test": {"ok": True, "team_id": "T1", "user_id": "U1", "bot_id": "B1", "url": "https://x.slack.com/"},
    "apps.connections.open": {"ok": True, "url": "wss://127.0.0.1:9/link"},
}


@dataclass(frozen=True)
class Reply:
    """One answer; ``drop`` breaks the connection off, ``half`` in the middle of the body."""

    status: int = 200
    body: str | bytes = PAGE
    kind: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    half: bool = False


def refusing(name: str, **more: str) -> Reply:
    """Slack's own refusal."""
    return Reply(body=json.dumps({"ok": False, "error": name, **more}), kind="application/json")


class Stand:
    """What stands in Slack's place: what it answers to a method, and which methods it was asked for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []


@contextmanager
def stand() -> Iterator[Stand]:
    """Answer every method well, but those in ``replies``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            method = self.path.rpartition("/")[2]
            made.asked.append(method)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = made.replies.get(method) or Reply(body=json.dumps(GOOD[method]), kind="application/json")
            if reply.drop:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) * (2 if reply.half else 1)))
            self.end_headers()
            self.wfile.write(body)
            if reply.half:
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Stand(f"http://127.0.0.1:{server.server_port}/api/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
