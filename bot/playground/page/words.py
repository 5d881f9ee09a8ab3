"""The sentences that the page's server says, in the page's language: ``page.toml`` of each language, one key a sentence.

What stands on the page itself is in ``page.json`` beside it, the sample conversation in ``sample.json``.
"""

import json
import tomllib
from functools import lru_cache

from bot.i18n import catalogue
from bot.i18n.languages import LOCALES, language_of, languages


class Words:
    """Use ``words(language)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.tag = catalogue.words(language).tag
        self.entries: dict[str, str] = dict(_flat(tomllib.loads((LOCALES / language / "page.toml").read_text("utf-8"))))

    def say(self, key: str, **fields: object) -> str:
        return self.entries[key].format(**fields)

    def knows(self, key: str) -> bool:
        return key in self.entries


def _flat(table: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(f"{prefix}{name}", str(value))]
    return found


@lru_cache
def words(language: str) -> Words:
    return Words(language_of(language))


def offered() -> str:
    """Return the languages of the page as JSON, for its switch: code, name, and the sentence that offers to read in it."""
    return json.dumps(
        [
            {"code": code, "name": catalogue.words(code).say("language.name"), "offer": words(code).say("page.read")}
            for code in languages()
        ],
        ensure_ascii=False,
    )
