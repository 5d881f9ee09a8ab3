"""Where the coach listens: what Slack sends and its health are two questions, asked over real sockets."""

import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import health_check
from bot.cli.serve import _listen
from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from bot.runtime.settings import BadSettings
from tests.bot.test_run_command import WAIT, command, environment, free_port, listens, started

OTHER = "127.0.0.2"
"""A second address of this machine, on Linux."""
HEALTH = ("/healthz", "/readyz", "/metrics")


def status(host: str, port: int, path: str) -> int | None:
    """What is answered there; None where nobody listens."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=WAIT) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,127.0.0.2")
    with Emulator(manifest()) as emulator:
        yield emulator


def test_in_socket_mode_health_has_its_own_address(slack: Emulator, tmp_path: Path) -> None:
    port, unused = free_port(), free_port()
    env = environment(
        slack, tmp_path / "data", HOST="127.0.0.1", PORT=str(unused), HEALTH_HOST=OTHER, HEALTH_PORT=str(port)
    )
    with started(env, "run") as process:
        slack.wait_until_connected(links=2, timeout=WAIT)
        assert [status(OTHER, port, path) for path in HEALTH] == [200, 200, 200]
        assert status("127.0.0.1", port, "/healthz") is None, "it answers at HEALTH_HOST only"
        assert not listens(unused), "Socket Mode needs no PORT"
        said = command(env, "health")
        assert (said.returncode, said.stdout) == (0, "ready\n"), said.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT) == 0
    gone = command(env, "health")
    assert gone.returncode == 1
    assert gone.stderr.startswith("Nothing answers at ")
    assert len(gone.stderr.splitlines()) == 1


def test_without_a_port_for_health_socket_mode_listens_nowhere(slack: Emulator, tmp_path: Path) -> None:
    import psutil

    with started(environment(slack, tmp_path, HEALTH_PORT="", PORT=str(free_port())), "run") as process:
        slack.wait_until_connected(links=2, timeout=WAIT)
        listening = [one for one in psutil.Process(process.pid).net_connections() if one.status == psutil.CONN_LISTEN]
        assert listening == []


def test_over_http_health_answers_beside_slack_or_at_its_own_port(slack: Emulator, tmp_path: Path) -> None:
    port, health = free_port(), free_port()
    with started(environment(slack, tmp_path / "a", PORT=str(port)), "run", "--http"):
        slack.wait_for(lambda: listens(port), WAIT)
        assert [status("127.0.0.1", port, path) for path in (*HEALTH, "/slack/events")] == [200, 200, 200, 405]
        assert command(environment(slack, tmp_path, PORT=str(port)), "health").returncode == 0
    env = environment(slack, tmp_path / "b", PORT=str(port), HEALTH_HOST=OTHER, HEALTH_PORT=str(health))
    with started(env, "run", "--http") as process:
        slack.wait_for(lambda: listens(port), WAIT)
        assert [status("127.0.0.1", port, path) for path in (*HEALTH, "/slack/events")] == [404, 404, 404, 405]
        assert [status(OTHER, health, path) for path in (*HEALTH, "/slack/events")] == [200, 200, 200, 404]
        assert command(env, "health").returncode == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT) == 0


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"^HEALTH_PORT: port {number} is already in use"):
            _listen("127.0.0.1", number, "HEALTH_HOST", "HEALTH_PORT")


@pytest.mark.parametrize("elsewhere", ["192.0.2.1", "2001:db8::1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_named(elsewhere: str) -> None:
    with pytest.raises(BadSettings) as raised:
        _listen(elsewhere, free_port(), "HEALTH_HOST", "HEALTH_PORT")
    assert str(raised.value).startswith("HEALTH_HOST is not an address of this machine: ")


def test_health_asks_on_this_machine_for_what_listens_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    for host in ("0.0.0.0", "::"):
        ready, said = health_check.ask(host, port)
        assert not ready
        assert said.startswith(f"Nothing answers at {host}, port {port}")
