"""How much a written answer says: blank, junk, thin, vague or ok, in French and English at once.

Word lists are data (``guide/lexicon``). There is no minimum length: "Deaf teachers" is a good answer.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property, lru_cache

from pydantic import BaseModel, ConfigDict

_WORD = re.compile(r"[^\W_]+")
# Combining accents, soft hyphens, zero-width and direction marks.
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LAST_LATIN = "\u024f"
_VOWELS = frozenset("aeiouy")
# Typed by leaning on the keyboard: this many letters without one vowel.
_MASH_LETTERS = 6
_THIN_WORDS = 3
_LETTER = re.compile(r"[^\W\d_]")


class Quality(StrEnum):
    """From nothing said to something said; the order is the order of worth."""

    blank = "blank"
    junk = "junk"
    thin = "thin"
    vague = "vague"
    ok = "ok"


WORTH = {quality: rank for rank, quality in enumerate(Quality)}


class Lexicon(BaseModel):
    """Word lists: ``need`` is the count of content words that a question wants, ``generic`` its empty words."""

    model_config = ConfigDict(frozen=True)

    need: dict[str, int]
    generic: dict[str, frozenset[str]]
    stop: frozenset[str]
    blank: frozenset[str]
    junk: frozenset[str]
    buzz: frozenset[str]

    @cached_property
    def _blank(self) -> frozenset[str]:
        return frozenset(" ".join(words_of(entry)) for entry in self.blank)

    @cached_property
    def _junk(self) -> frozenset[str]:
        return frozenset(" ".join(words_of(entry)) for entry in self.junk)

    @cached_property
    def _empty(self) -> dict[str, frozenset[str]]:
        return {name: self.stop | self.buzz | self.generic.get(name, frozenset()) for name in self.need}

    @cached_property
    def _judged(self) -> "Callable[[str, str], Quality]":
        # One text is judged several times in an assessment (probes, pools, coverage).
        return lru_cache(maxsize=8192)(self._judge)

    def merged_with(self, other: "Lexicon") -> "Lexicon":
        """Both lists together: a further language is a further file."""
        generic = {
            question: self.generic.get(question, frozenset()) | other.generic.get(question, frozenset())
            for question in self.generic.keys() | other.generic.keys()
        }
        return Lexicon(
            need=self.need | other.need,
            generic=generic,
            stop=self.stop | other.stop,
            blank=self.blank | other.blank,
            junk=self.junk | other.junk,
            buzz=self.buzz | other.buzz,
        )

    def quality(self, question: str, text: str | None) -> Quality:
        """The quality of ``text`` as an answer to ``question``; a question without an entry needs one content word."""
        return self._judged(question, text) if text else Quality.blank

    def _judge(self, question: str, text: str) -> Quality:
        words = words_of(text)
        joined = " ".join(words)
        if joined in self._blank:
            return Quality.blank if joined or _only_punctuation(text) else Quality.junk
        if joined in self._junk or not _LETTER.search(joined) or all(map(self._is_junk, words)):
            return Quality.junk
        need = self.need.get(question, 1)
        empty = self._empty.get(question) or self.stop | self.buzz
        content = [word for word in words if word not in empty]
        if len(content) >= need and len([word for word in content if word[0].isalpha()]) >= min(2, need):
            return Quality.ok
        return Quality.thin if len(words) < _THIN_WORDS else Quality.vague

    def _is_junk(self, word: str) -> bool:
        if word in self._junk:
            return True
        if len(word) > 2 and len(set(word)) == 1:
            return True
        return len(word) >= _MASH_LETTERS and word.isascii() and word.isalpha() and _VOWELS.isdisjoint(word)


def best(qualities: Iterable[Quality]) -> Quality:
    """The best of several qualities; blank when there is none."""
    return max(qualities, key=WORTH.__getitem__, default=Quality.blank)


def words_of(text: str) -> tuple[str, ...]:
    """The words of ``text``, lower case, without accents and punctuation."""
    plain = text.lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        # Without accents, and without what nobody sees: soft hyphens, zero-width marks.
        plain = "".join(
            letter
            for letter in decomposed
            if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
        )
    return tuple(_WORD.findall(plain))


def _is_mark(letter: str) -> bool:
    return bool(unicodedata.combining(letter)) or unicodedata.category(letter) == "Cf"


def _only_punctuation(text: str) -> bool:
    return all(letter.isspace() or letter in "$+<=>^`|~" or unicodedata.category(letter)[0] in "PZC" for letter in text)
