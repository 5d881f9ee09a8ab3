"""Set documents that stand in two languages as catalogues are: one rule, ``Words.typeset``, for what Slack and guides say.

Code, links and comments stay as they are.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from bot.i18n.catalogue import DEFAULT, languages, words

ROOT = Path(__file__).parent.parent.parent
_AS_IT_IS = re.compile(
    r"^```.*?^```$|(`+)[^`].*?\1|<!--.*?-->|\]\([^)\s]*\)|https?://\S+|^\|[-|: ]+\|$", re.DOTALL | re.MULTILINE
)


def set_in(language: str, text: str) -> str:
    """Return a document with the spaces and signs of its language."""
    parts, end = [], 0
    for found in _AS_IT_IS.finditer(text):
        parts += [words(language).typeset(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, words(language).typeset(text[end:])])


def documents(so_far: Mapping[Path, str]) -> dict[Path, str]:
    """Return every document that stands in several languages, as each should be set."""
    found = {file: language for language in languages() for file in _in(language)}
    for file, language in list(found.items()):
        if language != DEFAULT:
            base = file.with_name(file.name.replace(f".{language}.md", ".md"))
            found |= {base: DEFAULT} if base.is_file() else {}
    return {
        file: set_in(language, so_far[file] if file in so_far else file.read_text("utf-8"))
        for file, language in found.items()
    }


def _in(language: str) -> tuple[Path, ...]:
    return (*ROOT.glob(f"*.{language}.md"), *sorted((ROOT / "docs").rglob(f"*.{language}.md")))
