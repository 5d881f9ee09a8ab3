"""Clicks on buttons, in messages and in modals."""

import re
from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.blocks import check_in
from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import Modal, On
from bot.listeners.bodies import Action, Click
from bot.listeners.requests import open_view, publish, reply_of, update_view, who_clicked
from bot.use_cases.steps import Actor, SlackReply
from bot.use_cases.wiring import AllUseCases

_PICKED = (action_ids.CHECK_IN_AWAY, action_ids.ASKED_AWAY)
"""A day that is picked carries what it is about in its name."""


def use_cases_of_buttons(use_cases: AllUseCases) -> dict[str, Callable[[Actor, On], SlackReply]]:
    """Return what each button of a message or a modal does, by the name of its action."""
    conversation = use_cases.conversation
    return {
        action_ids.ANSWER: conversation.answer_question,
        action_ids.WHY: conversation.why,
        action_ids.READ: conversation.read,
        action_ids.OPEN_SECTION: conversation.open_section,
        action_ids.FOLLOW_UPS: lambda actor, on: conversation.open_section(actor, on, follow_ups=True),
        action_ids.REVEAL: conversation.ask_reveal,
        action_ids.NEXT: conversation.go_on,
        action_ids.BACK: conversation.back,
        action_ids.PAUSE: conversation.pause,
        action_ids.RESUME: conversation.resume,
        action_ids.STATUS: conversation.status,
        action_ids.SUMMARY: conversation.sum_up,
        action_ids.DECIDE: conversation.ask_decision,
        action_ids.GO_ON: conversation.go_on,
        action_ids.OPEN_PARTNER_SECTION: conversation.open_section,
        action_ids.STOP_KINDLY: conversation.ask_stop,
        action_ids.DECLINE_NOTE: conversation.decline_note,
        action_ids.CLOSE: conversation.close,
        action_ids.OTHER_POINTS: conversation.other_points,
        action_ids.POINTS: conversation.points,
        action_ids.CONDITIONS: conversation.conditions,
        action_ids.EVIDENCE: conversation.evidence,
        action_ids.COMMIT: use_cases.commitments.ask,
        action_ids.COMMITMENT: use_cases.commitments.ask_change,
        action_ids.COMMITMENTS: use_cases.commitments.listing,
        action_ids.CHECK_IN: use_cases.check_ins.open,
        action_ids.CHECK_IN_LATER: use_cases.check_ins.later,
        action_ids.CHECK_IN_SKIP: use_cases.check_ins.skip,
        action_ids.CHECK_IN_AWAY: use_cases.check_ins.away,
        action_ids.CHECK_IN_NEVER: use_cases.check_ins.never,
        action_ids.CHECK_IN_REVEAL: use_cases.check_ins.ask_reveal,
        action_ids.CHECK_IN_OUTCOME: use_cases.check_ins.ask_outcome,
        action_ids.SCHEDULE: use_cases.schedules.open,
        action_ids.SCHEDULE_FOR: use_cases.channel_schedules.chosen,
        action_ids.SCHEDULE_PAUSE: use_cases.schedules.pause,
        action_ids.SCHEDULE_RESUME: use_cases.schedules.resume,
        action_ids.LEDGER_OPEN: use_cases.declined.ask_open,
        action_ids.LEDGER_LATER: use_cases.declined.ask_later,
        action_ids.LEDGER_NEVER: use_cases.declined.never,
        action_ids.AGREEMENT: use_cases.agreements.open,
        action_ids.AGREEMENT_WORD: use_cases.agreements.send_word_file,
        action_ids.EXPORT: use_cases.exports.open,
        action_ids.ASKED: use_cases.asked.open,
        action_ids.ASKED_LATER: use_cases.asked.later,
        action_ids.ASKED_SKIP: use_cases.asked.skip,
        action_ids.ASKED_AWAY: use_cases.asked.away,
        action_ids.ASKED_NEVER: use_cases.asked.never,
        action_ids.REMIND_THEM: use_cases.asked.remind,
        action_ids.DETAILS: use_cases.details.open,
        action_ids.KEEP_WHAT_I_SAID: use_cases.details.keep,
        action_ids.WITHDRAW: use_cases.details.withdraw,
        action_ids.NAME_ANOTHER: use_cases.people.ask_another,
        action_ids.HELD_POST: use_cases.held.post,
        action_ids.HELD_LOOK: use_cases.held.look_again,
        action_ids.DELIVER_AGAIN: use_cases.delivery.again,
        action_ids.NEW_THREAD: use_cases.delivery.ask_new_thread,
        action_ids.HELP: conversation.thread_help,
        action_ids.MORE: use_cases.search.more,
    }


def register(app: App, use_cases: AllUseCases) -> None:
    """Listen to every button; a button without a use case (a link) is only acknowledged."""
    of_button = use_cases_of_buttons(use_cases)

    def shows(client: WebClient, body: Click, actor: Actor, reply: SlackReply) -> None:
        if why := open_view(client, body, reply):
            use_cases.channel.form_not_opened(actor, reply, why)

    def clicked(ack: Ack, body: Click, client: WebClient) -> None:
        action = body["actions"][0]
        name = action_ids.action_of(str(action["action_id"]))
        if name in (action_ids.START, action_ids.QUICK):
            starter = replace(who_clicked(body), surface="command")  # a refusal is shown where the form would be
            ask = use_cases.opening.ask_setup if name == action_ids.START else use_cases.quick.ask
            shows(client, body, starter, reply_of(ask, starter))
            ack()
            return
        if name == action_ids.MORE_SETUP and "view" in body:
            opened = body["view"]
            modal = Modal.load(opened.get("private_metadata", ""))
            who = replace(who_clicked(body), language=modal.lang)
            reply = reply_of(use_cases.opening.ask_more, who, modal, opened.get("state", {}))
            if why := update_view(client, body, reply):
                use_cases.channel.form_not_opened(who, reply, why)
            ack()
            return
        if name == action_ids.HELP and not action.get("value"):  # of the App Home: no conversation is meant
            shows(client, body, who_clicked(body), reply_of(use_cases.channel.help, who_clicked(body)))
            ack()
            return
        if name == action_ids.HOME_PAGE:
            page = use_cases.app_home.page(who_clicked(body), On.load(action["value"]))
            publish(client, body["user"]["id"], page)
            ack()
            return
        use_case = of_button.get(name)
        on = check_in.picked(action) if name in _PICKED else _meant(action)
        if use_case is None or on is None:
            ack()
            return
        actor = who_clicked(body)
        shows(client, body, actor, reply_of(use_case, actor, on))
        ack()

    app.action(re.compile(".*"))(clicked)


def _meant(action: Action) -> On | None:
    """Return what a button carries; None for one that carries nothing."""
    return On.load(action["value"]) if action.get("value") else None
