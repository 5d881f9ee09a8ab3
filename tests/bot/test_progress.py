"""Long work shows how far it is on a terminal, in one line that goes away, and nothing anywhere else."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import progress
from bot.cli.progress import Progress, counted, shown
from tests.bot.command_table import EXAMPLES, WAIT, Place, copied, make_place

AT_ONCE = "import bot.cli.progress as p; p.AFTER_SECONDS = 0; from bot.cli.main import main; main()"
LONG = {
    "export": (["--all", "--out", "out.json"], r"Exporting conversation \d of 1"),
    "import": (None, r"Importing conversation \d of 1"),
    "erase": (["--person", "U0ANA"], r"Erasing conversation \d of 1"),
    "purge": (None, r"Dropping messages and inbound keys \(\d+ s\)"),
    "backup": (None, r"Backing up \d of \d MB"),
    "restore": (None, r"Restoring \d of \d MB"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("progress"))


def through(place: Place, arguments: list[str], *, terminal: bool) -> tuple[str, int]:
    """What stands on standard error in the end, and the exit status."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", AT_ONCE, *arguments],
        env=place.environment(TERM="xterm"),
        cwd=place.folder,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # how a pty ends
            break
        if not part:
            break
        said += part
    os.close(ours)
    return said.decode(), process.wait(WAIT)


@pytest.mark.parametrize("name", LONG)
def test_long_work_is_told_on_a_terminal_and_not_in_a_pipe(prepared: Place, name: str, tmp_path: Path) -> None:
    arguments, line = LONG[name]
    for terminal in (True, False):
        place = copied(prepared, tmp_path / str(terminal))
        given = arguments if arguments is not None else [str(one) for one in EXAMPLES[name][0](place)]
        said, status = through(place, [name, *given], terminal=terminal)
        assert status == 0, said
        assert bool(re.search(line, said)) is terminal, said
        assert ("\x1b" in said) is terminal
        if terminal:
            assert re.search(r"\r\x1b\[K[^\r\n]*(\r\n)?", said), "the line is cleared in the end"


class Terminal:
    """A terminal that keeps what is written."""

    def __init__(self, *, tty: bool) -> None:
        self.tty, self.written = tty, ""

    def isatty(self) -> bool:
        return self.tty

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None:
        pass


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(tty=True)
    monkeypatch.setattr(sys, "stderr", terminal)
    assert list(counted("Counting", [1, 2, 3])) == [1, 2, 3]
    assert terminal.written == ""


def test_what_is_printed_on_the_same_terminal_is_not_torn(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(tty=True)
    monkeypatch.setattr(progress, "AFTER_SECONDS", 0)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(sys, "stdout", terminal)
    assert list(counted("Counting", [1, 2], to_output=True)) == [1, 2]
    assert terminal.written == ""


def test_the_line_goes_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(tty=True)
    monkeypatch.setattr(progress, "AFTER_SECONDS", 0)
    with pytest.raises(OSError, match="full"), shown(Progress("Writing", 10, "MB"), terminal):  # type: ignore[arg-type]
        raise OSError("full")
    assert terminal.written.startswith("\r\x1b[KWriting 0 of 10 MB")
    assert terminal.written.endswith("\r\x1b[K")


def test_large_counts_are_grouped() -> None:
    told = Progress("Exporting conversation", 4_000)
    told.done = 1_200
    assert told.line() == "Exporting conversation 1,200 of 4,000"
    assert Progress("Backing up", 3, "MB", lambda: 9).line() == "Backing up 3 of 3 MB"
