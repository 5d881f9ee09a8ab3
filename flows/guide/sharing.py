"""Who reads an answer: the one place that says so, from the ``sharing`` of its question.

An answer is open once its section was revealed (ours), or once a summary was made (the partner's). What is said here is
what may be read then; before that nobody but its author reads it. Texts that announce it and surfaces that show it both ask here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flows.model import NOT_MINE, UNSURE, Guide, Kind, Sharing, Side, Value


class Reads(StrEnum):
    """How a side reads an open answer. ``counted``: in a file that is written for them, as one of so many;
    ``with_consent``: without a name, where its author agreed to it."""

    nothing = "nothing"
    counted = "counted"
    with_consent = "with_consent"
    nameless = "nameless"
    named = "named"


@dataclass(frozen=True)
class Readers:
    """How each side reads the answers of one side to one question."""

    ours: Reads
    partner: Reads


SMALL = 3
"""From so many people on a side on, nobody knows for sure who gave an answer that goes without a name."""


def readers(guide: Guide, answerable: str, author: Side) -> Readers:
    """Return who reads what people of ``author``'s side answer to a question, a number field or a follow-up; raises KeyError for an
    id that the guide does not have.
    """
    sharing = (guide.owner.get(answerable) or guide.question[answerable]).sharing
    if sharing is Sharing.private:
        return Readers(Reads.nothing, Reads.nothing)
    shared = sharing is Sharing.partner and guide.kinds.get(answerable) is not Kind.text
    in_a_file = Reads.counted if shared else Reads.nothing
    if author is Side.ours:
        return Readers(Reads.named, in_a_file)
    return Readers(Reads.nameless if shared else Reads.with_consent, in_a_file)


def private(guide: Guide, answerable: str) -> bool:
    """Whether nobody but its author ever reads an answer, not even on the author's side."""
    return readers(guide, answerable, Side.ours).ours is Reads.nothing


def protected(guide: Guide, answerable: str, *, consent: bool = False) -> bool:
    """Whether our side may not read what the partner's people answer to this.

    Consent opens what is a team's, never what is private.
    """
    reads = readers(guide, answerable, Side.partner).ours
    return reads is Reads.nothing or (reads is Reads.with_consent and not consent)


def shared(guide: Guide, answerable: str) -> bool:
    """Whether both sides may read an answer of either side, without a name."""
    return readers(guide, answerable, Side.ours).partner is Reads.counted


def in_words(guide: Guide, answerable: str, value: Value | None) -> bool:
    """Whether an answer is somebody's own words, which give their author away."""
    return value is not None and guide.kind_of(answerable) is Kind.text and value not in (UNSURE, NOT_MINE)


@dataclass(frozen=True)
class Announced:
    """The questions that the partner's people are asked, by what our side reads of the answers without asking them.

    ``shared``: ticks and numbers, without a name; ``kept``: nothing without consent; ``written``: follow-ups to shared questions,
    in their own words, of which nothing is read without consent either.
    """

    shared: tuple[str, ...]
    kept: tuple[str, ...]
    written: tuple[str, ...]


def announced(guide: Guide) -> Announced:
    """Return what the partner's people must know before they answer."""
    asked = [question for question in guide.questions if question.asked(Side.partner)]
    kept = [
        question.id for question in asked if all(protected(guide, each) for each in question.fields or (question.id,))
    ]
    written = [
        probe.id
        for question in asked
        for probe in question.probes
        if question.id not in kept and protected(guide, probe.id)
    ]
    return Announced(tuple(question.id for question in asked if question.id not in kept), tuple(kept), tuple(written))


def answerables(guide: Guide, side: Side) -> Iterator[str]:
    """Yield everything that a side can answer: questions or their number fields, and follow-ups."""
    for question in guide.questions:
        if question.asked(side):
            yield from (*(question.fields or (question.id,)), *(probe.id for probe in question.probes))
