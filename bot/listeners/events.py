"""Events: mentions, replies in threads with their edits and deletions, App Home. Each is delivered at least once."""

import re
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot import typed_words
from bot.reception import Reception
from bot.threads import Threads
from bot.turns import Actor

_KEPT_SUBTYPES = (None, "file_share", "thread_broadcast")


def register(app: App, reception: Reception, threads: Threads, bot_user_id: str) -> None:
    """Listen to what the manifest subscribes to, with a catch-all so that Slack never retries for nothing."""
    mention = f"<@{bot_user_id}>"

    def mentioned(event: dict[str, Any], body: dict[str, Any]) -> None:
        actor = Actor(
            team=body["team_id"],
            user=event["user"],
            key=f"mention:{event['channel']}:{event['ts']}",
            channel=event["channel"],
            thread_ts=event.get("thread_ts"),
        )
        after = str(event.get("text", "")).partition(mention)[2].strip()
        french, paused = threads.thread_facts(actor)
        typed = typed_words.in_thread(after, french=french, paused=paused)
        threads.in_thread(actor, typed.word, typed.rest)

    def ignored_before(event: dict[str, Any]) -> bool:
        """What the app wrote, or what was said to it, was no remark and becomes none."""
        before = event.get("previous_message") or {}
        return bool(before.get("bot_id")) or mention in str(before.get("text", ""))

    def said(event: dict[str, Any], body: dict[str, Any]) -> None:
        subtype = event.get("subtype")
        if event.get("bot_id"):
            return
        if event.get("channel_type") == "im":
            if subtype is None:
                key = f"message:{event['channel']}:{event['ts']}"
                threads.in_private(Actor(team=body["team_id"], user=event["user"], key=key, channel=event["channel"]))
            return
        key = f"event:{body['event_id']}"
        if subtype == "message_changed":
            if not ignored_before(event):
                _edited(threads, body["team_id"], event, key)
        elif subtype == "message_deleted":
            if not ignored_before(event):
                _deleted(threads, body["team_id"], event, key)
        elif subtype in _KEPT_SUBTYPES and event.get("thread_ts") and mention not in str(event.get("text", "")):
            actor = Actor(
                team=body["team_id"],
                user=event["user"],
                key=f"message:{event['channel']}:{event['ts']}",
                channel=event["channel"],
                thread_ts=event["thread_ts"],
            )
            threads.remark(actor, event["ts"], str(event.get("text") or ""))

    def home_opened(event: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") != "home":
            return
        actor = Actor(team=body["team_id"], user=event["user"], key=f"event:{body['event_id']}", surface="command")
        client.views_publish(user_id=event["user"], view=reception.home(actor))

    def ignored() -> None:
        """An event without a use here is acknowledged, or Slack would send it again."""

    app.event("app_mention")(mentioned)
    app.event("message")(said)
    app.event("app_home_opened")(home_opened)
    app.event(re.compile(".*"))(ignored)


def _edited(threads: Threads, team: str, event: dict[str, Any], key: str) -> None:
    message, before = event["message"], event.get("previous_message") or {}
    if message.get("bot_id") or message.get("text") == before.get("text") or not message.get("thread_ts"):
        return
    actor = Actor(
        team=team, user=message.get("user", ""), key=key, channel=event["channel"], thread_ts=message["thread_ts"]
    )
    edited = str((message.get("edited") or {}).get("ts", ""))
    threads.remark_edited(actor, message["ts"], str(message.get("text") or ""), edited)


def _deleted(threads: Threads, team: str, event: dict[str, Any], key: str) -> None:
    before = event.get("previous_message") or {}
    if not before.get("thread_ts"):
        return
    actor = Actor(
        team=team, user=before.get("user", ""), key=key, channel=event["channel"], thread_ts=before["thread_ts"]
    )
    threads.remark_deleted(actor, event["deleted_ts"])
