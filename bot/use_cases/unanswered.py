"""What Slack did not say, and why: what depends on it is refused, never assumed."""

import structlog
from slack_sdk.errors import SlackApiError

from bot.i18n.refusals import BUSY, REFUSED_BY_SLACK, Refusal

log = structlog.get_logger(__name__)

OUT_OF_SIGHT = frozenset(("channel_not_found", "not_in_channel", "missing_scope"))
"""Slack's errors where the app does not see a channel."""
_NOBODY = ("user_not_found", "user_not_visible", "users_not_found")
_LIMITED = ("ratelimited", "rate_limited")
_PASSING = frozenset(
    (
        "accesslimited",
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    )
)


class Unanswered(Exception):
    """Slack did not say who this is, or who is there: what depends on it is refused, never assumed. ``unknown``: it said that it
    knows nobody of this id; ``out_of_sight``: that the app does not see the channel; ``for_good``: that asking again would not
    help; ``limited``: that it was asked too often."""

    def __init__(
        self,
        name: str,
        *,
        unknown: bool = False,
        out_of_sight: bool = False,
        for_good: bool = False,
        limited: bool = False,
    ) -> None:
        self.unknown, self.out_of_sight, self.for_good, self.limited = unknown, out_of_sight, for_good, limited
        super().__init__(name)

    @property
    def refusal(self) -> Refusal:
        """What the person is told who waits for it."""
        return Refusal(REFUSED_BY_SLACK if self.for_good else BUSY)


def unanswered(what: str, name: str, error: Exception) -> Unanswered:
    """Return what is raised where Slack did not say ``what`` (person, channel, members, channels) of ``name``; it is logged."""
    said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
    log.warning("directory.unanswered", what=what, id=name, error=said)
    return Unanswered(
        name,
        unknown=said in _NOBODY,
        out_of_sight=said in OUT_OF_SIGHT,
        for_good=_for_good(error),
        limited=said in _LIMITED,
    )


def _for_good(error: Exception) -> bool:
    """Whether Slack itself refuses, with an error that does not pass by itself."""
    if not isinstance(error, SlackApiError) or error.response.status_code != 200:
        return False
    name = error.response.get("error")
    return isinstance(name, str) and name not in _PASSING
