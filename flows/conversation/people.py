"""Who is expected while the conversation runs: people come, go and change, and nothing is lost that was said.

Whoever goes is not waited for any more; what they answered stays, until they take it back themselves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from flows.conversation.conversation import (
    PROGRESS,
    SUMMARISE,
    Answer,
    Conversation,
    Said,
    Step,
    revealed_when_all_in,
)
from flows.conversation.lifecycle import DECIDING, FOLLOWING_UP
from flows.errors import AlreadyNamed, NobodyExpected, NotAllowedNow, NotDecider
from flows.model import Participant, Role, Side


class What(StrEnum):
    """What changed, in the order in which it is told."""

    added = "added"
    removed = "removed"
    role = "role"
    opener = "opener"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed, about one person."""

    what: What
    person: str
    role: Role = Role.other


def our_people(conversation: Conversation) -> frozenset[str]:
    """Our people who are expected, and whoever leads."""
    return frozenset((conversation.opener, *(one.id for one in conversation.side(Side.ours) if not one.replaced)))


def acting(conversation: Conversation, gone: Collection[str]) -> tuple[str, ...]:
    """Who acts for the conversation while these are gone: whoever leads it, else those who decide, else all of our side."""
    among = ((conversation.opener,), conversation.deciders, sorted(our_people(conversation)))
    there = ([one for one in each if one not in gone] for each in among)
    return tuple(next(filter(None, there), ()))


def change_people(
    conversation: Conversation, by: str, seats: Mapping[str, Role], opener: str, languages: Mapping[str, str]
) -> tuple[Step, tuple[Change, ...]]:
    """Expect these people of our side in these roles, and nobody else; ``opener`` leads from now on.

    ``languages``: of those who are new. Raises NotDecider, NotAllowedNow, NobodyExpected or AlreadyNamed. When nobody is
    missing any more the open section is revealed.
    """
    if by not in conversation.deciders:
        conversation.participant(by)
        raise NotDecider("the opener or a decision maker changes who is expected", person=by)
    if conversation.ended:
        raise NotAllowedNow("over", event="change_people", stage=conversation.stage)
    if not seats:
        raise NobodyExpected
    partner = {one.id for one in conversation.side(Side.partner)}
    if theirs := partner & {*seats, opener}:
        raise AlreadyNamed(person=min(theirs))
    people, changes = [], []
    for one in conversation.people:
        if one.side is Side.partner:
            people.append(one)
            continue
        role, expected = seats.get(one.id, one.role), one.id in seats
        if expected and one.replaced:
            changes.append(Change(What.added, one.id, role))
        elif not expected and not one.replaced:
            changes.append(Change(What.removed, one.id))
        elif expected and role is not one.role:
            changes.append(Change(What.role, one.id, role))
        people.append(one.model_copy(update={"role": role, "replaced": not expected}))
    known = {one.id for one in conversation.people}
    for person in (each for each in seats if each not in known):
        people.append(Participant(id=person, role=seats[person], language=languages[person]))
        changes.append(Change(What.added, person, seats[person]))
    if opener != conversation.opener:
        changes.append(Change(What.opener, opener))
    moved, said = revealed_when_all_in(replace(conversation, people=tuple(people), opener=opener))
    order = list(What)
    changes.sort(key=lambda one: order.index(one.what))
    return (moved, (Said(PROGRESS, conversation.section), *said)), tuple(changes)


def can_withdraw(conversation: Conversation, person: str) -> bool:
    """Whether somebody who is not expected any more may take back what they answered: before the decision, and while any stands."""
    gone = any(one.id == person and one.replaced for one in conversation.people)
    return (
        gone and not conversation.ended and conversation.stage != FOLLOWING_UP and bool(conversation.by_person[person])
    )


def withdraw(conversation: Conversation, person: str) -> Step:
    """Take back everything that somebody answered who is not expected any more: what was summed up already is summed up anew.
    Raises NotAllowedNow."""
    if not can_withdraw(conversation, person):
        raise NotAllowedNow("withdraw", event="withdraw", stage=conversation.stage)
    seen = conversation.place.seen
    owner = conversation.guide.owner
    back = [
        Answer(person, question, None, owner[question].section in seen) for question in conversation.by_person[person]
    ]
    moved = replace(conversation, answers=(*conversation.answers, *back))
    summed_up = DECIDING in (conversation.stage, conversation.place.resume_to)
    return moved, (Said(PROGRESS, conversation.section), *([Said(SUMMARISE)] if summed_up else []))
