"""A canvas is made at most once, whatever dies; who asked for it is told what became of it."""

from typing import Any

import pytest

from bot.playground.faults import Fault, Faults
from bot.workers.attachments.canvases import UNSURE
from bot.workers.outcomes import Outcome
from bot.workers.relay import Relay
from storage.records import CANVAS, Claim, Record
from storage.records import Message as Wish
from tests.workers.office import LOOK_AFTER, Office


def told(record: Record, claim: Claim, outcome: Outcome) -> dict[str, Any]:
    return {"text": f"{record.partner_name}: {outcome.fate} {outcome.error or outcome.ts}"}


@pytest.fixture
def relay(office: Office) -> Relay:
    return Relay(
        office.database,
        lambda team: office.client,
        look_after=LOOK_AFTER,
        canvas_notice=told,
    )


def wish(office: Office) -> Wish:
    body = {"text": "Agreement", "markdown": "## Money\n\n- none\n"}
    return office.wish("canvas", kind=CANVAS, user=office.amina.id, thread_slot=None, body=body)


def test_it_stands_in_the_channel_and_who_asked_is_told(office: Office, relay: Relay) -> None:
    office.write(wish(office), wish(office))
    assert relay.drain(20)
    [made] = office.slack.canvases(office.channel)
    assert (made.title, made.markdown) == ("Agreement", "## Money\n\n- none\n")
    assert office.private() == [f"Acme: sent {made.id}"]
    assert office.texts() == ["card"]
    with office.database.reading() as uow:
        bodies = uow.session.connection().exec_driver_sql("SELECT body FROM outbox WHERE kind = 'canvas'").scalars()
        assert "Money" not in str(list(bodies)), "its text is not kept once it is there"


def test_one_whose_relay_died_is_not_made_again(office: Office, relay: Relay) -> None:
    office.left_by_a_relay_that_died(wish(office))
    assert relay.drain(20)
    assert office.calls("canvases.create") == []
    assert office.private() == [f"Acme: dead {UNSURE}"]


@pytest.mark.parametrize(
    ("fault", "made"),
    [
        (Faults.dropped_link(moment="after"), 1),
        (Faults.dropped_link(moment="before"), 0),
        (Faults.server_error(500), 0),
        (Faults.server_error(200, "<html>", moment="after"), 1),
        (Faults.error("internal_error"), 0),
    ],
    ids=["made, link lost", "link lost", "500", "made, half an answer", "internal error"],
)
def test_one_whose_fate_is_unknown_is_not_made_again(office: Office, relay: Relay, fault: Fault, made: int) -> None:
    office.slack.faults.next("canvases.create", fault)
    office.write(wish(office))
    assert relay.drain(20)
    assert len(office.slack.canvases(office.channel)) == made
    assert len(office.calls("canvases.create")) == 1
    assert office.private() == [f"Acme: dead {UNSURE}"]


@pytest.mark.parametrize("error", ["restricted_action", "canvas_disabled_user_team", "missing_scope", "invalid_blocks"])
def test_a_refusal_is_told_and_parks_nothing(office: Office, relay: Relay, error: str) -> None:
    office.slack.faults.next("canvases.create", Faults.error(error))
    office.write(wish(office), office.wish("next"))
    assert relay.drain(20)
    assert office.private() == [f"Acme: dead {error}"]
    assert "next" in office.texts()


def test_one_that_was_refused_for_its_rate_is_made_later_and_holds_up_nobody(office: Office, relay: Relay) -> None:
    office.slack.faults.next("canvases.create", Faults.rate_limited("1"))
    office.write(wish(office), office.wish("next"))
    while "next" not in office.texts():
        assert relay.turn()
    assert office.slack.canvases(office.channel) == []
    assert relay.drain(20)
    assert len(office.slack.canvases(office.channel)) == 1


def test_a_conversation_that_was_erased_meanwhile_is_told_of_to_nobody(office: Office, relay: Relay) -> None:
    office.write(
        office.wish(
            "c",
            kind=CANVAS,
            user=office.amina.id,
            thread_slot=None,
            conversation="gone",
            body={"text": "t", "markdown": "m"},
        )
    )
    assert relay.drain(20)
    assert office.private() == []
