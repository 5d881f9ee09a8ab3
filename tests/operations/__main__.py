"""Run the coach as its image runs it: ``python -m tests.operations``.

A new user with an empty home, an environment made of the lock and the wheel in a new folder that this user cannot change, the
variables and commands of the Dockerfile, tokens from files as compose.yaml hands them over, an emulator for Slack: ``doctor``,
``run`` until the health check is green, a command of a person, SIGTERM. It ends with 1 when something is not as it should be.

Who is not root has no second user to run it as: it runs as this one then. PYTHON names another interpreter.
"""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.cli.serve import _DRAIN_SECONDS
from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from tests.bot.test_run_command import free_port
from tests.operations.deployed import ROOT, compose, image_command, image_environment

WAIT = 120
USER = "coach-walk"


class Place:
    """A folder with an installed coach, and the user who runs it."""

    def __init__(self, folder: Path, user: dict[str, Any]) -> None:
        self.folder, self.user = folder, user
        self.opt, self.data, self.home, self.secrets = (folder / name for name in ("opt", "data", "home", "secrets"))

    def install(self) -> None:
        """Build the wheel, and install the lock and the wheel where nobody but this process can write."""
        wheels = self.folder / "dist"
        _do(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", wheels, ROOT)
        _do(_interpreter(), "-m", "venv", "--without-pip", self.opt)
        pip = (
            sys.executable,
            "-m",
            "pip",
            "--python",
            self.opt / "bin" / "python",
            "--disable-pip-version-check",
            "-q",
        )
        _do(*pip, "install", "--no-deps", "--require-hashes", "-r", ROOT / "requirements.lock")
        _do(*pip, "install", "--no-deps", next(wheels.glob("*.whl")))
        _do(*pip, "check")
        for file in (self.opt, *self.opt.rglob("*")):
            if not file.is_symlink():
                file.chmod(file.stat().st_mode & ~0o222)

    def environment(self, slack: Emulator) -> dict[str, str]:
        """What the image sets, what compose sets for the coach alone, and this place's own folders and ports."""
        self.secrets.mkdir()
        found = {"PATH": f"{self.opt}/bin:/usr/bin:/bin", "HOME": str(self.home), "NO_PROXY": "127.0.0.1"}
        found |= image_environment()
        for name, value in compose()["services"]["coach"]["environment"].items():
            if name.startswith("SLACK_"):
                file = self.secrets / Path(value).name
                file.write_text(getattr(slack, file.name.removeprefix("slack_")) + "\n")
                file.chmod(0o444)
                found[name] = str(file)
        return found | {
            "PARTNERSHIP_DATA": str(self.data),
            "SLACK_API_URL": slack.api_url,
            "HEALTH_PORT": str(free_port()),
        }

    def start(self, environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
        """Start a command of the image as the image's user would."""
        return subprocess.Popen(
            words,
            env=environment,
            cwd=self.home,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **self.user,
        )

    def run(self, environment: dict[str, str], *words: str) -> tuple[int, str]:
        """Run a command to its end; return its status and what it said."""
        process = self.start(environment, *words)
        out, error = process.communicate(timeout=WAIT)
        return process.returncode, out + error


def walk(place: Place) -> Iterator[tuple[bool, str]]:
    """Yield what was looked at, and whether it is as it should be."""
    place.install()
    before = _listed(place.opt)
    entry = image_command("ENTRYPOINT")
    with Emulator(manifest()) as slack:
        amina = slack.add_person("Amina")
        channel = slack.add_channel("partnerships", [amina])
        environment = place.environment(slack)
        status, said = place.run(environment, *entry, "doctor")
        yield status == 0, f"doctor ends with {status}\n{said.strip()}"
        process = place.start(environment, *entry, *image_command("CMD"))
        try:
            slack.wait_until_connected(links=1, timeout=WAIT)
            for _ in range(60):
                status, said = place.run(environment, *image_command("HEALTHCHECK"))
                if status == 0 or process.poll() is not None:
                    break
                time.sleep(1)
            yield status == 0, f"the health check says: {said.strip()}"
            reply = amina.command("/partnership", "help", channel)
            yield reply is not None and bool(reply.text), "a person is answered"
            process.send_signal(signal.SIGTERM)
            _, log = process.communicate(timeout=2 * _DRAIN_SECONDS)
        finally:
            process.kill()
        yield process.returncode == 0, f"SIGTERM ends it with {process.returncode}"
        yield "Traceback" not in log and "coach.stopping" in log, f"its log:\n{log.strip()}"
    status, said = place.run(environment, *image_command("HEALTHCHECK"))
    yield status == 1, f"the health check of a coach that is gone says: {said.strip()}"
    modes = {file.name: oct(stat.S_IMODE(file.stat().st_mode)) for file in place.data.iterdir()}
    yield set(modes.values()) == {"0o600"}, f"its data can be read by its user only: {modes}"
    yield not list(place.home.iterdir()), "it left nothing in its home"
    yield _listed(place.opt) == before, "it changed nothing of what was installed"


@contextmanager
def prepared() -> Iterator[Place]:
    """A place and a user of its own, which are both gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="coach-walk-"))
    folder.chmod(0o755)
    root = os.geteuid() == 0
    place = Place(
        folder, {"user": USER, "group": USER, "extra_groups": [], "umask": 0o077} if root else {"umask": 0o077}
    )
    try:
        for one in (place.data, place.home):
            one.mkdir(mode=0o700)
        if root:
            _do("useradd", "--system", "--user-group", "--home-dir", place.home, "--shell", "/usr/sbin/nologin", USER)
            for one in (place.data, place.home):
                shutil.chown(one, USER, USER)
        yield place
    finally:
        if root:
            subprocess.run(["userdel", USER], check=False, capture_output=True)
        for file in folder.rglob("*"):
            if file.is_dir() and not file.is_symlink():
                file.chmod(0o700)
        shutil.rmtree(folder)


def _interpreter() -> Path:
    """Return a Python that every user can run: one in the home of root is for root alone."""
    for named in (os.environ.get("PYTHON"), sys.executable, shutil.which("python3", path="/usr/local/bin:/usr/bin")):
        file = Path(named).resolve() if named else None
        if file is not None and (os.geteuid() or all(one.stat().st_mode & 0o001 for one in (file, *file.parents))):
            return file
    sys.exit("No Python here can be run by another user: name one in PYTHON.")


def _listed(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(one): (one.lstat().st_mtime_ns, one.lstat().st_size) for one in folder.rglob("*")}


def _do(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}")


def main() -> int:
    """Walk, and print what was seen."""
    failed = passed = 0
    with prepared() as place:
        for good, what in walk(place):
            print(f"{'ok  ' if good else 'FAIL'} {what}", flush=True)
            failed, passed = failed + (not good), passed + good
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
