"""What people feared at the decision (the pre-mortem), held against what came."""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.check_ins.baseline import Baseline
from flows.text.quality import words_of

_SHORT, _STEM = 4, 6
"""Words under four letters carry nothing; the first six letters make "director" and "directors" one word."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one person feared at the decision. ``echoes``: its words that came back in what people write now; the prediction is
    looked at, never the person."""

    person: str
    text: str
    echoes: tuple[str, ...]


def predictions(now: Baseline, written: Iterable[str], *, shareable: bool = False) -> tuple[Prediction, ...]:
    """Everybody's prediction, held against what is ``written`` now; an empty one is none."""
    question = now.guide.check_in.prediction
    if question is None or (shareable and now.is_private(question)):
        return ()
    heard = {_stem(word) for text in written for word in _content(now, text)}
    found = []
    for person in now.people:
        answers = dict(now.decided.get(person.id, {}))
        text = (now.shareable(person, answers) if shareable else answers).get(question)
        if isinstance(text, str) and _content(now, text):
            echoes = tuple(word for word in _content(now, text) if _stem(word) in heard)
            found.append(Prediction(person.id, text, echoes))
    return tuple(found)


def _content(baseline: Baseline, text: str) -> tuple[str, ...]:
    lexicon = baseline.guide.lexicon
    empty = lexicon.stop | lexicon.buzz
    return tuple(dict.fromkeys(word for word in words_of(text) if len(word) >= _SHORT and word not in empty))


def _stem(word: str) -> str:
    return word[:_STEM]
