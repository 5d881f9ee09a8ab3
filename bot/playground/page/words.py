"""The sentences that the page's server says, in the page's language: ``text/<language>.toml``, one key a sentence."""

import tomllib
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "text"
DEFAULT = "en"


@lru_cache
def languages() -> tuple[str, ...]:
    """The languages of the page, the default first."""
    found = sorted(file.stem for file in FOLDER.glob("*.toml"))
    return (DEFAULT, *(language for language in found if language != DEFAULT))


def language_of(asked: str | None) -> str:
    """The language of the page for a locale or a code; the default where there is none.

    >>> language_of("fr_FR.UTF-8"), language_of("C"), language_of(None)
    ('fr', 'en', 'en')
    """
    code = (asked or "").strip().casefold().replace("_", "-").partition("-")[0].partition(".")[0]
    return code if code in languages() else DEFAULT


class Words:
    """Use ``words(language)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.entries: dict[str, str] = dict(_flat(tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))))

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
