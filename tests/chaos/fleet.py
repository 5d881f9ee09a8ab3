"""The app's processes: started, killed, started again at once, and every one of them reaped."""

import multiprocessing
import os
import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from storage.engine.failpoints import NAMES, VARIABLE
from tests.chaos import process

READY = "coach.running"
START_SECONDS = 30.0
PATIENCE_SECONDS = 8.0
"""How long a life waits at its failpoint before it is killed like any other; the point is tried again later."""
STOP_SECONDS = 20.0
MEAN_LIFE_SECONDS = 0.7
"""How long a life lasts once it serves, on average, where chance ends it."""
_LOOK_SECONDS = 0.02
_FAILED = re.compile(r"""^(?=.*\bincoming\.failed\b).*?\berror"?[=:]\s*"?(\w+)""", re.MULTILINE)

_ONE_AT_A_TIME = threading.Lock()
"""multiprocessing looks after all children whenever one is started: two threads that do it at once lose an exit code."""

Target = Callable[..., None]


POINTS = tuple(name for name in NAMES if name != "after_upload")
"""Those that the load passes: it has no documents. Case 05/06 of the fault matrix kills where there is one."""


@dataclass
class Kills:
    """How lives ended: at failpoints by name, or ``random``. ``wanted`` points were not reached yet."""

    target: int
    points: Sequence[str] = POINTS
    by: Counter[str] = field(default_factory=Counter)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.wanted = list(self.points)

    @property
    def count(self) -> int:
        """How many lives were ended by SIGKILL."""
        return self.by.total()

    @property
    def done(self) -> bool:
        """Whether there were enough, each failpoint among them."""
        return self.count >= self.target and not self.wanted

    def next_point(self, dice: random.Random) -> str:
        """The failpoint of the next life: one that is wanted, or any, or none."""
        with self.guard:
            if self.wanted:
                return self.wanted.pop(0)
        return dice.choice(self.points) if self.points and dice.random() < 0.4 else ""


class Life:
    """One process of the app, from its start to its end."""

    def __init__(
        self, target: Target, arguments: list[str], settings: Mapping[str, str], log: Path, *, quick: bool
    ) -> None:
        self.log = log
        self._server = multiprocessing.get_context("forkserver")
        self.process: ForkServerProcess = self._server.Process(
            target=target, args=(arguments, dict(settings), log), kwargs={"quick": quick}, daemon=True
        )
        with _ONE_AT_A_TIME:
            self.process.start()

    @property
    def code(self) -> int | None:
        """Its exit code, negative for a signal; None while it lives."""
        with _ONE_AT_A_TIME:
            return self.process.exitcode

    def ends(self, seconds: float) -> bool:
        """Whether it ends in time."""
        deadline = time.monotonic() + seconds
        while self.code is None and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
        return self.code is not None

    @property
    def said(self) -> str:
        """What it wrote so far."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def wait_until(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Whether it happened in time, while the process lived."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.code is None:
            if happened():
                return True
            time.sleep(_LOOK_SECONDS)
        return happened()

    def ready(self, seconds: float) -> bool:
        """Whether it says that it runs, in time."""
        return self.wait_until(lambda: READY in self.said, seconds)

    def kill(self) -> None:
        """SIGKILL, and the body is collected."""
        self.process.kill()
        self.ends(STOP_SECONDS)

    def stop(self) -> int | None:
        """SIGTERM, as a deployment does; its exit code. None when it did not stop in time and was killed."""
        self.process.terminate()
        self.ends(STOP_SECONDS)
        code = self.code
        if code is None:
            assert self.process.pid is not None
            os.kill(self.process.pid, signal.SIGUSR1)  # it says where each of its threads stands
            self.ends(1)
            print(f"{self.log} did not stop in {STOP_SECONDS:.0f} s:", self.said[-6000:], sep="\n")
            self.kill()
        return code


class Fleet:
    """``size`` processes. ``settings(number)`` are those of each; ``arguments`` go to the command line."""

    def __init__(
        self,
        target: Target,
        arguments: list[str],
        settings: Callable[[int], Mapping[str, str]],
        folder: Path,
        *,
        size: int,
        seed: int,
        quick: bool = True,
    ) -> None:
        self.target, self.arguments, self.settings, self.folder = target, arguments, settings, folder
        self.size, self.seed, self.quick = size, seed, quick
        self.trouble: list[str] = []
        self.failures: Counter[str] = Counter()
        self._lives: dict[int, Life] = {}
        self._supervisors: list[threading.Thread] = []
        self._starting = threading.Lock()
        self._enough = threading.Event()
        self._born = 0

    def start(self) -> None:
        """All of them, ready for work."""
        for number in range(self.size):
            self._lives[number] = self._begin(number, "")
        for number, life in self._lives.items():
            if not life.ready(START_SECONDS):
                raise RuntimeError(f"process {number} did not start:\n{life.said}")

    def torment(self, kills: Kills) -> None:
        """Kill them over and over, in the background, until ``kills`` are done; then each lives on."""
        self._supervisors = [
            threading.Thread(target=self._supervise, args=(number, kills), name=f"supervisor-{number}", daemon=True)
            for number in range(self.size)
        ]
        for thread in self._supervisors:
            thread.start()

    def wait(self, seconds: float) -> bool:
        """Until the torment is over; False when it takes longer."""
        deadline = time.monotonic() + seconds
        for thread in self._supervisors:
            thread.join(max(0.0, deadline - time.monotonic()))
        alive = any(thread.is_alive() for thread in self._supervisors)
        self._enough.set()
        for thread in self._supervisors:
            thread.join(STOP_SECONDS + START_SECONDS)
        return not alive

    def stop(self) -> list[int | None]:
        """Stop all gently; their exit codes."""
        self._enough.set()
        codes = []
        for life in list(self._lives.values()):
            codes.append(life.stop())
            self._look_into(life)
        self._lives = {}
        return codes

    def bury(self) -> None:
        """Whatever happened: nothing of it runs any more."""
        self._enough.set()
        for thread in self._supervisors:
            thread.join(STOP_SECONDS)
        for life in list(self._lives.values()):
            life.kill()

    def _supervise(self, number: int, kills: Kills) -> None:
        dice = random.Random(f"{self.seed}:{number}")
        self._lives[number].kill()  # its first life was for the preparations
        while not kills.done and not self._enough.is_set():
            point = kills.next_point(dice)
            life = self._lives[number] = self._begin(number, f"{point}:{dice.randint(1, 4)}" if point else "")
            if point:
                life.ends(START_SECONDS if not life.ready(START_SECONDS) else PATIENCE_SECONDS)
            elif dice.random() < 0.85:
                life.ready(START_SECONDS)
                life.ends(min(3.0, dice.expovariate(1 / MEAN_LIFE_SECONDS)))
            else:  # somewhere in its start
                life.ends(dice.uniform(0.05, 0.8))
            self._end(life, point, kills)
        self._lives[number] = self._begin(number, "")
        if not self._lives[number].ready(START_SECONDS):
            self.trouble.append(f"process {number} did not start again:\n{self._lives[number].said[-2000:]}")

    def _end(self, life: Life, point: str, kills: Kills) -> None:
        reached = f"failpoint {point}\n" in life.said if point else False
        by_itself = life.code
        life.kill()
        said = self._look_into(life)
        if by_itself not in (None, -signal.SIGKILL):
            self.trouble.append(f"exit {by_itself}: {said[-2000:]}")
            return
        with kills.guard:
            kills.by[point if reached else "random"] += 1
            if point and not reached and not kills.by[point] and point not in kills.wanted:
                kills.wanted.append(point)

    def _begin(self, number: int, failpoint: str) -> Life:
        with self._starting:
            self._born += 1
            log = self.folder / f"process-{number}-{self._born}.log"
            settings = {**self.settings(number), VARIABLE: failpoint}
            return Life(self.target, self.arguments, settings, log, quick=self.quick)

    def _look_into(self, life: Life) -> str:
        said = life.said
        if "Traceback" in said:
            self.trouble.append(f"a traceback:\n{said[said.index('Traceback') :][:3000]}")
        self.failures.update(_FAILED.findall(said))
        life.log.unlink(missing_ok=True)
        return said


@contextmanager
def nursery(*, stop: bool = True) -> Iterator[None]:
    """The server that processes are forked from; it goes at the end (``stop``), or when its parent goes."""
    preloaded = [process.__name__, "tests.chaos.plain_bolt", "tests.chaos.year.replica"]
    multiprocessing.get_context("forkserver").set_forkserver_preload(preloaded)
    yield
    if not stop:
        return
    from multiprocessing import forkserver, resource_tracker

    for helper in (forkserver._forkserver, resource_tracker._resource_tracker):
        end = getattr(helper, "_stop", None)
        if end is not None:
            end()
