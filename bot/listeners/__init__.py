"""Slack's listeners, one file per primitive: parse, call a use case, answer. Nothing else happens here."""

from slack_bolt import App

from bot.listeners import actions, commands, errors, events, shortcuts, views
from bot.listeners.late import Late
from bot.use_cases.wiring import AllUseCases


def register(app: App, use_cases: AllUseCases, bot_user_id: str, late: Late) -> None:
    """Attach every listener to the Bolt app. ``late`` finishes what takes longer than Slack waits."""
    commands.register(app, use_cases)
    actions.register(app, use_cases)
    views.register(app, use_cases, late)
    shortcuts.register(app, use_cases)
    events.register(app, use_cases, bot_user_id)
    errors.register(app, use_cases)
