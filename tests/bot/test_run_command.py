"""``partnership-coach run``, ``doctor`` and ``db upgrade`` in processes of their own, against the emulator."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from tests.bot.forked import Forge

WAIT = 30


def environment(slack: Emulator | None, folder: Path, **changes: str) -> dict[str, str]:
    """What an operator sets; everything else of this process that matters is left out."""
    mine = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "DATABASE_", "PARTNERSHIP_"))
    }
    if slack is not None:
        mine |= {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
        }
    return mine | {"PARTNERSHIP_DATA": str(folder), "NO_PROXY": "127.0.0.1"} | changes


def command(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT,
    )


@contextmanager
def started(env: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until it is told to stop."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli.main", *arguments],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=WAIT)


@pytest.fixture
def slack() -> Iterator[Emulator]:
    with Emulator(manifest()) as emulator:
        yield emulator


def test_socket_mode_answers_and_stops_cleanly_when_told(slack: Emulator, tmp_path: Path) -> None:
    amina = slack.add_person("Amina")
    channel = slack.add_channel("partnerships", [amina])
    with started(environment(slack, tmp_path), "run") as process:
        slack.wait_until_connected(timeout=WAIT)
        reply = amina.command("/partnership", "help", channel)
        assert reply is not None
        assert "Nora Gilbert" in reply.text
        process.send_signal(signal.SIGTERM)
        out, log = process.communicate(timeout=WAIT)
    assert process.returncode == 0, log
    assert "Traceback" not in log
    assert (tmp_path / "partnership-coach.db").exists(), out


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_signed_http_answers_and_stops_cleanly_when_told(slack: Emulator, tmp_path: Path) -> None:
    amina = slack.add_person("Amina", locale="fr-FR")
    channel = slack.add_channel("partnerships", [amina])
    port = free_port()
    with started(environment(slack, tmp_path, PORT=str(port)), "run", "--http") as process:
        slack.wait_for(lambda: listens(port), WAIT)
        slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
        reply = amina.command("/partenariat", "aide", channel)
        assert reply is not None
        assert "partenariat" in reply.text
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=WAIT)
    assert process.returncode in (0, -signal.SIGTERM), log
    assert "Traceback" not in log


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_doctor_finds_nothing_wrong_with_a_good_installation(slack: Emulator, tmp_path: Path) -> None:
    done = command(environment(slack, tmp_path), "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FIX" not in done.stdout
    assert "Socket Mode opens a link" in done.stdout


WRONG: list[tuple[dict[str, str], str]] = [
    ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN must be the bot token that starts with xoxb-"),
    ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN: Slack answers invalid_auth"),
    (
        {"SLACK_APP_TOKEN": "xoxb-not-an-app-token"},
        "SLACK_APP_TOKEN must be the app-level token that starts with xapp-",
    ),
    ({"SLACK_API_URL": "slack.com"}, "SLACK_API_URL is not an http address: leave it empty for Slack itself"),
    ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "SLACK_API_URL: http://127.0.0.1:9/api/ cannot be reached"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL is neither a postgresql:// nor a sqlite:/// address"),
    ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "Check DATABASE_URL"),
    ({"PARTNERSHIP_GUIDE": "/nowhere/guide.toml"}, "there is no such file"),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is not a level of the log: write one of DEBUG, INFO, WARNING, ERROR."),
    ({"PORT": "99999"}, "PORT is outside the range: write a port from 0 to 65535, for example 3000."),
]


CALLS = [("doctor", *one) for one in WRONG] + [
    ("run", *WRONG[0]),
    ("run", *WRONG[1]),
    ("run", *WRONG[6]),
    ("run", *WRONG[7]),
]


@pytest.mark.parametrize(
    ("asked", "changes", "sentence"), CALLS, ids=[f"{one[0]} {next(iter(one[1]))}" for one in CALLS]
)
def test_a_wrong_setting_is_named_with_its_fix(
    forked: Forge, slack: Emulator, tmp_path: Path, asked: str, changes: dict[str, str], sentence: str
) -> None:
    done = forked.run([asked], environment(slack, tmp_path, **changes))
    said = (done.stdout + done.stderr).decode()
    assert done.returncode != 0
    assert sentence in said
    assert "Traceback" not in said


def test_an_app_token_that_slack_does_not_know_is_named(slack: Emulator, tmp_path: Path) -> None:
    done = command(environment(slack, tmp_path, SLACK_APP_TOKEN="xapp-1-unknown"), "run")
    assert done.returncode == 2
    assert "SLACK_APP_TOKEN: Slack answers invalid_auth" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_scope_that_was_not_granted_is_named(tmp_path: Path) -> None:
    declared: dict[str, Any] = manifest()
    declared["oauth_config"]["scopes"]["bot"].remove("users:read")
    with Emulator(declared) as slack:
        done = command(environment(slack, tmp_path), "doctor")
    assert done.returncode == 1
    assert "missing scopes: users:read" in done.stdout


def test_a_schema_that_is_newer_than_the_code_is_refused_with_instructions(slack: Emulator, tmp_path: Path) -> None:
    env = environment(slack, tmp_path)
    assert "up to date" in command(env, "db", "upgrade").stdout
    with sqlite3.connect(tmp_path / "partnership-coach.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    done = command(env, "run")
    assert done.returncode == 2
    assert "newer version of Partnership Coach" in done.stderr
    assert "Traceback" not in done.stderr
