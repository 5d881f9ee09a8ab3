"""One call of Slack's Web API, in time or not at all; a failure comes back as what it means for the message."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.web import SlackResponse

from bot.workers.outcomes import Outcome, outcome_of
from bot.workers.rate_limits import Rates

LATE = "late"
"""The claim nearly ran out: another relay may take the message, so nothing more is sent."""
RATE_LIMITED = ("ratelimited", "rate_limited")


class Failed(Exception):
    """A call that failed."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.error)


@dataclass(frozen=True)
class Calls:
    """How one message may call Slack: until ``deadline`` (``time.monotonic()``), looking after unknown fates later, and no
    method that rests in its workspace."""

    deadline: float
    look_after: float
    team: str
    rates: Rates

    def __call__(self, method: Callable[..., SlackResponse], **arguments: Any) -> dict[str, Any]:
        """Slack's answer; raises Failed."""
        self.in_time()
        if rest := self.rates.rest(self.team, method.__name__):
            raise Failed(Outcome("wait", RATE_LIMITED[0], rest))
        try:
            answer = method(**arguments).data
        except Exception as error:
            outcome = outcome_of(error, look_after=self.look_after)
            if outcome.error in RATE_LIMITED:
                self.rates.refused(self.team, method.__name__, outcome.seconds)
            raise Failed(outcome) from error
        return answer if isinstance(answer, dict) else {}

    def in_time(self) -> None:
        """Raises Failed when too little of the claim is left for one more call."""
        if time.monotonic() > self.deadline:
            raise Failed(Outcome("wait", LATE))

    def half_an_answer(self) -> Outcome:
        """Slack said yes, but not where."""
        return Outcome("unknown", "malformed_answer", self.look_after)
