"""``python -m tests.chaos.year``: what ``make chaos`` ends with. A control that must fail, then a year on each engine at once.

Long: 500 schedules on each engine. Short (``--short``): 12. One ``--engine`` alone for whoever looks into one.
"""

import argparse
import random
import subprocess
import sys
import time

from bot.cli.progress import Progress, shown
from tests.chaos.fleet import nursery
from tests.chaos.store import ENGINES, POSTGRESQL, SQLITE, server
from tests.chaos.year.director import YEAR_OF_THE_DATE_LINE, YEAR_TO_COME
from tests.chaos.year.run import Amount, a_year, control

LONG = Amount(schedules=500, kills=200, stops=6)
SHORT = Amount(schedules=12, kills=10, stops=3)
YEARS = {SQLITE: YEAR_OF_THE_DATE_LINE, POSTGRESQL: YEAR_TO_COME}


def main() -> int:
    """0 when nothing was missed, doubled or at a wrong instant, and the control failed as it must."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.year", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, default=None)
    parser.add_argument("--seed", type=int, default=None, help="of chances; printed")
    parser.add_argument("--schedules", type=int, default=None)
    parser.add_argument("--short", action="store_true")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    amount = SHORT if given.short else LONG
    if given.schedules:
        amount = Amount(given.schedules, max(1, amount.kills * given.schedules // amount.schedules), amount.stops)
    if given.engine:
        return 0 if played(given.engine, amount, seed) else 1
    more = ["--seed", str(seed), "--schedules", str(amount.schedules), *(["--short"] if given.short else [])]
    command = [sys.executable, "-m", "tests.chaos.year", *more, "--engine"]
    both = [subprocess.Popen([*command, engine]) for engine in ENGINES]
    proven = controlled(seed)
    with shown(Progress("A year on each engine")):
        codes = [one.wait() for one in both]
    return 0 if proven and not any(codes) else 1


def controlled(seed: int) -> bool:
    """Whether the judge sees what is missed and what is doubled where there is some."""
    with nursery(), server(SQLITE) as databases:
        found = control(databases, YEARS[SQLITE], seed)
    print("control of the year, a scheduler in memory:", found.line, sep="\n  ", flush=True)
    if not (found.verdict.missed and found.verdict.doubled):
        print("The judge finds nothing wrong with the control: the year proves nothing.", flush=True)
        return False
    return True


def played(engine: str, amount: Amount, seed: int) -> bool:
    """A year on one engine; whether nothing was wrong."""
    with nursery(), server(engine) as databases:
        found = a_year(engine, databases, YEARS[engine], amount, seed)
    replicas = " × 3" if engine == POSTGRESQL else ""
    title = f"{time.strftime('%H:%M:%S')} {engine}{replicas}, the year from {YEARS[engine]:%B %Y}, seed {seed}:"
    print(title, *found.lines(), sep="\n  ", flush=True)
    return found.clean


if __name__ == "__main__":
    sys.exit(main())
