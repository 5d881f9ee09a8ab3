"""The one thing that the coach proposes after a reveal, chosen by what was answered, and each once in a conversation.

Who was asked what, and what each said before the answers were opened, does not change any more: so which moves came before is
worked out again instead of being stored. Moves of the product need no question by name; those of a guide are its data
(``[[moves]]``).
A move names nobody, and never asks a lone answer to explain itself first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.assessment.answers import Standing
from flows.assessment.differences import (
    Difference,
    Discussed,
    agreed,
    comparable,
    differences,
    text_stems,
)
from flows.assessment.voices import Case
from flows.conversation.conversation import Answer, Conversation
from flows.guide.vocabulary import conditions_of
from flows.model import UNSURE, Answers, Kind, Participant, Question, Side, Value
from flows.sections import GuideMove, MovePlace
from flows.text.alike import all_apart
from flows.text.quality import Quality

ALONE, EARLY, AGREE = "alone", "early", "agree"
LONE, LONE_AGAIN, ROLES, DIFFER, EXAMPLES = "lone", "lone_again", "roles", "differ", "examples"
UNKNOWN, UNKNOWN_AGAIN, VAGUE, UNWRITTEN, TEXTS = "unknown", "unknown_again", "vague", "unwritten", "texts"
CHANGED = "changed"
"""Said where an answer was changed after the reveal, and not chosen by ``move_for``."""
RECENT, OUTSIDE, SENTENCE = "recent", "outside", "sentence"
ALWAYS = (RECENT, OUTSIDE, SENTENCE)
"""What fits everywhere, for somebody who asks for more."""
OF_THE_PRODUCT = (
    *(ALONE, EARLY, AGREE, LONE, LONE_AGAIN, ROLES, DIFFER, EXAMPLES),
    *(UNKNOWN, UNKNOWN_AGAIN, VAGUE, UNWRITTEN, TEXTS, CHANGED, *ALWAYS),
)
FURTHER = 3
"""How many moves somebody is given who asks for more."""
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Move:
    """A move by its id. ``question``: what its words name; ``count``: their number; ``own``: its words are the guide's."""

    id: str
    question: str | None = None
    count: int = 0
    own: bool = False


@dataclass(frozen=True)
class Discussion:
    """What a reveal ends with: where our people differ, the widest difference first, the move, and whether all agree."""

    differences: tuple[Difference, ...]
    move: Move | None
    agreed: bool = False


def discussion(conversation: Conversation, section: str) -> Discussion:
    """Return what the reveal of a section ends with: see ``move_for``."""
    talk = _Talk(conversation, section, as_revealed(conversation, section))
    return Discussion(talk.differences, _chosen(conversation, talk, {}), talk.agreed)


def move_for(conversation: Conversation, section: str) -> Move | None:
    """Return the move for the reveal of a section: the first that fits and was not said after one before; None when none is new."""
    return _chosen(conversation, _Talk(conversation, section, as_revealed(conversation, section)), {})


def _chosen(conversation: Conversation, talk: "_Talk", known: dict[str, Move | None]) -> Move | None:
    """What was said before matters to moves of the product alone: one of the guide belongs to this section. ``known``: the moves of
    the sections before, as far as they were worked out."""
    said: set[str] | None = None
    for move in _fitting(talk):
        if not move.own and said is None:
            said = {before.id for before in _said_before(conversation, talk.section, known) if before is not None}
        if move.own or move.id not in (said or ()):
            return move
    return None


def _said_before(conversation: Conversation, section: str, known: dict[str, Move | None]) -> list[Move | None]:
    road = conversation.guide.road
    before = [each for each in road[: road.index(section)] if each in conversation.place.seen]
    for each in before:
        if each not in known:
            known[each] = _chosen(conversation, _Talk(conversation, each, as_revealed(conversation, each)), known)
    return [known[each] for each in before]


def further_moves(conversation: Conversation) -> tuple[Move, ...]:
    """Return what else could be done now with the section that was revealed last: three moves that were not said after a reveal;
    none before the first reveal."""
    revealed = [section for section in conversation.guide.road if section in conversation.place.seen]
    if not revealed:
        return ()
    section = conversation.section if conversation.section in revealed else revealed[-1]
    said = {move.id for each in revealed if (move := move_for(conversation, each)) is not None}
    now = {person.id: conversation.shown_answers(person) for person in conversation.side(Side.ours)}
    said |= {LONE_AGAIN, UNKNOWN_AGAIN}  # they speak of what was said before
    fresh: dict[str, Move] = {}
    for move in (*_fitting(_Talk(conversation, str(section), now)), *map(Move, ALWAYS)):
        if move.id not in said:
            fresh.setdefault(move.id, move)
    return tuple(fresh.values())[:FURTHER]


def first_change(conversation: Conversation, person: str, questions: tuple[str, ...]) -> bool:
    """Whether what a person just changed after a reveal is the first answer of this conversation that moved. What was blank before
    and was added then is none."""
    last: dict[tuple[str, str], Answer] = {}
    moved: list[tuple[str, str]] = []
    for given in conversation.answers:
        before = last.get((given.person, given.question))
        if given.after_reveal and before is not None and None not in (before.value, given.value):
            moved.append((given.person, given.question))
        last[given.person, given.question] = given
    now = {(person, question) for question in questions}
    return bool(moved) and set(moved) <= now and len(moved) == len(set(moved))


def as_revealed(conversation: Conversation, section: str) -> Mapping[str, Answers]:
    """Our people's answers to a section as they stood when it was revealed: what came after the reveal is left out."""
    owner = conversation.guide.owner
    found: dict[str, dict[str, Value]] = {person.id: {} for person in conversation.side(Side.ours)}
    for given in conversation.answers:
        if given.after_reveal or given.person not in found or owner[given.question].section != section:
            continue
        if given.value is None:
            found[given.person].pop(given.question, None)
        else:
            found[given.person][given.question] = given.value
    return found


class _Talk:
    """What our people said in one section, ready for the rules."""

    def __init__(self, conversation: Conversation, section: str, answers: Mapping[str, Answers]) -> None:
        self.conversation, self.section, self.guide = conversation, section, conversation.guide
        self.people: tuple[Participant, ...] = conversation.side(Side.ours)
        self.questions: tuple[Question, ...] = conversation.questions(section)
        owner = self.guide.owner
        here = {p.id: {q: v for q, v in answers[p.id].items() if owner[q].section == section} for p in self.people}
        # Standing answers, with nothing to be dropped: what they rest on may stand in another section.
        case = Case(self.guide, conversation.setup, [(p, Standing(here[p.id], ())) for p in self.people])
        self.group = Discussed(self.guide, case.ours.voices, conversation.setup)
        self.group.asked = {
            name: frozenset(p.id for p in self.people if question in conversation.questions_for(section, p))
            for question in self.questions
            if question.roles
            for name in (question.id, *question.fields)
        }
        self.silent = len([person for person in conversation.heard(section) if not here[person.id]])

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        return differences(self.group, self.questions)

    @cached_property
    def agreed(self) -> bool:
        return agreed(self.group, self.questions)

    @cached_property
    def unknown(self) -> list[str]:
        """The choices to which most of those who said something here gave no definite answer."""
        found = []
        for question in self._open(Kind.choice):
            facts = [voice.facts.get(question.id) for voice in self.group.answering(question.id)]
            if len(facts) >= _SEVERAL and (facts.count(None) + facts.count(UNSURE)) * 2 > len(facts):
                found.append(question.id)
        return found

    @property
    def mostly_unknown(self) -> bool:
        return len(self.unknown) * 2 >= len(self._open(Kind.choice)) and bool(self.unknown)

    def core_texts(self) -> list[str]:
        """The core texts of which no move of the guide speaks."""
        spoken_of = {move.question for place in MovePlace if place is not MovePlace.last for move in self.guides(place)}
        return [question.id for question in self._open(Kind.text) if question.core and question.id not in spoken_of]

    def _open(self, kind: Kind) -> list[Question]:
        return [
            each for each in self.questions if each.kind is kind and each.sharing != "private" and not each.optional
        ]

    def guides(self, place: MovePlace) -> Iterator[Move]:
        """The guide's own moves that hold, in its order."""
        tests = conditions_of(self.guide).moves
        for move in self.guide.moves:
            if move.section != self.section or move.place is not place or (move.agree and not self.agreed):
                continue
            if tests[move.id](self.group):
                yield self._of_guide(move)

    def _of_guide(self, move: GuideMove) -> Move:
        about = move.about
        is_text = about is not None and self.guide.kind_of(about) is Kind.text
        return Move(move.id, about, self.group.texts(about) if about and is_text else 0, own=True)


def _fitting(talk: _Talk) -> Iterator[Move]:
    """Every move that fits a section, the most fitting first. Where nobody said anything, nothing does."""
    if talk.group.voices:
        for rule in _RULES:
            yield from rule(talk)


def _who_is_missing(talk: _Talk) -> Iterator[Move]:
    if len(talk.group.voices) == 1:
        yield Move(ALONE)
    if talk.silent and talk.people:
        yield Move(EARLY, count=talk.silent)


def _mostly_unknown(talk: _Talk) -> Iterator[Move]:
    if talk.mostly_unknown:
        yield from _unknown(talk)


def _unknown(talk: _Talk) -> Iterator[Move]:
    if talk.unknown:
        yield Move(UNKNOWN, talk.unknown[0])
        yield Move(UNKNOWN_AGAIN)


def _first_of_guide(talk: _Talk) -> Iterator[Move]:
    yield from talk.guides(MovePlace.first)


def _differences(talk: _Talk) -> Iterator[Move]:
    """A lone answer is only ever spoken of in the move that has the others begin."""
    lone = next((each for each in talk.differences if each.lone), None)
    open_ones = [each for each in talk.differences if not each.lone]
    by_role = next((each for each in open_ones if each.by_role), None)
    if lone is not None:
        yield Move(LONE, lone.question)
        if lone.width > max([each.width for each in open_ones], default=0):
            yield Move(LONE_AGAIN, lone.question)
    if by_role is not None:
        yield Move(ROLES, by_role.question)
    if open_ones:
        yield Move(DIFFER, open_ones[0].question)
        yield Move(EXAMPLES, open_ones[0].question)
    if lone is not None:
        yield Move(LONE_AGAIN, lone.question)


def _apart(talk: _Talk) -> Iterator[Move]:
    for name in talk.core_texts():
        texts = text_stems(talk.group, name)
        if len(texts) >= _SEVERAL and comparable(talk.group, name) and all_apart(texts):
            yield Move(TEXTS, name, len(texts))


def _then_of_guide(talk: _Talk) -> Iterator[Move]:
    yield from talk.guides(MovePlace.then)


def _vague(talk: _Talk) -> Iterator[Move]:
    for name in talk.core_texts():
        quality = talk.group.quality(name)
        if quality in (Quality.thin, Quality.vague):
            yield Move(VAGUE, name)
        elif quality in (Quality.blank, Quality.junk) and len(talk.group.voices) >= _SEVERAL:
            yield Move(UNWRITTEN, name)


def _last_of_guide(talk: _Talk) -> Iterator[Move]:
    yield from talk.guides(MovePlace.last)


def _agreement(talk: _Talk) -> Iterator[Move]:
    if talk.agreed:
        yield Move(AGREE)


_RULES: tuple[Callable[[_Talk], Iterator[Move]], ...] = (
    _who_is_missing,
    _mostly_unknown,
    _first_of_guide,
    _differences,
    _apart,
    _then_of_guide,
    _vague,
    _unknown,
    _last_of_guide,
    _agreement,
)
"""In this order: who is missing before what they said; what hardly anybody knows before what a few see; what a guide puts first (an
imbalance that nobody has named) before any difference; differences before texts; agreement last, as everything else denies it."""
