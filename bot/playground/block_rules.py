"""What Slack accepts of a block, one rule for each kind."""

from collections.abc import Callable
from typing import Any

from bot.playground.anatomy import elements_of
from bot.playground.check import Check
from bot.playground.element_rules import check_element, check_picture
from bot.playground.facts import BLOCKS, LIMITS, SURFACES

Block = dict[str, Any]
CONTAINED = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table")


def check_block(check: Check, at: str, block: Any, surface: str, unsupported: frozenset[str]) -> None:
    if not check.mapping(at, block):
        return
    kind = block.get("type")
    facts = BLOCKS.get(str(kind))
    if facts is None or kind in unsupported:
        check.problem(f"{at}/type", f"unsupported type: {kind}")
        return
    if surface not in SURFACES[str(kind)]:
        check.problem(f"{at}/type", f"{kind} is not allowed in a {surface}")
    check.keys(at, block, ["type", *facts["required"]], ["block_id", *facts["optional"]])
    if "block_id" in block:
        check.string(f"{at}/block_id", block["block_id"], "block_id.max_length")
    if all(block.get(key) is not None for key in facts["required"]):
        if kind == "container":
            check_container(check, at, block, surface, unsupported)
        else:
            RULES[str(kind)](check, at, block)
        if kind != "container":
            check_action_ids(check, at, block)


def check_action_ids(check: Check, at: str, block: Block) -> None:
    try:
        ids = [element["action_id"] for element in elements_of(block) if "action_id" in element]
    except (AttributeError, TypeError):
        return  # malformed, and already said so
    for repeated in {action_id for action_id in ids if ids.count(action_id) > 1}:
        check.problem(f"{at}/elements", f"action_id used twice in this block: {repeated}")


def check_section(check: Check, at: str, block: Block) -> None:
    if "text" not in block and "fields" not in block:
        check.problem(at, "must have text or fields")
    if "text" in block:
        check.text(f"{at}/text", block["text"], "section.text.max_length")
    if "fields" in block:
        for index, field in enumerate(check.items(f"{at}/fields", block["fields"], "section.fields.max_items")):
            check.text(f"{at}/fields/{index}", field, "section.fields.item_max_length")
    if "accessory" in block:
        check_element(check, f"{at}/accessory", block["accessory"], "section")


def check_header(check: Check, at: str, block: Block) -> None:
    check.plain(f"{at}/text", block["text"], "header.text.max_length")


def check_divider(check: Check, at: str, block: Block) -> None:
    """A divider has nothing that could be wrong."""


def check_context(check: Check, at: str, block: Block) -> None:
    for index, element in enumerate(check.items(f"{at}/elements", block["elements"], "context.elements.max_items")):
        where = f"{at}/elements/{index}"
        if isinstance(element, dict) and element.get("type") == "image":
            check_element(check, where, element, "context")
        else:
            check.text(where, element, "text.max_length")


def check_actions(check: Check, at: str, block: Block) -> None:
    for index, element in enumerate(check.items(f"{at}/elements", block["elements"], "actions.elements.max_items")):
        check_element(check, f"{at}/elements/{index}", element, "actions")


def check_input(check: Check, at: str, block: Block) -> None:
    check.plain(f"{at}/label", block["label"], "input.label.max_length")
    if "hint" in block:
        check.plain(f"{at}/hint", block["hint"], "input.hint.max_length")
    for name in ("optional", "dispatch_action"):
        check.one_of(f"{at}/{name}", block.get(name), (True, False))
    check_element(check, f"{at}/element", block["element"], "input")


def check_image(check: Check, at: str, block: Block) -> None:
    check_picture(check, at, block)
    if "title" in block:
        check.plain(f"{at}/title", block["title"], "image.title.max_length")


def check_rich_text(check: Check, at: str, block: Block) -> None:
    kinds = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")
    for index, element in enumerate(check.items(f"{at}/elements", block["elements"], 1000)):
        where = f"{at}/elements/{index}"
        if check.mapping(where, element):
            check.one_of(f"{where}/type", element.get("type", ""), kinds)
            for inner, part in enumerate(check.items(f"{where}/elements", element.get("elements"), 1000, least=0)):
                is_part = check.mapping(f"{where}/elements/{inner}", part)
                if is_part and part.get("type") == "text" and not part.get("text"):
                    check.problem(f"{where}/elements/{inner}/text", "must be more than 0 characters")


def check_markdown(check: Check, at: str, block: Block) -> None:
    check.string(f"{at}/text", block["text"], "markdown.text.max_length")


def check_table(check: Check, at: str, block: Block) -> None:
    widths = set()
    for number, row in enumerate(check.items(f"{at}/rows", block["rows"], "table.rows.max_items")):
        cells = check.items(f"{at}/rows/{number}", row, "table.columns.max_items")
        widths.add(len(cells))
        for index, cell in enumerate(cells):
            where = f"{at}/rows/{number}/{index}"
            if check.mapping(where, cell):
                check.one_of(f"{where}/type", cell.get("type", ""), ("raw_text", "raw_number", "rich_text"))
                if cell.get("type") == "raw_text":
                    check.string(f"{where}/text", cell.get("text"), 3000)
    if len(widths) > 1:
        check.problem(f"{at}/rows", "all rows must have the same number of cells")
    if "column_settings" in block:
        check.items(f"{at}/column_settings", block["column_settings"], "table.column_settings.max_items", least=0)


def check_data_visualization(check: Check, at: str, block: Block) -> None:
    check.string(f"{at}/title", block["title"], "data_visualization.title.max_length")
    chart = block["chart"]
    if not check.mapping(f"{at}/chart", chart):
        return
    check.one_of(f"{at}/chart/type", chart.get("type", ""), ("pie", "bar", "line", "area"))
    if chart.get("type") == "pie":
        segments = check.items(f"{at}/chart/segments", chart.get("segments"), "data_visualization.segments.max_items")
        check_points(check, f"{at}/chart/segments", segments, positive=True)
        return
    axis = chart.get("axis_config")
    if not check.mapping(f"{at}/chart/axis_config", axis):
        return
    categories = check.items(
        f"{at}/chart/axis_config/categories", axis.get("categories"), "data_visualization.categories.max_items"
    )
    for name in ("x_label", "y_label"):
        if name in axis:
            check.string(f"{at}/chart/axis_config/{name}", axis[name], "data_visualization.axis_label.max_length")
    series = check.items(f"{at}/chart/series", chart.get("series"), "data_visualization.series.max_items")
    names = [line.get("name") for line in series if isinstance(line, dict)]
    if any(names.count(name) > 1 for name in names):
        check.problem(f"{at}/chart/series", "names must be unique")
    for number, line in enumerate(series):
        where = f"{at}/chart/series/{number}"
        if check.mapping(where, line):
            check.string(f"{where}/name", line.get("name"), "data_visualization.series_name.max_length")
            points = check.items(f"{where}/data", line.get("data"), "data_visualization.data.max_items")
            check_points(check, f"{where}/data", points)
            if [point.get("label") for point in points if isinstance(point, dict)] != categories:
                check.problem(f"{where}/data", "labels must be the categories of the axis, in order")


def check_points(check: Check, at: str, points: list[Any], *, positive: bool = False) -> None:
    for index, point in enumerate(points):
        where = f"{at}/{index}"
        if check.mapping(where, point):
            check.string(f"{where}/label", point.get("label"), "data_visualization.point_label.max_length")
            value = point.get("value")
            if not isinstance(value, int | float) or isinstance(value, bool):
                check.problem(f"{where}/value", "must be a number")
            elif positive and value <= 0:
                check.problem(f"{where}/value", "must be more than 0")


def check_container(check: Check, at: str, block: Block, surface: str, unsupported: frozenset[str]) -> None:
    if "title" not in block and "rich_text_title" not in block:
        check.problem(at, "must have title or rich_text_title")
    if "title" in block:
        check.plain(f"{at}/title", block["title"], "container.title.max_length")
    if "subtitle" in block:
        check.text(f"{at}/subtitle", block["subtitle"], "container.subtitle.max_length")
    check.one_of(f"{at}/width", block.get("width"), ("narrow", "standard", "wide", "full"))
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        check.problem(f"{at}/default_collapsed", "needs is_collapsible")
    if block.get("has_header_divider") and block.get("is_collapsible"):
        check.problem(f"{at}/has_header_divider", "cannot be set with is_collapsible")
    if "icon" in block:
        check_element(check, f"{at}/icon", block["icon"], "container")
    children = check.items(f"{at}/child_blocks", block["child_blocks"], "container.child_blocks.max_items")
    for index, child in enumerate(children):
        where = f"{at}/child_blocks/{index}"
        if isinstance(child, dict) and child.get("type") not in CONTAINED:
            check.problem(f"{where}/type", f"{child.get('type')} is not allowed in a container")
        check_block(check, where, child, surface, unsupported)


def check_card(check: Check, at: str, block: Block) -> None:
    if not any(name in block for name in ("hero_image", "title", "actions", "body")):
        check.problem(at, "must have hero_image, title, actions or body")
    if "icon" in block and "slack_icon" in block:
        check.problem(at, "cannot have both icon and slack_icon")
    for name in ("title", "subtitle", "body", "subtext"):
        if name in block:
            check.text(f"{at}/{name}", block[name], f"card.{name}.max_length")
    for name in ("hero_image", "icon"):
        if name in block:
            check_element(check, f"{at}/{name}", block[name], "card")
    if "actions" in block:
        for index, button in enumerate(
            check.items(f"{at}/actions", block["actions"], LIMITS["card.actions.max_items"])
        ):
            check_element(check, f"{at}/actions/{index}", button, "card")


def check_alert(check: Check, at: str, block: Block) -> None:
    check.text(f"{at}/text", block["text"], "alert.text.max_length")
    check.one_of(f"{at}/level", block.get("level"), ("default", "info", "warning", "error", "success"))


RULES: dict[str, Callable[[Check, str, Block], None]] = {
    "section": check_section,
    "header": check_header,
    "divider": check_divider,
    "context": check_context,
    "actions": check_actions,
    "input": check_input,
    "image": check_image,
    "rich_text": check_rich_text,
    "markdown": check_markdown,
    "table": check_table,
    "data_visualization": check_data_visualization,
    "card": check_card,
    "alert": check_alert,
}
