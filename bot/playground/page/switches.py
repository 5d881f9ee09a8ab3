"""The faults that the page offers as switches. Whatever is on, nothing may be lost: that is what one can watch here."""

from collections.abc import Callable

from bot.playground.emulator import Emulator
from bot.playground.faults import Fault, Faults

WRITES = ("chat.postMessage", "chat.update", "chat.postEphemeral")
OPENS = ("views.open", "views.push", "views.update", "views.publish")
CONNECTS = ("apps.connections.open",)

FAULTS: dict[str, tuple[tuple[str, ...], Callable[[], Fault]]] = {
    "rate_limited": (WRITES, lambda: Faults.rate_limited("2")),
    "server_error": (WRITES + OPENS, lambda: Faults.server_error(500)),
    "lost_answer": (WRITES, Faults.dropped_link),
    "slow": (WRITES + OPENS, lambda: Faults.slow(2)),
    "no_link": (CONNECTS, lambda: Faults.error("internal_error")),
}
"""Name → the methods that fail, and how. Where two hit the same method the later one of this table counts."""


class Switches:
    def __init__(self, slack: Emulator) -> None:
        self._slack = slack
        self.on: set[str] = set()

    def turn(self, name: str, on: bool) -> None:
        """Raises KeyError for a fault that is none."""
        methods, _ = FAULTS[name]
        self.on = self.on | {name} if on else self.on - {name}
        for method in methods:
            self._slack.faults.always(method, self._fault_of(method))
        if name == "no_link" and on:
            self._slack.disconnect_sockets("link_disabled")

    def _fault_of(self, method: str) -> Fault | None:
        found = [make() for name, (methods, make) in FAULTS.items() if name in self.on and method in methods]
        return found[-1] if found else None
