"""A payload as a reader meets it, line by line, with the ids that it carries: what the snapshots keep."""

import json
from collections.abc import Iterator
from typing import Any

Payload = dict[str, Any]


def read(payload: Payload) -> str:
    """A message, modal or home tab as text."""
    return "\n".join([*_frame(payload), *(line for block in payload["blocks"] for line in _block(block))])


def _frame(payload: Payload) -> Iterator[str]:
    if payload.get("type") == "modal":
        send = payload["submit"]["text"] if "submit" in payload else "-"
        yield f"=== {payload['title']['text']} [{send}] [{payload['close']['text']}] ({payload['callback_id']})"
    if payload.get("private_metadata"):
        yield f"    {payload['private_metadata']}"
    if payload.get("fallback_blocks"):
        yield f"    (falls back to {len(payload['fallback_blocks'])} blocks)"
    if "text" in payload:
        first = payload["text"].split("\n")[0]
        yield f"» {first}"


def _block(block: Payload) -> Iterator[str]:
    kind = block["type"]
    if kind == "header":
        yield f"# {block['text']['text']}"
    elif kind == "section":
        yield block["text"]["text"]
    elif kind == "context":
        yield from (f"  ~ {element['text']}" for element in block["elements"])
    elif kind == "divider":
        yield "-----"
    elif kind == "actions":
        yield from (_button(button) for button in block["elements"])
    elif kind == "rich_text":
        yield from (_rich(element) for element in block["elements"])
    elif kind == "input":
        yield from _input(block)
    else:
        yield json.dumps(block, ensure_ascii=False)


def _button(button: Payload) -> str:
    if "text" not in button:  # a calendar, a menu
        return f"  ({button['placeholder']['text']}) {button['type']} {button['action_id']}"
    style = f" {button['style']}" if "style" in button else ""
    return f"  [{button['text']['text']}]{style} {button['action_id']} {button.get('value', '')}".rstrip()


def _rich(element: Payload) -> str:
    if element["type"] == "text":
        return str(element["text"])
    if element["type"] == "user":
        return f"@{element['user_id']}"
    if element["type"] == "rich_text_list":
        return "\n".join(f"  - {_rich(inner)}" for inner in element["elements"])
    inside = "".join(_rich(inner) for inner in element["elements"])
    mark = {"rich_text_quote": "  | ", "rich_text_preformatted": "  ` "}.get(element["type"], "")
    return "\n".join(f"{mark}{line}" for line in inside.split("\n"))


def _input(block: Payload) -> Iterator[str]:
    element = block["element"]
    needed = "" if block["optional"] else " (needed)"
    yield f"? {block['label']['text']}{needed} <{block['block_id']} {element['type']}>"
    if "hint" in block:
        yield f"    {block['hint']['text']}"
    chosen = [element.get("initial_option"), *element.get("initial_options", [])]
    for option in element.get("options", []):
        yield f"    {'x' if option in chosen else 'o'} {option['text']['text']} ({option['value']})"
    for name in ("initial_value", "initial_users", "initial_date", "initial_time"):
        if name in element:
            yield f"    = {element[name]}"
    if "placeholder" in element:
        yield f"    e.g. {element['placeholder']['text']}"
