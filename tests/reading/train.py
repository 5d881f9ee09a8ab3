"""Train the reading of answers: logistic regression in plain Python, the same weights on every machine.

``python -m tests.reading.train`` writes flows/text/weights.bin from the corpus, in about a minute.
"""

import json
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import sqrt
from zlib import crc32

from flows.text.signs import PLACES, Signs, signs_of
from flows.text.weighing import FILE, SHAPE, Head, Header, together
from tests.reading.corpus import BEFORE, Line, digest, everything, labelled, own, words

ROUNDS, RATE, SHRINK = 12, 0.5, 3e-3
FOLDS = 10
# Shares of concrete answers, on answers that the fold did not train from, that give the thresholds: a margin below the goals.
FLAGGED, ASKED, SURELY_EMPTY = 0.020, 0.085, 0.004
LIKELY_EMPTY = 0.09
"""The share of vague answers that may be taken for none where they are close to the threshold of the flag."""
LIKELY_FLAG = 0.5
"""How much below the threshold of the flag an answer that is likely empty may be."""

Weights = list[float]
Wanted = Callable[[Line], bool]


def is_not_concrete(line: Line) -> bool:
    """Say whether somebody labelled it vague or empty."""
    return line.label != "concrete"


def is_empty(line: Line) -> bool:
    """Say whether somebody labelled it as no answer."""
    return line.label == "empty"


_signs = lru_cache(maxsize=None)(signs_of)


def _blocks(signs: Signs) -> tuple[tuple[float, list[int]], ...]:
    """Return the places of each kind of sign, with what one of them counts; sorted, so that sums are always the same."""
    return (
        (1 / sqrt(len(signs.words)), sorted(signs.words)),
        (1 / sqrt(len(signs.pieces) or 1), sorted(signs.pieces)),
        (SHAPE, sorted(signs.shape)),
    )


def train(lines: Sequence[Line], wanted: Wanted) -> tuple[float, Weights]:
    """Return the bias and the weights that tell lines that are wanted from the others.

    Stochastic gradient descent with a rate of each weight's own (AdaGrad). The slope is algebraic, not an exponential: the four
    operations and the root are the same on every machine, the exponential is not.
    """
    weights, moved, bias = [0.0] * PLACES, [0.1] * PLACES, 0.0
    held = [(_blocks(_signs(line.text)), 1.0 if wanted(line) else -1.0, line.weight) for line in lines]
    for turn in range(ROUNDS):
        for index in sorted(range(len(held)), key=lambda i: crc32(f"{turn} {i}".encode())):
            blocks, side, counts = held[index]
            score = bias + sum(share * sum(map(weights.__getitem__, places)) for share, places in blocks)
            margin = side * score
            slope = -side * counts * (1 - margin / sqrt(4 + margin * margin)) / 2
            bias -= 0.02 * RATE * slope
            for share, places in blocks:
                step = slope * share
                square = step * step
                for place in places:
                    moved[place] += square
                    weights[place] -= RATE * (step + SHRINK * weights[place]) / sqrt(moved[place])
    return bias, weights


def score(bias: float, weights: Weights, text: str) -> float:
    """Return what the weights say of a text."""
    return bias + sum(share * sum(map(weights.__getitem__, places)) for share, places in _blocks(_signs(text)))


def fold_of(line: Line) -> int:
    """Return which tenth a line belongs to; the same text always to the same."""
    return crc32(line.text.encode()) % FOLDS


def held_out(lines: Sequence[Line], beside: Iterable[Line], wanted: Wanted) -> list[float]:
    """Return the score of each line from weights that were trained on the nine tenths it is not in, and on what is beside."""
    beside = tuple(beside)
    fold = [fold_of(line) for line in lines]
    found = [0.0] * len(lines)
    for turn in range(FOLDS):
        seen = [line for line, own_turn in zip(lines, fold, strict=True) if own_turn != turn]
        bias, weights = train((*seen, *beside), wanted)
        for index, line in enumerate(lines):
            if fold[index] == turn:
                found[index] = score(bias, weights, line.text)
    return found


def above(scores: Iterable[float], share: float) -> float:
    """Return the score that this share of the scores is above."""
    ordered = sorted(scores, reverse=True)
    return ordered[int(share * len(ordered))]


def thresholds(lines: Sequence[Line], vague: Sequence[float], empty: Sequence[float]) -> dict[str, float]:
    """Return from where on an answer is flagged, asked about, and no answer, by the scores of concrete answers held out."""
    concrete = [index for index, line in enumerate(lines) if line.label == "concrete"]
    unclear = [index for index, line in enumerate(lines) if line.label == "vague"]
    return {
        "flag": above((vague[index] for index in concrete), FLAGGED),
        "ask": above((vague[index] for index in concrete), ASKED),
        "surely_empty": above((empty[index] for index in concrete), SURELY_EMPTY),
        "likely_empty": above((empty[index] for index in unclear), LIKELY_EMPTY),
    }


def calibrated(lines: Sequence[Line], beside: Iterable[Line]) -> dict[str, float]:
    """Return the thresholds from scores that were held out."""
    beside = tuple(beside)
    return thresholds(lines, held_out(lines, beside, is_not_concrete), held_out(lines, beside, is_empty))


def packed(lines: Sequence[Line], limits: dict[str, float], corpus: str) -> bytes:
    """Return the data file: a line of JSON, then the table of weights."""
    heads: list[Head] = []
    tables: list[list[int]] = []
    for wanted in (is_not_concrete, is_empty):
        bias, weights = train(lines, wanted)
        step = max(map(abs, weights)) / 127
        heads.append(Head(bias=round(bias, 6), step=round(step, 9)))
        tables.append([round(weight / step) for weight in weights])
    both = array("i", map(together, *tables))
    if sys.byteorder == "big":
        both.byteswap()
    header = Header(
        corpus=corpus,
        vague=heads[0],
        empty=heads[1],
        ask=round(limits["ask"], 3),
        flag=round(limits["flag"], 3),
        surely_empty=round(limits["surely_empty"], 3),
        likely_empty=round(limits["likely_empty"], 3),
        likely_flag=round(limits["flag"] - LIKELY_FLAG, 3),
    )
    return json.dumps(header).encode() + b"\n" + zlib.compress(both.tobytes(), 9)


def main() -> None:
    """Write the weights of the app."""
    sets = (*labelled("set_a"), *labelled("set_b"))
    # Without the pairs that were written after the mistakes were looked at: they would make the lines that are held out too easy.
    limits = calibrated(sets, (*own(*BEFORE), *words()))
    FILE.write_bytes(packed(everything(), limits, digest()))
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes, thresholds {limits}")


if __name__ == "__main__":
    main()
