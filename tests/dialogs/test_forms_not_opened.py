"""A form that Slack does not open is answered wherever it was asked for, and what will never pass is not called passing."""

from collections.abc import Callable

import pytest

from bot.blocks.kit import action_ids
from bot.playground import Fault, Faults
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage, no

FAULTS = {
    "429": Faults.rate_limited(),
    "a page": Fault(status=403, body="<html>login</html>"),
    "too late": Faults.error("expired_trigger_id"),
    "nothing": Faults.dropped_link(),
}


def from_command(stage: Stage) -> None:
    stage.amina.does("/partnership new Acme")


def from_shortcut(stage: Stage) -> None:
    with stage.act():
        assert stage.amina.person.shortcut("start_partnership") is None


def from_home(stage: Stage) -> None:
    stage.amina.clicks("Start a conversation", on=stage.amina.opens_home())


def from_message_shortcut(stage: Stage) -> None:
    message = stage.tom.says("They pay late", in_thread=False)
    with stage.act():
        assert stage.amina.person.message_shortcut("add_remark", message) is None


def from_thread(stage: Stage) -> None:
    stage.amina.presses(action_ids.WHY)


def from_direct_message(stage: Stage) -> None:
    stage.amina.says_in_private("hello")
    stage.amina.clicks("Start a conversation")


ASKED: dict[str, Callable[[Stage], None]] = {
    "command": from_command,
    "shortcut": from_shortcut,
    "home": from_home,
    "message shortcut": from_message_shortcut,
    "thread": from_thread,
    "direct message": from_direct_message,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_who_asked_is_told(stage: Stage, rules: Rules, asked: Callable[[Stage], None], fault: Fault) -> None:
    rules.refusals = {"", "ratelimited", "expired_trigger_id"}
    if asked is not from_message_shortcut:
        stage.opens(stage.amina, stage.tom)
        stage.amina.closes()
    stage.slack.faults.next("views.open", fault)
    asked(stage)
    if asked is from_message_shortcut:
        stage.amina.sees("There is no conversation in this thread")
    else:
        stage.amina.sees("Slack did not open the form", "again", no("will not help"))


def test_over_a_modal_too(stage: Stage, rules: Rules) -> None:
    rules.refusals = {"", "ratelimited"}
    amina, *_ = stage.cast
    stage.opens(amina)
    amina.opens_home()
    stage.slack.faults.always("views.push", Faults.rate_limited())
    stage.slack.faults.always("views.open", Faults.rate_limited())
    amina.presses(action_ids.WHY)
    amina.sees("Slack did not open the form")
    stage.slack.faults.always("views.push", None)
    stage.slack.faults.always("views.open", None)


@pytest.mark.parametrize("asked", [from_command, from_thread])
def test_what_will_never_pass_is_said_to_be_so(stage: Stage, rules: Rules, asked: Callable[[Stage], None]) -> None:
    rules.refusals = {""}
    stage.opens(stage.amina, stage.tom)
    stage.slack.faults.next("views.open", Faults.error("invalid_arguments"))
    asked(stage)
    stage.amina.sees("asking again will not help", no("in a moment"))


@pytest.mark.parametrize(
    ("method", "error", "told", "untold"),
    [
        ("users.info", "ratelimited", "try again in a minute", "will not help"),
        ("users.info", "internal_error", "try again in a minute", "will not help"),
        ("users.info", "not_allowed_token_type", "will not help", "in a minute"),
        ("conversations.info", "not_allowed_token_type", "will not help", "in a minute"),
        ("conversations.info", "fatal_error", "try again in a minute", "will not help"),
    ],
)
def test_try_again_is_said_of_what_may_pass_only(
    own_stage: Stage, rules: Rules, method: str, error: str, told: str, untold: str
) -> None:
    rules.refusals = {""}
    own_stage.slack.faults.always(method, Faults.error(error))
    own_stage.amina.does("/partnership new Acme")
    own_stage.amina.sees(told, no(untold))
    own_stage.slack.faults.always(method, None)


@pytest.mark.parametrize(
    "fault", [Faults.rate_limited(), Fault(status=200, body="<html>"), Faults.error("not_enabled")]
)
def test_a_home_that_slack_does_not_take_is_no_failure_of_the_event(stage: Stage, rules: Rules, fault: Fault) -> None:
    rules.refusals = {"", "ratelimited"}
    amina, *_ = stage.cast
    stage.slack.faults.next("views.publish", fault)
    with stage.act():
        amina.person.open_home()
    opened = [one for one in stage.slack.journal.events("app_home_opened") if one.payload["event"]["user"] == amina.id]
    assert [one.acked for one in opened] == [True]
    amina.opens_home()
    amina.sees("None yet.")
