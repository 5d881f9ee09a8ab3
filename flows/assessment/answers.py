"""Read raw answers into values, and keep only those that the guide would ask this person for.

Shapes of a value: a token (choice), a tuple of tokens (multi), 1–5 (scale), a number, or text. ``unsure`` and ``not_mine``
are answers to any question; blank is the absence of one.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flows.errors import InvalidAnswer
from flows.guide.vocabulary import conditions_of
from flows.model import NOT_MINE, SCALE, UNSURE, Answers, Guide, Kind, Side, Value
from flows.text.quality import Quality, best
from flows.text.quantities import ABSURD, Quantity, number, quantity

MOST_CHARACTERS = 3000
"""The longest text that Slack's input takes, and so the longest that is stored."""

_NO_ANSWER = frozenset((UNSURE, NOT_MINE))

Facts = dict[str, Any]
"""Answers as conditions read them: multi as frozensets, unsure only where it is a word of a choice, no not_mine."""


class Standing(dict[str, Value]):
    """A person's standing answers, with the follow-ups that they call for (``asked_probes``). Not to be changed."""

    def __init__(self, answers: Answers, called_for: tuple[str, ...]) -> None:
        super().__init__(answers)
        self.called_for = called_for


def read_answer(guide: Guide, answerable: str, raw: object) -> Value | None:
    """The value that ``raw`` means for an answerable id, None when blank; raises InvalidAnswer.

    A number that cannot be read is an InvalidAnswer too, so that the person can be asked again.
    """
    if answerable not in guide.owner:
        raise InvalidAnswer(f"unknown question {answerable!r}", question=answerable)
    if raw is None or raw == "":
        return None
    if raw in (UNSURE, NOT_MINE):
        return str(raw)
    kind = guide.kind_of(answerable)
    if kind is Kind.text:
        return _text(answerable, raw)
    if kind is Kind.number:
        return _number(guide, answerable, raw)
    if kind is Kind.scale:
        return _scale(answerable, raw)
    if kind is Kind.multi:
        return _several(guide, answerable, raw)
    return _one(guide, answerable, raw)


def _text(answerable: str, raw: object) -> str | None:
    text = str(raw).strip()
    if len(text) > MOST_CHARACTERS:
        raise InvalidAnswer(f"{answerable}: longer than {MOST_CHARACTERS} characters", question=answerable)
    return text or None


def _number(guide: Guide, answerable: str, raw: object) -> float:
    read = understood(guide, answerable, raw)
    if read is None:
        raise InvalidAnswer(f"{answerable}: {raw!r} is not one number", question=answerable)
    return read.value


def understood(guide: Guide, answerable: str, raw: object) -> Quantity | None:
    """Return what was written as the answer to a number question, in the unit that it asks for; None where it means no number."""
    most = guide.probe[answerable].most if answerable in guide.probe else None
    return quantity(raw, guide.units[answerable], ABSURD if most is None else most)


def _scale(answerable: str, raw: object) -> float:
    value = number(raw)
    if value is None or value not in SCALE:
        raise InvalidAnswer(f"{answerable}: {raw!r} is not 1 to 5", question=answerable)
    return value


def _several(guide: Guide, answerable: str, raw: object) -> str | tuple[str, ...]:
    tokens = (raw,) if isinstance(raw, str) else tuple(raw) if isinstance(raw, Iterable) else (raw,)
    if stances := [token for token in tokens if token in _NO_ANSWER]:
        tokens = tuple(token for token in tokens if token not in _NO_ANSWER)
        if not tokens:
            return str(stances[0])
    if not tokens:
        nothing = guide.owner[answerable].nothing
        return (nothing,) if nothing else ()
    return tuple(_one(guide, answerable, token) for token in tokens)


def _one(guide: Guide, answerable: str, raw: object) -> str:
    token = raw if isinstance(raw, str) else str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
    if token not in guide.offered[answerable]:
        offered = ", ".join(guide.options_of(answerable))
        raise InvalidAnswer(f"{answerable}: {raw!r} is not one of {offered}", question=answerable)
    return token


def facts_of(guide: Guide, answers: Answers) -> Facts:
    """``answers`` as conditions read them."""
    facts: Facts = dict(answers)
    for answerable, value in answers.items():
        if isinstance(value, tuple):
            facts[answerable] = frozenset(value)
        elif value in _NO_ANSWER and (value == NOT_MINE or guide.kinds[answerable] is not Kind.choice):
            del facts[answerable]
    return facts


def quality(guide: Guide, facts: Mapping[str, Any], answerable: str) -> Quality:
    """Text quality of an answer, or of a follow-up that completes it, or of both together: whichever says most."""
    text = facts.get(answerable)
    alone: Quality = guide.read(answerable, text).quality
    question = guide.owner[answerable]
    if question.id != answerable or alone is Quality.ok:
        return alone
    found: list[Quality] = [alone]
    for probe in question.probes:
        written = facts.get(probe.id) if probe.completes else None
        if written is not None:
            judged = guide.read(probe.id, written).quality
            if _says_something(judged, written):
                found.append(judged)
                text = f"{text or ''} {written}".strip()
                found.append(guide.read(answerable, text).quality)
    return best(found)


def _says_something(judged: Quality, written: str) -> bool:
    """Whether a follow-up is worth appending: "no idea" improves nothing, "40" (how many?) does."""
    return judged is not Quality.blank and (judged is not Quality.junk or any(letter.isdigit() for letter in written))


class OwnFacts:
    """One person's own answers, as the conditions of probes read them."""

    def __init__(self, guide: Guide, facts: Mapping[str, Any]) -> None:
        self.guide, self.facts = guide, facts
        self.value: Any = facts.get
        """What a name stands for. A look into a mapping and no function of ours: conditions ask some hundred times a case."""
        self._as_asked: dict[str, Quality] = {}

    def call(self, function: str, arguments: tuple[str, ...]) -> Any:
        answerable = arguments[0]
        if function == "quality":
            # Where it wonders whether to ask again, the coach reads more strictly than where a flag accuses.
            if answerable not in self._as_asked:
                self._as_asked[answerable] = self.guide.read(answerable, self.facts.get(answerable)).as_asked
            return self._as_asked[answerable]
        value = self.facts.get(answerable)
        if function == "count":
            return len(value - {self.guide.owner[answerable].nothing}) if value else 0
        if function == "count_of":
            return len(value & set(arguments[1:])) if value else 0
        return (value is None) is (function == "missing")


def asked_probes(guide: Guide, side: Side, answers: Answers) -> tuple[str, ...]:
    """The probes whose condition holds for a person's own answers, in the order of the guide.

    A text question's probe is judged on the text without its own follow-ups: answering one does not make it vanish.
    """
    facts = facts_of(guide, {i: value for i, value in answers.items() if i not in guide.probe})
    conditions = conditions_of(guide).probes
    own = OwnFacts(guide, facts)
    found: list[str] = []
    for probe in guide.probes_asked_of[side]:
        if conditions[probe.id](own):
            found.append(probe.id)
            if probe.id in answers and not probe.completes:
                facts.update(facts_of(guide, {probe.id: answers[probe.id]}))
    return tuple(found)


def live_answers(
    guide: Guide, side: Side, answers: Answers, called_for: Collection[str] | None = None
) -> dict[str, Value]:
    """The answers that still stand: without questions that this side is not asked, and without orphaned follow-ups.

    ``called_for``: the probes of ``asked_probes``, where they are known already.

    >>> live_answers(guide, Side.ours, {"gap": "no", "gap_exact": "Two nurses"})
    {'gap': 'no'}
    """
    standing = asked_probes(guide, side, answers) if called_for is None else called_for
    fields = guide.fields_asked_of[side]
    return {q: value for q, value in answers.items() if q in fields or q in standing}
