"""``python -m tests.chaos``: kill the app, and see whether anything was lost or doubled."""

import argparse
import logging
import random
import sys
import time

from tests.chaos.fleet import nursery
from tests.chaos.run import HTTP, SOCKET, TRANSPORTS, Result, control, run
from tests.chaos.store import ENGINES, POSTGRESQL, SQLITE, server

KILLS_A_ROUND = 50
SHORT_KILLS = 24
CONTROL_KILLS = 10


def main() -> int:
    """0 when nothing was lost, duplicated or out of order."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS_A_ROUND)
    parser.add_argument("--engine", choices=ENGINES, default=SQLITE)
    parser.add_argument("--transport", choices=TRANSPORTS, default=SOCKET)
    parser.add_argument("--seed", type=int, default=None, help="of chances; printed at the start")
    parser.add_argument("--short", action="store_true", help="both engines and transports, and the control, in minutes")
    parser.add_argument("--control", action="store_true", help="only the plain Bolt app, which must fail")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else 1 if given.short else random.SystemRandom().randrange(10**6)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it tells of every link that a kill broke
    with nursery():
        if given.short:
            found = [controlled(seed)]
            found.append(rounds(SQLITE, SOCKET, SHORT_KILLS, seed).clean)
            found.append(rounds(POSTGRESQL, HTTP, SHORT_KILLS, seed).clean)
            return 0 if all(found) else 1
        if given.control:
            return 0 if controlled(seed) else 1
        return 0 if rounds(given.engine, given.transport, given.kills, seed).clean else 1


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
