"""An operator who starts a second process on the same SQLite file is refused with the reason and what to do."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from bot.runtime.settings import BadSettings
from bot.runtime.single_process import lock_for
from tests.bot.test_run_command import WAIT, command, environment, started

_HOLD = "import sys; from bot.runtime.single_process import lock_for; "
_HOLD += "lock_for(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_second_process_is_refused_with_the_line_to_use(tmp_path: Path) -> None:
    with Emulator(manifest()) as slack:
        env = environment(slack, tmp_path)
        with started(env, "run"):
            slack.wait_until_connected(timeout=WAIT)
            second = command(env, "run")
            assert second.returncode == 2
            assert "Another process runs on this SQLite database" in second.stderr
            assert "DATABASE_URL=postgresql://" in second.stderr
            assert "Traceback" not in second.stderr
            assert command(env, "doctor").returncode == 0
            assert "up to date" in command(env, "db", "upgrade").stdout


def test_a_kill_releases_it(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'coach.db'}"
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(BadSettings, match="SQLite is for one"):
        lock_for(address)
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=WAIT)
    lock = lock_for(address)
    with pytest.raises(BadSettings):
        lock_for(address)
    lock.release()
    lock_for(address).release()


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "postgresql://u:p@h/n", "sqlite:///file:x?uri=true"]
)
def test_without_a_file_there_is_nothing_to_hold(address: str) -> None:
    first, second = lock_for(address), lock_for(address)
    first.release()
    second.release()


def test_a_place_without_locks_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be taken"):
        lock_for(f"sqlite:///{tmp_path / 'nowhere' / 'coach.db'}")
