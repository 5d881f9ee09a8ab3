"""Weigh an answer with the trained model: how sure it is that the answer says nothing one could check, and that it is no answer.

The weights are one data file, written by ``make reading``; sums are of whole numbers, so that they are the same on every machine.
"""

import json
import sys
import zlib
from array import array
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import TypedDict

from flows.text.signs import signs_of

FILE = Path(__file__).parent / "weights.bin"
SHAPE = 0.3
"""How much a sign of shape counts, beside the words (one divided by the root of their number) and their pieces (the same)."""


class Head(TypedDict):
    """One judgement: ``step`` is what a weight of 1 in the table means."""

    bias: float
    step: float


class Header(TypedDict):
    """The first line of the file, as JSON: what it was trained from, and from where on each judgement holds."""

    corpus: str
    vague: Head
    empty: Head
    ask: float
    flag: float
    surely_empty: float
    likely_empty: float
    likely_flag: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """Scores without a unit, about -10 to 10: the higher, the surer. ``vague``: it says nothing checkable; ``empty``: no answer."""

    vague: float
    empty: float


_BESIDE = 1 << 24
"""A weight in the table is both: how vague a sign is times this, plus how empty. One sum then adds up both, exactly."""


@dataclass(frozen=True)
class Model:
    """The header of the file, and the table of weights: two numbers from -127 to 127 in one."""

    header: Header
    weights: "array[int]"

    def weigh(self, text: str, straight: str | None = None) -> Weighed:
        """Return how vague, and how empty, an answer is. ``straight``: its plain text, where it is known."""
        signs = signs_of(text, straight)
        at = self.weights.__getitem__
        words, pieces, shape = (apart(sum(map(at, places))) for places in (signs.words, signs.pieces, signs.shape))
        counts = 1 / sqrt(len(signs.words)), 1 / sqrt(len(signs.pieces) or 1)
        vague, empty = (
            head["bias"] + head["step"] * (words[one] * counts[0] + pieces[one] * counts[1] + shape[one] * SHAPE)
            for one, head in enumerate((self.header["vague"], self.header["empty"]))
        )
        return Weighed(vague, empty)


def together(vague: int, empty: int) -> int:
    """Return two weights as one."""
    return vague * _BESIDE + empty


def apart(both: int) -> tuple[int, int]:
    """Return the two sums of which one is made.

    >>> apart(together(-3, 70) + together(5, -90))
    (2, -20)
    """
    vague = (both + _BESIDE // 2) // _BESIDE
    return vague, both - vague * _BESIDE


def unpacked(content: bytes) -> Model:
    """Return the model of a data file: a line of JSON, then the table in four bytes a weight, the smallest first, compressed."""
    first, _, packed = content.partition(b"\n")
    weights = array("i", zlib.decompress(packed))
    if sys.byteorder == "big":
        weights.byteswap()
    return Model(json.loads(first), weights)


@lru_cache(maxsize=1)
def trained() -> Model:
    """Return the model of the app, read at the first call."""
    return unpacked(FILE.read_bytes())
