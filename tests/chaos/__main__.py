"""``make chaos``: kill the app, and see whether anything was lost or doubled; then let a year go by.

Long: 500 kills on each of SQLite (one process) and PostgreSQL (three), half of them over Socket Mode and half over signed HTTP.
Short (``--short``, in ``.ci/run``): 24 on each, every failpoint among them. Both begin with the positive control. One
``--engine`` and ``--transport`` alone, with ``--kills``, for whoever looks into one.

The year (``--year``: it alone) has 500 schedules on each engine, in short 24, and a positive control of its own.
"""

import argparse
import logging
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from tests.chaos.fleet import nursery
from tests.chaos.run import HTTP, SOCKET, TRANSPORTS, Result, control, run
from tests.chaos.store import ENGINES, POSTGRESQL, SQLITE, server
from tests.chaos.year.director import YEAR_OF_THE_DATE_LINE, YEAR_TO_COME
from tests.chaos.year.run import Amount, a_year, control_of_the_year

KILLS_A_ROUND = 50
LONG_KILLS = 250
"""Of each engine over each transport."""
SHORT_KILLS = 24
CONTROL_KILLS = 10
LONG_YEAR = Amount(schedules=500, kills=150, stops=6)
SHORT_YEAR = Amount(schedules=24, kills=24, stops=2)
YEARS = {SQLITE: YEAR_OF_THE_DATE_LINE, POSTGRESQL: YEAR_TO_COME}


def main() -> int:
    """0 when nothing was lost, duplicated or out of order, and the control failed as it must."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=LONG_KILLS)
    parser.add_argument("--engine", choices=ENGINES, default=None)
    parser.add_argument("--transport", choices=TRANSPORTS, default=None)
    parser.add_argument("--seed", type=int, default=None, help="of chances; printed at the start")
    parser.add_argument(
        "--short", action="store_true", help="both engines, both transports and the control, in a minute"
    )
    parser.add_argument("--year", action="store_true", help="the simulated year alone")
    parser.add_argument("--schedules", type=int, default=None, help="of the year")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else 1 if given.short else random.SystemRandom().randrange(10**6)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it tells of every link that a kill broke
    engines = [given.engine] if given.engine else ENGINES
    if given.short:
        wanted = [(SQLITE, SOCKET, SHORT_KILLS), (POSTGRESQL, HTTP, SHORT_KILLS)]
    else:
        transports = [given.transport] if given.transport else TRANSPORTS
        wanted = [(engine, transport, given.kills) for engine in engines for transport in transports]
    amount = SHORT_YEAR if given.short else LONG_YEAR
    if given.schedules:
        amount = replace(amount, schedules=given.schedules)
    with nursery():
        proven = given.year or controlled(seed)
        clean = (
            [] if given.year else [rounds(engine, transport, kills, seed).clean for engine, transport, kills in wanted]
        )
        went_by = years(engines, amount, seed)
    return 0 if proven and all(clean) and went_by else 1


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


def years(engines: Sequence[str], amount: Amount, seed: int) -> bool:
    """A year on each engine; whether nothing was wrong, and the control failed as it must."""
    with server(SQLITE) as databases:
        found = control_of_the_year(databases, YEARS[SQLITE], seed)
    print("control of the year, a scheduler in memory:", found.line, sep="\n  ", flush=True)
    proven = bool(found.verdict.missed and found.verdict.doubled)
    if not proven:
        print("The judge finds nothing wrong with the control: the year proves nothing.", flush=True)
    clean = []
    for engine in engines:
        with server(engine) as databases:
            found = a_year(engine, databases, YEARS[engine], amount, seed)
        name = f"{time.strftime('%H:%M:%S')} {engine}, the year from {YEARS[engine]:%B %Y}, seed {seed}:"
        print(name, *found.lines(), sep="\n  ", flush=True)
        clean.append(found.clean)
    return proven and all(clean)


if __name__ == "__main__":
    sys.exit(main())
