"""Labelled answers and words: README.md says whose they are and how they are labelled."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flows.text.plain import plain

FOLDER = Path(__file__).parent
LABELS = ("concrete", "vague", "empty")
_HEADING = re.compile(r"\[(\w+) (concrete|vague|empty)\]")


@dataclass(frozen=True)
class Line:
    """One answer as somebody labelled it; ``weight`` is what it counts in the training."""

    question: str
    language: str
    label: str
    text: str
    weight: float = 1.0


@dataclass(frozen=True)
class Pair:
    """One answer in both languages, with one label."""

    question: str
    label: str
    english: str
    french: str


@lru_cache
def labelled(name: str) -> tuple[Line, ...]:
    """Return the lines of ``set_a`` or ``set_b``."""
    rows = map(json.loads, (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines())
    return tuple(Line(row["q"], row["lang"], row["label"], row["text"]) for row in rows)


@lru_cache
def pairs(*names: str) -> tuple[Pair, ...]:
    """Return the pairs of ``pairs_<name>.txt``: "[question label]" headings, and "English | French" under them."""
    found: list[Pair] = []
    for name in names:
        question = label = ""
        for line in (FOLDER / f"pairs_{name}.txt").read_text("utf-8").splitlines():
            if heading := _HEADING.fullmatch(line):
                question, label = heading.groups()
            elif line:
                english, french = line.split(" | ")
                found.append(Pair(question, label, english, french))
    return tuple(found)


def own(*names: str) -> tuple[Line, ...]:
    """Return the pairs as lines, one in each language."""
    return tuple(
        Line(pair.question, language, pair.label, text)
        for pair in pairs(*names)
        for language, text in (("en", pair.english), ("fr", pair.french))
    )


WORD_WEIGHT = 0.3
"""What a listed word counts in the training, beside an answer: it stands alone there, as it seldom does in an answer."""


@lru_cache
def words() -> tuple[Line, ...]:
    """Return the words of ``words_<label>.txt`` as answers of one word or phrase."""
    found: list[Line] = []
    for label in ("concrete", "vague"):
        language = ""
        for line in (FOLDER / f"words_{label}.txt").read_text("utf-8").splitlines():
            if line.startswith("["):
                language = line[1:3]
                continue
            found += [Line("", language, label, word.strip(), WORD_WEIGHT) for word in line.split(",") if word.strip()]
    return tuple(found)


BEFORE, AFTER = ("vague", "empty", "concrete", "more"), ("hard",)
"""Pairs written without a look at mistakes in single lines, and close to such lines; the second are in no measure across sets."""


def everything() -> tuple[Line, ...]:
    """Return all that the weights of the app are trained from."""
    return (*labelled("set_a"), *labelled("set_b"), *own(*BEFORE, *AFTER), *words())


def comparable(text: str) -> str:
    """Return the text as two answers are compared that say the same."""
    return plain(text).strip(" .!?…")


def digest() -> str:
    """Return what names this corpus: another corpus has another."""
    held = sha256()
    for line in everything():
        held.update(f"{line.label} {line.weight} {line.text}\n".encode())
    return held.hexdigest()[:16]
