"""Who may keep a connection: one that asks, one after the other, as long as it likes; one that never finishes its head, not."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.cli import serve
from bot.cli.serve import _configured, _listen, _Server
from bot.gateway import http

PATIENCE = 0.3
REQUEST = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


@pytest.fixture
def link(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A connection to a server as the app runs it."""
    monkeypatch.setattr(http, "READ_SECONDS", PATIENCE)

    async def hello(_: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    listening = _listen("127.0.0.1", 0, "HOST", "PORT")
    server = _Server(_configured(Starlette(routes=[Route("/", hello)])))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    with socket.create_connection(listening.getsockname(), timeout=10) as link:
        yield link
    server.enough()
    thread.join(10)


def asked(link: socket.socket) -> bytes:
    link.sendall(REQUEST)
    answer = b""
    while not answer.endswith(b"hello"):
        part = link.recv(4096)
        assert part, "the connection was closed"
        answer += part
    return answer


def test_a_proxy_keeps_its_connection_between_requests(link: socket.socket) -> None:
    for _ in range(4):
        assert asked(link).startswith(b"HTTP/1.1 200")
        time.sleep(PATIENCE * 0.7)  # in all longer than a head may take


@pytest.mark.parametrize("begun", [b"", b"GET / HTT", REQUEST[:-2]])
def test_a_head_that_is_never_finished_ends_the_connection(link: socket.socket, begun: bytes) -> None:
    link.sendall(begun)
    assert link.recv(100) == b""


def test_a_second_head_that_is_never_finished_ends_the_connection_too(link: socket.socket) -> None:
    asked(link)
    link.sendall(REQUEST[:-2])
    assert link.recv(100) == b""


def test_a_head_that_drips_buys_no_time(link: socket.socket) -> None:
    link.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    began = time.monotonic()
    closed = False
    while not closed:
        assert time.monotonic() - began < 10
        try:
            link.sendall(b"a")
            time.sleep(PATIENCE / 10)
            link.setblocking(False)
            closed = link.recv(100) == b""
        except BlockingIOError:
            link.setblocking(True)
        except OSError:
            closed = True


PLACES = 12


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """A server with few places, where whoever idles may keep theirs for long."""
    monkeypatch.setattr(serve, "_MOST_CONNECTIONS", PLACES)

    async def hello(_: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    listening = _listen("127.0.0.1", 0, "HOST", "PORT")
    server = _Server(_configured(Starlette(routes=[Route("/", hello)])))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield listening.getsockname()
    server.enough()
    thread.join(10)


@pytest.mark.parametrize("ask_first", [True, False])
def test_who_idles_never_takes_all_places(address: tuple[str, int], ask_first: bool) -> None:
    with ExitStack() as stack:
        for _ in range(3 * PLACES):
            idle = stack.enter_context(socket.create_connection(address, timeout=10))
            if ask_first:
                assert asked(idle).startswith(b"HTTP/1.1 200")
        with socket.create_connection(address, timeout=10) as link:
            for _ in range(5):
                assert asked(link).startswith(b"HTTP/1.1 200")
