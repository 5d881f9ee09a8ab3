"""The statechart of a conversation: only its lifecycle. Which question comes next is computed from guide and answers.

``StateMachine`` (not ``StateChart``) is used on purpose: a wrong event raises. What to resume after a pause is kept beside
the state, since python-statemachine does not store history states.
"""

from collections.abc import Callable
from dataclasses import dataclass

from statemachine import State, StateMachine
from statemachine.exceptions import InvalidStateValue, TransitionNotAllowed
from statemachine.orderedset import OrderedSet

from flows.errors import BrokenConversation, NotAllowedNow
from flows.model import SECTIONS

COLLECTING, REVEALED = "collecting", "revealed"
REVIEWING, DECIDING, FOLLOWING_UP, CLOSED, ABANDONED, PAUSED = (
    "reviewing",
    "deciding",
    "following_up",
    "closed",
    "abandoned",
    "paused",
)
ENDED = frozenset((CLOSED, ABANDONED))


@dataclass(frozen=True)
class Place:
    """Where a conversation stands: the stored part of the statechart.

    ``stage`` is the leaf state (``clarity_collecting``, ``deciding`` …), ``resume_to`` the leaf to return to from a pause,
    ``seen`` the sections that were revealed before.
    """

    stage: str = "screening_collecting"
    resume_to: str | None = None
    seen: frozenset[str] = frozenset()


@dataclass
class _Model:
    """What the machine reads and moves; a place itself never changes."""

    resume_to: str | None
    seen: frozenset[str]
    state: OrderedSet[str]


def _seen(section: str) -> Callable[[_Model], bool]:
    def condition(model: _Model) -> bool:
        return section in model.seen

    condition.__name__ = f"{section}_was_revealed"
    return condition


def _came_from(stage: str) -> Callable[[_Model], bool]:
    def condition(model: _Model) -> bool:
        return model.resume_to == stage

    condition.__name__ = f"came_from_{stage}"
    return condition


class ConversationLifecycle(StateMachine):
    """screening → clarity → values → reach → power → closing → reviewing → deciding → following_up → closed."""

    class screening(State.Compound, name="Screening"):  # noqa: N801
        screening_collecting = State("Collecting", initial=True)
        screening_revealed = State("Revealed")

    class clarity(State.Compound, name="Clarity"):  # noqa: N801
        clarity_collecting = State("Collecting", initial=True)
        clarity_revealed = State("Revealed")

    class values(State.Compound, name="Values"):  # noqa: N801
        values_collecting = State("Collecting", initial=True)
        values_revealed = State("Revealed")

    class reach(State.Compound, name="Reach"):  # noqa: N801
        reach_collecting = State("Collecting", initial=True)
        reach_revealed = State("Revealed")

    class power(State.Compound, name="Power"):  # noqa: N801
        power_collecting = State("Collecting", initial=True)
        power_revealed = State("Revealed")

    class closing(State.Compound, name="Closing"):  # noqa: N801
        closing_collecting = State("Collecting", initial=True)
        closing_revealed = State("Revealed")

    reviewing = State("Reviewing: the partner's people answer")
    deciding = State("Deciding")
    following_up = State("Following up")
    closed = State("Closed", final=True)
    abandoned = State("Abandoned", final=True)
    paused = State("Paused")

    reveal = (
        screening.screening_collecting.to(screening.screening_revealed)
        | clarity.clarity_collecting.to(clarity.clarity_revealed)
        | values.values_collecting.to(values.values_revealed)
        | reach.reach_collecting.to(reach.reach_revealed)
        | power.power_collecting.to(power.power_revealed)
        | closing.closing_collecting.to(closing.closing_revealed)
    )
    next = (
        screening.screening_revealed.to(clarity.clarity_revealed, cond=_seen("clarity"))
        | screening.screening_revealed.to(clarity)
        | clarity.clarity_revealed.to(values.values_revealed, cond=_seen("values"))
        | clarity.clarity_revealed.to(values)
        | values.values_revealed.to(reach.reach_revealed, cond=_seen("reach"))
        | values.values_revealed.to(reach)
        | reach.reach_revealed.to(power.power_revealed, cond=_seen("power"))
        | reach.reach_revealed.to(power)
        | power.power_revealed.to(closing.closing_revealed, cond=_seen("closing"))
        | power.power_revealed.to(closing)
        | closing.closing_revealed.to(reviewing)
    )
    back = (
        clarity.to(screening.screening_revealed)
        | values.to(clarity.clarity_revealed)
        | reach.to(values.values_revealed)
        | power.to(reach.reach_revealed)
        | closing.to(power.power_revealed)
        | reviewing.to(closing.closing_revealed)
        | deciding.to(closing.closing_revealed)
        | following_up.to(deciding)
    )
    summarise = reviewing.to(deciding)
    decide = deciding.to(following_up)
    decline = deciding.to(closed)
    close = following_up.to(closed)
    pause = (
        screening.to(paused)
        | clarity.to(paused)
        | values.to(paused)
        | reach.to(paused)
        | power.to(paused)
        | closing.to(paused)
        | reviewing.to(paused)
        | deciding.to(paused)
        | following_up.to(paused)
    )
    resume = (
        paused.to(screening.screening_collecting, cond=_came_from("screening_collecting"))
        | paused.to(screening.screening_revealed, cond=_came_from("screening_revealed"))
        | paused.to(clarity.clarity_collecting, cond=_came_from("clarity_collecting"))
        | paused.to(clarity.clarity_revealed, cond=_came_from("clarity_revealed"))
        | paused.to(values.values_collecting, cond=_came_from("values_collecting"))
        | paused.to(values.values_revealed, cond=_came_from("values_revealed"))
        | paused.to(reach.reach_collecting, cond=_came_from("reach_collecting"))
        | paused.to(reach.reach_revealed, cond=_came_from("reach_revealed"))
        | paused.to(power.power_collecting, cond=_came_from("power_collecting"))
        | paused.to(power.power_revealed, cond=_came_from("power_revealed"))
        | paused.to(closing.closing_collecting, cond=_came_from("closing_collecting"))
        | paused.to(closing.closing_revealed, cond=_came_from("closing_revealed"))
        | paused.to(reviewing, cond=_came_from("reviewing"))
        | paused.to(deciding, cond=_came_from("deciding"))
        | paused.to(following_up, cond=_came_from("following_up"))
    )
    stop = (
        screening.to(abandoned)
        | clarity.to(abandoned)
        | values.to(abandoned)
        | reach.to(abandoned)
        | power.to(abandoned)
        | closing.to(abandoned)
        | reviewing.to(abandoned)
        | deciding.to(abandoned)
        | following_up.to(abandoned)
        | paused.to(abandoned)
    )


_SECTION_OF = {f"{section}_{part}": section for section in SECTIONS for part in (COLLECTING, REVEALED)}
STAGES = (*_SECTION_OF, REVIEWING, DECIDING, FOLLOWING_UP, CLOSED, ABANDONED, PAUSED)
"""Every leaf state, in the order of the road."""
_RESUMABLE = frozenset(STAGES) - ENDED - {PAUSED}


def section_of(stage: str) -> str | None:
    """The section that a stage belongs to; None outside the six sections."""
    return _SECTION_OF.get(stage)


def is_collecting(stage: str) -> bool:
    """Whether answers of the stage's section are still hidden."""
    return stage.endswith(f"_{COLLECTING}")


def send(place: Place, event: str) -> Place:
    """The place after ``event``; raises NotAllowedNow for a wrong event, BrokenConversation for a stage that is none."""
    if place.stage not in STAGES or (place.resume_to in _RESUMABLE) != (place.stage == PAUSED):
        raise BrokenConversation(place.stage)
    section = section_of(place.stage)
    leaf = [section, place.stage] if section else [place.stage]
    model = _Model(place.resume_to, place.seen, OrderedSet(leaf))
    try:
        machine = ConversationLifecycle(model)
        machine.send(event)
    except TransitionNotAllowed:
        raise NotAllowedNow(f"{event} in {place.stage}", event=event, stage=place.stage) from None
    except InvalidStateValue:
        raise BrokenConversation(place.stage) from None
    leaves = [str(state) for state in machine.configuration_values if state in STAGES]
    if len(leaves) != 1:
        raise BrokenConversation(place.stage)
    stage = leaves[0]
    seen = place.seen | {section} if section and event == "reveal" else place.seen
    return Place(stage=stage, resume_to=place.stage if event == "pause" else None, seen=frozenset(seen))
