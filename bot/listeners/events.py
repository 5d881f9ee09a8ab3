"""Events: mentions, replies in threads with their edits and deletions, App Home. Each is delivered at least once."""

import hashlib
import re
from dataclasses import replace

from slack_bolt import App
from slack_sdk import WebClient

from bot.gateway.message_content import content_of
from bot.gateway.slack_text import typed_text
from bot.i18n import typed_words
from bot.i18n.commands import CHECK_IN
from bot.listeners.bodies import (
    ChannelIdEvent,
    Envelope,
    HomeEvent,
    MembershipEvent,
    MentionEvent,
    MessageEvent,
    TokensEvent,
)
from bot.listeners.pace import Pace, Paces
from bot.listeners.requests import publish, reply_of
from bot.use_cases.steps import Actor
from bot.use_cases.thread import ThreadUseCases
from bot.use_cases.wiring import AllUseCases
from bot.use_cases.workspace import WorkspaceUseCases
from flows.text.plain import plain, typed

_KEPT_SUBTYPES = (None, "file_share", "thread_broadcast")


def register(app: App, use_cases: AllUseCases, bot_user_id: str) -> None:
    """Listen to what the manifest subscribes to, with a catch-all so that Slack never retries for nothing."""
    mention, thread, paces = f"<@{bot_user_id}>", use_cases.thread, Paces()

    def answered(actor: Actor, event_id: str) -> bool:
        """Return whether this person is answered now; who says too much within a minute is told so, once. What Slack delivers
        again was said once."""
        pace = paces.of(actor.user, event_id)
        if pace is Pace.TOLD:
            reply_of(use_cases.channel.slower, actor)
        return pace is Pace.ANSWERED

    def mentioned(event: MentionEvent, body: Envelope) -> None:
        actor = Actor(
            team=body["team_id"],
            user=event["user"],
            key="",
            channel=event["channel"],
            thread_ts=event.get("thread_ts"),
        )
        if not answered(actor, body["event_id"]):
            return
        said = _said_to_coach(str(event.get("text", "")), mention)
        language, paused = thread.thread_facts(actor)
        typed = typed_words.in_thread(said, language=language, paused=paused)
        actor = replace(actor, key=_key_of_mention(event, typed))
        if typed.word == typed_words.TOO_LONG:
            reply_of(use_cases.channel.too_long, actor)
        else:
            reply_of(thread.typed, actor, typed)

    def ignored_before(event: MessageEvent) -> bool:
        """Return whether the app wrote it, or it was said to the app: that was no remark and becomes none."""
        before = event.get("previous_message") or {}
        return bool(before.get("bot_id")) or mention in str(before.get("text", ""))

    def said(event: MessageEvent, body: Envelope) -> None:
        subtype = event.get("subtype")
        if event.get("bot_id"):
            return
        if event.get("channel_type") == "im":
            if subtype is None:
                key = f"message:{event['channel']}:{event['ts']}"
                actor = Actor(team=body["team_id"], user=event["user"], key=key, channel=event["channel"], direct=True)
                if answered(actor, body["event_id"]):
                    reply_of(thread.in_private, actor)
            return
        key = f"event:{body['event_id']}"
        if subtype == "message_changed":
            if not ignored_before(event):
                _edited(thread, body["team_id"], event, key)
        elif subtype == "message_deleted":
            if not ignored_before(event):
                _deleted(thread, body["team_id"], event, key)
        elif subtype in _KEPT_SUBTYPES and event.get("thread_ts") and mention not in str(event.get("text", "")):
            actor = Actor(
                team=body["team_id"],
                user=event["user"],
                key=f"message:{event['channel']}:{event['ts']}",
                channel=event["channel"],
                thread_ts=event["thread_ts"],
            )
            reply_of(thread.remark, actor, event["ts"], content_of(event))

    def ignored() -> None:
        """Acknowledge an event without a use here, or Slack would send it again."""

    app.event("app_mention")(mentioned)
    app.event("message")(said)
    _register_home(app, use_cases)
    _register_membership(app, use_cases)
    _register_installation(app, use_cases.workspace)
    app.event(re.compile(".*"))(ignored)


def _register_home(app: App, use_cases: AllUseCases) -> None:
    """Listen to who opens the app's own page."""

    def home_opened(event: HomeEvent, body: Envelope, client: WebClient) -> None:
        if event.get("tab") != "home":
            return
        actor = Actor(team=body["team_id"], user=event["user"], key=f"event:{body['event_id']}", surface="command")
        publish(client, event["user"], use_cases.app_home.view(actor))

    app.event("app_home_opened")(home_opened)


def _register_membership(app: App, use_cases: AllUseCases) -> None:
    """Listen to who comes and goes: what is remembered of a channel is forgotten at once."""
    workspace = use_cases.workspace

    def changed(event: MembershipEvent, body: Envelope) -> None:
        workspace.membership_changed(body["team_id"], event["channel"], event.get("user") or "")

    def left(event: MembershipEvent, body: Envelope) -> None:
        changed(event, body)
        use_cases.people.left(body["team_id"], event["channel"], event.get("user") or "")

    def renamed(event: ChannelIdEvent, body: Envelope) -> None:
        workspace.id_changed(body["team_id"], event["old_channel_id"], event["new_channel_id"])

    def shut(event: MembershipEvent, body: Envelope) -> None:
        workspace.shut(body["team_id"], event["channel"], deleted=False)

    def deleted(event: MembershipEvent, body: Envelope) -> None:
        workspace.shut(body["team_id"], event["channel"], deleted=True)

    def opened(event: MembershipEvent, body: Envelope) -> None:
        workspace.opened(body["team_id"], event["channel"])

    app.event("member_joined_channel")(changed)
    app.event("member_left_channel")(left)
    app.event("channel_shared")(changed)
    app.event("channel_unshared")(changed)
    app.event("channel_id_changed")(renamed)
    app.event("channel_archive")(shut)
    app.event("channel_deleted")(deleted)
    app.event("channel_unarchive")(opened)
    app.event("group_archive")(shut)  # Slack calls those that are private groups
    app.event("group_deleted")(deleted)
    app.event("group_unarchive")(opened)


def _register_installation(app: App, workspace: WorkspaceUseCases) -> None:
    """Listen to whether the app is still there: once it is not, nothing is sent and nobody asked until it is again."""

    def uninstalled(body: Envelope) -> None:
        workspace.uninstalled(body["team_id"], "app_uninstalled")

    def revoked(event: TokensEvent, body: Envelope) -> None:
        if event["tokens"].get("bot"):
            workspace.uninstalled(body["team_id"], "tokens_revoked")

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)


def _said_to_coach(text: str, mention: str) -> str:
    """Return what follows the mention; one word may stand before it instead ("status @Coach")."""
    before, _, after = text.partition(mention)
    if not typed(after) and len(before.split()) == 1:
        after = before
    return typed_text(after).strip()


def _key_of_mention(event: MentionEvent, said: typed_words.Typed) -> str:
    """Return the key of what is asked by a message, which may be corrected: the same said twice has one effect, another has its
    own."""
    asked = f"{said.word or said.written} {said.rest if said.word in (None, CHECK_IN) else ''}"
    return f"mention:{event['channel']}:{event['ts']}:{hashlib.sha256(plain(asked).encode()).hexdigest()[:16]}"


def _edited(thread: ThreadUseCases, team: str, event: MessageEvent, key: str) -> None:
    message, before = event["message"], event.get("previous_message") or {}
    if message.get("bot_id") or not message.get("thread_ts") or content_of(message) == content_of(before):
        return
    actor = Actor(
        team=team, user=message.get("user", ""), key=key, channel=event["channel"], thread_ts=message["thread_ts"]
    )
    edited = str((message.get("edited") or {}).get("ts", ""))
    reply_of(thread.remark_edited, actor, message["ts"], content_of(message), edited)


def _deleted(thread: ThreadUseCases, team: str, event: MessageEvent, key: str) -> None:
    before = event.get("previous_message") or {}
    if not before.get("thread_ts"):
        return
    actor = Actor(
        team=team, user=before.get("user", ""), key=key, channel=event["channel"], thread_ts=before["thread_ts"]
    )
    reply_of(thread.remark_deleted, actor, event["deleted_ts"])
