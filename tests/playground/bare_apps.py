"""Apps without a framework: a socket that acknowledges when told to, and an HTTP server that writes down its requests."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import websocket
from slack_sdk import WebClient

from bot.playground import Emulator

Json = dict[str, Any]


@dataclass
class BareLink:
    """One Socket Mode link, read by hand."""

    socket: websocket.WebSocket
    hello: Json

    def receive(self) -> Json:
        message: Json = json.loads(self.socket.recv())
        return message

    def acknowledge(self, envelope: Json, payload: Json | None = None) -> None:
        answer: Json = {"envelope_id": envelope["envelope_id"]}
        self.socket.send(json.dumps(answer if payload is None else answer | {"payload": payload}))


@contextmanager
def bare_link(slack: Emulator) -> Iterator[BareLink]:
    opened = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)
    before = slack.links.count
    socket = websocket.create_connection(opened["url"], timeout=10, http_no_proxy=["127.0.0.1"])
    try:
        hello = json.loads(socket.recv())
        slack.wait_until_connected(before + 1)
        yield BareLink(socket, hello)
    finally:
        socket.close()


@dataclass
class Request:
    headers: Json
    body: bytes

    @property
    def payload(self) -> Json:
        if self.headers["content-type"] == "application/json":
            decoded: Json = json.loads(self.body)
            return decoded
        form = {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}
        return json.loads(form["payload"]) if "payload" in form else form


Answer = tuple[int, str, str]
OK: Answer = (200, "", "text/plain")


@dataclass
class BareServer:
    """`answer` decides what is said to each request; the default is 200 and nothing."""

    url: str
    requests: list[Request] = field(default_factory=list)
    answer: Callable[[Request], Answer] = lambda request: OK


@contextmanager
def bare_server(slack: Emulator) -> Iterator[BareServer]:
    bare = BareServer("")

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = Request({name.lower(): value for name, value in self.headers.items()}, body)
            if request.payload.get("type") == "url_verification":
                self._say((200, request.payload["challenge"], "text/plain"))
                return
            bare.requests.append(request)
            self._say(bare.answer(request))

        def _say(self, answer: Answer) -> None:
            status, body, kind = answer
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        bare.url = f"http://127.0.0.1:{server.server_port}/slack"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        slack.connect_http(bare.url)
        try:
            yield bare
        finally:
            server.shutdown()
            thread.join(10)
