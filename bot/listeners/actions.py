"""Clicks on buttons, in messages and in modals."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.agreements import Agreements
from bot.blocks import actions, check_in
from bot.checking_in import CheckingIn
from bot.coach import Coach
from bot.exports import Exports
from bot.listeners.incoming import open_view, who_clicked
from bot.payloads import On
from bot.promises import Promises
from bot.reception import Reception
from bot.schedules_here import SchedulesHere
from bot.turns import Actor, Reply


def register(
    app: App,
    coach: Coach,
    promises: Promises,
    agreements: Agreements,
    exports: Exports,
    checking_in: CheckingIn,
    here: SchedulesHere,
    reception: Reception,
) -> None:
    """Listen to every button; a button without a use case (a link) is only acknowledged."""
    use_cases: dict[str, Callable[[Actor, On], Reply]] = {
        actions.ANSWER: coach.answer_question,
        actions.WHY: coach.why,
        actions.OPEN_SECTION: coach.open_section,
        actions.FOLLOW_UPS: lambda actor, on: coach.open_section(actor, on, follow_ups=True),
        actions.REVEAL: coach.ask_reveal,
        actions.NEXT: coach.go_on,
        actions.BACK: coach.back,
        actions.PAUSE: coach.pause,
        actions.RESUME: coach.resume,
        actions.STATUS: coach.status,
        actions.SUMMARY: coach.sum_up,
        actions.DECIDE: coach.ask_decision,
        actions.GO_ON: coach.go_on,
        actions.OPEN_PARTNER_SECTION: coach.open_section,
        actions.STOP_KINDLY: coach.ask_stop,
        actions.DECLINE_NOTE: coach.decline_note,
        actions.CLOSE: coach.close,
        actions.OTHER_POINTS: coach.other_points,
        actions.COMMIT: promises.ask,
        actions.COMMITMENT: promises.ask_change,
        actions.COMMITMENTS: promises.listing,
        actions.CHECK_IN: checking_in.open,
        actions.CHECK_IN_LATER: checking_in.later,
        actions.CHECK_IN_SKIP: checking_in.skip,
        actions.CHECK_IN_AWAY: checking_in.away,
        actions.CHECK_IN_NEVER: checking_in.never,
        actions.CHECK_IN_REVEAL: checking_in.ask_reveal,
        actions.CHECK_IN_OUTCOME: checking_in.ask_outcome,
        actions.SCHEDULE: here.scheduling.open,
        actions.SCHEDULE_FOR: here.chosen,
        actions.SCHEDULE_PAUSE: here.scheduling.pause,
        actions.SCHEDULE_RESUME: here.scheduling.resume,
        actions.LEDGER_OPEN: reception.ledger.ask_open,
        actions.LEDGER_LATER: reception.ledger.ask_later,
        actions.LEDGER_NEVER: reception.ledger.never,
        actions.AGREEMENT: agreements.open,
        actions.AGREEMENT_WORD: agreements.send_word_file,
        actions.EXPORT: exports.open,
        actions.HELP: coach.thread_help,
        actions.MORE: reception.record.more,
    }

    def clicked(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        action = body["actions"][0]
        name = actions.action_of(str(action["action_id"]))
        if name == actions.START:
            open_view(client, body, reception.ask_setup(who_clicked(body)))
            ack()
            return
        if name == actions.HELP and not action.get("value"):  # of the App Home: no conversation is meant
            actor = who_clicked(body)
            open_view(client, body, replace(reception.help(actor), language=reception.language(actor)))
            ack()
            return
        if name == actions.HOME_PAGE:
            page = reception.home_page(who_clicked(body), On.load(action["value"]))
            client.views_publish(user_id=body["user"]["id"], view=page)
            ack()
            return
        use_case = use_cases.get(name)
        on = check_in.picked(action) if name == actions.CHECK_IN_AWAY else _meant(action)
        if use_case is None or on is None:
            ack()
            return
        actor = who_clicked(body)
        reply = use_case(actor, on)
        if not open_view(client, body, reply) and actor.surface == "thread":
            reception.form_not_opened(actor)
        ack()

    app.action(re.compile(".*"))(clicked)


def _meant(action: dict[str, Any]) -> On | None:
    """What a button carries; None for one that carries nothing."""
    return On.load(action["value"]) if action.get("value") else None
