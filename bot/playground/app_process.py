"""The app in a process of its own, so that it can be killed in the middle of a sentence and started again.

It is the real one, of ``bot.app.build``, over Socket Mode on SQLite; only its clock is the emulator's. It ends when its
standard input does: nobody has to look for it when the playground is gone, however that went.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

AGAIN_AFTER_SECONDS = 1.5
STOP_SECONDS = 4.0
"""What it is given to finish. Killing it then loses nothing either: that is what this playground shows."""
BAD_ORDER = 2
"""What the process ends with when it cannot start at all: starting it again would not help."""
TOO_OFTEN, WITHIN_SECONDS = 3, 15.0


class Understudies:
    """Processes that have learnt their lines: one stands by with everything imported, so that a new app is there at once."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._lock = threading.Lock()
        self._standing_by: subprocess.Popen[bytes] | None = None
        self._closed = False

    def take(self) -> "subprocess.Popen[bytes]":
        """A process that waits for its order."""
        with self._lock:
            process, self._standing_by = self._standing_by, None
        return process if process is not None and process.poll() is None else self._hired()

    def prepare(self) -> None:
        """Have one stand by from now on."""
        with self._lock:
            if self._standing_by is None and not self._closed:
                self._standing_by = self._hired()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            process, self._standing_by = self._standing_by, None
        if process is not None:
            _wait(process, 0)

    def _hired(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot.playground.app_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the playground, which then ends the app
            )


class AppProcess:
    """``order`` holds what the app is told: settings by name, and the file that shows the clock."""

    def __init__(self, order: dict[str, Any], understudies: Understudies, changed: Callable[[], None]) -> None:
        self.order = order
        self._understudies, self._changed = understudies, changed
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = False
        self._started: list[float] = []
        self.waiting = False
        """Whether it is down and comes back by itself."""

    @property
    def alive(self) -> bool:
        process = self._process
        return process is not None and process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        with self._lock:
            self._wanted, self.waiting = True, False
            self._started.append(time.monotonic())
            self._process = self._understudies.take()
            assert self._process.stdin is not None
            with suppress(OSError):  # it died at once: the watch tells
                self._process.stdin.write(json.dumps(self.order).encode() + b"\n")
                self._process.stdin.flush()
            watch = threading.Thread(target=self._watch, args=(self._process,), name="app-watch", daemon=True)
            watch.start()
        self._changed()

    def kill(self) -> None:
        """SIGKILL, and a new process a moment later. What was committed is still there."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def restart(self) -> None:
        """Let it finish what it does, then start a new one."""
        with self._lock:
            self.stop()
            self.start()

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """Let it finish what it does, and end it."""
        with self._lock:
            self._wanted = self.waiting = False
            process, self._process = self._process, None
        if process is None:
            return
        _wait(process, patience)

    def last_words(self) -> str:
        """The last line that it wrote to its log."""
        with suppress(OSError):
            lines = self._understudies.log.read_text("utf-8", "replace").strip().splitlines()
            return lines[-1][:500] if lines else ""
        return ""

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        code = process.wait()
        _wait(process, STOP_SECONDS)
        with self._lock:
            if process is not self._process or not self._wanted:
                return
            lately = [at for at in self._started if time.monotonic() - at < WITHIN_SECONDS]
            self.waiting = code != BAD_ORDER and len(lately) < TOO_OFTEN + 3 * (code < 0)
        self._changed()
        if self.waiting:
            time.sleep(AGAIN_AFTER_SECONDS)
            with self._lock:
                if process is self._process and self._wanted:
                    self.start()


def _wait(process: "subprocess.Popen[bytes]", patience: float) -> None:
    """Its standard input ends, and so does it; by force, if it takes too long."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    """The process itself: read the order, run the app, end with standard input."""
    from bot.app import build
    from bot.playground.clock import followed
    from bot.runtime import logs
    from bot.runtime.settings import BadSettings, Settings
    from flows.errors import GuideError
    from storage.database import DatabaseError

    line = sys.stdin.buffer.readline()
    if not line:
        return
    order = json.loads(line)
    logs.configure("WARNING", readable=False)
    logs.take_over()
    try:
        application = build(Settings(**order["settings"]), followed(Path(order["clock"])))
    except (BadSettings, GuideError, DatabaseError) as error:
        print(error, file=sys.stderr)
        sys.exit(BAD_ORDER)
    try:
        application.start()
        sys.stdin.buffer.read()
    finally:
        application.stop()


if __name__ == "__main__":
    main()
