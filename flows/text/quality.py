"""How much a written answer says: blank, junk, thin, vague or ok, in every language at once.

A trained model judges (``flows/text/weighing.py``), with two thresholds: sure enough to raise a flag, and unsure enough to ask
again. Word lists (``guide/lexicon``) say what is no answer word for word, and an organisation adds words of its own to them.
There is no minimum length: "Deaf teachers" is a good answer.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from flows.text.by_digest import ByDigest
from flows.text.languages import any_of, in_all
from flows.text.plain import plain
from flows.text.weighing import Model, trained

_WORD = re.compile(r"[^\W_]+")
_VOWELS = frozenset("aeiouy")
# Typed by leaning on the keyboard: this many letters without one vowel.
_MASH_LETTERS = 6
_THIN_WORDS = 3
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[a-z]")
_NOTHING = any_of(in_all(lambda spoken: spoken.answers.nothing))
_BESIDE_NOTHING = any_of(in_all(lambda spoken: spoken.answers.nothing_more))
_ONLY_NOTHING = re.compile(
    rf"(?:\W*\b(?:{_BESIDE_NOTHING})\b)*\W*\b(?:{_NOTHING})\b(?:\W*\b(?:{_BESIDE_NOTHING})\b)*\W*"
)


class Quality(StrEnum):
    """From nothing said to something said; the order is the order of worth."""

    blank = "blank"
    junk = "junk"
    thin = "thin"
    vague = "vague"
    ok = "ok"


WORTH = {quality: rank for rank, quality in enumerate(Quality)}


@dataclass(frozen=True, slots=True)
class Reading:
    """What is made of an answer: its quality, which flags go by, and its quality where the coach wonders whether to ask again.

    The second is lower where it is unsure: a flag accuses, a question does not.
    """

    quality: Quality
    as_asked: Quality

    @property
    def follow_up(self) -> bool:
        """Whether it is unclear enough to be asked again."""
        return self.as_asked is not Quality.ok


class Lexicon(BaseModel):
    """Word lists. ``blank`` and ``junk`` are whole answers; an answer whose words are all in ``stop``, ``buzz`` and ``vague``
    is vague, one with a word of ``concrete`` is not.
    """

    model_config = ConfigDict(frozen=True)

    stop: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    junk: frozenset[str] = frozenset()
    buzz: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    concrete: frozenset[str] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _as_before(cls, content: Any) -> Any:
        """Read the empty words that were listed by question (``generic``, until 0.2) as empty words."""
        if not isinstance(content, dict) or not isinstance(content.get("generic"), dict):
            return content
        listed = [words for words in content["generic"].values() if isinstance(words, list | tuple | set | frozenset)]
        return {**content, "vague": {*(content.get("vague") or ()), *(word for words in listed for word in words)}}

    @cached_property
    def _blank(self) -> frozenset[str]:
        return frozenset(" ".join(words_of(entry)) for entry in self.blank)

    @cached_property
    def _junk(self) -> frozenset[str]:
        return frozenset(" ".join(words_of(entry)) for entry in self.junk)

    @cached_property
    def _empty(self) -> frozenset[str]:
        return self.stop | frozenset(word for entry in self.buzz | self.vague for word in words_of(entry))

    @cached_property
    def _concrete(self) -> frozenset[str]:
        return frozenset(" ".join(words_of(entry)) for entry in self.concrete)

    @cached_property
    def _read(self) -> ByDigest[Reading]:
        # One text is judged several times in an assessment (probes, pools, coverage).
        return ByDigest(lambda text, nothing_said: self.judge(text, bool(nothing_said), trained()), most=8192)

    def merged_with(self, other: "Lexicon") -> "Lexicon":
        """Both lists together: a further language is a further file."""
        return Lexicon(**{name: getattr(self, name) | getattr(other, name) for name in Lexicon.model_fields})

    def read(self, text: str | None, *, nothing_said: bool = False) -> Reading:
        """What is made of ``text``. ``nothing_said``: "nobody" and "nothing" are answers to this question."""
        return self._read(text, "1" if nothing_said else "") if text else _BLANK

    def quality(self, text: str | None, *, nothing_said: bool = False) -> Quality:
        """The quality of ``text`` that flags go by."""
        return self.read(text, nothing_said=nothing_said).quality

    def judge(self, text: str, nothing_said: bool, model: Model) -> Reading:
        """Read a text with a model, and remember nothing."""
        text = unicodedata.normalize("NFC", text)
        straight = plain(text)
        words = _WORD.findall(straight)
        joined = " ".join(words)
        if _ONLY_NOTHING.fullmatch(straight):
            return _OK if nothing_said else _BLANK
        if joined in self._blank:
            return _BLANK if joined or _only_punctuation(text) else _JUNK
        if joined in self._junk or not _LETTER.search(joined) or all(map(self._is_junk, words)):
            return _JUNK
        if self._concrete and any(f" {entry} " in f" {joined} " for entry in self._concrete):
            return _OK
        unsaid = Quality.thin if len(words) < _THIN_WORDS else Quality.vague
        if self._empty.issuperset(words):
            return Reading(unsaid, unsaid)
        if 2 * len(_LATIN.findall(joined)) < len(_LETTER.findall(joined)):
            return _OK  # The model has seen no answer in this script.
        weighed, limits = model.weigh(text, straight), model.header
        if weighed.empty > limits["surely_empty"] or (
            weighed.empty > limits["likely_empty"] and weighed.vague > limits["likely_flag"]
        ):
            return _BLANK
        quality = unsaid if weighed.vague > limits["flag"] else Quality.ok
        return Reading(quality, unsaid if weighed.vague > limits["ask"] else quality)

    def _is_junk(self, word: str) -> bool:
        if word in self._junk:
            return True
        if len(word) > 2 and len(set(word)) == 1:
            return True
        return len(word) >= _MASH_LETTERS and word.isascii() and word.isalpha() and _VOWELS.isdisjoint(word)


_BLANK, _JUNK, _OK = (Reading(quality, quality) for quality in (Quality.blank, Quality.junk, Quality.ok))


def best(qualities: Iterable[Quality]) -> Quality:
    """The best of several qualities; blank when there is none."""
    return max(qualities, key=WORTH.__getitem__, default=Quality.blank)


def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text``, lower case, without accents and punctuation."""
    return tuple(_WORD.findall(plain(text)))


def _only_punctuation(text: str) -> bool:
    return all(letter.isspace() or letter in "$+<=>^`|~" or unicodedata.category(letter)[0] in "PZC" for letter in text)
