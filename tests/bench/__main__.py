"""``make bench`` runs all of it, about eight minutes; ``python -m tests.bench NAME …`` only what is named."""

import sys

import psutil

from bot.runtime import logs
from tests.bench.answers import compared, many
from tests.bench.burst import burst_figures
from tests.bench.growth import growth
from tests.bench.home import home_figures
from tests.bench.own_work import assess_figures, click_figures, guide_figures, help_figures, memory_figures

FIGURES = {
    "guide": guide_figures,
    "help": help_figures,
    "assess": assess_figures,
    "click": click_figures,
    "memory": memory_figures,
    "growth": growth,
    "home": home_figures,
    "bolt": compared,
    "burst": burst_figures,
    "many": many,
}

logs.configure("ERROR")
print(f"{psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f}", flush=True)
names = sys.argv[1:] or list(FIGURES)
for number, name in enumerate(names, 1):
    if sys.stderr.isatty():  # the figures come on standard output, line by line
        print(f"{number} of {len(names)}: {name}", file=sys.stderr, flush=True)
    FIGURES[name]()
    sys.stdout.flush()
