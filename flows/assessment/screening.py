"""What the screening alone adds up to: too early to say, no agreement yet, an objection, a distraction, or strategic so far.

Nothing reassures where an answer speaks against it, where nobody is sure, or where too few have answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from flows.assessment.assessment import assess_screening
from flows.assessment.voices import Case, Group, is_bad
from flows.model import UNSURE, Answers, Guide, Participant, Setup


class Screened(StrEnum):
    """``early``: nobody or too few can say; ``divided``: some see a problem where others see none; ``against``: whoever is
    sure sees one."""

    early = "early"
    divided = "divided"
    against = "objection"
    distraction = "distraction"
    strategic = "strategic"


@dataclass(frozen=True)
class Seen:
    """How many people answer a question of the screening which way."""

    question: str
    well: int
    against: int
    unsure: int

    @property
    def settled(self) -> bool:
        """Whether more people see no problem than are not sure."""
        return self.well > self.unsure


@dataclass(frozen=True)
class Screening:
    """The outcome with its reasons; ``heard`` of the ``expected`` people have answered. ``seen``: each question."""

    outcome: Screened
    because: tuple[str, ...]
    heard: int
    expected: int
    seen: tuple[Seen, ...]

    @property
    def few(self) -> bool:
        """Whether too few have answered to say anything for all: one of several, or less than half."""
        return self.heard == 0 or (self.expected > 1 and (self.heard == 1 or self.heard * 2 < self.expected))


def screened(guide: Guide, setup: Setup, answers: Iterable[tuple[Participant, Answers]], expected: int) -> Screening:
    """Return what the answers of our side to the screening add up to, where ``expected`` people were asked."""
    answers = list(answers)
    ours = Case(guide, setup, answers).ours
    asked = guide.in_section(guide.screening_section) if guide.screening_section else ()
    heard = sum(any(question.id in voice.facts for question in asked) for voice in ours.voices)
    seen = tuple(_seen(ours, question.id) for question in asked if question.id in guide.levels)
    _, because = assess_screening(guide, setup, answers)
    found = Screening(Screened.strategic, because, heard, max(expected, heard), seen)
    return Screening(_outcome(found), because, heard, found.expected, seen)


def _seen(ours: Group, question: str) -> Seen:
    said = ours.said(question)
    levels = ours.levels(question)
    against = sum(is_bad(ours.guide, question, level) for level in levels)
    unsure = sum(token == UNSURE for token in said)
    return Seen(question, len(said) - against - unsure, against, unsure)


def _outcome(found: Screening) -> Screened:
    if found.few:
        return Screened.early
    if found.because:
        return Screened.distraction
    if any(each.against and each.well for each in found.seen):
        return Screened.divided
    if any(each.against for each in found.seen):
        return Screened.against
    return Screened.strategic if all(each.settled for each in found.seen) else Screened.early
