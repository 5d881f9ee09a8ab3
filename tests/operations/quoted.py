"""What the pages for users quote of the product: labels between quotation marks, and the lines of samples."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from bot.i18n.catalogue import LOCALES, words
from bot.i18n.languages import languages
from flows.guide import load_guide

ROOT = Path(__file__).parent.parent.parent
PAGES = {
    "en": ("docs/user-guide.en.md", "docs/participants.md", "docs/partner.md"),
    "fr": ("docs/user-guide.fr.md", "docs/participants.fr.md", "docs/partner.fr.md"),
}
_WRITTEN = re.compile(r"<!-- (?P<name>[\w ]+): written .*?<!-- end of (?P=name) -->", re.DOTALL)
"""A part that is written from the code or the guide: held by test_documents.py."""
_SAMPLE = re.compile(r"(?:^ {4}.*\n)+", re.MULTILINE)
_QUOTED = {"en": re.compile(r"“([^“”]+)”"), "fr": re.compile(r"«\s([^«»]+?)\s»")}
_AROUND = " …,.:;?!“”«»"
_LABEL = re.compile(r"([^:“”«»@]{3,40}?)\s?:\s")
_DATUM = re.compile(r"(?:@\w+(?:, | and | et )?)+|[\d ]+(?: h)?|\d/\d|\d+ (?:of|sur) \d+|\W+")
"""What is of one conversation: people, a number, how far they are, out of how many, signs."""
_FIELD = re.compile(r"\\\{\w+\\\}")
_PIECE = 4
"""Words: fewer could be a piece of anything."""
_LEAST = 5
"""Letters that a sentence has beside its fields: one that is hardly more than a field would match everything."""


def quotes(page: str, language: str) -> list[str]:
    """Return what stands between quotation marks in the text of a page, once each."""
    text = _SAMPLE.sub("", _WRITTEN.sub("", (ROOT / page).read_text("utf-8")))
    held = " ".join(one[0] for one in _WRITTEN.finditer((ROOT / page).read_text("utf-8"))).lower()
    found = dict.fromkeys(_plain(one) for one in _QUOTED[language].findall(text))
    return [one for one in found if one.lower() not in held]


def sampled(page: str) -> list[str]:
    """Return the pieces of the samples of a page: a line, or what stands around an ellipsis, without notes in the margin."""
    found: list[str] = []
    for sample in _SAMPLE.findall(_WRITTEN.sub("", (ROOT / page).read_text("utf-8"))):
        for line in sample.splitlines():
            told = line.partition("←")[0].strip().lstrip("•↳ ")
            found += [piece.strip(" .") for piece in re.split(r"\(…\)|…| {2,}|^\[|\] \[|\]$", told)]
    return list(dict.fromkeys(_plain(one) for one in found if re.search(r"\w", one)))


def is_said(quoted: str, language: str) -> bool:
    """Whether the product says this, as a whole sentence or a part of one; names and numbers stand for themselves."""
    bare = quoted.strip(_AROUND).lower()
    if any(bare in text for text in _texts(language)) or _in_parts(bare, language):
        return True
    label = _LABEL.match(bare)
    if label and any(text.replace(" :", ":").startswith(f"{label[1]}:") for text in _texts(language)):
        return is_said(bare[label.end() :], language) or any(one.fullmatch(bare) for one in _patterns(language))
    if label:
        return False  # “A guardrail: pay every hour”: a sentence that is mostly a field would match the whole
    return any(one.fullmatch(bare) for one in _patterns(language))


def _in_parts(bare: str, language: str) -> bool:
    """Whether it is several things that the product says, with people and numbers between them, in one line."""
    parts = [one.strip(_AROUND) for one in re.split(r" · | — | ?: |^\W+ ", bare)]
    return all(_is_a_part(one, language) for one in parts if one)


def _is_a_part(part: str, language: str) -> bool:
    """Of a few words, the whole of something; of more, a piece is enough."""
    whole = _bare_texts(language)
    if _DATUM.fullmatch(part) or part in whole or re.sub(r"^\d+ ", "", part) in whole:
        return True
    return any(one.fullmatch(part) for one in _patterns(language)) or (
        len(part.split()) >= _PIECE and any(part in text for text in _texts(language))
    )


@cache
def _bare_texts(language: str) -> frozenset[str]:
    return frozenset(text.strip(_AROUND) for text in _texts(language))


@cache
def _texts(language: str) -> tuple[str, ...]:
    return tuple(_plain(text).lower() for text in _all(language))


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """The sentences with a field, as patterns."""
    found = set()
    for text in _texts(language):
        for sentence in {text, *re.split(r"(?<=[.?!:]) | (?=\()", text)}:
            escaped = re.escape(sentence.strip(_AROUND))
            if _FIELD.search(escaped) and len(re.findall(r"[^\W\d_]", _FIELD.sub("", escaped))) >= _LEAST:
                found.add(_FIELD.sub(".{1,120}?", escaped))
    return tuple(map(re.compile, sorted(found)))


def _all(language: str) -> Iterator[str]:
    for entry in words(language).entries.values():
        yield from entry
    yield from (words(language).typeset(text) for text in load_guide().texts[language].values())
    yield from _strings(tomllib.loads((LOCALES / language / "typed.toml").read_text("utf-8")))
    yield from _strings(yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8")))
    yield from (words(other).say("language.name") for other in languages())
    if source := load_guide().source:
        yield words(language).typeset(source.title)


def _strings(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _strings(one)


def _plain(text: str) -> str:
    """Without marks of bold and italics, on one line, with the apostrophes and spaces of print."""
    return re.sub(r"\s+", " ", text.replace("*", "").replace("_", " ").replace("`", "").replace("'", "’")).strip()
