"""Slack's rate limits as buckets that refill with the emulator's clock."""

import math
from dataclasses import dataclass, field

from bot.playground.clock import Clock
from bot.playground.facts import METHODS
from bot.playground.records import Json

POSTS_PER_SECOND = 1.0
POST_BURST = 4
"""About one message a second in a channel, "with short bursts": how short Slack does not say."""


@dataclass
class Bucket:
    tokens: float
    filled_at: float


@dataclass
class RateLimits:
    clock: Clock
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def wait_before(self, method: str, arguments: Json) -> int:
        """0 when the call may pass now, else the seconds of Retry-After."""
        if method == "chat.postMessage":
            return self._take(f"{method} {arguments.get('channel')}", POST_BURST, POSTS_PER_SECOND)
        per_minute = METHODS[method]["per_minute"]
        return self._take(method, per_minute, per_minute / 60) if per_minute else 0

    def _take(self, name: str, room: float, per_second: float) -> int:
        now = self.clock.now()
        bucket = self._buckets.setdefault(name, Bucket(room, now))
        bucket.tokens = min(room, bucket.tokens + (now - bucket.filled_at) * per_second)
        bucket.filled_at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0
        return max(1, math.ceil((1 - bucket.tokens) / per_second))
