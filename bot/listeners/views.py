"""Modals that were sent."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App

from bot.agreements import Agreements
from bot.blocks import actions, check_in_report, commitments, decision, export, ledger, notices, schedule_form, setup
from bot.checking_in import CheckingIn
from bot.coach import Coach
from bot.exports import Exports
from bot.i18n import words
from bot.listeners.incoming import who_submitted
from bot.payloads import Modal, On
from bot.promises import Promises
from bot.reception import Reception
from bot.scheduling import Scheduling
from bot.turns import Actor, Reply

UseCase = Callable[[Actor, Modal, Mapping[str, Any]], Reply]
"""Who sent it, what it is about, what was filled in."""


def register(
    app: App,
    coach: Coach,
    promises: Promises,
    agreements: Agreements,
    exports: Exports,
    checking_in: CheckingIn,
    scheduling: Scheduling,
    reception: Reception,
) -> None:
    """Listen to each modal that has something to send."""
    keeping = reception.ledger
    use_cases: dict[str, UseCase] = {
        actions.NEW: lambda actor, modal, state: reception.start(
            actor,
            modal.channel or setup.chosen_channel(state),
            setup.setup_values(state),
            chosen=not modal.channel,
        ),
        actions.SECTION_ANSWERS: coach.answer_section,
        actions.PROBE_ANSWERS: coach.answer_section,
        actions.KEEP_ANSWERS: lambda actor, modal, _: coach.keep_answers(actor, modal),
        actions.CONFIRM_REVEAL: lambda actor, modal, _: coach.reveal(actor, On(c=str(modal.c), s=modal.s)),
        actions.STOP: lambda actor, modal, state: coach.stop(actor, modal, ledger.entry_values(state, actor.user)),
        actions.DECIDE: lambda actor, modal, state: coach.decide(
            actor, modal, *decision.decision_values(state), ledger.entry_values(state, actor.user)
        ),
        actions.LEDGER_LATER: lambda actor, modal, state: keeping.later(
            actor, modal, ledger.entry_values(state, actor.user).on
        ),
        actions.COMMIT: lambda actor, modal, state: promises.make(actor, modal, commitments.commit_values(state)),
        actions.COMMITMENT: lambda actor, modal, state: promises.change(actor, modal, commitments.change_values(state)),
        actions.AGREEMENT: lambda actor, modal, _: agreements.make_canvas(actor, modal),
        actions.EXPORT: lambda actor, modal, state: exports.send(actor, modal, *export.export_values(state)),
        actions.CHECK_IN: checking_in.answer,
        actions.CHECK_IN_REVEAL: lambda actor, modal, _: checking_in.reveal(actor, modal),
        actions.CHECK_IN_OUTCOME: lambda actor, modal, state: checking_in.conclude(
            actor, modal, *check_in_report.outcome_values(state)
        ),
        actions.SCHEDULE: lambda actor, modal, state: scheduling.change(
            actor, modal, schedule_form.written_values(state)
        ),
    }
    for callback_id, use_case in use_cases.items():
        app.view(callback_id)(_listener(use_case))


def _listener(use_case: UseCase) -> Callable[..., None]:
    def sent(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        reply = use_case(who_submitted(body, modal), modal, body["view"]["state"])
        if reply.errors:
            ack(response_action="errors", errors=reply.errors)
        elif reply.view:
            ack(response_action="update", view=reply.view)
        elif reply.body:
            ack(response_action="update", view=notices.as_view(words(modal.lang), reply.body))
        else:
            ack()

    return sent
