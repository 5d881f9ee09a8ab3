"""Every text that the product may show, as patterns: a document that quotes one is compared with these.

Catalogues, guide, typed words, the playground's page, the manifest; for those who run the coach, what the code itself says.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from bot.i18n.catalogue import words
from bot.i18n.languages import LOCALES

ROOT = Path(__file__).parent.parent.parent
_FILLED = re.compile(r"\{[^{}]*\}")
_LEAST = 8
"""Letters that a pattern has besides what is filled in: with fewer it would fit anything."""


def plain(text: str) -> str:
    """A text without what typography and marks of Slack or Markdown add to it."""
    text = text.replace("&amp;", "&").replace("’", "'").replace("``", "`")
    text = re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"[*`_]|\\(?=\W)", "", text))
    return re.sub(r"^[^\w\s(“«{…/]+\s+", "", text.strip()).strip(" .…?!:•").lower()


class Texts:
    """Texts, their lines and their sentences, as a document may quote them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.whole: set[str] = set()
        self.labels: set[str] = set()
        filled: set[str] = set()
        for text in texts:
            for one in {text, *text.splitlines(), *re.split(r"(?<=[.!?;:])[”»]?\s+", text)}:
                written = plain(re.sub(r"^[^\w{“«]+", "", _FILLED.sub("{}", one)))
                if "{}" not in written:
                    self.whole.add(written)
                    continue
                self.labels |= set(re.findall(r"^([^:{}]+?) ?: \{\}", written))
                if len(re.findall(r"\w", written)) >= _LEAST:
                    filled.add(re.escape(written).replace(r"\{\}", r".{1,80}"))
        self.filled = tuple(re.compile(one) for one in sorted(filled))

    def show(self, quoted: str) -> bool:
        """Is a quotation one of these? “…” stands for what it leaves out, at its end or inside."""
        parts = [plain(one) for one in re.split(r"\(…\)|…", quoted)]
        if len(parts) == 1:
            return parts[0] in self.whole | self.labels or any(one.fullmatch(parts[0]) for one in self.filled)
        there = re.compile(".*".join(re.escape(one) for one in parts))
        begun = (parts[0], re.escape(parts[0]))
        return any(there.fullmatch(one) for one in self.whole) or any(
            one.pattern.startswith(begun) or one.fullmatch(" x ".join(parts)) for one in self.filled
        )


@cache
def people(language: str) -> Texts:
    """What people read in a language."""
    texts = [one for entry in words(language).entries.values() for one in entry]
    here = LOCALES / language
    for file in (ROOT / "flows" / "guide" / "text" / f"{language}.toml", here / "typed.toml", here / "page.toml"):
        texts += _leaves(tomllib.loads(file.read_text("utf-8")))
    for file in (here / "page.json", here / "sample.json"):
        texts += _leaves(json.loads(file.read_text("utf-8")))
    return Texts(texts + re.findall(r"name: (.*)", (ROOT / "manifest.yml").read_text("utf-8")))


@cache
def operators() -> Texts:
    """What the commands print: every string of the code, with what is filled in left open."""
    found = []
    for package in ("bot", "storage", "flows"):
        for file in (ROOT / package).rglob("*.py"):
            for one in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(one, ast.JoinedStr):
                    found.append("".join(_part(part) for part in one.values))
                elif isinstance(one, ast.Constant) and isinstance(one.value, str):
                    found.append(one.value)
    return Texts(found)


def _part(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "{}"


def _leaves(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        return [leaf for one in tree.values() for leaf in _leaves(one)]
    if isinstance(tree, list):
        return [leaf for one in tree for leaf in _leaves(one)]
    return [str(tree)]
