"""Would Slack take this message, modal or home tab? The answer in Slack's own error words.

`Refusal.error` is what Slack would put into `error`; `Refusal.messages` what it would put into
response_metadata.messages, each with the JSON pointer of the culprit.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.anatomy import each_block
from bot.playground.block_rules import check_block
from bot.playground.check import Check
from bot.playground.facts import LIMITS

MAX_TEXT = 40_000
MAX_BLOCK_CHARACTERS = 13_000
MAX_VIEW_BYTES = 250_000
MODAL_KEYS = [
    "title", "submit", "close", "private_metadata", "callback_id", "external_id", "clear_on_close", "notify_on_close",
    "submit_disabled", "type",
]  # fmt: skip
HOME_KEYS = ["private_metadata", "callback_id", "external_id", "type"]


@dataclass(frozen=True)
class Refusal:
    error: str
    messages: list[str] = field(default_factory=list)


def check_message(message: dict[str, Any], unsupported: Iterable[str] = (), *, utf16: bool = False) -> Refusal | None:
    """`message` holds text, blocks, markdown_text, metadata as decoded values. `utf16`: how long texts are is counted so."""
    text, blocks = message.get("text"), message.get("blocks")
    if text is not None and not isinstance(text, str):
        return Refusal("invalid_arguments", ["must be a string [json-pointer:/text]"])
    if text and len(text) > MAX_TEXT:
        return Refusal("msg_too_long", [f"must be less than {MAX_TEXT + 1} characters [json-pointer:/text]"])
    markdown_text = message.get("markdown_text")
    if markdown_text is not None:
        if text is not None or blocks is not None:
            return Refusal("markdown_text_conflict")
        if len(str(markdown_text)) > LIMITS["markdown.text.max_length"]:
            return Refusal("msg_too_long", ["must be less than 12001 characters [json-pointer:/markdown_text]"])
    if blocks is not None:
        refusal = check_message_blocks(blocks, frozenset(unsupported), utf16=utf16)
        if refusal:
            return refusal
    if not (text and text.strip()) and not blocks and not markdown_text and not message.get("attachments"):
        return Refusal("no_text")
    metadata = message.get("metadata")
    if metadata is not None:
        wanted = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
        if not wanted or not isinstance(metadata.get("event_payload"), dict):
            return Refusal("invalid_metadata_format", ["needs event_type and event_payload [json-pointer:/metadata]"])
    return None


def check_message_blocks(blocks: Any, unsupported: frozenset[str], *, utf16: bool = False) -> Refusal | None:
    if not isinstance(blocks, list):
        return Refusal("invalid_blocks_format", ["must be an array [json-pointer:/blocks]"])
    check = Check(utf16=utf16)
    check.items("/blocks", blocks, "message.blocks.max_items", least=0)
    check_all(check, "/blocks", blocks, "message", unsupported)
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if kinds.count("table") > 1:
        check.problem("/blocks", "only one table allowed")
    if kinds.count("data_visualization") > LIMITS["message.data_visualizations.max_items"]:
        check.problem("/blocks", "no more than 2 data_visualization blocks allowed")
    if check.problems:
        return Refusal("invalid_blocks", check.problems)
    written = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if len(json.dumps(blocks)) > MAX_BLOCK_CHARACTERS or written > LIMITS["markdown.total_text.max_length"]:
        return Refusal("msg_blocks_too_long", [f"more than {MAX_BLOCK_CHARACTERS} characters [json-pointer:/blocks]"])
    return None


def check_view(view: Any, kind: str, unsupported: Iterable[str] = (), *, utf16: bool = False) -> Refusal | None:
    """`kind` is modal or home: what the method opens."""
    check = Check(utf16=utf16)
    if not check.mapping("/view", view):
        return Refusal("invalid_arguments", check.problems)
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        return Refusal("view_too_large")
    if view.get("type") != kind:
        check.problem("/view/type", f"must be {kind}")
    modal = kind == "modal"
    check.keys("/view", view, ["blocks", *(["title"] if modal else [])], MODAL_KEYS if modal else HOME_KEYS)
    for name in ("title", "submit", "close"):
        if modal and name in view:
            check.plain(f"/view/{name}", view[name], f"view.{name}.max_length")
    for name in ("private_metadata", "callback_id", "external_id"):
        if name in view:
            check.string(f"/view/{name}", view[name], f"view.{name}.max_length", empty=True)
    blocks = check.items("/view/blocks", view.get("blocks", []), "view.blocks.max_items", least=0)
    check_all(check, "/view/blocks", blocks, kind, frozenset(unsupported))
    if modal and "submit" not in view and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks):
        check.problem("/view", "missing required field: submit (a modal with an input block needs it)")
    return Refusal("invalid_arguments", check.problems) if check.problems else None


def check_all(check: Check, at: str, blocks: list[Any], surface: str, unsupported: frozenset[str]) -> None:
    for index, block in enumerate(blocks):
        check_block(check, f"{at}/{index}", block, surface, unsupported)
    flat = each_block([block for block in blocks if isinstance(block, dict)]) if not check.problems else []
    ids = [block["block_id"] for block in flat if "block_id" in block]
    for repeated in {block_id for block_id in ids if ids.count(block_id) > 1}:
        check.problem(at, f"block_id used twice: {repeated}")
    focused = sum(
        1 for block in flat if isinstance(block.get("element"), dict) and block["element"].get("focus_on_load")
    )
    if focused > 1:
        check.problem(at, "only one element may have focus_on_load")
