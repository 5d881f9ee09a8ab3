"""What Slack documents about itself, as tables: methods, limits, surfaces, blocks and elements.

Source: the public reference of docs.slack.dev, reduced to the part that this emulator supports.
"""

import json
from importlib import resources
from typing import Any


def _table(name: str) -> dict[str, Any]:
    text = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


METHODS: dict[str, dict[str, Any]] = _table("methods")
LIMITS: dict[str, int] = _table("limits")
SURFACES: dict[str, list[str]] = _table("surfaces")
BLOCKS: dict[str, dict[str, list[str]]] = _table("blocks")
ELEMENTS: dict[str, dict[str, list[str]]] = _table("elements")
EMOJI: dict[str, str] = _table("emoji")
