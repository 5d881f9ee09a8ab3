"""Which languages there are: those that have a folder in ``locales``. A new language is a new folder; no code names one."""

import re
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
"""The language that is always there."""
CATALOGUE = "LC_MESSAGES/bot.po"
_NEEDED = (CATALOGUE, "typed.toml", "page.toml", "page.json")
"""Without one of these a language is not offered: ``make languages`` says what is missing."""


def languages() -> tuple[str, ...]:
    """The languages that have all that the app needs, the default first."""
    return _found()


@lru_cache
def _found() -> tuple[str, ...]:
    begun = sorted(folder for folder in LOCALES.iterdir() if folder.is_dir())
    found = [folder.name for folder in begun if all((folder / file).is_file() for file in _NEEDED)]
    return (DEFAULT, *(language for language in found if language != DEFAULT))


def languages_for(reader: str) -> tuple[str, ...]:
    """Return all languages, the reader's own first."""
    return tuple(dict.fromkeys((reader, *languages())))


def language_of(locale_or_code: str | None) -> str:
    """The catalogue for a Slack locale or a language code; the default where there is none.

    >>> language_of("fr-CA"), language_of("pt-BR"), language_of("fr_FR.UTF-8"), language_of(None)
    ('fr', 'en', 'fr', 'en')
    """
    code = re.split(r"[-_.]", (locale_or_code or "").strip().casefold())[0]
    return code if code in languages() else DEFAULT
