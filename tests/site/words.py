"""The words that the theme says in English whatever its language is set to: replaced in an edition that was built."""

import json
import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")
PERMALINK = "Permanent link"


class Unsaid(LookupError):
    """The theme does not say a word any more that is to be replaced."""


def of(language: str) -> dict[str, Any]:
    """Return what is replaced in an edition of this language; nothing in that of the theme's own."""
    found: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8")).get(language, {})
    return found


def replace(built: Path, language: str) -> None:
    """Replace them in every script and page of an edition. Raises Unsaid."""
    words = of(language)
    scripts = {f'"{english}"': json.dumps(said) for english, said in words.get("script", {}).items()}
    for pattern, said in (("assets/javascripts/*.js", scripts), ("**/*.html", words.get("page", {}))):
        left = set(said)
        for file in sorted(built.glob(pattern)) if said else ():
            text = file.read_text("utf-8")
            there = {english for english in said if english in text}
            for english in there:
                text = text.replace(english, said[english])
            left -= there
            if there:
                file.write_text(text, "utf-8")
        if left:
            raise Unsaid(f"{FILE.name}: the theme does not say {', '.join(sorted(left))} any more")
