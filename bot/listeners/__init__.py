"""Slack's listeners, a file a primitive: parse, call the coach, answer. Nothing else happens here."""

from slack_bolt import App

from bot.coach import Coach
from bot.listeners import actions, commands, events, shortcuts, views


def register(app: App, coach: Coach, bot_user_id: str) -> None:
    """Attach every listener to the Bolt app."""
    commands.register(app, coach)
    actions.register(app, coach)
    views.register(app, coach)
    shortcuts.register(app, coach)
    events.register(app, coach, bot_user_id)
