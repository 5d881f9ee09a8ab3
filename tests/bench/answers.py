"""Click → Slack answered, and click → visible, against a plain Bolt app on the same emulator; then 10,000 conversations on
three replicas. Over signed HTTP; the relay sends its updates meanwhile, as it does in real life."""

import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from storage.database import Database
from storage.migrations import upgrade
from tests.bench.clicks import Clicks, Place, open_conversations, send
from tests.bench.served import Served, ours, plain_bolt
from tests.chaos.store import ENGINES, POSTGRESQL, Server, server

IN_FLIGHT = (1, 8, 32)
CONVERSATIONS = 400
CLICKS = 1200
WARM_UP = 100
SEEN = 100
MANY, REPLICAS, BURST = 10_000, 3, 6000


def compared() -> None:
    """Print plain Bolt's figures, then ours on each engine as ratios to them."""
    with TemporaryDirectory() as folder, Emulator(manifest()) as slack:
        with TemporaryDirectory() as scratch:
            database = _empty(f"sqlite:///{scratch}/places.db")
            places, people = open_conversations(slack, database, CONVERSATIONS)
            database.dispose()
        clicks = Clicks(slack, places, people)
        with plain_bolt(slack, Path(folder), "posts") as app:
            plain_seen = _seen(slack, clicks, app, "chat.postMessage")
        with plain_bolt(slack, Path(folder), "empty") as app:
            plain = {number: _answers(clicks, app, number) for number in IN_FLIGHT}
            print(
                f"plain Bolt: {app.megabytes:.0f} MB; click → visible {1000 * plain_seen:.0f} ms (posts from its listener)"
            )
    for number, (half, worst, rate, _) in plain.items():
        print(
            f"  {number:>2} in flight: answered in {1000 * half:.1f} ms p50, {1000 * worst:.1f} ms p99, {rate:.0f} a second"
        )
    for engine in ENGINES:
        with server(engine) as databases:
            _ours(engine, databases, plain, plain_seen)


def _ours(
    engine: str, databases: Server, plain: dict[int, tuple[float, float, float, float]], plain_seen: float
) -> None:
    with TemporaryDirectory() as folder, Emulator(manifest()) as slack:
        url = databases.new_url()
        database = _empty(url)
        clicks = Clicks(slack, *open_conversations(slack, database, CONVERSATIONS))
        with ours(slack, Path(folder), url) as app:
            seen = _seen(slack, clicks, app, "chat.update")
            print(
                f"ours, {engine}: {app.megabytes:.0f} MB; click → visible {1000 * seen:.0f} ms, "
                f"{seen / plain_seen:.1f} × plain Bolt's"
            )
            for number in IN_FLIGHT:
                half, worst, rate, busy = _answers(clicks, app, number)
                print(
                    f"  {number:>2} in flight: answered in {1000 * half:.1f} ms p50 ({half / plain[number][0]:.1f} ×), "
                    f"{1000 * worst:.1f} ms p99 ({worst / plain[number][1]:.1f} ×), {rate:.0f} a second; "
                    f"the app's process used {100 * busy:.0f} % of one core"
                )
        database.dispose()


def _empty(url: str) -> Database:
    database = Database(url)
    upgrade(database)
    return database


def _answers(clicks: Clicks, app: Served, in_flight: int) -> tuple[float, float, float, float]:
    """(p50, p99, answers a second, share of one core that the app's process used)."""
    send(clicks, [app.port], WARM_UP, in_flight)
    before, began = app.busy, time.monotonic()
    found = send(clicks, [app.port], CLICKS, in_flight)
    if found.refused:
        print(f"  {found.refused} of {CLICKS} were not answered with 200")
    return found.at(50), found.at(99), found.rate, (app.busy - before) / (time.monotonic() - began)


def _seen(slack: Emulator, clicks: Clicks, app: Served, method: str) -> float:
    """Median seconds from a click to the call after which people see something, one click at a time."""
    send(clicks, [app.port], 20, 1)
    _quiet(slack, method)
    began = len(slack.journal.calls(method))
    left = {}
    for _ in range(SEEN):
        left.update(send(clicks, [app.port], 1, 1).left)
        time.sleep(0.03)
    _quiet(slack, method)
    seen = {call.arguments["channel"]: call.at for call in slack.journal.calls(method)[began:] if call.accepted}
    return median(seen[channel] - at for channel, at in left.items() if channel in seen)


def _quiet(slack: Emulator, method: str) -> None:
    """Until no call comes any more."""
    known = -1
    while known != (known := len(slack.journal.calls(method))):
        time.sleep(0.5)


def many() -> None:
    """A burst over 10,000 open conversations: three replicas on PostgreSQL, 32 in flight."""
    with server(POSTGRESQL) as databases, ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        slack = stack.enter_context(Emulator(manifest()))
        url = databases.new_url()
        database = _empty(url)
        stack.callback(database.dispose)
        places, people = open_conversations(slack, database, MANY)
        clicks = Clicks(slack, _spread(places), people)
        ports = [stack.enter_context(ours(slack, folder / str(number), url)).port for number in range(REPLICAS)]
        send(clicks, ports, WARM_UP, 32)
        found = send(clicks, ports, BURST, 32)
        print(
            f"{MANY:,} open conversations, {REPLICAS} replicas, PostgreSQL, {BURST:,} clicks, 32 in flight: answered in "
            f"{1000 * found.at(50):.0f} ms p50, {1000 * found.at(99):.0f} ms p99, {found.rate:.0f} a second, "
            f"{found.refused} refused"
        )


def _spread(places: list[Place]) -> list[Place]:
    """In an order that is not that of the rows."""
    return [places[number * 7919 % len(places)] for number in range(len(places))]
