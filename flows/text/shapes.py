"""What is wrong with the shape of data that people write, in words: each problem with its place, named as its author names it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

_WANTED = {
    "string_type": "text in quotes",
    "string_unicode": "text without halves of characters",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list in [ ]",
    "tuple_type": "a list in [ ]",
    "set_type": "a list in [ ]",
    "frozen_set_type": "a list in [ ]",
    "dict_type": "a table of keys and values",
    "model_type": "a table of keys and values",
    "model_attributes_type": "a table of keys and values",
    "mapping_type": "a table of keys and values",
    "none_required": "nothing",
    "date_type": "a date such as 2025-05-15",
}


@dataclass(frozen=True)
class Misshapen:
    """One problem: where, what is wrong, and what to write."""

    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.fix}"


def misshapen(error: ValidationError, content: object, model: type[BaseModel]) -> list[Misshapen]:
    """Return every problem that pydantic found in ``content``; what has an id is named by it, not by its number."""
    return [_told(one, content, model) for one in error.errors(include_url=False)]


def _told(error: Mapping[str, Any], content: object, model: type[BaseModel]) -> Misshapen:
    kind, path = str(error["type"]), tuple(error["loc"])
    where = place(path, content)
    if kind == "missing":
        return Misshapen(place(path[:-1], content), f"{path[-1]} is missing", f"add {path[-1]}")
    if kind == "extra_forbidden":
        known = ", ".join(_fields(model, path[:-1]))
        offered = f"take it out, or write one of {known}" if known else "take it out"
        return Misshapen(place(path[:-1], content), f"the key {path[-1]!r} is unknown", offered)
    if kind in ("enum", "literal_error"):
        return Misshapen(where, f"{_shown(error['input'])} is unknown", f"write {error['ctx']['expected']}")
    if kind == "too_long":
        known = error["ctx"]
        return Misshapen(where, f"{known['actual_length']} entries are too many", f"keep {known['max_length']} at most")
    if kind == "string_too_short" and error["ctx"]["min_length"] == 1:
        return Misshapen(where, "it is empty", "write it, or take the table out")
    if kind == "string_too_long":
        return Misshapen(where, f"it has more than {error['ctx']['max_length']} characters", "shorten it")
    if kind in _WANTED:
        return Misshapen(where, f"{_shown(error['input'])} does not fit", f"write {_WANTED[kind]}")
    if kind == "value_error":
        return Misshapen(where, str(error["msg"]).removeprefix("Value error, "), "correct it there")
    said = str(error["msg"]).replace("Input should be", "it should be").replace("String should", "it should")
    return Misshapen(where, said, "correct it there")


def place(path: Sequence[str | int], content: object) -> str:
    """Return "question 'gap', kind" for ("questions", 12, "kind") where the twelfth has the id gap, else "questions 12, kind".

    Numbers count from 1, as people do.
    """
    return ", ".join(_steps(path, content)) or "the top level"


def _steps(path: Sequence[str | int], content: object) -> Iterator[str]:
    group = ""
    for step in path:
        inner: object = None
        if isinstance(content, Mapping):
            inner = content.get(step)
        elif isinstance(content, list | tuple) and isinstance(step, int) and step < len(content):
            inner = content[step]
        if isinstance(step, int):
            named = _name_of(inner)
            yield f"{_one_of(group)} {named!r}" if named else f"{group} {step + 1}".strip()
            group = ""
        else:
            if group:
                yield group
            group = step
        content = inner
    if group:
        yield group


def _name_of(entry: Any) -> str:
    """Return what its author calls an entry: its id, or what it is there for; empty where it has no name."""
    for key in ("id", "verdict", "ask") if isinstance(entry, Mapping) else ():
        named = entry.get(key)
        named = ", ".join(map(str, named)) if isinstance(named, list) else named
        if isinstance(named, str) and named:
            return named
    return ""


def _one_of(group: str) -> str:
    return group.removesuffix("s")


def _shown(value: object) -> str:
    """Return what stands there, cut short: an error quotes a token, never a whole answer."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _fields(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """Return the keys that a table at this place may have."""
    found: Any = model
    for step in path:
        if isinstance(step, str):
            if not (isinstance(found, type) and issubclass(found, BaseModel)) or step not in found.model_fields:
                return []
            found = _model_in(found.model_fields[step].annotation)
    return sorted(found.model_fields) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one)) is not None), None)
