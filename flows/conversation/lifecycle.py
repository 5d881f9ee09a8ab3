"""The statechart of a conversation: each section is collected, then revealed; then people review, decide and follow up.

Which sections there are, and in which order, is the guide's business: ``road`` names them in order, and the chart knows none.
Which question comes next is computed from guide and answers. ``StateMachine`` (not ``StateChart``) is used on purpose: a wrong
event raises. What to resume after a pause is kept beside the state, since python-statemachine does not store history states.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from statemachine import State, StateMachine
from statemachine.exceptions import InvalidStateValue, TransitionNotAllowed

from flows.errors import BrokenConversation, NotAllowedNow

COLLECTING, REVEALED, REVIEWING, DECIDING, FOLLOWING_UP, CLOSED, ABANDONED, PAUSED = STAGES = (
    "collecting",
    "revealed",
    "reviewing",
    "deciding",
    "following_up",
    "closed",
    "abandoned",
    "paused",
)
"""Every state, in the order of the road."""
IN_A_SECTION = frozenset((COLLECTING, REVEALED))
ENDED = frozenset((CLOSED, ABANDONED))
_RESUMABLE = frozenset(STAGES) - ENDED - {PAUSED}


@dataclass(frozen=True)
class Place:
    """Where a conversation stands: the stored part of the statechart.

    ``section``: the id of the section that is open, or that a pause returns to; None outside the sections. ``resume_to``: the
    stage that a pause returns to. ``seen``: the sections that were revealed.
    """

    stage: str
    section: str | None = None
    resume_to: str | None = None
    seen: frozenset[str] = frozenset()

    @property
    def open_section(self) -> str | None:
        """The section that is open now; None in a pause and outside the sections."""
        return self.section if self.stage in IN_A_SECTION else None


def starting_place(road: Sequence[str]) -> Place:
    """The place of a conversation that begins: the first section of the road is collected."""
    return Place(COLLECTING, road[0])


@dataclass
class _Model:
    """What the machine reads and moves; a place itself never changes. ``ahead``: the next section; None after the last."""

    state: str
    resume_to: str | None
    seen: frozenset[str]
    behind: str | None
    ahead: str | None

    @property
    def next_was_revealed(self) -> bool:
        """Whether there is a next section, and it was revealed before."""
        return self.ahead in self.seen


class ConversationLifecycle(StateMachine):
    """For each section collecting ⇄ revealed, then reviewing → deciding → following_up → closed. A wrong event raises."""

    collecting = State("Collecting: answers are hidden", initial=True)
    revealed = State("Revealed: answers are read together")
    reviewing = State("Reviewing: the partner's people answer")
    deciding = State("Deciding")
    following_up = State("Following up")
    closed = State("Closed", final=True)
    abandoned = State("Abandoned", final=True)
    paused = State("Paused")

    reveal = collecting.to(revealed)
    next = (
        revealed.to(revealed, cond="next_was_revealed")
        | revealed.to(collecting, cond="ahead")
        | revealed.to(reviewing, unless="ahead")
    )
    back = (
        collecting.to(revealed, cond="behind")
        | revealed.to(revealed, cond="behind")
        | revealed.from_(reviewing, deciding)
        | following_up.to(deciding)
    )
    summarise = reviewing.to(deciding)
    decide = deciding.to(following_up)
    decline = deciding.to(closed)
    close = following_up.to(closed)
    pause = paused.from_(collecting, revealed, reviewing, deciding, following_up)
    resume = (
        paused.to(collecting, cond="resume_to == 'collecting'")
        | paused.to(revealed, cond="resume_to == 'revealed'")
        | paused.to(reviewing, cond="resume_to == 'reviewing'")
        | paused.to(deciding, cond="resume_to == 'deciding'")
        | paused.to(following_up, cond="resume_to == 'following_up'")
    )
    stop = abandoned.from_(collecting, revealed, reviewing, deciding, following_up, paused)


def checked(place: Place, road: Sequence[str]) -> Place:
    """Return the place if a conversation can go on from it; raises BrokenConversation.

    Its stage is known; a pause, and only a pause, has where to resume; a section of this road is open where one must be.
    """
    stage = place.resume_to or place.stage
    in_order = place.stage in STAGES and (place.resume_to in _RESUMABLE) == (place.stage == PAUSED)
    if not in_order or (place.section in road) != (stage in IN_A_SECTION) or not place.seen.issubset(road):
        raise BrokenConversation(f"{place.stage} {place.section}")
    return place


def send(place: Place, event: str, road: Sequence[str]) -> Place:
    """The place after ``event``; raises NotAllowedNow for a wrong event, BrokenConversation for a place that is none.

    ``road``: the ids of the guide's sections, in order.
    """
    checked(place, road)
    # Whoever reviews or decides stands behind the last section.
    at = road.index(place.section) if place.section is not None else len(road)
    behind, ahead = road[at - 1] if at else None, road[at + 1] if at + 1 < len(road) else None
    model = _Model(place.stage, place.resume_to, place.seen, behind, ahead)
    try:
        ConversationLifecycle(model).send(event)
    except TransitionNotAllowed:
        raise NotAllowedNow(f"{event} in {place.stage}", event=event, stage=place.stage) from None
    except InvalidStateValue:
        raise BrokenConversation(place.stage) from None
    section = {"next": ahead, "back": behind}.get(event, place.section)
    moved = Place(
        model.state,
        section if model.state in IN_A_SECTION | {PAUSED} else None,
        resume_to=place.stage if event == "pause" else None,
        seen=place.seen | {place.section} if event == "reveal" and place.section else place.seen,
    )
    return checked(moved, road)
