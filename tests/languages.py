"""Say everything that a language lacks, at once, with the file where it belongs: ``python -m tests.languages [CODE …]``.

A language is two folders of files and its words of the guide (``PLACES``). What English has is what each must have.
"""

import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from bot.i18n.commands import typed_in
from bot.i18n.languages import DEFAULT
from flows.errors import GuideError
from flows.guide import load_guide
from flows.text.languages import typed_words

ROOT = Path(__file__).parent.parent


def lacking(language: str) -> list[str]:
    """Return what a language lacks, a sentence each: a file, a key in a file, a word in a table."""
    return [problem for place, look in PLACES.items() for problem in _looked(place, language, look)]


def started() -> list[str]:
    """Return every language of which there is any file."""
    found = {file.parts[len(Path(place.partition("{")[0]).parts)] for place in PLACES for file in _files(place)}
    return sorted(name.removesuffix(".toml") for name in found)


def _files(place: str) -> Iterator[Path]:
    return (file.relative_to(ROOT) for file in ROOT.glob(place.replace("{}", "*")))


def _looked(place: str, language: str, look: "Look") -> Iterator[str]:
    file = place.format(language)
    if not (ROOT / file).is_file():
        yield f"{file}: there is no such file; begin with a copy of {place.format(DEFAULT)}"
        return
    try:
        yield from (f"{file}: {problem}" for problem in look(place, language))
    except (ValueError, SyntaxError) as error:
        yield from (f"{file}: {line}" for line in str(error).splitlines())


def _keys(read: Callable[[Path], set[str]]) -> "Look":
    def look(place: str, language: str) -> Iterator[str]:
        wanted, found = (read(ROOT / place.format(one)) for one in (DEFAULT, language))
        yield from (f"{key} is missing; add it" for key in sorted(wanted - found))
        yield from (f"{key} is not in {place.format(DEFAULT)}; remove it" for key in sorted(found - wanted))

    return look


def _of_catalogue(file: Path) -> set[str]:
    with file.open("rb") as stream:
        return {str(message.id if isinstance(message.id, str) else message.id[0]) for message in read_po(stream)}


def _of_table(file: Path) -> set[str]:
    return set(_flat(tomllib.loads(file.read_text("utf-8"))))


def _of_page(file: Path) -> set[str]:
    return set(json.loads(file.read_text("utf-8")))


def _flat(table: dict[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        yield from _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else (f"{prefix}{name}",)


def _loaded(load: Callable[[str], object]) -> "Look":
    def look(_: str, language: str) -> Iterator[str]:
        load(language)
        yield from ()

    return look


def _of_guide(_: str, language: str) -> Iterator[str]:
    try:
        load_guide()
    except GuideError as error:
        own = f"text/{language}.toml: "
        yield from (line.removeprefix(own) for line in str(error).splitlines() if line.startswith(own))


Look = Callable[[str, str], Iterator[str]]
PLACES: dict[str, Look] = {
    "bot/i18n/locales/{}/LC_MESSAGES/bot.po": _keys(_of_catalogue),
    "bot/i18n/locales/{}/typed.toml": _loaded(typed_in),
    "bot/i18n/locales/{}/page.toml": _keys(_of_table),
    "bot/i18n/locales/{}/page.json": _keys(_of_page),
    "bot/i18n/locales/{}/sample.json": _keys(_of_page),
    "flows/text/typed/{}/typed.toml": _loaded(typed_words),
    "flows/guide/text/{}.toml": _of_guide,
}
"""Everything that a language is, and how what is missing in it is found."""


if __name__ == "__main__":
    wanting = [problem for language in sys.argv[1:] or started() for problem in lacking(language)]
    print("\n".join(wanting) or "Nothing is missing.")
    sys.exit(bool(wanting))
