"""What runs in a process that will be killed: the real command line, forked from a server that has imported it already.

A cold start takes seconds of importing, in which nothing can go wrong that matters here; forking makes 500 kills affordable.
Waiting is sped up as Slack's retries are (``quick``): the order of the durations stays, a call < what is left of a lease < a
lease. The failpoint of a life is bound as an import would bind it.
"""

import faulthandler
import importlib
import os
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import bot.app
import bot.cli.main
import bot.cli.serve
import bot.gateway.http
import bot.gateway.socket_mode
import bot.listeners.pace
import bot.workers.relay
import storage.engine.failpoints
import storage.outbox.outbox

CALL_SECONDS, NEEDED_SECONDS, LEASE_SECONDS, LOOK_AFTER_SECONDS = 1, 2.0, 3.5, 1.0
"""Instead of 10, 15, 60 and 10."""


def live(arguments: list[str], settings: Mapping[str, str], log: Path, *, quick: bool) -> None:
    """One life of the app, until it is killed or told to stop; what it says on standard error goes to ``log``."""
    with log.open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stderr = sys.stdout = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115 - for as long as it lives
    faulthandler.register(signal.SIGUSR1, file=2)
    os.environ.update(settings)
    bind_failpoint()
    if quick:
        speed_up()
    sys.argv = ["partnership-coach", *arguments]
    bot.cli.main.main()


def speed_up() -> None:
    """Wait a tenth as long for what went wrong."""
    lease = timedelta(seconds=LEASE_SECONDS)
    storage.outbox.outbox.LEASE = lease
    bot.listeners.pace.MOST_A_MINUTE = 100_000  # a load of a few people says more in a minute than they would
    bot.workers.relay.LEASE = lease  # type: ignore[attr-defined]
    bot.workers.relay._A_CALL_SECONDS = NEEDED_SECONDS
    bot.app.CALL_TIMEOUT_SECONDS = CALL_SECONDS
    defaults: dict[str, Any] | None = bot.workers.relay.Relay.__init__.__kwdefaults__
    assert defaults is not None
    defaults["look_after"] = LOOK_AFTER_SECONDS


def bind_failpoint() -> None:
    """Read the variable again, and give its point to everybody who has imported ``reach``."""
    before = storage.engine.failpoints.reach
    now = importlib.reload(storage.engine.failpoints).reach
    for module in list(sys.modules.values()):
        if vars(module).get("reach") is before:
            module.reach = now  # type: ignore[attr-defined]
