"""JSON as its standard has it: no NaN, no Infinity, no number too large to be one, and no key twice in an object."""

import json
import math
from typing import Any, NoReturn


def loads(text: str) -> Any:
    """Return what the text says; raises json.JSONDecodeError, another ValueError with the fix, or RecursionError."""
    return json.loads(text, parse_constant=_no_number, parse_float=_finite, object_pairs_hook=_once)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON: write a number, or leave it out")


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise ValueError(f"{written[:40]} is too large: write a smaller number, or leave it out")
    return number


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:80]!r} stands twice in one object: take one out")
        found[key] = value
    return found
