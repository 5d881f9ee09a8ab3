"""What a hand can do to one element: the value it leaves behind, and what the client would not let it do."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from bot.playground.anatomy import each_block, elements_of
from bot.playground.errors import CannotDo
from bot.playground.records import Json
from bot.playground.wire import EMPTY
from bot.playground.workspace import Workspace

NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


def find_element(
    blocks: list[Json], key: str, *, block_id: str | None = None, value: str | None = None
) -> tuple[Json, Json]:
    """The (block, element) whose action_id, or whose block's id, is `key`; `value` picks one of several buttons."""
    found = []
    offered = []
    for block in each_block(blocks):
        if block.get("type") == "container":
            continue
        for element in elements_of(block):
            offered.append(element["action_id"])
            named = key in (element["action_id"], block["block_id"])
            if named and block_id in (None, block["block_id"]) and value in (None, element.get("value")):
                found.append((block, element))
    if not found:
        raise CannotDo(
            f"there is no {key!r}{f' with value {value!r}' if value else ''}; there is {offered or 'nothing'}",
            "not_offered",
        )
    if len({(block["block_id"], element["action_id"]) for block, element in found}) > 1:
        raise CannotDo(f"several elements are called {key!r}: say which with block_id or value")
    return found[0]


def options_of(element: Json) -> list[Json]:
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def option_named(element: Json, value: Any) -> Json:
    """The option with this value, or with this text."""
    for option in options_of(element):
        if value in (option["value"], option["text"]["text"]):
            return option
    raise CannotDo(
        f"{value!r} is not offered; offered are {[option['value'] for option in options_of(element)]}", "not_offered"
    )


def value_left(workspace: Workspace, element: Json, value: Any) -> Json:
    """The entry of state.values after the person did it; None empties the element."""
    kind = element["type"]
    name = EMPTY[kind][0]
    if value is None:
        return {"type": kind, name: EMPTY[kind][2]}
    if kind == "plain_text_input":
        return {"type": kind, name: typed_text(element, str(value))}
    if kind == "number_input":
        return {"type": kind, name: typed_number(element, str(value))}
    if kind == "datepicker":
        return {"type": kind, name: picked_date(value)}
    if kind == "timepicker":
        return {"type": kind, name: picked_time(value)}
    if kind in ("static_select", "radio_buttons"):
        return {"type": kind, name: option_named(element, value)}
    if kind in ("multi_static_select", "checkboxes"):
        return {"type": kind, name: limited(element, [option_named(element, each) for each in several(value)])}
    if kind == "users_select":
        return {"type": kind, name: known(workspace.members, value)}
    if kind == "multi_users_select":
        return {"type": kind, name: limited(element, [known(workspace.members, each) for each in several(value)])}
    return {"type": kind, name: known(workspace.channels, value)}


def typed_text(element: Json, text: str) -> str | None:
    if len(text) > int(element.get("max_length", 3000)):
        raise CannotDo(f"the field takes {element.get('max_length', 3000)} characters, not {len(text)}")
    if not element.get("multiline") and "\n" in text:
        raise CannotDo("the field has one line")
    return text or None


def typed_number(element: Json, text: str) -> str:
    if not NUMBER.match(text):
        raise CannotDo(f"{text!r} is not a number")
    if "." in text and not element["is_decimal_allowed"]:
        raise CannotDo(f"{text} has decimals, the field takes whole numbers")
    for bound, wrong in (("min_value", float.__lt__), ("max_value", float.__gt__)):
        if bound in element and wrong(float(text), float(element[bound])):
            raise CannotDo(f"{text} is beyond {bound} {element[bound]}")
    return text


def picked_date(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)).isoformat()


def picked_time(value: Any) -> str:
    """A time of day to the minute: the client takes any, not only those of its list."""
    try:
        picked = value if isinstance(value, dt.time) else dt.time.fromisoformat(str(value))
    except ValueError:
        raise CannotDo(f"{value!r} is not a time of day") from None
    return picked.isoformat("minutes")


def several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]


def limited(element: Json, chosen: list[Any]) -> list[Any]:
    most = element.get("max_selected_items")
    if most is not None and len(chosen) > most:
        raise CannotDo(f"at most {most} may be chosen, not {len(chosen)}")
    return chosen


def known(table: dict[str, Any], value: Any) -> str:
    """The id of a person or channel that is in the workspace."""
    found = str(getattr(value, "id", value))
    if found not in table:
        raise CannotDo(f"{value!r} is not in this workspace")
    return found


def is_empty(value: Json) -> bool:
    return all(not content for name, content in value.items() if name != "type")


def action_of(block: Json, element: Json, action_ts: str, left: Json | None = None) -> Json:
    """The entry of `actions` in a block_actions payload."""
    action: Json = {
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "type": element["type"],
        "action_ts": action_ts,
    }
    for name in ("text", "value", "style", "url", "placeholder", "confirm", "initial_option"):
        if name in element:
            action[name] = element[name]
    return action | (left or {})
