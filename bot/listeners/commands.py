"""``/partnership`` and ``/partenariat``."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot import typed_words
from bot.agreements import Agreements
from bot.exports import Exports
from bot.listeners.incoming import open_view
from bot.monthly import Monthly
from bot.reception import Reception
from bot.schedules_here import SchedulesHere
from bot.turns import Actor
from storage.finding import DECLINED

COMMANDS = {"/partnership": None, "/partenariat": "fr"}
"""Each command and the language that its name implies."""


def register(
    app: App,
    reception: Reception,
    here: SchedulesHere,
    monthly: Monthly,
    agreements: Agreements,
    exports: Exports,
) -> None:
    """Listen to both commands."""

    def partnership(ack: Ack, command: dict[str, Any], body: dict[str, Any], client: WebClient) -> None:
        actor = Actor(
            team=command["team_id"],
            user=command["user_id"],
            key=f"command:{command['trigger_id']}",
            surface="command",
            channel=command["channel_id"],
            language=COMMANDS[command["command"]],
        )
        typed = typed_words.command(command.get("text") or "")
        match typed.word:
            case typed_words.NEW:
                reply = reception.ask_setup(actor, typed.rest)
            case typed_words.STATUS:
                reply = reception.channel_status(actor)
            case typed_words.LIST:
                reply = reception.record.listing(actor, typed_words.standing(typed.rest))
            case typed_words.LEDGER:
                reply = reception.record.listing(actor, DECLINED)
            case typed_words.FIND:
                reply = reception.record.find(actor, typed.rest)
            case typed_words.SHOW:
                reply = reception.record.show(actor, typed.rest)
            case typed_words.CHECK_IN:
                reply = here.typed(actor, typed.rest)
            case typed_words.MONTHLY:
                reply = monthly.typed(actor, typed_words.check_in(typed.rest).word)
            case typed_words.AGREEMENT:
                reply = agreements.named(actor, typed.rest)
            case typed_words.EXPORT:
                reply = exports.typed(actor, typed.rest)
            case typed_words.LANGUAGE:
                reply = reception.speak(actor, typed_words.language(typed.rest))
            case typed_words.HELP:
                reply = reception.help(actor)
            case _:
                reply = reception.help(actor, unknown=command.get("text"))
        if reply.view:
            open_view(client, body, reply)
            ack()
        else:
            ack(response_type="ephemeral", **(reply.body or {}))

    for name in COMMANDS:
        app.command(name)(partnership)
