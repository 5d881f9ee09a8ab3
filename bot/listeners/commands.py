"""The slash commands: ``/partnership``, and those of the languages that have one of their own."""

from collections.abc import Callable

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.gateway.slack_text import typed_text
from bot.i18n import commands, typed_words
from bot.i18n.languages import DEFAULT
from bot.listeners.bodies import Command
from bot.listeners.requests import as_dict, is_direct, open_view, reply_of
from bot.use_cases.steps import Actor, SlackReply
from bot.use_cases.wiring import AllUseCases
from flows.schedules.planned import Prompt
from storage.conversations.finding import DECLINED


def register(app: App, use_cases: AllUseCases) -> None:
    """Listen to every slash command. Raises LookupError when a command of the table has no answer here."""
    answers = _answers(use_cases)
    if unanswered := set(commands.IN_CHANNEL) ^ answers.keys():
        raise LookupError(
            f"{', '.join(sorted(unanswered))}: a command of bot/i18n/commands.py and its answer here go together"
        )
    answers[typed_words.TOO_LONG] = use_cases.channel.too_long
    languages = commands.slash_commands()

    def partnership(ack: Ack, command: Command, body: Command, client: WebClient) -> None:
        actor = Actor(
            team=command["team_id"],
            user=command["user_id"],
            key=f"command:{command['trigger_id']}",
            surface="command",
            channel=command["channel_id"],
            direct=is_direct(command.get("channel_name", "")),
            language=languages[command["command"]],
        )
        typed = typed_words.command(typed_text(command.get("text") or ""), actor.language or DEFAULT)
        if typed.word is None:
            reply = reply_of(use_cases.channel.not_understood, actor, typed)
        else:
            reply = reply_of(answers[typed.word], actor, typed.rest)
        shown = reply.body
        if reply.view and (why := open_view(client, body, reply)):
            shown = use_cases.channel.not_opened(actor, reply, why)
        if reply.view and shown is None:
            ack()
        else:
            ack(response_type="ephemeral", **(as_dict(shown) if shown else {}))

    for name in languages:
        app.command(name)(partnership)


def _answers(use_cases: AllUseCases) -> dict[str, Callable[[Actor, str], SlackReply]]:
    """Return what answers each command: it takes who typed it, and what followed the word."""
    channel, search = use_cases.channel, use_cases.search

    def prompt_of(prompt: Prompt) -> Callable[[Actor, str], SlackReply]:
        return lambda actor, rest: use_cases.channel_prompts.typed(actor, prompt, typed_words.check_in(rest).word)

    return {
        commands.NEW: use_cases.opening.ask_setup,
        commands.QUICK: use_cases.quick.ask,
        commands.STATUS: lambda actor, _: channel.status(actor),
        commands.LIST: lambda actor, rest: search.listing(actor, typed_words.standing(rest), rest),
        commands.LEDGER: lambda actor, _: search.listing(actor, DECLINED),
        commands.FIND: search.find,
        commands.SHOW: search.show,
        commands.CHECK_IN: use_cases.channel_schedules.typed,
        commands.MONTHLY: prompt_of(Prompt.monthly),
        commands.WEEKLY: prompt_of(Prompt.weekly),
        commands.AGREEMENT: use_cases.agreements.named,
        commands.EXPORT: use_cases.exports.typed,
        commands.LANGUAGE: lambda actor, rest: channel.speak(actor, typed_words.language(rest)),
        commands.HELP: lambda actor, _: channel.help(actor),
    }
