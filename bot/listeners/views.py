"""Modals that were sent."""

from typing import Any

from slack_bolt import Ack, App

from bot.blocks import actions, commitments, decision, notices, setup
from bot.coach import Coach
from bot.i18n import words
from bot.listeners.incoming import who_submitted
from bot.payloads import Modal, On
from bot.promises import Promises
from bot.reception import Reception
from bot.turns import Reply


def register(app: App, coach: Coach, promises: Promises, reception: Reception) -> None:
    """Listen to each modal that has something to send."""

    def new(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        found = setup.setup_values(body["view"]["state"])
        channel = modal.channel or setup.chosen_channel(body["view"]["state"])
        _answer(ack, reception.start(who_submitted(body, modal), channel, found, chosen=not modal.channel), modal)

    def answered(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        _answer(ack, coach.answer_section(who_submitted(body, modal), modal, body["view"]["state"]), modal)

    def kept(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        _answer(ack, coach.keep_answers(who_submitted(body, modal), modal), modal)

    def revealed(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        _answer(ack, coach.reveal(who_submitted(body, modal), On(c=str(modal.c), s=modal.s)), modal)

    def stopped(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        _answer(ack, coach.stop(who_submitted(body, modal), On(c=str(modal.c))), modal)

    def decided(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        outcome, reason = decision.decision_values(body["view"]["state"])
        _answer(ack, coach.decide(who_submitted(body, modal), modal, outcome, reason), modal)

    def promised(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        found = commitments.commit_values(body["view"]["state"])
        _answer(ack, promises.make(who_submitted(body, modal), modal, found), modal)

    def changed(ack: Ack, body: dict[str, Any]) -> None:
        modal = Modal.load(body["view"]["private_metadata"])
        what, due, reason = commitments.change_values(body["view"]["state"])
        _answer(ack, promises.change(who_submitted(body, modal), modal, what, due, reason), modal)

    app.view(actions.NEW)(new)
    app.view(actions.SECTION_ANSWERS)(answered)
    app.view(actions.PROBE_ANSWERS)(answered)
    app.view(actions.KEEP_ANSWERS)(kept)
    app.view(actions.CONFIRM_REVEAL)(revealed)
    app.view(actions.DECIDE)(decided)
    app.view(actions.STOP)(stopped)
    app.view(actions.COMMIT)(promised)
    app.view(actions.COMMITMENT)(changed)


def _answer(ack: Ack, reply: Reply, modal: Modal) -> None:
    if reply.errors:
        ack(response_action="errors", errors=reply.errors)
    elif reply.view:
        ack(response_action="update", view=reply.view)
    elif reply.body:
        ack(response_action="update", view=notices.as_view(words(modal.lang), reply.body))
    else:
        ack()
