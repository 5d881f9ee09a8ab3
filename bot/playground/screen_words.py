"""What Slack's screen itself says, such as "Only visible to you", in the language of who looks."""

import json
from functools import lru_cache

from bot.i18n.languages import LOCALES, language_of


def on_screen(locale: str) -> dict[str, str]:
    """Its words by the keys of ``page.json``, which the playground's page uses too."""
    return _read(language_of(locale))


@lru_cache
def _read(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((LOCALES / language / "page.json").read_text("utf-8"))
    return found
