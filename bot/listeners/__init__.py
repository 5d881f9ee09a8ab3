"""Slack's listeners, a file a primitive: parse, call the coach, answer. Nothing else happens here."""

from slack_bolt import App

from bot.agreements import Agreements
from bot.checking_in import CheckingIn
from bot.coach import Coach
from bot.exports import Exports
from bot.listeners import actions, commands, events, failures, shortcuts, views
from bot.monthly import Monthly
from bot.promises import Promises
from bot.reception import Reception
from bot.schedules_here import SchedulesHere
from bot.threads import Threads


def register(
    app: App,
    coach: Coach,
    promises: Promises,
    agreements: Agreements,
    exports: Exports,
    checking_in: CheckingIn,
    here: SchedulesHere,
    monthly: Monthly,
    reception: Reception,
    threads: Threads,
    bot_user_id: str,
) -> None:
    """Attach every listener to the Bolt app."""
    commands.register(app, reception, here, monthly, agreements, exports)
    actions.register(app, coach, promises, agreements, exports, checking_in, here, reception)
    views.register(app, coach, promises, agreements, exports, checking_in, here.scheduling, reception)
    shortcuts.register(app, reception, threads)
    events.register(app, reception, threads, bot_user_id)
    failures.register(app, reception)
