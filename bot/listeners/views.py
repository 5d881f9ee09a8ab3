"""Modals that were sent."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import (
    answers_private,
    check_in_report,
    commitments,
    conditions_form,
    decision,
    details,
    export,
    ledger,
    notices,
    people,
    schedule_form,
    setup,
)
from bot.blocks.kit import action_ids
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.refilled import refilled
from bot.i18n.catalogue import words
from bot.i18n.refusals import Refusal
from bot.listeners.bodies import Submission
from bot.listeners.late import Late
from bot.listeners.requests import as_dict, reply_of, who_submitted
from bot.use_cases.steps import Actor, SlackReply
from bot.use_cases.wiring import AllUseCases

_MAY_TAKE_LONG = (action_ids.NEW, action_ids.NEW_THREAD, action_ids.QUICK, action_ids.DETAILS)
"""Slack is asked about each person that they name, or that is there."""
_GENERAL = "error.flow"

log = structlog.get_logger(__name__)

_OfModal = Callable[[Actor, Modal, Mapping[str, Any]], SlackReply]
"""Who sent it, what it is about, what was filled in."""


def use_cases_of_modals(use_cases: AllUseCases) -> dict[str, _OfModal]:
    """Return what each modal that has something to send does, by its callback id."""
    conversation, check_ins, declined = use_cases.conversation, use_cases.check_ins, use_cases.declined
    return {
        action_ids.NEW: use_cases.opening.start,
        action_ids.QUICK: use_cases.quick.end,
        action_ids.SECTION_ANSWERS: conversation.answer_section,
        action_ids.PROBE_ANSWERS: conversation.answer_section,
        action_ids.KEEP_ANSWERS: lambda actor, modal, _: conversation.keep_answers(actor, modal),
        action_ids.CONFIRM_REVEAL: lambda actor, modal, _: conversation.reveal(actor, On(c=str(modal.c), s=modal.s)),
        action_ids.STOP: lambda actor, modal, state: conversation.stop(
            actor, modal, ledger.entry_values(state, actor.user)
        ),
        action_ids.DECIDE: lambda actor, modal, state: conversation.decide(
            actor,
            modal,
            *decision.decision_values(state),
            ledger.entry_values(state, actor.user),
            conditions_form.chosen(state),
        ),
        action_ids.CONDITIONS_OWNED: lambda actor, modal, state: use_cases.commitments.make_conditions(
            actor, modal, conditions_form.values(state)
        ),
        action_ids.LEDGER_LATER: lambda actor, modal, state: declined.later(
            actor, modal, ledger.entry_values(state, actor.user).on
        ),
        action_ids.COMMIT: lambda actor, modal, state: use_cases.commitments.make(
            actor, modal, commitments.commit_values(state)
        ),
        action_ids.COMMITMENT: lambda actor, modal, state: use_cases.commitments.change(
            actor, modal, commitments.change_values(state)
        ),
        action_ids.AGREEMENT: lambda actor, modal, _: use_cases.agreements.make_canvas(actor, modal),
        action_ids.EXPORT: lambda actor, modal, state: use_cases.exports.send(
            actor, modal, *export.export_values(state, modal.c)
        ),
        action_ids.NAME_ANOTHER: lambda actor, modal, state: use_cases.people.name_another(
            actor, modal, people.another_value(state)
        ),
        action_ids.DETAILS: lambda actor, modal, state: use_cases.details.change(actor, modal, details.values(state)),
        action_ids.NEW_THREAD: lambda actor, modal, state: use_cases.delivery.new_thread(
            actor, modal, setup.chosen_channel(state)
        ),
        action_ids.CHECK_IN: check_ins.answer,
        action_ids.CHECK_IN_REVEAL: lambda actor, modal, _: check_ins.reveal(actor, modal),
        action_ids.CHECK_IN_OUTCOME: lambda actor, modal, state: check_ins.conclude(
            actor, modal, *check_in_report.outcome_values(state)
        ),
        action_ids.SCHEDULE: lambda actor, modal, state: use_cases.schedules.change(
            actor, modal, schedule_form.written_values(state)
        ),
    }


def register(app: App, use_cases: AllUseCases, late: Late) -> None:
    """Listen to each modal that has something to send."""
    for callback_id, use_case in use_cases_of_modals(use_cases).items():
        listener = _late_listener(use_case, use_cases, late) if callback_id in _MAY_TAKE_LONG else _listener(use_case)
        app.view(callback_id)(listener)


def _listener(use_case: _OfModal) -> Callable[..., None]:
    def sent(ack: Ack, body: Submission) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        _answer(ack, body, modal, reply_of(use_case, who_submitted(body, modal), modal, body["view"]["state"]))

    return sent


def _late_listener(use_case: _OfModal, use_cases: AllUseCases, late: Late) -> Callable[..., None]:
    """Return a listener for a form about many people: what takes long goes on once Slack is answered."""

    def sent(ack: Ack, body: Submission, client: WebClient) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        actor, said_in = who_submitted(body, modal), words(modal.lang)

        def work() -> SlackReply:
            return reply_of(use_case, actor, modal, body["view"]["state"])

        def later(reply: SlackReply | None) -> None:
            failed = answers_private.refused(said_in, Refusal(_GENERAL))
            told = notices.short(said_in, "late.done") if reply is not None else failed
            if reply is not None and reply.view:
                view = reply.view
            elif reply is not None and reply.errors:
                view = refilled(body["view"], list(reply.errors.values()))
                told = notices.lines_of(reply.errors.values())
            else:
                told = (reply.body if reply is not None else None) or told
                view = notices.as_view(said_in, told)
            try:
                client.views_update(view_id=body["view"]["id"], view=as_dict(view))
            except (SlackApiError, OSError, HTTPException) as error:  # it was closed meanwhile
                log.warning("view.not_updated", error=type(error).__name__)
                if reply is None or reply.errors or reply.body:
                    asked = replace(actor, surface="command")
                    use_cases.channel.form_not_opened(asked, SlackReply(body=told, language=modal.lang), _GENERAL)

        reply = late.reply(work, later)
        if reply is None:
            reply = SlackReply(body=notices.short(said_in, "late.checking"))
        _answer(ack, body, modal, reply)

    return sent


def _answer(ack: Ack, body: Submission, modal: Modal, reply: SlackReply) -> None:
    field = next(iter(body["view"]["state"]["values"]), None)
    if reply.body and reply.keeps_form and field:
        ack(response_action="errors", errors={field: reply.body["text"]})
    elif reply.errors:
        ack(response_action="errors", errors=reply.errors)
    elif reply.view:
        ack(response_action="update", view=as_dict(reply.view))
    elif reply.body:
        ack(response_action="update", view=as_dict(notices.as_view(words(modal.lang), reply.body)))
    else:
        ack()
