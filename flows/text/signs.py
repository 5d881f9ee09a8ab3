"""The signs that the model counts in an answer: its words, pieces of its words, and its shape, each as a place in a table.

Nothing here depends on the machine, the process or the guide: the same text has the same signs everywhere.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from zlib import crc32

from flows.text.languages import AnswerWords, any_of, in_all
from flows.text.plain import plain

PLACES = 1 << 17
"""How many places the table has; two signs rarely share one."""
_MASK = PLACES - 1
MOST_WORDS = 120
"""Of one answer; what comes later is not counted."""

_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_MARK = re.compile(r"[€$£%?!#@:;\"(]|\.\.\.")
_CAPITAL = re.compile(r"(?<=[^\W_][ '’-])[^\W\d_a-zß-öø-ÿœ][^\W\d_]*[a-zß-öø-ÿœ]\w*")
"""A word that begins with a capital inside a sentence: a name, most of the time."""
_ABBREVIATION = re.compile(r"\b[A-Z]{2,}\b")
_PIECES = (3, 4, 5, 6)
_MOST_LETTERS = 20
_FAMILIES = ("unknown", "later", "elsewhere", "someone_else", "beside")


def _words(family: str) -> Iterable[str]:
    def part(answers: AnswerWords) -> tuple[str, ...]:
        found: tuple[str, ...] = getattr(answers, family)
        return found

    return in_all(lambda spoken: part(spoken.answers))


_NO_ANSWER = tuple((family, re.compile(rf"\b(?:{any_of(_words(family))})\b")) for family in _FAMILIES)


@dataclass(frozen=True, slots=True)
class Signs:
    """Places in the table: of words and pairs of words, of pieces of words, and of shape."""

    words: AbstractSet[int]
    pieces: AbstractSet[int]
    shape: AbstractSet[int]


def signs_of(text: str, straight: str | None = None) -> Signs:
    """Return the signs of an answer, each once. ``straight``: its plain text, where it is known."""
    straight = plain(text) if straight is None else straight
    words = _WORD.findall(_DIGIT.sub("0", straight))[:MOST_WORDS]
    names = frozenset() if text.isupper() else frozenset(map(plain, _CAPITAL.findall(text)))
    found: set[int] = set()
    pieces: set[int] = set()
    before = "^"
    for word in words:
        letters = word.encode()
        found.add(crc32(letters) & _MASK)
        # A name counts as a name beside another word: "ask Marie" is "ask" and a name.
        shown = "N" if word in names else word
        found.add(crc32(f"{before} {shown}".encode()) & _MASK)
        before = shown
        held = b"<%b>" % letters[:_MOST_LETTERS]
        ends = len(held) + 1
        pieces.update([crc32(held[end - size : end]) & _MASK for size in _PIECES for end in range(size, ends)])
    found.add(crc32(f"{before} $".encode()) & _MASK)
    return Signs(found, pieces, {crc32(f"#{sign}".encode()) & _MASK for sign in _shape(text, straight, words, names)})


def _shape(text: str, straight: str, words: list[str], names: frozenset[str]) -> Iterator[str]:
    yield f"words {_size(len(words))}"
    yield from (f"mark {mark}" for mark in _MARK.findall(straight))
    numbers = sum("0" in word for word in words)
    if numbers:
        yield "a number"
    if numbers > 1:
        yield "several numbers"
    if names:
        yield "a name"
    if len(names) > 1:
        yield "several names"
    if not text.isupper() and _ABBREVIATION.search(text):
        yield "an abbreviation"
    if words:
        lengths = [len(word) for word in words]
        yield f"longest {min(9, max(lengths))}"
        yield f"average {sum(lengths) // len(lengths)}"
    kinds = [family for family, pattern in _NO_ANSWER if pattern.search(straight)]
    yield from (f"says {family}" for family in kinds)
    if kinds:
        yield f"says {_size(len(words))}"


def _size(count: int) -> str:
    for most in (1, 2, 3, 4, 6, 9, 14, 22):
        if count <= most:
            return str(most)
    return "more"
