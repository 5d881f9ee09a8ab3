"""What Slack refused lately for its rate: which methods rest, and which lanes keep to one post a second.

Posts are limited by channel (about one a second, short bursts pass), everything else by method and workspace
(https://docs.slack.dev/apis/web-api/rate-limits). How long a burst may be Slack does not say: the first 429 tells.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

PACE = timedelta(seconds=1)
"""Between two posts of a lane that was refused lately."""
PACED_SECONDS = 60.0
"""How long a lane is paced after Slack refused a post there."""
BY_CHANNEL = frozenset(("chat_postMessage",))


class Rates:
    """Kept in memory: another replica, or a restart, learns the same by one refusal."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._rests: dict[tuple[str, str], float] = {}
        self._refused: dict[tuple[str, str], float] = {}

    def refused(self, team: str, method: str, seconds: float) -> None:
        """Slack refused a call of this method; unless it is limited by channel, nobody calls it for ``seconds``."""
        if method in BY_CHANNEL:
            return
        with self._guard:
            until = self._clock() + seconds
            self._rests[team, method] = max(until, self._rests.get((team, method), until))

    def rest(self, team: str, method: str) -> float:
        """Seconds until the method may be called; 0 when it may be."""
        with self._guard:
            return max(0.0, self._rests.get((team, method), 0.0) - self._clock())

    def pace(self, team: str, lane: str) -> None:
        """Slack refused a post in this lane."""
        with self._guard:
            now = self._clock()
            self._refused = {where: at for where, at in self._refused.items() if now - at < PACED_SECONDS}
            self._refused[team, lane] = now

    def paced(self, team: str, lane: str) -> bool:
        """Whether posts of this lane keep their distance."""
        with self._guard:
            return self._clock() - self._refused.get((team, lane), -PACED_SECONDS) < PACED_SECONDS
