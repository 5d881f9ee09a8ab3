"""The global shortcut that starts a conversation, and those of a message: keep it as a remark, screen who wrote it."""

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.gateway.message_content import content_of
from bot.listeners.bodies import MessageShortcut, Shortcut
from bot.listeners.requests import is_direct, open_view, reply_of, thread_of
from bot.use_cases.steps import Actor, SlackReply
from bot.use_cases.wiring import AllUseCases

START, ADD_REMARK, QUICK = "start_partnership", "add_remark", "screen_quickly"


def register(app: App, use_cases: AllUseCases) -> None:
    """Listen to all of them."""

    def shows(client: WebClient, body: Shortcut | MessageShortcut, actor: Actor, reply: SlackReply) -> None:
        if why := open_view(client, body, reply):
            use_cases.channel.form_not_opened(actor, reply, why)

    def start(ack: Ack, body: Shortcut, client: WebClient) -> None:
        actor = Actor(
            team=body["team"]["id"],
            user=body["user"]["id"],
            key=f"shortcut:{body['trigger_id']}",
            surface="command",
        )
        shows(client, body, actor, reply_of(use_cases.opening.ask_setup, actor))
        ack()

    def of_message(body: MessageShortcut) -> Actor:
        return Actor(
            team=body["team"]["id"],
            user=body["user"]["id"],
            key=f"shortcut:{body['trigger_id']}",
            surface="command",
            channel=body["channel"]["id"],
            direct=is_direct(body["channel"].get("name", "")),
            thread_ts=thread_of(body["message"]),
        )

    def quick(ack: Ack, body: MessageShortcut, client: WebClient) -> None:
        actor, text = of_message(body), content_of(body["message"])
        shows(client, body, actor, reply_of(use_cases.quick.ask, actor, "", text))
        ack()

    def add_remark(ack: Ack, body: MessageShortcut, client: WebClient) -> None:
        message, actor = body["message"], of_message(body)
        author = message.get("user") or message.get("bot_id") or ""
        text = content_of(message)
        shows(client, body, actor, reply_of(use_cases.thread.add_remark, actor, message["ts"], author, text))
        ack()

    # Each by its type too: a payload is held to the shape of its type, and one of the other type has another.
    app.shortcut({"type": "shortcut", "callback_id": START})(start)
    app.shortcut({"type": "message_action", "callback_id": ADD_REMARK})(add_remark)
    app.shortcut({"type": "message_action", "callback_id": QUICK})(quick)
