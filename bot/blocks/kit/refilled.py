"""A form that was sent, shown once more with all that was filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.kit.elements import section
from bot.blocks.kit.slack_types import Block, View

_INITIAL = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_users": "initial_users",
    "selected_user": "initial_user",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_conversation": "initial_conversation",
}
"""What Slack sends of a field → where the field begins with it."""
_KEPT = ("type", "callback_id", "title", "submit", "close", "private_metadata")


def refilled(sent: Mapping[str, Any], problems: Sequence[str]) -> View:
    """Return the view as it was sent; what is wrong stands above the fields."""
    values = (sent.get("state") or {}).get("values") or {}
    blocks = [section("\n".join(f"⚠️ {problem}" for problem in problems))] if problems else []
    blocks += [_filled(block, values) for block in sent.get("blocks") or []]
    return {**{name: sent[name] for name in _KEPT if sent.get(name) is not None}, "blocks": blocks}  # type: ignore[typeddict-item]


def filled_in(block: Block, values: Mapping[str, Any]) -> Block:
    """Return a block with what was filled in of the same field in another form; as it is where that had no such field."""
    given: Block = _filled(block, values) if block.get("block_id") in values else block
    return given


def _filled(block: Any, values: Mapping[str, Any]) -> Any:
    if block.get("type") != "input":
        return block
    element = {name: value for name, value in block["element"].items() if not name.startswith("initial_")}
    given = (values.get(block.get("block_id")) or {}).get(element.get("action_id")) or {}
    for name, initial in _INITIAL.items():
        if given.get(name):
            element[initial] = given[name]
            element.pop("default_to_current_conversation", None)
    return {**block, "element": element}
