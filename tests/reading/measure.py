"""Hold the reading of answers against labels: what is flagged, what is asked again, what is known to be no answer."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flows.guide import load_guide
from flows.model import Guide
from flows.text.quality import Quality, Reading
from flows.text.weighing import Model, unpacked
from tests.reading.corpus import BEFORE, Line, comparable, labelled, own, words
from tests.reading.train import FOLDS, calibrated, fold_of, packed

NO_ANSWER = (Quality.blank, Quality.junk)
Judge = Callable[[Line], Reading]


@dataclass(frozen=True)
class Rates:
    """Shares from 0 to 1. Of concrete answers: flagged, asked again. Of the rest: the same. Of empty ones: known as such."""

    accused: float
    found: float
    asked_in_vain: float
    asked: float
    known: float

    def __str__(self) -> str:
        return (
            f"flag: accuses {self.accused:.1%} of concrete answers, finds {self.found:.1%} of the rest; "
            f"question: asked of {self.asked_in_vain:.1%} and {self.asked:.1%}; non-answers known: {self.known:.1%}"
        )


Judged = Sequence[tuple[Line, Reading]]


def rates(judged: Judged) -> Rates:
    """Return the rates of lines that were read."""
    concrete = [reading for line, reading in judged if line.label == "concrete"]
    rest = [reading for line, reading in judged if line.label != "concrete"]
    empty = [reading for line, reading in judged if line.label == "empty"]
    return Rates(
        accused=_share(reading.quality is not Quality.ok for reading in concrete),
        found=_share(reading.quality is not Quality.ok for reading in rest),
        asked_in_vain=_share(reading.follow_up for reading in concrete),
        asked=_share(reading.follow_up for reading in rest),
        known=_share(reading.quality in NO_ANSWER for reading in empty),
    )


def _share(marks: Iterable[bool]) -> float:
    found = list(marks)
    return sum(found) / len(found) if found else 0.0


def judge_of(model: Model, guide: Guide | None = None) -> Judge:
    """Return what reads a line as the app does, with this model."""
    method = guide or load_guide()
    return lambda line: method.lexicon.judge(line.text, line.question in method.nothing_counts, model)


def trained_on(lines: Sequence[Line]) -> Model:
    """Return a model that was trained, and calibrated, on these lines and on the corpus's own words and pairs alone."""
    beside = (*own(*BEFORE), *words())
    return unpacked(packed((*lines, *beside), calibrated(lines, beside), ""))


def unseen(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that stand in no pair and no list of words."""
    seen = {comparable(line.text) for line in (*own(*BEFORE), *words())}
    return [line for line in lines if comparable(line.text) not in seen]


def across(seen: str, measured: str) -> Judged:
    """Read one set with a model of the other."""
    judge = judge_of(trained_on(labelled(seen)))
    return [(line, judge(line)) for line in unseen(labelled(measured))]


def cross_validated() -> Judged:
    """Read both sets, each tenth with a model of the nine others."""
    lines = (*labelled("set_a"), *labelled("set_b"))
    beside = (*own(*BEFORE), *words())
    limits = calibrated(lines, beside)
    found: list[tuple[Line, Reading]] = []
    for turn in range(FOLDS):
        held = unseen([line for line in lines if fold_of(line) == turn])
        judge = judge_of(unpacked(packed((*(line for line in lines if fold_of(line) != turn), *beside), limits, "")))
        found += [(line, judge(line)) for line in held]
    return found


def confusion(judged: Judged, key: Callable[[Line], str]) -> str:
    """Return a table: a row for each label of each kind of line, a column for each quality, and how many are asked again."""
    counted: Counter[tuple[str, str, str]] = Counter()
    asked: Counter[tuple[str, str]] = Counter()
    for line, reading in judged:
        counted[key(line), line.label, reading.quality] += 1
        asked[key(line), line.label] += reading.follow_up
    rows = [f"{'':18} {'label':9}" + "".join(f"{quality:>7}" for quality in Quality) + f"{'asked':>7}{'of':>6}"]
    for kind in sorted({key(line) for line, _ in judged}):
        for label in ("concrete", "vague", "empty"):
            numbers = [counted[kind, label, quality] for quality in Quality]
            if total := sum(numbers):
                rows.append(
                    f"{kind:18} {label:9}"
                    + "".join(f"{number:7}" for number in numbers)
                    + f"{asked[kind, label]:7}{total:6}"
                )
    return "\n".join(rows)
