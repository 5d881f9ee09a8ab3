"""A small real Bolt app, as the emulator's guinea pig: a book club that proposes books and votes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.routing import Route

from bot.playground import Emulator

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "Book club"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "Book club", "always_online": True},
        "slash_commands": [
            {"command": "/book", "description": "Propose a book"},
            {"command": "/silent", "description": "Never answered"},
            {"command": "/broken", "description": "Answered with a block that Slack does not know"},
        ],
        "shortcuts": [
            {"name": "Propose", "type": "global", "callback_id": "propose_anywhere", "description": "Propose a book"},
            {"name": "Quote", "type": "message", "callback_id": "quote_message", "description": "Quote it"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read", "channels:history", "channels:read", "canvases:write", "chat:write", "commands",
                "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "member_joined_channel",
                "member_left_channel", "message.channels", "message.groups", "message.im", "tokens_revoked",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}  # fmt: skip


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def button(text: str, action_id: str, value: str = "yes") -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": value}


def text_input(block_id: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": f"{block_id}_typed", **more}
    return {"type": "input", "block_id": block_id, "label": plain(block_id.title()), "element": element}


def proposal_modal(channel: str, title: str = "") -> Json:
    prefilled = {"initial_value": title} if title else {}
    return {
        "type": "modal",
        "callback_id": "propose",
        "title": plain("Propose a book"),
        "submit": plain("Propose"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "private_metadata": channel,
        "blocks": [
            text_input("title", max_length=40, **prefilled),
            {
                "type": "input",
                "block_id": "genre",
                "label": plain("Genre"),
                "element": {
                    "type": "static_select",
                    "action_id": "genre_picked",
                    "options": [option("Novel"), option("Essay")],
                    "initial_option": option("Novel"),
                },
            },
            {"type": "actions", "block_id": "help", "elements": [button("Why?", "explain")]},
        ],
    }


def reason_modal(book: str, channel: str) -> Json:
    return {
        "type": "modal",
        "callback_id": "reason",
        "title": plain("Why this one?"),
        "submit": plain("Send"),
        "private_metadata": f"{channel}|{book}",
        "blocks": [text_input("reason", multiline=True)],
    }


def ballot(book: str, votes: int = 0) -> list[Json]:
    return [
        mrkdwn(f"*{book}* has {votes} votes"),
        {"type": "actions", "block_id": "ballot", "elements": [button("Vote", "vote", book), button("Pass", "pass")]},
    ]


def sample_app(slack: Emulator, heard: Callable[[Json], None]) -> App:
    """The book club. `heard` is called with every event."""
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    app = App(signing_secret=slack.signing_secret, client=client)
    serve_proposals(app)
    serve_votes(app)
    serve_events(app, heard)
    return app


def serve_proposals(app: App) -> None:
    @app.command("/book")
    def propose(ack: Any, command: Json, client: WebClient) -> None:
        if command["text"] == "help":
            ack("Write `/book` and a title.")
            return
        ack()
        client.views_open(trigger_id=command["trigger_id"], view=proposal_modal(command["channel_id"], command["text"]))

    @app.command("/broken")
    def broken(ack: Any) -> None:
        ack(text="x", blocks=[{"type": "marquee"}])

    @app.view("propose")
    def proposed(ack: Any, view: Json) -> None:
        title = view["state"]["values"]["title"]["title_typed"]["value"]
        if title == "Nothing":
            ack(response_action="errors", errors={"title": "That is not a book."})
            return
        ack(response_action="push", view=reason_modal(title, view["private_metadata"]))

    @app.view("reason")
    def reasoned(ack: Any, view: Json, client: WebClient) -> None:
        ack(response_action="clear")
        channel, _, book = view["private_metadata"].partition("|")
        client.chat_postMessage(channel=channel, text=f"Vote for {book}", blocks=ballot(book))

    @app.view_closed("propose")
    def closed(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text="Maybe another day.")

    @app.shortcut("propose_anywhere")
    def from_anywhere(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=proposal_modal(body["user"]["id"]))


def serve_votes(app: App) -> None:
    @app.action("vote")
    def voted(ack: Any, body: Json, client: WebClient, respond: Any) -> None:
        ack()
        book = body["actions"][0]["value"]
        channel, ts = body["container"]["channel_id"], body["container"]["message_ts"]
        client.chat_update(channel=channel, ts=ts, text=f"Vote for {book}", blocks=ballot(book, 1))
        respond(
            text="Thank you",
            blocks=[mrkdwn("Thank you"), {"type": "actions", "elements": [button("Undo", "undo")]}],
            replace_original=False,
        )

    @app.action("undo")
    def undone(ack: Any, respond: Any) -> None:
        ack()
        respond(text="Taken back", replace_original=True)

    @app.action("explain")
    def explain(ack: Any, body: Json, client: WebClient) -> None:
        ack()
        client.views_push(
            trigger_id=body["trigger_id"],
            view={"type": "modal", "title": plain("Help"), "blocks": [mrkdwn("One book a month.")]},
        )

    @app.shortcut("quote_message")
    def quote(ack: Any, body: Json, respond: Any) -> None:
        ack()
        respond(text=f"Quoted: {body['message']['text']}")


def serve_events(app: App, heard: Callable[[Json], None]) -> None:
    deaf: set[str] = set()

    @app.event("app_home_opened")
    def home(event: Json, client: WebClient, body: Json) -> None:
        heard(body)
        before = event.get("view") or {}
        client.views_publish(
            user_id=event["user"],
            view={"type": "home", "blocks": [mrkdwn(f"Your books, <@{event['user']}>")]},
            **({"hash": before["hash"]} if before else {}),
        )

    @app.event("app_mention")
    def mentioned(event: Json, body: Json, say: Any) -> None:
        heard(body)
        say(text="You called?", thread_ts=event.get("thread_ts") or event["ts"])

    @app.middleware
    def be_deaf_once(body: Json, next: Callable[[], None], context: Any) -> Any:
        """An event whose text says so is not acknowledged the first time."""
        event = body.get("event", {})
        if "deaf" in str(event.get("text")) and body["event_id"] not in deaf:
            deaf.add(body["event_id"])
            raise RuntimeError("deaf on purpose")
        next()
        return None

    @app.event({"type": "message"})
    def anything_said(body: Json) -> None:
        heard(body)

    for name in (
        "member_joined_channel",
        "member_left_channel",
        "channel_archive",
        "tokens_revoked",
        "app_uninstalled",
    ):
        app.event(name)(anything_said)

    @app.error
    def refuse(error: Exception) -> BoltResponse:
        return BoltResponse(status=503 if "deaf" in str(error) else 200, body="")


@contextmanager
def over_socket(app: App, slack: Emulator) -> Iterator[None]:
    connection = SocketModeHandler(app, slack.app_token)
    connection.client.connect()
    try:
        slack.wait_until_connected()
        yield
    finally:
        connection.client.close()


@contextmanager
def over_http(app: App, slack: Emulator) -> Iterator[None]:
    requests = SlackRequestHandler(app)
    web = Starlette(routes=[Route("/slack/events", requests.handle, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(web, port=0, log_level="critical", lifespan="off"))
    started = threading.Event()
    startup = server.startup

    async def tell_when_started(sockets: Any = None) -> None:
        await startup(sockets)
        started.set()

    server.startup = tell_when_started  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    started.wait(10)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
        yield
    finally:
        server.should_exit = True
        thread.join(10)
