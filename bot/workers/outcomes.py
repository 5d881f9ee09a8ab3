"""What an answer of Slack means for a message: a closed table of values. Nothing here sends or waits.

Fates: ``sent``; ``wait``: surely not sent, again later; ``unknown``: it may have been sent, look before sending again;
``owner``: somebody has to act in Slack; ``held``: the partner's side would read it; ``workspace``: nothing can be sent there;
``repost``: the message to update is gone; ``plain``: Slack refuses this form of it; ``dead``: it will never be sent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from slack_sdk.errors import SlackApiError

from bot.use_cases.readers import Held
from storage.outbox.outbox import THREAD_DELETED

Fate = Literal["sent", "wait", "unknown", "owner", "held", "workspace", "repost", "plain", "dead"]

UNREACHABLE = frozenset(
    (
        "channel_is_limited_access",
        "channel_not_found",
        "external_channel_migrating",
        "is_archived",
        "is_inactive",
        "no_permission",
        "not_in_channel",
        "posting_to_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
    )
)
"""The app cannot write in this channel now; anything that it can write there shows that it can again."""

_TABLE: Mapping[str, Fate] = {
    **dict.fromkeys(UNREACHABLE, "owner"),
    **dict.fromkeys(("messages_tab_disabled", "missing_scope"), "owner"),
    **dict.fromkeys(("cannot_reply_to_message", "thread_not_found", THREAD_DELETED), "owner"),
    **dict.fromkeys(
        (
            "access_denied",
            "account_inactive",
            "app_uninstalled",
            "ekm_access_denied",
            "enterprise_is_restricted",
            "invalid_auth",
            "not_allowed_token_type",
            "not_authed",
            "org_login_required",
            "team_access_not_granted",
            "token_expired",
            "token_revoked",
            "two_factor_setup_required",
        ),
        "workspace",
    ),
    **dict.fromkeys(("cant_update_message", "edit_window_closed", "message_not_found"), "repost"),
    **dict.fromkeys(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"), "plain"),
    **dict.fromkeys(("message_limit_exceeded", "rate_limited", "ratelimited"), "wait"),
    **dict.fromkeys(
        (
            "accesslimited",
            "fatal_error",
            "internal_error",
            "request_timeout",
            "service_unavailable",
            "team_added_to_org",
            "update_failed",
        ),
        "unknown",
    ),
}
"""Slack's error → fate. One that is not here will not pass by itself: the message is given up, for an operator to see."""

PASSING = UNREACHABLE | {"messages_tab_disabled", "missing_scope"}
"""What is tried again from time to time. A thread that was deleted does not come back: it waits for a new card."""

_NAME = re.compile(r"[a-z0-9_]{1,80}\Z")
_DEFAULT_WAIT = 30.0
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True)
class Outcome:
    """What became of one attempt. ``seconds``: how long to wait; ``channel`` and ``ts``: where it stands; ``held``: before whom."""

    fate: Fate
    error: str = ""
    seconds: float = 0
    channel: str = ""
    ts: str = ""
    held: Held = field(default_factory=Held)


def outcome_of(error: Exception, *, look_after: float) -> Outcome:
    """The outcome of a call that failed. ``look_after``: seconds before an unknown fate is looked into."""
    if not isinstance(error, SlackApiError):
        return Outcome("unknown", type(error).__name__, look_after)
    response = error.response
    status = int(getattr(response, "status_code", 0) or 0)
    name = _name(response)
    if status == 429 or _TABLE.get(name) == "wait":
        return Outcome("wait", name or "ratelimited", retry_after(getattr(response, "headers", {})))
    # 200 with anything but Slack's own refusal is half an answer: the message may stand there.
    if status != 200 or not name:
        return Outcome("unknown", name or f"http_{status}", look_after)
    fate = _TABLE.get(name, "dead")
    return Outcome(fate, name, look_after if fate == "unknown" else 0)


def retry_after(headers: Mapping[str, Any]) -> float:
    """Seconds to wait after a 429: the header as Slack or a proxy writes it ("30", "1.5"), 30 when it is missing or odd."""
    found = next((value for key, value in headers.items() if key.lower() == "retry-after"), None)
    first = found[0] if isinstance(found, list) and found else found
    try:
        seconds = float(str(first))
    except ValueError:
        return _DEFAULT_WAIT
    return min(max(seconds, 0.1), _LONGEST_WAIT) if seconds == seconds else _DEFAULT_WAIT  # noqa: PLR0124 - not NaN


def _name(response: Any) -> str:
    """The error's name; "" when it is none. For a body that is no JSON the SDK puts the body itself in its place."""
    content = getattr(response, "data", None)
    name = content.get("error") if isinstance(content, Mapping) else None
    return name if isinstance(name, str) and _NAME.match(name) else ""
