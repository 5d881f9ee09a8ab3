"""How Block Kit payloads are built: where the touchable elements sit, and where text is live."""

import secrets
from collections.abc import Iterator

from bot.playground.records import Json

INTERACTIVE = {
    "button", "overflow", "static_select", "multi_static_select", "users_select", "multi_users_select",
    "conversations_select", "radio_buttons", "checkboxes", "datepicker", "timepicker",
    "plain_text_input", "number_input",
}  # fmt: skip
STATEFUL = INTERACTIVE - {"button", "overflow"}


def elements_of(block: Json) -> list[Json]:
    """The elements of one block that a person can touch, in reading order."""
    kind = block.get("type")
    if kind == "container":
        return [element for child in block.get("child_blocks", []) for element in elements_of(child)]
    found = {
        "actions": block.get("elements", []),
        "card": block.get("actions", []),
        "input": [block.get("element", {})],
        "section": [block["accessory"]] if "accessory" in block else [],
    }.get(str(kind), [])
    return [element for element in found if element.get("type") in INTERACTIVE]


def each_block(blocks: list[Json]) -> list[Json]:
    """Blocks and the blocks inside containers, flat."""
    return [inner for block in blocks for inner in (block, *each_block(block.get("child_blocks", [])))]


def stateful_elements(blocks: list[Json]) -> list[tuple[Json, Json]]:
    return [
        (block, element)
        for block in each_block(blocks)
        if block.get("type") != "container"
        for element in elements_of(block)
        if element["type"] in STATEFUL
    ]


def name_the_nameless(blocks: list[Json]) -> None:
    """Slack invents the block_id and action_id that an app left out."""
    for block in each_block(blocks):
        block.setdefault("block_id", secrets.token_hex(8))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_hex(8))


def live_texts(node: object) -> Iterator[str]:
    """Every text in which Slack would turn <!channel>, <@U1> or <https://x|y> into the real thing."""
    if isinstance(node, list):
        for child in node:
            yield from live_texts(child)
    elif isinstance(node, dict):
        if node.get("type") in ("mrkdwn", "markdown"):
            yield str(node.get("text", ""))
        else:
            for child in node.values():
                yield from live_texts(child)
