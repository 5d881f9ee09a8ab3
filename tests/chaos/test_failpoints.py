"""The failpoints themselves."""

import os
import signal
import subprocess
import sys

import pytest

from storage.engine import failpoints

PASSES = "from storage.engine.failpoints import reach\nfor n in range(3):\n    print(n, flush=True)\n    reach('before_commit')\n"


def run(setting: str, program: str = PASSES) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, failpoints.VARIABLE: setting}
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize(("setting", "passed"), [("before_commit", "0\n"), ("before_commit:3", "0\n1\n2\n")])
def test_the_process_kills_itself_at_the_nth_passing(setting: str, passed: str) -> None:
    ended = run(setting)
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout == passed
    assert ended.stderr == "failpoint before_commit\n"


@pytest.mark.parametrize("setting", ["", "before_commit:4", "after_commit"])
def test_other_points_and_passings_do_nothing(setting: str) -> None:
    ended = run(setting)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "0\n1\n2\n", "")


@pytest.mark.parametrize("setting", ["nowhere", "before_commit:0", "before_commit:-1", "before_commit:x", ":1"])
def test_an_unknown_point_stops_the_start_with_the_list(setting: str) -> None:
    ended = run(setting, "import bot.cli.main, storage.engine.failpoints")
    assert ended.returncode == 1
    assert all(name in ended.stderr for name in failpoints.NAMES)
    assert "Traceback" not in ended.stderr


def test_unset_it_is_a_function_that_does_nothing() -> None:
    if not os.environ.get(failpoints.VARIABLE):
        assert failpoints.reach is failpoints._pass
