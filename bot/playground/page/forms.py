"""The fields of a modal: what is typed is kept as it is, and what is wrong with it is said beside the field."""

from collections.abc import Mapping
from typing import Any

from bot.playground.errors import CannotDo
from bot.playground.page.words import Words
from bot.playground.records import Json, View
from bot.playground.touching import NUMBER, find_element, is_empty, value_left
from bot.playground.wire import EMPTY, state_values
from bot.playground.workspace import Workspace

TYPED = ("plain_text_input", "number_input")


def put(workspace: Workspace, view: View, block_id: str, action_id: str, value: Any) -> None:
    """Keep what was typed or chosen. Half a number is kept too: it is not sent before it is whole."""
    block, element = find_element(view.blocks, action_id, block_id=block_id)
    kind = element["type"]
    if kind in TYPED:
        text = "" if value is None else str(value)
        left: Json = {"type": kind, EMPTY[kind][0]: text or None}
    else:
        left = value_left(workspace, element, value or None)
    with workspace.pulse.change():
        view.values.setdefault(block["block_id"], {})[element["action_id"]] = left
        view.errors.pop(block["block_id"], None)


def put_all(workspace: Workspace, view: View, values: Mapping[str, Mapping[str, Any]]) -> None:
    for block_id, actions in values.items():
        for action_id, value in actions.items():
            put(workspace, view, block_id, action_id, value)


def wrong_fields(view: View, words: Words) -> dict[str, str]:
    """Block id → what Slack's client would say before it sends anything."""
    values = state_values(view.blocks, view.values)
    found = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]]
            sentence = _wrong(element, value, words, needed=not block.get("optional"))
            if sentence:
                found[block["block_id"]] = sentence
    return found


def _wrong(element: Json, value: Json, words: Words, *, needed: bool) -> str:
    if is_empty(value):
        return words.say("field.required") if needed else ""
    if element["type"] == "plain_text_input":
        return _wrong_text(element, str(value["value"]), words)
    if element["type"] == "number_input":
        return _wrong_number(element, str(value["value"]), words)
    return ""


def _wrong_text(element: Json, text: str, words: Words) -> str:
    most, least = int(element.get("max_length", 3000)), int(element.get("min_length", 0))
    if len(text) > most:
        return words.say("field.too_long", most=most, count=len(text))
    if len(text) < least:
        return words.say("field.too_short", least=least)
    if not element.get("multiline") and "\n" in text:
        return words.say("field.one_line")
    return ""


def _wrong_number(element: Json, text: str, words: Words) -> str:
    if not NUMBER.match(text):
        return words.say("field.no_number")
    if "." in text and not element["is_decimal_allowed"]:
        return words.say("field.no_decimals")
    if "min_value" in element and float(text) < float(element["min_value"]):
        return words.say("field.too_small", least=element["min_value"])
    if "max_value" in element and float(text) > float(element["max_value"]):
        return words.say("field.too_large", most=element["max_value"])
    return ""


def refusal(error: CannotDo, words: Words) -> str:
    """The sentence for what Slack's client does not let one do."""
    return words.say(f"cannot.{error.code or 'other'}")
