"""The positive control: an ordinary Bolt app that posts from its listener, under the same fire.

It hears a reply and says so in the thread, as tutorials do it. If the checker finds nothing wrong with this one, the harness
proves nothing.
"""

import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient

from bot.playground import Emulator
from tests.chaos.checker import Verdict, hold_once

HEARD = "heard "


def live(_: list[str], settings: Mapping[str, str], log: Path, *, quick: bool) -> None:
    """One life of it, with Bolt's defaults: acknowledge, then do the work."""
    with log.open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stderr = sys.stdout = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115 - for as long as it lives
    os.environ.update(settings)
    client = WebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"], timeout=3)
    app = App(client=client, signing_secret="none", request_verification_enabled=False)

    @app.event("message")
    def said(event: dict[str, Any], client: WebClient) -> None:
        if not event.get("bot_id") and not event.get("subtype"):
            thread = event.get("thread_ts") or event["ts"]
            client.chat_postMessage(channel=event["channel"], thread_ts=thread, text=HEARD + event["text"])

    SocketModeHandler(app, settings["SLACK_APP_TOKEN"], web_client=client).connect()  # type: ignore[no-untyped-call]
    print("coach.running")  # what the fleet waits for
    threading.Event().wait()


def check(slack: Emulator) -> Verdict:
    """Each reply that was answered was to be heard, once."""
    verdict = Verdict()
    answered = {
        delivery.payload["event"]["text"]
        for delivery in slack.journal.deliveries("events_api")
        if delivery.acked and not delivery.payload["event"].get("bot_id")
    }
    shown = [
        message.text.removeprefix(HEARD)
        for channel in slack.workspace.channels.values()
        for message in slack.messages(channel)
        if message.bot_id and message.text.startswith(HEARD)
    ]
    verdict.answered, verdict.shown = len(answered), len(shown)
    hold_once(verdict, answered, shown, "reply")
    return verdict
