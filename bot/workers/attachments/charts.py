"""Which workspaces draw charts: all of them, until Slack refuses one there."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from bot.blocks.kit.charts import CHART

ASK_AGAIN_SECONDS = 24 * 3600.0
"""How long a refusal is believed: Slack gives charts to one workspace after the other."""


def has_chart(blocks: Iterable[dict[str, Any]]) -> bool:
    """Return whether one of the blocks is a chart."""
    return any(block.get("type") == CHART for block in blocks)


class Charts:
    """Remembers who refused a chart, in memory: another replica, or a restart, learns the same by one refusal.

    ``wanted``: False where an operator wants no charts at all.
    """

    def __init__(self, *, wanted: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self._wanted, self._clock = wanted, clock
        self._guard = threading.Lock()
        self._refused: dict[str, float] = {}

    def shown_in(self, team: str) -> bool:
        """Return whether a message for this workspace goes out with its charts."""
        with self._guard:
            at = self._refused.get(team)
            return self._wanted and (at is None or self._clock() - at >= ASK_AGAIN_SECONDS)

    def refused(self, team: str) -> None:
        """Remember that Slack took a message of this workspace only without its charts."""
        with self._guard:
            self._refused[team] = self._clock()
