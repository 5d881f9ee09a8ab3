"""Who says what a flag says: at its severity, less than that, or something else; and what there is still to ask.

A flag is raised by everybody's answers together. Whoever reads it asks who says so, and whether anybody sees it otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flows.assessment.assessment import RANK
from flows.assessment.voices import BothSides, Case, Group, Voice
from flows.guide.vocabulary import CompiledCause, conditions_of
from flows.model import UNSURE, Flag, RaisedFlag, Side


@dataclass(frozen=True)
class Voices:
    """Ids of people, by what their own answers say of a flag: as serious as it is told, less serious, or definitely not.

    All are empty where no single answer says it: a difference between people, a silence, somebody who is missing.
    ``question``: the one that tells them apart best.
    """

    at: tuple[str, ...] = ()
    in_part: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    question: str | None = None


def who_says(case: Case, raised: RaisedFlag) -> Voices:
    """Return who says what a flag says, each by their own answers alone."""
    flag = case.guide.flag[raised.id]
    if flag.compares or not any(entry.question in case.guide.owner for entry in raised.evidence):
        return Voices()
    causes = conditions_of(case.guide).flags[raised.id]
    heard = [voice for voice in case.voices if voice.heard]
    levels = {voice.participant.id: _own_level(case, voice, causes) for voice in heard}
    told = RANK[raised.severity]
    at = tuple(person for person, level in levels.items() if level is not None and level <= told)
    less = tuple(person for person, level in levels.items() if level is not None and level > told)
    if not at:
        at, less = less, ()  # each says a little of it, and it is serious because most do
    about = _about(case, flag, causes, raised.cause)
    sides = _sides(case, raised, causes, at)
    otherwise = tuple(
        voice.participant.id
        for voice in heard
        if voice.participant.side in sides
        and levels[voice.participant.id] is None
        and any(_definite(voice, question) for question in about)
    )
    if not at:
        return Voices()
    return Voices(at, less, otherwise, next(_telling(case, about, at), None))


def _sides(case: Case, raised: RaisedFlag, causes: Iterable[CompiledCause], at: tuple[str, ...]) -> set[Side]:
    """Of whom something else is worth hearing: where a cause is about a side as a whole, of that side."""
    scopes = {
        each.cause.scope for each in causes if (each.cause.id, each.cause.severity) == (raised.cause, raised.severity)
    }
    if scopes != {"each_side"}:
        return {*Side}
    return {voice.participant.side for voice in case.voices if voice.participant.id in at}


def _own_level(case: Case, voice: Voice, causes: Iterable[CompiledCause]) -> int | None:
    """How serious a person's answers alone are; None where they raise nothing. The causes come worst first."""
    alone = _alone(case, voice)
    for each in causes:
        if each.questions and not any(question in voice.facts for question in each.questions):
            continue  # what somebody left out is not what they say
        if each.test(voice if each.cause.scope == "person" else alone) and _holds(case, voice, each):
            return RANK[each.cause.severity]
    return None


def _holds(case: Case, voice: Voice, each: CompiledCause) -> bool:
    """Whether what a cause says of several people is so for those whom this person is one of."""
    side = case.ours if voice.participant.side is Side.ours else case.partner
    groups: dict[str, Group | None] = {
        "our_side": case.ours if side is case.ours else None,
        "each_side": side,
        "everyone": case.everyone,
        "both_sides": None,
    }
    scope = each.cause.scope
    return scope == "person" or ((group := groups[scope]) is not None and each.test(group))


def _alone(case: Case, voice: Voice) -> BothSides:
    sides = [
        Group(case.guide, [voice] if voice.participant.side is side else [], case.setup)
        for side in (Side.ours, Side.partner)
    ]
    return BothSides(case.guide, sides[0], sides[1], case.setup)


def _about(case: Case, flag: Flag, causes: Iterable[CompiledCause], cause: str) -> list[str]:
    """The questions that a flag is about: what its cause names, as it is asked again; else what it rests on."""
    named = {question for each in causes if each.cause.id == cause for question in each.questions}
    listed = list(dict.fromkeys((*flag.recheck, *flag.evidence)))
    listed = [question for question in listed if question in case.guide.owner]
    return [question for question in listed if question in named] or listed


def _definite(voice: Voice, question: str) -> bool:
    return bool(voice.facts.get(question, UNSURE) != UNSURE)


def _telling(case: Case, about: Iterable[str], at: tuple[str, ...]) -> Iterator[str]:
    saying = [voice for voice in case.voices if voice.participant.id in at]
    return (question for question in about if any(question in voice.facts for voice in saying))


def next_to_ask(case: Case, raised: RaisedFlag) -> str | None:
    """Return the question that comes next; None where those who raise the flag have just answered all that it leads to."""
    flag = case.guide.flag[raised.id]
    speaking = [voice for voice in case.voices if voice.participant.id in raised.support]
    called_for = {probe for voice in speaking for probe in voice.called_for}
    for question in flag.next:
        parts = case.guide.question[question].fields if question in case.guide.question else ()
        if question in case.guide.probe and question not in called_for:
            continue
        if not any(part in voice.facts for voice in speaking for part in (parts or (question,))):
            return question
    return None
