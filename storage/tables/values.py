"""Answers as JSON: what a question with several answers gave is a tuple here and a list there."""

from typing import Any

from flows.model import Value


def written_value(value: Value | None) -> Any:
    """An answer as it is stored; None takes an earlier one back."""
    return list(value) if isinstance(value, tuple) else value


def read_value(stored: object) -> Value | None:
    """An answer as it was given."""
    if isinstance(stored, list):
        return tuple(str(token) for token in stored)
    if isinstance(stored, int | float) and not isinstance(stored, bool):
        return float(stored)
    return None if stored is None else str(stored)
