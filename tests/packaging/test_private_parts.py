"""What belongs to other packages and is overridden or read here: when a release takes it away, this says which.

Those packages are pinned to compatible releases in pyproject.toml, for somebody who installs the wheel without the lock.
"""

import ast
import importlib
import inspect
import logging
import threading
import tomllib
from collections.abc import Iterator
from typing import Any

import docx
import pytest
import uvicorn
from packaging.requirements import Requirement
from slack_sdk import WebClient
from slack_sdk.socket_mode.websocket_client import SocketModeClient
from uvicorn.config import WS_PROTOCOLS
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState
from websocket import WebSocket, WebSocketApp

from tests.packaging.closure import ROOT

PINNED = ("slack-bolt", "slack-sdk", "uvicorn", "websocket-client", "python-docx")
WATCHED = ("slack_bolt", "slack_sdk", "uvicorn", "websocket")

# What is called, with the parameters that it is given by name ("*" before them) or by place.
CALLED: tuple[tuple[object, tuple[str, ...]], ...] = (
    (SocketModeClient.connect, ("self",)),
    (SocketModeClient.disconnect, ("self",)),
    (SocketModeClient.close, ("self",)),
    (SocketModeClient.is_connected, ("self",)),
    (SocketModeClient.issue_new_wss_url, ("self",)),
    (SocketModeClient.connect_to_new_endpoint, ("self", "force")),
    (SocketModeClient.send_socket_mode_response, ("self", "response")),
    (SocketModeClient._run_current_session, ("self",)),
    (WebClient.apps_connections_open, ("self", "app_token")),
    (WebSocket.send_close, ("self",)),
    (uvicorn.Server.run, ("self", "sockets")),
    (uvicorn.Server.serve, ("self", "sockets")),
    (uvicorn.Server.main_loop, ("self",)),
    (uvicorn.Server.shutdown, ("self", "sockets")),
    (uvicorn.Server.capture_signals, ("self",)),
    (HttpToolsProtocol.connection_made, ("self", "transport")),
    (HttpToolsProtocol.data_received, ("self", "data")),
    (HttpToolsProtocol.on_headers_complete, ("self",)),
    (HttpToolsProtocol.connection_lost, ("self", "exc")),
    (HttpToolsProtocol.shutdown, ("self",)),
    (
        SocketModeClient,
        (
            "app_token",
            "web_client",
            "logger",
            "ping_interval",
            "concurrency",
            "on_open_listeners",
            "on_message_listeners",
        ),
    ),
    (
        uvicorn.Config,
        (
            *("app", "http", "ws", "lifespan", "log_config", "log_level", "access_log", "server_header", "date_header"),
            *("limit_concurrency", "timeout_keep_alive", "timeout_graceful_shutdown", "ws_ping_interval"),
        ),
    ),
)


@pytest.fixture
def client() -> Iterator[SocketModeClient]:
    """Return the SDK's client, never connected."""
    made = SocketModeClient("xapp-none", logging.getLogger("none"))
    yield made
    made.message_queue.put(None)
    made.close()


@pytest.mark.parametrize(("what", "parameters"), CALLED, ids=lambda each: getattr(each, "__qualname__", ""))
def test_what_is_called_takes_what_it_is_given(what: Any, parameters: tuple[str, ...]) -> None:
    assert set(parameters) <= set(inspect.signature(what).parameters)


def test_the_socket_mode_client_keeps_its_session_where_it_is_read(client: SocketModeClient) -> None:
    for name in (
        "current_session",
        "wss_uri",
        "web_client",
        "app_token",
        "message_queue",
        "socket_mode_request_listeners",
    ):
        assert hasattr(client, name), name
    assert client.current_app_monitor_started is False


def test_the_socket_mode_client_starts_no_monitor_when_it_is_told_that_one_runs(client: SocketModeClient) -> None:
    client.current_app_monitor_started = True
    client._run_current_session = lambda: None  # type: ignore[method-assign]
    client.wss_uri = "ws://127.0.0.1:9"
    client.connect()
    assert client.current_session is not None
    assert not client.current_app_monitor.is_alive()


def test_the_socket_mode_client_runs_its_session_through_the_method_that_is_overridden() -> None:
    ran = threading.Event()

    class Client(SocketModeClient):
        def _run_current_session(self) -> None:
            ran.set()

    client = Client("xapp-none", logging.getLogger("none"))
    try:
        assert ran.wait(30)
    finally:
        client.message_queue.put(None)
        client.close()


def test_a_web_socket_session_has_the_parts_that_are_read() -> None:
    session = WebSocketApp("ws://127.0.0.1:9")
    for name in ("sock", "keep_running", "last_pong_tm", "on_close"):
        assert hasattr(session, name), name
    assert WebSocket().sock is None


def test_the_web_server_has_the_parts_that_are_read() -> None:
    server = uvicorn.Server(uvicorn.Config(lambda: None, ws="none", lifespan="off"))
    assert server.should_exit is False
    assert isinstance(server.server_state, ServerState)
    assert server.server_state.connections == server.server_state.tasks == set()
    assert "self.servers" in inspect.getsource(uvicorn.Server.startup)


def test_a_connection_of_the_web_server_has_the_parts_that_are_read() -> None:
    read = inspect.getsource(HttpToolsProtocol.__init__)
    for name in ("loop", "transport", "cycle", "client"):
        assert f"self.{name}" in read, name
    assert "self.response_complete" in inspect.getsource(RequestResponseCycle)


def test_the_web_server_knows_the_web_socket_protocol_that_is_named() -> None:
    assert {"none", "websockets-sansio"} <= set(WS_PROTOCOLS)


def test_a_word_document_shows_the_elements_that_are_changed() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=1).rows[0]
    assert row._tr.get_or_add_trPr() is not None
    assert row.cells[0]._tc.get_or_add_tcPr() is not None
    paragraph = row.cells[0].paragraphs[0]
    assert paragraph._p.getparent() is not None
    assert paragraph.add_run("")._r.get_or_add_rPr() is not None


def _subclasses() -> Iterator[tuple[str, ast.ClassDef, type]]:
    """Yield file, class and base of each class of ours that is built on a class of a watched package."""
    for folder in ("bot", "flows", "storage"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            known: dict[str, Any] = {}
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in WATCHED:
                    module = importlib.import_module(node.module or "")
                    known |= {alias.asname or alias.name: getattr(module, alias.name) for alias in node.names}
                elif isinstance(node, ast.Import):
                    taken = [alias.name for alias in node.names if alias.name in WATCHED]
                    known |= {name: importlib.import_module(name) for name in taken}
            for node in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
                for base in node.bases:
                    name, _, attribute = ast.unparse(base).partition(".")
                    if name in known:
                        yield path.relative_to(ROOT).as_posix(), node, getattr(known[name], attribute, known[name])


def test_whatever_is_overridden_is_there_and_is_named_above() -> None:
    named = {getattr(what, "__qualname__", "") for what, _ in CALLED}
    found = list(_subclasses())
    assert {base for _, _, base in found} == {SocketModeClient, HttpToolsProtocol, uvicorn.Server}
    for path, node, base in found:
        for method in (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)):
            theirs = getattr(base, method.name, None)
            if theirs is None or method.name == "__init__":
                assert not method.name.startswith("_") or method.name in OURS, (
                    f"{path}: {method.name} overrides nothing"
                )
                continue
            assert theirs.__qualname__ in named, f"{path} overrides {theirs.__qualname__}: name it in CALLED"


OURS = {"__init__", "_wait", "_stop_waiting", "_give_up", "_in_progress"}
"""Private methods that our classes add; any other that the base does not have was its method once."""


@pytest.mark.parametrize("name", PINNED)
def test_they_are_pinned_to_compatible_releases(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (asked,) = (one for line in project["project"]["dependencies"] if (one := Requirement(line)).name == name)
    (specifier,) = asked.specifier
    assert specifier.operator == "~="
    assert specifier.version.count(".") == 2, "a private part may change in any minor release"
