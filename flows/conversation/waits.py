"""What waits for whom: the one answer that the card, somebody's own tab, “Where are we?” and every list are drawn from."""

from dataclasses import dataclass
from enum import StrEnum

from flows.conversation.conversation import Conversation
from flows.conversation.lifecycle import COLLECTING, DECIDING, ENDED, FOLLOWING_UP, PAUSED, REVEALED, REVIEWING


class Now(StrEnum):
    """What is to be done in a conversation."""

    answer = "answer"
    read = "read"
    partner = "partner"
    decide = "decide"
    follow = "follow"
    paused = "paused"
    over = "over"


_NOW = {
    COLLECTING: Now.answer,
    REVEALED: Now.read,
    REVIEWING: Now.partner,
    DECIDING: Now.decide,
    FOLLOWING_UP: Now.follow,
    PAUSED: Now.paused,
    **dict.fromkeys(ENDED, Now.over),
}


@dataclass(frozen=True, slots=True)
class Waits:
    """What is to be done now, in which section, and the ids of those whom it waits for; nobody where no single person is meant."""

    what: Now
    section: str | None = None
    people: tuple[str, ...] = ()


class Mine(StrEnum):
    """What waits for one person."""

    answer = "answer"
    decide = "decide"
    nothing = "nothing"
    paused = "paused"
    not_expected = "not_expected"


def now(conversation: Conversation) -> Waits:
    """Return what is to be done now, and who is waited for."""
    what = _NOW[conversation.stage]
    if what is Now.decide:
        return Waits(what, people=conversation.deciders)
    asked = tuple([one.id for one in conversation.people if conversation.waits_for(one.id) is not None])
    return Waits(what, conversation.section, asked if what in (Now.answer, Now.partner) else ())


def mine(conversation: Conversation, person: str | None) -> tuple[Mine, str | None]:
    """Return what waits for one person, and the section that does, where it is their answers."""
    if (section := conversation.waits_for(person)) is not None:
        return Mine.answer, section
    if conversation.stage == DECIDING and person in conversation.deciders:
        return Mine.decide, None
    named = next((one for one in conversation.people if one.id == person), None)
    if named is None and person != conversation.opener:
        return Mine.not_expected, None
    return (Mine.paused if conversation.stage == PAUSED else Mine.nothing), None
