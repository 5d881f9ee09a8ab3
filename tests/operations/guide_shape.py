"""Write the tables of docs/guide-authors.md: every key that a guide may have, from the models that read it.

Type and default are the model's. The example is the shortest that a guide of ours has. What a key means stands in
guide_keys.toml; a key without a meaning, or a meaning without its key, is an error.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows.guide import BUILT_IN
from flows.model import Cause, CheckInPlan, Flag, Guide, Merged, Probe, Question, Reason, StandingQuestion, VerdictRule
from flows.sections import GuideMove, Section
from flows.text.source import Source
from tests.operations import guide_errors

ROOT = Path(__file__).parent.parent.parent
DOCUMENT, OTHERS = ROOT / "docs" / "guide-authors.md", ROOT / "docs" / "guides"
_WORDS = tomllib.loads((Path(__file__).parent / "guide_keys.toml").read_text("utf-8"))
MEANS: dict[str, dict[str, str]] = _WORDS["means"]
BY_ID: dict[str, str] = _WORDS["known_by_id"]
TABLES: dict[str, tuple[type[BaseModel], str]] = {
    "guide.toml": (Guide, ""),
    "[source]": (Source, "source"),
    "[[sections]]": (Section, "sections"),
    "[[questions]], [[check_in.questions]]": (Question, "questions"),
    "[[questions.probes]]": (Probe, "questions.probes"),
    "[[flags]]": (Flag, "flags"),
    "[[flags.more]]": (Cause, "flags.more"),
    "[[merged]]": (Merged, "merged"),
    "[[verdicts]]": (VerdictRule, "verdicts"),
    "[[verdicts.reasons]], [[screening]]": (Reason, "verdicts.reasons"),
    "[[moves]]": (GuideMove, "moves"),
    "[check_in]": (CheckInPlan, "check_in"),
    "[[check_in.standing]]": (StandingQuestion, "check_in.standing"),
}
"""What stands above the keys in the file → the model of its keys, and where they are in the parsed file."""
_NOT_WRITTEN = {"texts", "lexicon"}
"""Files of their own, not keys of guide.toml."""
_MOST = 80
"""Characters of an example."""


_NOT_IN_OURS = {"same": [["yes", "yes_if"]], "evidence": ["lean"]}
"""Examples of what no guide of ours has need of, by key."""


def written(text: str) -> str:
    """Return the document with its tables as the code says them now; raises AssertionError where a place is missing."""
    for name, lines in (("keys", _keys()), ("names", _names()), ("errors", guide_errors.table())):
        found = re.compile(rf"(<!-- {name}[^>]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        table = "\n".join(lines).replace("\\", r"\\")
        text, count = found.subn(rf"\1\n{table}\n\n\2", text)
        assert count == 1, f"docs/guide-authors.md has {count} places for the table of {name}"
    return text


def _keys() -> Iterator[str]:
    """One table for each kind of entry."""
    left = {(table, key) for table, keys in MEANS.items() for key in keys}
    for place, (head, (model, where)) in enumerate(TABLES.items()):
        heads = " and ".join(f"`{one}`" for one in head.split(", ")) if where else "The top of `guide.toml`"
        yield from ([""] if place else [])
        yield from (f"### {heads}", "", "| Key | Type | Default | Means | Example |", "|---|---|---|---|---|")
        for key, field in model.model_fields.items():
            if key in _NOT_WRITTEN:
                continue
            assert key in MEANS[head], f"tests/operations/guide_keys.toml does not say what {key} of {head} means"
            left.discard((head, key))
            cells = (f"`{key}`", type_in_words(field.annotation, field), _default(key, field), MEANS[head][key])
            yield f"| {' | '.join((*cells, _example(where, key)))} |"
    assert not left, f"tests/operations/guide_keys.toml says what is no key: {sorted(left)}"


def _names() -> Iterator[str]:
    """The ids that the coach itself knows."""
    yield "| Ids | What the coach does with them |"
    yield "|---|---|"
    for ids, what in BY_ID.items():
        yield f"| {', '.join(f'`{one}`' for one in ids.split())} | {what} |"


def type_in_words(annotation: Any, field: FieldInfo | None = None) -> str:
    """Return what to write for a key: "text", "list of ids", "one of `a`, `b`"."""
    if field is not None and (pattern := next((one.pattern for one in field.metadata if hasattr(one, "pattern")), "")):
        return _one_of(re.findall(r"\w+", pattern))
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return _one_of(list(annotation))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return _one_of(inner)
    if origin in (Union, UnionType):
        return type_in_words(next(one for one in inner if one is not NoneType))
    if origin is dict:
        return f"table: id → {type_in_words(inner[1])}"
    assert origin is tuple, annotation
    found = _list_of(inner[0])
    # A plain list of ids is read as groups of one.
    return "list of texts, or of lists" if found == "list of lists" and field is not None and field.metadata else found


_PLAIN = {str: "text", bool: "`true` or `false`", int: "whole number", float: "number", date: "date"}


def _list_of(inner: Any) -> str:
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return "tables"
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return f"list of {', '.join(f'`{one}`' for one in inner)}"
    return "list of lists" if get_origin(inner) is tuple else "list of texts"


def _one_of(tokens: Any) -> str:
    return "one of " + ", ".join(f"`{one}`" for one in tokens)


def _default(key: str, field: FieldInfo) -> str:
    if key == "languages":
        return "the files in `text/`"
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True)
    return "" if value in (None, (), {}, "") or isinstance(value, BaseModel) else f"`{_as_toml(value)}`"


def _example(where: str, key: str) -> str:
    """Return the shortest value that says something; none of a key whose value is a table."""
    values = [value for place in where.split() or [""] for found in _guides() for value in _at(found, place, key)]
    written = sorted({_as_toml(one) for one in values if not _is_table(one)}, key=lambda one: (len(one), one))
    if not written and any(map(_is_table, values)):
        return f"`[[{f'{where}.{key}'.strip('.')}]]`"
    written = written or [_as_toml(_NOT_IN_OURS[key])] * (key in _NOT_IN_OURS)
    shown = next(
        (one for one in written if 4 < len(one) <= _MOST), written[0] if written and len(written[0]) <= _MOST else ""
    )
    return f"`{key} = {shown}`" if shown else ""


def _guides() -> list[dict[str, Any]]:
    files = (BUILT_IN, *sorted(OTHERS.glob("*/guide.toml")))
    return [tomllib.loads(file.read_text("utf-8")) for file in files]


def _at(content: Any, where: str, key: str) -> Iterator[Any]:
    """Yield the values of a key, in every entry at a place."""
    if isinstance(content, list):
        for one in content:
            yield from _at(one, where, key)
    elif where:
        first, _, rest = where.partition(".")
        yield from _at(content.get(first, []), rest, key)
    elif key in content:
        yield content[key]


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _as_toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_as_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("|", "\\|")
