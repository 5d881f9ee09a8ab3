"""`partnership-coach demo` and `rehearse`: the port, the end, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NoReturn

import psutil
import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.documents.cases import CaseError, read_case
from bot.i18n.languages import LOCALES, language_of
from bot.playground import stage
from bot.playground.page import running
from bot.playground.page.words import words
from bot.playground.stage import sample
from tests.page.screens import until

pytestmark = pytest.mark.xdist_group("page")
COMMAND = [sys.executable, "-m", "bot.cli.main"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_", "DISPLAY"))}
    return kept | {"TMPDIR": str(folder)} | more


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_leaves_nothing(tmp_path: Path, number: int) -> None:
    demo = subprocess.Popen(
        [*COMMAND, "demo", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(tmp_path, LANG="fr_FR.UTF-8"),
    )
    assert demo.stdout is not None
    line = demo.stdout.readline()
    assert line.startswith("Le bac à sable est à l’adresse http://127.0.0.1:")
    until(lambda: psutil.Process(demo.pid).children())
    children = psutil.Process(demo.pid).children()
    demo.send_signal(number)
    _, complaints = demo.communicate(timeout=30)
    assert (demo.returncode, complaints) == (0, "")
    assert not any(child.is_running() for child in children)
    assert list(tmp_path.iterdir()) == []


def test_a_server_leaves_the_logging_of_another_alone() -> None:
    """A second server that set uvicorn's logging up anew let the first one write "Started" on the terminal, now and then."""
    opened = "server = LocalServer(); server.open(); server.start(None, lambda _: None); server.stop()"
    script = f"""
import logging
from bot.playground.server import LocalServer
{opened}
print([logging.getLogger(name).handlers for name in ("uvicorn", "uvicorn.error", "uvicorn.access")])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == ("[[], [], []]\n", "")


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "demo", "--no-browser", "--port", str(port)],
            capture_output=True,
            text=True,
            env=environment(tmp_path),
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(f"Port {port} cannot be used")
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_sample_is_rehearsed_without_a_case(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "rehearse"],
        capture_output=True,
        text=True,
        env=environment(tmp_path, LANG="fr_FR.UTF-8"),
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Solaris" in done.stdout
    assert "La raison :" in done.stdout.replace("\u00a0", " ")
    assert "Modifier les dates" in done.stdout.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("terminal", "language"), [("fr_FR.UTF-8", "fr"), ("fr", "fr"), ("en_US.UTF-8", "en"), ("C", "en"), ("", "en")]
)
def test_the_sample_is_in_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, terminal: str, language: str
) -> None:
    monkeypatch.setenv("LANG", terminal)
    asked: list[str] = []

    def chosen(name: str) -> NoReturn:
        asked.append(name)
        raise CaseError("not played here")

    monkeypatch.setattr(stage, "sample", chosen)
    CliRunner().invoke(app, ["rehearse"])
    assert asked == [language]
    text, partner, decision = sample(language)
    assert partner in {"en": "Solaris Foods", "fr": "Solaris Alimentation"}[language]
    assert decision["by"] in {person.id for person in read_case(text).participants}


def test_no_browser_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not running.has_browser()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert running.has_browser()


def test_both_languages_say_the_same_things() -> None:
    english, french = words("en").entries, words("fr").entries
    assert english.keys() == french.keys()
    fields = {key: sorted(part.partition("}")[0] for part in text.split("{")[1:]) for key, text in english.items()}
    assert fields == {
        key: sorted(part.partition("}")[0] for part in text.split("{")[1:]) for key, text in french.items()
    }
    for text in french.values():
        assert not any(f" {mark}" in text for mark in ":;!?»"), text
    assert language_of("fr_CA") == "fr"
    assert all(tomllib.loads(file.read_text("utf-8")) for file in LOCALES.glob("*/page.toml"))
