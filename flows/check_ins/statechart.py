"""The statechart of one check-in: scheduled → prompted → collecting → compared → reported, or missed."""

from dataclasses import dataclass

from statemachine import State, StateMachine
from statemachine.exceptions import InvalidStateValue, TransitionNotAllowed

from flows.errors import BrokenConversation, NotAllowedNow

SCHEDULED, PROMPTED, COLLECTING, COMPARED, REPORTED, MISSED = STAGES = (
    "scheduled",
    "prompted",
    "collecting",
    "compared",
    "reported",
    "missed",
)
OPEN = frozenset((PROMPTED, COLLECTING))
"""Answers are taken, and hidden."""
ENDED = frozenset((REPORTED, MISSED))


@dataclass
class _Model:
    """What the machine reads and moves."""

    state: str


class CheckInLifecycle(StateMachine):
    """scheduled → prompted → collecting → compared → reported | missed. A wrong event raises."""

    scheduled = State("Scheduled", initial=True)
    prompted = State("Prompted: nobody has answered yet")
    collecting = State("Collecting: answers are hidden")
    compared = State("Compared: then and now, side by side")
    reported = State("Reported: renew, renegotiate, narrow or exit", final=True)
    missed = State("Missed: nobody answered", final=True)

    prompt = scheduled.to(prompted)
    answer = prompted.to(collecting) | collecting.to(collecting) | compared.to(compared)
    compare = collecting.to(compared)
    report = compared.to(reported)
    miss = scheduled.to(missed) | prompted.to(missed)


def send(stage: str, event: str) -> str:
    """The stage after ``event``; raises NotAllowedNow for a wrong event, BrokenConversation for a stage that is none."""
    if stage not in STAGES:
        raise BrokenConversation(stage)
    model = _Model(stage)
    try:
        CheckInLifecycle(model).send(event)
    except TransitionNotAllowed:
        raise NotAllowedNow(f"{event} in {stage}", event=event, stage=stage) from None
    except InvalidStateValue:
        raise BrokenConversation(stage) from None
    if model.state not in STAGES:
        raise BrokenConversation(stage)
    return str(model.state)
