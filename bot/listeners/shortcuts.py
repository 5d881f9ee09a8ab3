"""The global shortcut that starts a conversation, and the message shortcut that keeps a remark."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.listeners.incoming import open_view, thread_of
from bot.reception import Reception
from bot.threads import Threads
from bot.turns import Actor

START, ADD_REMARK = "start_partnership", "add_remark"


def register(app: App, reception: Reception, threads: Threads) -> None:
    """Listen to both shortcuts."""

    def start(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        actor = Actor(
            team=body["team"]["id"],
            user=body["user"]["id"],
            key=f"shortcut:{body['trigger_id']}",
            surface="command",
        )
        open_view(client, body, reception.ask_setup(actor))
        ack()

    def add_remark(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        message = body["message"]
        actor = Actor(
            team=body["team"]["id"],
            user=body["user"]["id"],
            key=f"shortcut:{body['trigger_id']}",
            channel=body["channel"]["id"],
            thread_ts=thread_of(message),
        )
        author = message.get("user") or message.get("bot_id") or ""
        open_view(client, body, threads.add_remark(actor, message["ts"], author, message.get("text") or ""))
        ack()

    app.shortcut(START)(start)
    app.shortcut(ADD_REMARK)(add_remark)
