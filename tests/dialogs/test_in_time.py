"""However many people and however big a channel, Slack is answered in time, and what was begun goes on by itself."""

import time
from collections.abc import Iterator

import pytest

from bot.blocks import setup
from bot.listeners.late import PATIENCE_SECONDS
from bot.playground import Faults
from bot.playground.records import Member
from flows.model import Role
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no

A_CALL_SECONDS = 0.15
SLACK_WAITS_SECONDS = 3.0
CROWD, MEMBERS = 60, 15_000
METHODS = (
    "users.info",
    "conversations.info",
    "conversations.members",
    "users.conversations",
    "views.open",
    "views.update",
)


@pytest.fixture
def slow(own_stage: Stage) -> Iterator[Stage]:
    """Each call takes a while, and the channel has 15,000 members, our people the last of them."""
    slack = own_stage.slack
    own_stage.house.app.late.patience = PATIENCE_SECONDS
    for method in METHODS:
        slack.faults.always(method, Faults.slow(A_CALL_SECONDS))
    strangers = [f"U9{number:08d}" for number in range(MEMBERS)]
    slack.workspace.members |= {id: Member(id, id.lower(), id, slack.team_id) for id in strangers}
    slack.workspace.channels[own_stage.channel.id].members[:0] = strangers
    yield own_stage
    for method in METHODS:
        slack.faults.always(method, None)


def crowd(stage: Stage, *, inside: bool = True) -> list[str]:
    people = [stage.slack.add_person(f"Person {number}") for number in range(CROWD)]
    if inside:
        stage.slack.workspace.channels[stage.channel.id].members.extend(person.id for person in people)
    return [person.id for person in people]


def filled(people: list[str]) -> dict[str, object]:
    return {
        setup.people_block(Role.other): people,
    }


def test_a_conversation_of_60_people_in_a_channel_of_15000_is_opened(slow: Stage) -> None:
    stage, amina = slow, slow.amina
    people = crowd(stage)
    began = time.monotonic()
    amina.does("/partnership new Solaris")
    assert time.monotonic() - began < SLACK_WAITS_SECONDS
    amina.sees("Weigh a partnership")
    began = time.monotonic()
    with stage.act():
        assert amina.person.submit(filled(people)) == {}
    assert time.monotonic() - began < SLACK_WAITS_SECONDS + 1
    amina.sees("Checking who is in the channel")
    stage.slack.wait_for(lambda: amina.person.view and "Done" in str(amina.person.view.blocks), 30)
    stage.settle()
    assert stage.record.partner_name == "Solaris"
    assert len(stage.record.conversation.people) == CROWD
    assert len(stage.slack.journal.calls("conversations.members")) <= 3 * (MEMBERS // 1000 + 2)


def test_what_is_wrong_with_one_of_many_stands_above_the_form_with_all_that_was_filled_in(slow: Stage) -> None:
    stage, amina = slow, slow.amina
    people = crowd(stage, inside=False)
    amina.does("/partnership new Solaris")
    with stage.act():
        assert amina.person.submit(filled(people)) == {}
    stage.slack.wait_for(
        lambda: amina.person.view and amina.person.view.blocks[1:] and "⚠️" in str(amina.person.view.blocks), 30
    )
    assert amina.filled_in(setup.NAME) == "Solaris"
    assert amina.filled_in(setup.people_block(Role.other)) == people
    with stage.house.app.database.reading() as uow:
        assert not uow.conversations.in_channel(stage.slack.team_id, stage.channel.id, limit=1)
    stage.slack.workspace.channels[stage.channel.id].members.extend(people)
    with stage.act():
        assert amina.person.submit() == {}
    stage.slack.wait_for(lambda: amina.person.view and "Done" in str(amina.person.view.blocks), 30)
    stage.settle()
    assert len(stage.record.conversation.people) == CROWD


def test_who_closed_the_form_meanwhile_is_told_what_was_wrong_in_private(slow: Stage, rules: Rules) -> None:
    rules.refusals = {"not_found"}
    stage, amina = slow, slow.amina
    people = crowd(stage, inside=False)
    amina.does("/partnership new Solaris")
    with stage.act():
        assert amina.person.submit(filled(people)) == {}
        amina.closes()
    direct = stage.direct[amina]
    stage.slack.wait_for(lambda: any("channel" in one.text for one in stage.slack.messages(direct)), 30)


def test_one_person_for_whom_slack_limits_calls_refuses_nothing(own_stage: Stage, rules: Rules) -> None:
    rules.refusals = {"", "ratelimited", "not_found"}
    stage = own_stage
    stage.house.app.late.patience = 0.2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.use_cases.directory._AGAIN_AFTER_SECONDS", (0.3, 0.3))
        stage.amina.does("/partnership new Solaris")
        stage.slack.faults.next("users.info", Faults.rate_limited(), 1)
        with stage.act():
            stage.amina.person.submit(filled([stage.tom.id, stage.lea.id]))
        stage.slack.wait_for(lambda: stage.amina.person.view and "Done" in str(stage.amina.person.view.blocks), 10)
    stage.settle()
    assert stage.record.partner_name == "Solaris"


def test_commands_ask_a_bounded_number_of_pages(slow: Stage) -> None:
    stage, amina = slow, slow.amina
    for typed in ("/partnership status", "/partnership checkin", "/partnership list", "/partnership new Acme"):
        began, asked = time.monotonic(), len(stage.slack.journal.calls())
        amina.does(typed)
        assert time.monotonic() - began < SLACK_WAITS_SECONDS, typed
        assert len(stage.slack.journal.calls()) - asked <= 8, typed
    amina.sees(no("did not open"))
