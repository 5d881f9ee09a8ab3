"""Elements as text: buttons, menus and fields, with what is typed or chosen in them."""

from bot.playground.markup import emoji, readable
from bot.playground.records import Json
from bot.playground.touching import options_of
from bot.playground.workspace import Workspace

EMPTY_FIELD = "…"


def text_of(workspace: Workspace, node: Json | str | None) -> str:
    """A text object as words."""
    if node is None or isinstance(node, str):
        return node or ""
    text = str(node.get("text", ""))
    return readable(workspace, text) if node.get("type") == "mrkdwn" else emoji(text)


def element_text(workspace: Workspace, element: Json, value: Json) -> str:
    """`value` is the entry of state.values for this element, or its initial value; {} for buttons."""
    kind = element["type"]
    if kind == "button":
        mark = {"primary": "● ", "danger": "! "}.get(element.get("style", ""), "")
        return f"[ {mark}{text_of(workspace, element['text'])} ]"
    if kind == "overflow":
        return f"[ ⋯ {' | '.join(text_of(workspace, option['text']) for option in element['options'])} ]"
    if kind == "image":
        return f"[image: {element['alt_text']}]"
    if kind in ("radio_buttons", "checkboxes"):
        return choices_text(workspace, element, value)
    if kind in ("plain_text_input", "number_input"):
        return f"▏{value.get('value') or placeholder(workspace, element)}"
    sign = {"datepicker": " 📅", "timepicker": " 🕘"}.get(kind, " ▾")
    chosen = chosen_text(workspace, value)
    return f"[ {chosen or placeholder(workspace, element)}{sign} ]"


def placeholder(workspace: Workspace, element: Json) -> str:
    return text_of(workspace, element.get("placeholder")) or EMPTY_FIELD


def choices_text(workspace: Workspace, element: Json, value: Json) -> str:
    ticked = {option["value"] for option in value.get("selected_options") or []}
    if value.get("selected_option"):
        ticked.add(value["selected_option"]["value"])
    on, off = ("(•)", "( )") if element["type"] == "radio_buttons" else ("[x]", "[ ]")
    lines = []
    for option in options_of(element):
        described = f" — {text_of(workspace, option['description'])}" if option.get("description") else ""
        lines.append(f"{on if option['value'] in ticked else off} {text_of(workspace, option['text'])}{described}")
    return "\n".join(lines)


def chosen_text(workspace: Workspace, value: Json) -> str:
    if picked := value.get("selected_date") or value.get("selected_time"):
        return str(picked)
    options = value.get("selected_options") or ([value["selected_option"]] if value.get("selected_option") else [])
    people = value.get("selected_users") or ([value["selected_user"]] if value.get("selected_user") else [])
    names = [text_of(workspace, option["text"]) for option in options]
    names += [f"@{workspace.members[person].real_name}" for person in people if person in workspace.members]
    if value.get("selected_conversation") in workspace.channels:
        names.append(f"#{workspace.channels[value['selected_conversation']].name}")
    return ", ".join(names)
