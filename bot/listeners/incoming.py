"""From Slack's payloads to actors, and from replies to Slack's calls."""

from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import notices
from bot.i18n import words
from bot.payloads import Modal
from bot.turns import Actor, Reply

log = structlog.get_logger(__name__)

Payload = dict[str, Any]


def thread_of(message: Payload) -> str | None:
    """The thread that a message is a reply in. What is whispered about the parent itself is whispered in the channel, where
    it is read: Slack shows a private message in a thread only to those who have that thread open."""
    thread = message.get("thread_ts")
    return str(thread) if thread and thread != message.get("ts", message.get("message_ts")) else None


def who_clicked(body: Payload) -> Actor:
    """The actor of a block action. The key is the click's own: Slack's clicks have a time each."""
    action = body["actions"][0]
    channel = (body.get("channel") or {}).get("id", "")
    user = body["user"]["id"]
    return Actor(
        team=body["team"]["id"],
        user=user,
        key=f"click:{user}:{action['action_ts']}:{action['action_id']}",
        surface="thread" if channel else "modal",
        channel=channel,
        thread_ts=thread_of(body.get("message") or body.get("container") or {}),
    )


def who_submitted(body: Payload, modal: Modal) -> Actor:
    """The actor of a view submission, answered in the modal's language. A modal sent twice has one id and hash."""
    view = body["view"]
    return Actor(
        team=body["team"]["id"],
        user=body["user"]["id"],
        key=f"view:{view['id']}:{view['hash']}",
        surface="modal",
        language=modal.lang,
    )


def open_view(client: WebClient, body: Payload, reply: Reply) -> bool:
    """Open what the reply shows: a modal, on top of the one that was clicked in if there is one.

    False when Slack did not open it, or did not say so (the trigger is too old, the link broke): what was committed stays, the
    click is answered all the same.
    """
    view = reply.view or (notices.as_view(words(reply.language), reply.body) if reply.body else None)
    if view is None:
        return True
    try:
        _open(client, body, view)
    except (SlackApiError, OSError, HTTPException) as error:
        said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("view.not_opened", error=said)
        return False
    return True


def _open(client: WebClient, body: Payload, view: Payload) -> None:
    if body.get("view") and body["view"].get("type") == "modal":
        client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        client.views_open(trigger_id=body["trigger_id"], view=view)
