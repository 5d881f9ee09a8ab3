"""What Slack's screen itself says, such as "Only visible to you", in the language of who looks."""

import json
from functools import lru_cache
from importlib import resources

_LOCALES = resources.files("bot") / "i18n" / "locales"
_OF_SLACK = "en"
"""What Slack's screen speaks where we have no words of it."""


@lru_cache
def on_screen(locale: str) -> dict[str, str]:
    """Its words by the keys of ``page.json``, which the playground's page uses too."""
    named = _LOCALES / locale.partition("-")[0] / "page.json"
    found: dict[str, str] = json.loads(
        (named if named.is_file() else _LOCALES / _OF_SLACK / "page.json").read_text("utf-8")
    )
    return found
