"""Install into .venv exactly what a lock names, and nothing else. ``.ci/install`` runs this with a Python that is new enough.

pip resolves nothing here, on any day: it is told not to look for dependencies (the lock names all of them, which
tests/packaging/ proves), to take only files whose hash is in the lock, and to build none of them. The project itself is
installed last, as an editable package, by the build backend that the lock names.
"""

import ast
import fcntl
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = VENV / "installed.json"
LOCKS = {
    "run": ("requirements.lock", "requirements-build.lock"),
    "dev": ("requirements-dev.lock",),  # holds all that "run" holds, at the same versions
    "lock": ("requirements-locking.lock",),
    "mutants": ("requirements-mutants.lock",),
    "docs": ("requirements-docs.lock",),
}
TITLES = {
    "run": "what the coach needs to run",
    "dev": "the developers' tools too",
    "lock": "the tool that makes locks",
    "mutants": "the tool that tests the tests",
    "docs": "what builds the site of docs/",
}

# What a user's pip settings may say: where files come from and how they are reached. Settings such as `user`, `target`,
# `constraint` or `no-binary` would change what is installed, or where.
KEPT_SETTINGS = (
    "index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "proxy", "cert", "client-cert",
    "timeout", "default-timeout", "retries", "cache-dir", "no-cache-dir", "keyring-provider", "use-feature",
)  # fmt: skip

WHAT_TO_DO = (
    (r"DO NOT MATCH THE HASHES", "a file is not the one that the lock names. Empty pip's cache (pip cache purge)"),
    (r"No space left", "the disk is full. Make room"),
    (
        r"Connection|Retrying|timed out|ProxyError|SSLError|resolve",
        "the package index was not reached. Check the network, the proxy and pip's settings (pip config list)",
    ),
    (
        r"No matching distribution|Could not find a version",
        f"no file of it fits Python {sys.version_info[0]}.{sys.version_info[1]} on this machine. Use a Python from 3.11 to"
        " 3.14 (PYTHON=python3.12 in front of make) or another package index",
    ),
)
LAST_LINES = 15
MANY_SECONDS = 5
MANY_MEGABYTES = 5


class Failed(Exception):
    """pip failed; the message holds its last lines and what to do."""


def install(kind: str) -> None:
    """Bring .venv up to the locks of a kind. Raises Failed."""
    state = _state()
    if kind == "run" and "dev" in state["kinds"]:
        kind = "dev"  # never half of the developers' lock beside a newer other half
    if state["kinds"].get(kind) == _digest(kind):
        return
    began = time.monotonic()
    if not state["finished"]:
        _make_venv()
    entries = {entry for name in LOCKS[kind] for entry in _entries(name)}
    _say(f"Installing {TITLES[kind]} into .venv.", always=True)
    settings = _pip_settings()
    _keep(state | {"finished": False})
    touched = not state["finished"]
    try:
        for name in _gone(state["names"]):
            touched = True
            _pip(settings, "uninstall", "--yes", name)
        locks = [part for name in LOCKS[kind] for part in ("-r", name)]
        progress = Progress(len(entries))
        try:
            _pip(settings, "install", "--no-deps", "--require-hashes", "--only-binary=:all:", *locks, progress=progress)
        finally:
            touched |= progress.unpacking
        if kind != "lock":  # which is what mends a lock that pyproject.toml has left behind
            touched = True
            _pip(settings, "install", "--no-deps", "--no-build-isolation", "-e", ".")
            _pip(settings, "check")
    except BaseException:
        if not touched:
            _keep(state)  # only downloads were tried: what was installed before still stands
        raise
    names = sorted({*state["names"], *(entry.partition("==")[0] for entry in entries)} - set(_gone(state["names"])))
    digests = {done: _digest(done) for done in (("run", "dev") if kind == "dev" else (kind,))}
    _keep(state | {"finished": True, "names": names, "kinds": state["kinds"] | digests})
    _say(f"Installed in {time.monotonic() - began:.0f} s.")


class Progress:
    """Reads what pip prints and says, in a few lines, how far it is."""

    def __init__(self, entries: int) -> None:
        self._entries, self._done, self._shown, self._name = max(entries, 1), 0, 0, ""
        self._shown_at = time.monotonic()
        self.unpacking = False

    def read(self, line: str) -> None:
        """Take one line of pip's output."""
        if line.startswith("Ignoring "):  # its marker does not hold here
            self._entries -= 1
        elif found := re.match(r"(?:Collecting |Requirement already satisfied: |Processing .*/)([\w.]+)", line):
            self._done, self._name = self._done + 1, found[1]
            quarter = self._done * 4 // self._entries > self._shown * 4 // self._entries
            if quarter or time.monotonic() - self._shown_at > MANY_SECONDS:
                self._show("")
        elif (found := re.match(r"\s*Downloading .*\((\d+(?:\.\d+)?) MB\)", line)) and float(found[1]) > MANY_MEGABYTES:
            self._show(f", {found[1]} MB")
        elif line.startswith("Installing collected packages"):
            self.unpacking = True
            _say(f"  {self._entries} of {self._entries} are here: unpacking")

    def _show(self, more: str) -> None:
        self._shown, self._shown_at = self._done, time.monotonic()
        _say(f"  {self._done} of {self._entries}: {self._name}{more}")


def _say(line: str, *, always: bool = False) -> None:
    if always or sys.stderr.isatty():
        print(line, file=sys.stderr, flush=True)


def _state() -> dict[str, Any]:
    """Return what is installed. Unfinished is all that this script did not make here, with this Python, to its end."""
    nothing: dict[str, Any] = {
        "finished": False,
        "root": str(ROOT),
        "python": "{}.{}".format(*sys.version_info),
        "names": [],
        "kinds": {},
    }
    try:
        found: dict[str, Any] = json.loads(STATE.read_text("utf-8"))
        usable = found["finished"] and all(found[key] == nothing[key] for key in ("root", "python"))
    except (OSError, ValueError, KeyError):
        return nothing
    return found if usable and PYTHON.exists() else nothing


def _keep(state: dict[str, Any]) -> None:
    fresh = STATE.with_suffix(".new")
    fresh.write_text(json.dumps(state, indent=1) + "\n", "utf-8")
    fresh.replace(STATE)


def _digest(kind: str) -> str:
    files = (*LOCKS[kind], ".ci/install.py", *([] if kind == "lock" else ["pyproject.toml"]))
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in files)).hexdigest()


def _entries(lock: str) -> list[str]:
    """Return each ``name==version`` of a lock, without extras and markers."""
    lines = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==([^\s;]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    return [f"{name}=={version}" for name, version in lines]


def _gone(names: list[str]) -> list[str]:
    """Return which of these no lock names any more."""
    locked = {entry.partition("==")[0] for locks in LOCKS.values() for lock in locks for entry in _entries(lock)}
    return sorted(set(names) - locked)


def _make_venv() -> None:
    if VENV.exists():
        _say("Making .venv anew: it was not finished, or was made in another place or by another Python.")
    if VENV.is_file() or VENV.is_symlink():
        VENV.unlink()
    # sys.executable may be the Python of the very .venv that is emptied: the one below it stays.
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run(
        [base, "-m", "venv", "--clear", str(VENV)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if made.returncode:
        raise Failed(f"{made.stdout}\n.venv could not be made with {base}. See above, then run the same command again.")


def _pip_settings() -> dict[str, str]:
    """Return the environment for pip: the user's, with those of the user's pip settings that are kept."""
    plainly = dict.fromkeys(
        ("PIP_USER", "PIP_SITE", "PIP_GLOBAL", "PIP_QUIET", "PIP_VERBOSE"), "0"
    )  # else they bear on the list
    listing = [str(PYTHON), "-I", "-m", "pip", "config", "list"]
    shown = subprocess.run(listing, env=os.environ | plainly, check=False, stdout=subprocess.PIPE, text=True)
    found: dict[str, str] = {}
    for section in ("global.", "install.", ":env:."):
        for line in shown.stdout.splitlines():
            key, _, value = line.removeprefix(section).partition("=")
            if line.startswith(section) and key in KEPT_SETTINGS:
                found["PIP_" + key.upper().replace("-", "_")] = str(ast.literal_eval(value))
    dropped = ("PIP_", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)} | found


def _pip(settings: dict[str, str], *arguments: str, progress: Progress | None = None) -> None:
    """Run pip. Raises Failed with its last lines."""
    quietly = {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    command, *rest = arguments
    bar = ("--progress-bar", "off") if command == "install" else ()
    pip = subprocess.Popen(
        [PYTHON, "-I", "-m", "pip", command, *bar, *rest],
        cwd=ROOT,
        env=settings | quietly,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert pip.stdout is not None
    last: deque[str] = deque(maxlen=LAST_LINES)
    try:
        for line in pip.stdout:
            last.append(line.rstrip())
            if progress is not None:
                progress.read(line)
        pip.wait()
    finally:
        if pip.poll() is None:
            pip.terminate()
            pip.wait()
    if pip.returncode:
        raise Failed("\n".join(last) + f"\npip {command} failed: {_what_to_do(last)}, then run the same command again.")


def _what_to_do(last: deque[str]) -> str:
    text = "\n".join(last)
    advice = "its last lines are above. Mend that, or start over with make clean"
    return next((found for pattern, found in WHAT_TO_DO if re.search(pattern, text)), advice)


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for another make that installs here."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def main() -> None:
    """Install what the one argument names."""
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        sys.exit(f"Say what to install: {', '.join(LOCKS)}.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with _alone():
            install(sys.argv[1])
    except Failed as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("\nStopped. The same command begins again where it can.", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
