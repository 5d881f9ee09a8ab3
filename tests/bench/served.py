"""Apps in processes of their own in front of one emulator: ours in any number of replicas, or plain Bolt."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.playground import Emulator
from tests.chaos.balancer import free_port
from tests.chaos.run import settings_of

_START_SECONDS = 60.0


@dataclass
class Served:
    """A process that listens."""

    port: int
    process: psutil.Popen

    @property
    def megabytes(self) -> float:
        """What it holds in memory."""
        return float(self.process.memory_info().rss) / 2**20

    @property
    def busy(self) -> float:
        """Seconds of processor time so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def plain_bolt(slack: Emulator, folder: Path, listener: str) -> Iterator[Served]:
    """``listener``: empty or posts."""
    port = free_port()
    with _served(slack, folder, "", port, [sys.executable, "-m", "tests.bench.plain", str(port), listener]) as one:
        yield one


@contextmanager
def ours(slack: Emulator, folder: Path, url: str, *, http: bool = True) -> Iterator[Served]:
    """``partnership-coach run``."""
    command = [sys.executable, "-m", "bot.cli.main", "run", *(["--http"] if http else [])]
    with _served(slack, folder, url, free_port(), command) as one:
        yield one


@contextmanager
def _served(slack: Emulator, folder: Path, url: str, port: int, command: Sequence[str]) -> Iterator[Served]:
    settings = {**settings_of(slack, url, folder, port), "LOG_LEVEL": "ERROR"}
    if "--http" not in command:
        settings["HEALTH_PORT"] = str(port)
    process = psutil.Popen(command, env={**os.environ, **settings}, stderr=subprocess.PIPE)
    try:
        _wait_until_it_listens(port, process)
        yield Served(port, process)
    finally:
        process.terminate()
        with suppress(psutil.TimeoutExpired):
            process.wait(30)
        if process.is_running():
            process.kill()
        process.stderr.close()


def _wait_until_it_listens(port: int, process: psutil.Popen) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"it did not start: {process.stderr.read().decode()[-2000:]}")
