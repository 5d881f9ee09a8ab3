"""From Slack's payloads to actors, and from replies to Slack's calls."""

from collections.abc import Callable
from http.client import HTTPException
from typing import Any, ParamSpec

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import notices
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.slack_types import Body, View
from bot.i18n.catalogue import words
from bot.i18n.refusals import NEVER_OPENED, NOT_OPENED
from bot.listeners.bodies import Click, Opening, SlackMessage, Submission
from bot.use_cases.steps import Actor, Answered, SlackReply

log = structlog.get_logger(__name__)

_Given = ParamSpec("_Given")
_NEVER = frozenset(
    (
        "invalid_arguments",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "not_enabled",
        "token_revoked",
        "view_too_large",
    )
)
"""For these Slack refuses the form itself, whenever it is asked for."""


def reply_of(use_case: Callable[_Given, SlackReply], *given: _Given.args, **named: _Given.kwargs) -> SlackReply:
    """Call a use case. Return its reply, whether it went through or ended early: the one place where refusals become replies."""
    try:
        return use_case(*given, **named)
    except Answered as early:
        return early.reply


def is_direct(name: object) -> bool:
    """Return whether a place is a direct message, by the name that Slack gives it: ``directmessage``, or for a group
    ``mpdm-ana--ben-1``. The app need not be able to look at it."""
    return isinstance(name, str) and (name == "directmessage" or name.startswith("mpdm-"))


def thread_of(message: SlackMessage) -> str | None:
    """Return the thread that a message is a reply in. What is whispered about the parent itself is whispered in the channel, where
    it is read: Slack shows a private message in a thread only to those who have that thread open."""
    thread = message.get("thread_ts")
    return str(thread) if thread and thread != message.get("ts", message.get("message_ts")) else None


def who_clicked(body: Click) -> Actor:
    """Return the actor of a block action. The key is the click's own: Slack's clicks have a time each."""
    action = body["actions"][0]
    where = body.get("channel")
    channel = where["id"] if where else ""
    user = body["user"]["id"]
    return Actor(
        team=body["team"]["id"],
        user=user,
        key=f"click:{user}:{action['action_ts']}:{action['action_id']}",
        surface="thread" if channel else "modal",
        channel=channel,
        direct=is_direct(where.get("name", "") if where else ""),
        thread_ts=thread_of(body.get("message") or body.get("container") or {}),
    )


def who_submitted(body: Submission, modal: Modal) -> Actor:
    """Return the actor of a view submission, answered in the modal's language. A modal sent twice has one id and hash."""
    view = body["view"]
    return Actor(
        team=body["team"]["id"],
        user=body["user"]["id"],
        key=f"view:{view['id']}:{view['hash']}",
        surface="modal",
        language=modal.lang,
    )


def open_view(client: WebClient, body: Opening, reply: SlackReply) -> str:
    """Open what the reply shows: a modal, on top of the one that was clicked in if there is one. Return the key of the sentence
    that says why it is not there; empty where it is.

    Slack may not open it, or not say so (the trigger is too old, the link broke): what was committed stays, and the person is
    answered all the same.
    """
    view = reply.view or (notices.as_view(words(reply.language), reply.body) if reply.body else None)
    if view is None:
        return ""
    try:
        _open(client, body, view)
    except (SlackApiError, OSError, HTTPException) as error:
        said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("view.not_opened", error=str(said)[:80])
        return NEVER_OPENED if said in _NEVER else NOT_OPENED
    return ""


def _open(client: WebClient, body: Opening, view: View) -> None:
    if body.get("view") and body["view"].get("type") == "modal":
        client.views_push(trigger_id=body["trigger_id"], view=as_dict(view))
    else:
        client.views_open(trigger_id=body["trigger_id"], view=as_dict(view))


def update_view(client: WebClient, body: Click, reply: SlackReply) -> str:
    """Show another form in the place of the one in which something was pressed. Return the key of the sentence that says why it is
    not there; empty where it is."""
    view = reply.view or (notices.as_view(words(reply.language), reply.body) if reply.body else None)
    if view is None:
        return ""
    try:
        client.views_update(view_id=body["view"].get("id", ""), view=as_dict(view))
    except (SlackApiError, OSError, HTTPException) as error:
        said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("view.not_updated", error=str(said)[:80])
        return NOT_OPENED
    return ""


def publish(client: WebClient, user: str, view: View) -> None:
    """Publish somebody's App Home. Where Slack does not take it, the tab stays as it was: the next look publishes it again."""
    try:
        client.views_publish(user_id=user, view=as_dict(view))
    except (SlackApiError, OSError, HTTPException) as error:
        said = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("home.not_published", error=str(said)[:80])


def as_dict(shown: View | Body) -> dict[str, Any]:
    """Return a view or body as the plain dict that Slack's SDK takes."""
    return dict(shown)
