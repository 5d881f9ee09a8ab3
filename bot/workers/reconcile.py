"""Looking for a message whose fate is unknown, by the delivery id in its metadata, before it is sent again."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.workers.outcomes import Outcome
from bot.workers.slack_calls import Calls, Failed
from storage.outbox.outbox import THREAD_DELETED
from storage.records import Claim

EVENT_TYPE = "partnership_coach"

_A_PAGE = 200
_MOST_PAGES = 20
_LOOK_BACK_SECONDS = 26 * 3600
"""How far before its writing a message is looked for: this machine's clock may be a day ahead of Slack's."""


def mark(claim: Claim) -> dict[str, Any]:
    """The metadata by which a message is found again. Every member may read it: it is an opaque id."""
    return {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": claim.delivery_id}}


def find(call: Calls, client: WebClient, claim: Claim, channel: str) -> dict[str, Any] | None:
    """The message, None when Slack does not have it; raises Failed.

    A reply is looked for in the channel too: it landed there if the thread's parent was deleted meanwhile. Where the parent is
    gone and the reply is nowhere, it fails as ``thread_deleted``: it would land in the channel if it were sent again.
    """
    gone = False
    try:
        if claim.thread_ts:
            found, gone = _in_thread(call, client, claim, channel)
            if found is not None:
                return found
        found = _marked(claim, _pages(call, claim.created_at, client.conversations_history, channel=channel))
    except Failed as failure:
        if failure.outcome.fate != "dead":
            raise
        raise Failed(Outcome("dead", f"uncertain: {failure.outcome.error}")) from None
    if found is None and gone:
        raise Failed(Outcome("owner", THREAD_DELETED))
    return found


def refuse_gone(call: Calls, client: WebClient, claim: Claim, channel: str) -> None:
    """Raises Failed when the thread's parent was deleted: a file would land in the channel, and Slack does not say where it did."""
    if claim.thread_ts:
        try:
            found = (
                call(client.conversations_replies, channel=channel, ts=claim.thread_ts, limit=1).get("messages") or []
            )
        except Failed as failure:
            if failure.outcome.error == "thread_not_found":
                raise Failed(Outcome("owner", THREAD_DELETED)) from None
            raise
        if any(_is_gone(one, claim) for one in found):
            raise Failed(Outcome("owner", THREAD_DELETED))


def _is_gone(message: dict[str, Any], claim: Claim) -> bool:
    return message.get("subtype") == "tombstone" and message.get("ts") == claim.thread_ts


def _in_thread(call: Calls, client: WebClient, claim: Claim, channel: str) -> tuple[dict[str, Any] | None, bool]:
    """The reply, if it stands in its thread, and whether the thread's parent is gone."""
    where = {"channel": channel, "ts": str(claim.thread_ts)}
    try:
        messages = list(_pages(call, claim.created_at, client.conversations_replies, **where))
    except Failed as failure:
        if failure.outcome.error == "thread_not_found":
            return None, True
        raise
    gone = any(_is_gone(one, claim) for one in messages)
    return _marked(claim, messages), gone


def _marked(claim: Claim, messages: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    for message in messages:
        payload = (message.get("metadata") or {}).get("event_payload") or {}
        if payload.get("delivery_id") == claim.delivery_id or _brings(message, claim):
            return message
    return None


def _brings(message: dict[str, Any], claim: Claim) -> bool:
    """Whether the message is the share of the claim's document, which has no metadata."""
    if claim.document is None or claim.file is None:
        return False
    return any(file.get("id") == claim.file.id for file in message.get("files") or [])


def _pages(
    call: Calls, written: datetime, method: Callable[..., SlackResponse], **where: str
) -> Iterator[dict[str, Any]]:
    oldest = f"{written.timestamp() - _LOOK_BACK_SECONDS:.6f}"
    cursor = None
    for _ in range(_MOST_PAGES):
        page = call(method, include_all_metadata=True, limit=_A_PAGE, oldest=oldest, cursor=cursor, **where)
        yield from page.get("messages") or []
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
    raise Failed(Outcome("dead", "too_many_messages"))
