"""``make chaos``: kill the app, and see whether anything was lost or doubled; then let a year go by (``tests.chaos.year``).

Long: 500 kills on each of SQLite (one process) and PostgreSQL (three), half of them over Socket Mode and half over signed HTTP.
Short (``--short``, in ``.ci/run``): 24 on each, every failpoint among them, and a year of 12 schedules. Both begin with the
positive control. One ``--engine`` and ``--transport`` alone, with ``--kills``, for whoever looks into one.
"""

import argparse
import logging
import random
import subprocess
import sys
import time

from tests.chaos.fleet import nursery
from tests.chaos.run import HTTP, SOCKET, TRANSPORTS, Result, control, run
from tests.chaos.store import ENGINES, POSTGRESQL, SQLITE, server

KILLS_A_ROUND = 50
LONG_KILLS = 250
"""Of each engine over each transport."""
SHORT_KILLS = 24
CONTROL_KILLS = 10


def main() -> int:
    """0 when nothing was lost, duplicated or out of order, and the control failed as it must."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=LONG_KILLS)
    parser.add_argument("--engine", choices=ENGINES, default=None)
    parser.add_argument("--transport", choices=TRANSPORTS, default=None)
    parser.add_argument("--seed", type=int, default=None, help="of chances; printed at the start")
    parser.add_argument(
        "--short", action="store_true", help="both engines, both transports, the controls and a year, in two minutes"
    )
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else 1 if given.short else random.SystemRandom().randrange(10**6)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it tells of every link that a kill broke
    if given.short:
        wanted = [(SQLITE, SOCKET, SHORT_KILLS), (POSTGRESQL, HTTP, SHORT_KILLS)]
    else:
        engines = [given.engine] if given.engine else ENGINES
        transports = [given.transport] if given.transport else TRANSPORTS
        wanted = [(engine, transport, given.kills) for engine in engines for transport in transports]
    with nursery():
        proven = controlled(seed)
        clean = [rounds(engine, transport, kills, seed).clean for engine, transport, kills in wanted]
    if given.engine:  # whoever looks into one
        return 0 if proven and all(clean) else 1
    short = ["--short"] if given.short else []
    year = subprocess.run([sys.executable, "-m", "tests.chaos.year", "--seed", str(seed), *short], check=False)
    return 0 if proven and all(clean) and year.returncode == 0 else 1


def controlled(seed: int) -> bool:
    """Whether the harness finds losses or duplicates where there are some."""
    found = control(CONTROL_KILLS, seed)
    print("control, a plain Bolt app that posts from its listener:", next(found.lines()), sep="\n  ", flush=True)
    if found.trouble:
        print(*found.trouble, sep="\n  ", flush=True)
    if not (found.verdict.lost or found.verdict.duplicated):
        print("The checker finds nothing wrong with the control: the harness proves nothing.", flush=True)
        return False
    return True


def rounds(engine: str, transport: str, kills: int, seed: int) -> Result:
    """Rounds of some kills each, every one with a new Slack and a new database, until there were enough."""
    total = Result()
    name = f"{engine}/{transport}"
    with server(engine) as databases:
        while total.kills.total() < kills:
            target = min(KILLS_A_ROUND, kills - total.kills.total())
            found = run(engine, transport, databases, target, seed)
            print(f"{time.strftime('%H:%M:%S')} {name}, seed {seed}:", *found.lines(), sep="\n  ", flush=True)
            total.add(found)
            seed += 1
    print(f"{name}: {total.verdict.line(total.kills.total())}", flush=True)
    return total


if __name__ == "__main__":
    sys.exit(main())
