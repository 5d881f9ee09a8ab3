"""What an answer of Slack means for a message: a closed table. A retry policy is a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from slack_sdk.errors import SlackApiError

Fate = Literal["sent", "wait", "unknown", "owner", "workspace", "repost", "plain", "dead"]

_OWNER_ACTS = frozenset(
    (
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "user_not_found",
        "cannot_dm_bot",
        "user_disabled",
    )
)
_WORKSPACE_STOPS = frozenset(
    (
        "token_revoked",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "app_uninstalled",
        "token_expired",
        "missing_scope",
    )
)
_GONE = frozenset(("message_not_found", "cant_update_message", "edit_window_closed"))
_TOO_RICH = frozenset(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"))
_PASSING = frozenset(
    ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "ratelimited")
)
_DEFAULT_WAIT = 30.0
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True)
class Outcome:
    """``fate`` of one attempt. ``wait``: surely not sent, again after ``seconds``; ``unknown``: it may have been sent."""

    fate: Fate
    error: str = ""
    seconds: float = 0
    channel: str = ""
    ts: str = ""
    thread_ts: str | None = None


def of_error(error: Exception, *, look_after: float) -> Outcome:
    """The outcome of a call that failed. ``look_after``: seconds before an unknown fate is looked into."""
    if isinstance(error, SlackApiError):
        return _of_answer(error, look_after)
    return Outcome("unknown", type(error).__name__, look_after)


def _of_answer(error: SlackApiError, look_after: float) -> Outcome:
    response = error.response
    status = getattr(response, "status_code", 200)
    content = response.data if isinstance(getattr(response, "data", None), Mapping) else {}
    name = str(content.get("error") or f"http_{status}")
    if status == 429 or name == "ratelimited":
        return Outcome("wait", "ratelimited", retry_after(getattr(response, "headers", {})))
    if status >= 500 or name in _PASSING or not content:
        return Outcome("unknown", name, look_after)
    if name in _OWNER_ACTS:
        return Outcome("owner", name)
    if name in _WORKSPACE_STOPS:
        return Outcome("workspace", name)
    if name in _GONE:
        return Outcome("repost", name)
    return Outcome("plain", name) if name in _TOO_RICH else Outcome("dead", name)


def retry_after(headers: Mapping[str, object]) -> float:
    """Seconds to wait after a 429: the header as Slack or a proxy writes it ("30", "1.5"), 30 when it is missing or odd."""
    found = next((value for key, value in headers.items() if key.lower() == "retry-after"), None)
    first = found[0] if isinstance(found, list) and found else found
    try:
        seconds = float(str(first))
    except ValueError:
        return _DEFAULT_WAIT
    return min(max(seconds, 0.1), _LONGEST_WAIT) if seconds == seconds else _DEFAULT_WAIT  # noqa: PLR0124
