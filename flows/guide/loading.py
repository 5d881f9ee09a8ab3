"""Load a guide from its files and check it: an error names the file, the key and the fix.

A guide is ``guide.toml`` with ``text/<language>.toml`` beside it; ``lexicon/*.json`` beside it is optional, and adds words to
the built-in lists.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flows.errors import GuideError
from flows.guide.checking import problems_of
from flows.model import Guide
from flows.text.files import SAVE_AS_UTF8, NotText, TooLarge, read_text
from flows.text.languages import DEFAULT
from flows.text.quality import Lexicon
from flows.text.shapes import misshapen
from flows.text.strict_json import loads

BUILT_IN = Path(__file__).parent / "guide.toml"
"""The guide that ships with the app."""

OWN = "PARTNERSHIP_GUIDE"
MOST_BYTES = 1_000_000
"""Of one file of a guide. The built-in guide has 25,000, its texts 35,000 a language."""
_MOST_DOTS = 1_000
"""In one line: a key of so many parts takes the parser a time that grows with their square."""
_SPLIT = "keep a guide shorter: texts of other languages go into files of their own"
_DEEP = ("(syntax)", "it is nested too deeply", "take brackets and dots out, until it is as flat as the built-in guide")


def load_guide(file: Path | None = None, named_by: str = OWN) -> Guide:
    """Return the checked guide of ``file`` (the built-in one by default); raises GuideError, which says every problem of a kind.

    ``named_by`` is what named the file, to be corrected where there is none: a variable, or an argument.
    """
    path = Path(file) if file else BUILT_IN
    if path.is_dir():
        path = path / "guide.toml"
    try:
        return _loaded(path, named_by)
    except (RecursionError, MemoryError):
        raise GuideError(path.name, *_DEEP) from None


def _loaded(path: Path, named_by: str) -> Guide:
    content = _read_toml(path, path.name, f"create {path}, or correct {named_by}")
    languages = content.setdefault("languages", _languages_beside(path))
    if not isinstance(languages, list) or not all(isinstance(one, str) for one in languages):
        raise GuideError(path.name, "languages", "it is not a list of language codes", 'write languages = ["en", "fr"]')
    if not languages:
        raise GuideError(path.name, "languages", "it has no texts in any", f"create text/{DEFAULT}.toml beside it")
    content["texts"], unread = _read_texts(path, languages)
    content["lexicon"] = _read_lexicon(path, unread)
    try:
        guide = Guide.model_validate(content)
    except ValidationError as error:
        problems = [GuideError(path.name, one.where, one.problem, one.fix) for one in misshapen(error, content, Guide)]
        problems += _beside([one["loc"] for one in error.errors()], content, path.name)
    else:
        problems = list(problems_of(guide, path.name))
        if not problems and not unread:
            return guide
    raise GuideError.all_of([*problems, *unread]) from None


def _beside(misshapen_at: list[tuple[str | int, ...]], content: dict[str, Any], file: str) -> list[GuideError]:
    """Return what else is wrong: of the guide without the entries that have a wrong shape. What these explain is left out."""
    if any(path[0] == "sections" for path in misshapen_at):
        return []  # where nothing has its place, everything would be wrong
    without, lost = {id(entry) for path in misshapen_at if (entry := _entry_at(path, content))}, set[str]()
    try:
        guide = Guide.model_validate(_left(content, without, lost))
    except ValidationError:
        return []
    explained = re.compile(rf"\b(?:{'|'.join(map(re.escape, lost))})\b") if lost else None
    return [
        one for one in problems_of(guide, file) if not (explained and explained.search(f"{one.where} {one.problem}"))
    ]


def _entry_at(path: tuple[str | int, ...], content: Any) -> dict[str, Any] | None:
    """Return the innermost ``[[entry]]`` on a path."""
    entry = None
    for step in path:
        try:
            content = content[step]
        except (LookupError, TypeError):
            break
        if isinstance(step, int) and isinstance(content, dict):
            entry = content
    return entry


def _left(content: Any, without: set[int], lost: set[str]) -> Any:
    """Return a copy of ``content`` without some entries; ``lost`` gains the names that went with them, and their sections."""
    if isinstance(content, dict):
        return {key: _left(value, without, lost) for key, value in content.items()}
    if not isinstance(content, list):
        return content
    lost.update(name for one in content if id(one) in without for name in _names_in(one))
    return [_left(one, without, lost) for one in content if id(one) not in without]


def _names_in(entry: Any) -> Iterator[str]:
    if isinstance(entry, list):
        for one in entry:
            yield from _names_in(one)
    elif isinstance(entry, dict):
        yield from (entry[key] for key in ("id", "section") if isinstance(entry.get(key), str))
        yield from (one for one in _strings(entry.get("fields")))
        yield from _names_in(entry.get("probes"))


def _strings(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def guide_to_json(guide: Guide) -> str:
    """The whole guide as stable JSON, to be stored with the conversations that began on it."""
    content = guide.model_dump(mode="json")
    lexicon = content["lexicon"]
    for name in lexicon:
        lexicon[name] = sorted(lexicon[name])
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def guide_from_json(stored: str) -> Guide:
    """A guide from ``guide_to_json``; compiled when it is first used."""
    return Guide.model_validate_json(stored)


def _read_toml(path: Path, name: str, create: str, *, is_part: bool = False) -> dict[str, Any]:
    try:
        text = read_text(path, MOST_BYTES).replace("\r\n", "\n")
        if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):
            raise GuideError(name, "(syntax)", f"a line has more than {_MOST_DOTS} dots", "break it up")
        return tomllib.loads(text)
    except FileNotFoundError:
        raise GuideError(name, "(file)", "there is no such file", create, missing=not is_part) from None
    except RecursionError:
        raise GuideError(name, *_DEEP) from None
    except TooLarge as error:
        raise GuideError(name, "(file)", str(error), _SPLIT) from None
    except (OSError, ValueError) as error:
        if isinstance(error, NotText):
            raise GuideError(name, "(text)", str(error), SAVE_AS_UTF8) from None
        if isinstance(error, tomllib.TOMLDecodeError):
            raise GuideError(name, "(syntax)", str(error), "correct the TOML there") from None
        problem = f"it cannot be read ({getattr(error, 'strerror', None) or 'this is not a path'})"
        raise GuideError(name, "(file)", problem, create, missing=not is_part) from None


def _languages_beside(path: Path) -> list[str]:
    """Return the languages in which there are texts, the default first: a further language is a further file."""
    found = sorted(file.stem for file in (path.parent / "text").glob("*.toml"))
    return sorted(found, key=lambda language: language != DEFAULT)


def _read_texts(path: Path, languages: list[str]) -> tuple[dict[str, dict[str, str]], list[GuideError]]:
    """Return the texts of each language, and what is wrong with those that cannot be read."""
    texts, problems = {}, []
    for language in languages:
        file = path.parent / "text" / f"{language}.toml"
        create = f"create {file}, or take {language!r} out of the languages in {path.name}"
        try:
            texts[language] = dict(_flat(_read_toml(file, f"text/{language}.toml", create, is_part=True)))
        except GuideError as error:
            problems.append(error)
    return texts, problems


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _read_lexicon(path: Path, unread: list[GuideError]) -> Lexicon:
    """Return the built-in word lists with those beside the guide, which add to them; what cannot be read is added to ``unread``."""
    merged = Lexicon()
    for folder in dict.fromkeys((BUILT_IN.parent / "lexicon", path.parent / "lexicon")):
        for file in sorted(folder.glob("*.json")):
            try:
                merged = merged.merged_with(_read_words(file, f"lexicon/{file.name}"))
            except GuideError as error:
                unread.append(error)
    return merged


def _read_words(file: Path, name: str) -> Lexicon:
    try:
        return Lexicon.model_validate(loads(read_text(file, MOST_BYTES)))
    except ValidationError as error:
        problems = [GuideError(name, one.where, one.problem, one.fix) for one in misshapen(error, {}, Lexicon)]
        raise GuideError.all_of(problems) from None
    except TooLarge as error:
        raise GuideError(name, "(file)", str(error), _SPLIT) from None
    except RecursionError:
        raise GuideError(name, *_DEEP) from None
    except NotText as error:
        raise GuideError(name, "(text)", str(error), SAVE_AS_UTF8) from None
    except ValueError as error:
        raise GuideError(name, "(syntax)", str(error), "correct the JSON there") from None
    except OSError as error:
        raise GuideError(name, "(file)", f"it cannot be read ({error.strerror})", "let this user read it") from None
