"""Blocks as lines of text. A block that cannot be shown is named, never dropped."""

from collections.abc import Callable

from bot.playground.clock import Clock
from bot.playground.columns import beside, boxed, width_of, wrap
from bot.playground.markup import emoji, readable
from bot.playground.pulse import Pulse
from bot.playground.reading_charts import chart_lines, table_lines
from bot.playground.reading_elements import element_text, text_of
from bot.playground.reading_rich_text import markdown_lines, rich_text_lines
from bot.playground.records import Json
from bot.playground.wire import EMPTY, initial_value
from bot.playground.workspace import Workspace

PHONE_WIDTH = 42
"""Letters in a line on a phone."""
ALERT_SIGN = {"info": "ℹ️ ", "warning": "⚠️ ", "error": "⛔ ", "success": "✅ "}


class BlockReader:
    """`values` is state.values of the surface, `errors` the messages that a modal shows beside its inputs."""

    def __init__(
        self,
        workspace: Workspace,
        values: dict[str, dict[str, Json]] | None = None,
        errors: dict[str, str] | None = None,
    ) -> None:
        self._workspace = workspace
        self._values = values or {}
        self._errors = errors or {}
        self._readers: dict[str, Callable[[Json, int], list[str]]] = {
            "section": self._section,
            "header": self._header,
            "divider": self._divider,
            "context": self._context,
            "actions": self._actions,
            "input": self._input,
            "image": self._image,
            "rich_text": lambda block, width: rich_text_lines(workspace, block, width),
            "markdown": lambda block, width: markdown_lines(emoji(block["text"]), width),
            "table": self._table,
            "data_visualization": chart_lines,
            "container": self._container,
            "card": self._card,
            "alert": self._alert,
        }

    def lines(self, blocks: list[Json], width: int) -> list[str]:
        found: list[str] = []
        for block in blocks:
            kind = str(block.get("type"))
            reader = self._readers.get(kind)
            found += reader(block, width) if reader else [f"[a block that this reader cannot show: {kind}]"]
        return found

    def _touchable(self, block: Json, element: Json) -> str:
        value: Json = {}
        if element["type"] in EMPTY:
            typed = self._values.get(block.get("block_id", ""), {}).get(element.get("action_id", ""))
            value = typed or initial_value(element)
        return element_text(self._workspace, element, value)

    def _section(self, block: Json, width: int) -> list[str]:
        lines = wrap(text_of(self._workspace, block["text"]), width) if "text" in block else []
        fields = [text_of(self._workspace, field) for field in block.get("fields", [])]
        column = (width - 2) // 2
        for at in range(0, len(fields), 2):
            pair = [wrap(field, column) for field in fields[at : at + 2]]
            lines += beside(pair[0], pair[1] if len(pair) > 1 else [], column)
        if "accessory" in block:
            lines += wrap(self._touchable(block, block["accessory"]), width)
        return lines

    def _header(self, block: Json, width: int) -> list[str]:
        lines = wrap(text_of(self._workspace, block["text"]), width)
        return [*lines, "═" * max(width_of(line) for line in lines)]

    def _divider(self, block: Json, width: int) -> list[str]:
        return ["─" * width]

    def _context(self, block: Json, width: int) -> list[str]:
        parts = [
            f"[image: {element['alt_text']}]" if element["type"] == "image" else text_of(self._workspace, element)
            for element in block["elements"]
        ]
        return wrap("  ".join(parts), width)

    def _actions(self, block: Json, width: int) -> list[str]:
        lines: list[str] = []
        row = ""
        for element in block["elements"]:
            shown = self._touchable(block, element)
            if row and ("\n" in shown or width_of(row) + 1 + width_of(shown) > width):
                lines.append(row)
                row = ""
            row = f"{row} {shown}" if row else shown
            if "\n" in row:
                lines += row.split("\n")
                row = ""
        return [*lines, row] if row else lines

    def _input(self, block: Json, width: int) -> list[str]:
        label = text_of(self._workspace, block["label"]) + (" (optional)" if block.get("optional") else "")
        lines = wrap(label, width)
        typed = self._touchable(block, block["element"])
        lines += [f"  {line}" for line in wrap(typed, width - 2)]
        if "hint" in block:
            lines += [f"  {line}" for line in wrap(text_of(self._workspace, block["hint"]), width - 2)]
        error = self._errors.get(block.get("block_id", ""))
        return lines + ([f"  ⚠️ {line}" for line in wrap(error, width - 5)] if error else [])

    def _image(self, block: Json, width: int) -> list[str]:
        title = text_of(self._workspace, block.get("title"))
        return wrap(f"[image: {block['alt_text']}]{f' {title}' if title else ''}", width)

    def _table(self, block: Json, width: int) -> list[str]:
        return table_lines([[self._cell(cell) for cell in row] for row in block["rows"]], width)

    def _cell(self, cell: Json) -> str:
        if cell.get("type") == "rich_text":
            return "\n".join(rich_text_lines(self._workspace, cell, 40))
        return str(cell.get("text", cell.get("value", "")))

    def _container(self, block: Json, width: int) -> list[str]:
        if "rich_text_title" in block:
            title = " ".join(rich_text_lines(self._workspace, block["rich_text_title"], width - 4))
        else:
            title = text_of(self._workspace, block.get("title"))
        sign = "▸" if block.get("default_collapsed") else "▾"
        lines = wrap(f"{sign} {title}" if block.get("is_collapsible") else title, width)
        if "subtitle" in block:
            lines += [f"  {line}" for line in wrap(text_of(self._workspace, block["subtitle"]), width - 2)]
        return lines + [f"  {line}" for line in self.lines(block["child_blocks"], width - 2)]

    def _card(self, block: Json, width: int) -> list[str]:
        inside = width - 4
        lines = [f"[image: {block['hero_image']['alt_text']}]"] if "hero_image" in block else []
        for name in ("subtitle", "body", "subtext"):
            if name in block:
                lines += wrap(text_of(self._workspace, block[name]), inside)
        if block.get("actions"):
            lines += self._actions({"elements": block["actions"]}, inside)
        return boxed(text_of(self._workspace, block.get("title")), lines, "", width)

    def _alert(self, block: Json, width: int) -> list[str]:
        return wrap(ALERT_SIGN.get(block.get("level", ""), "") + text_of(self._workspace, block["text"]), width)

    def message_lines(self, text: str, blocks: list[Json], width: int) -> list[str]:
        """Blocks when there are any, else the text."""
        return self.lines(blocks, width) if blocks else wrap(readable(self._workspace, text), width)


def phone_lines(message: Json, workspace: Workspace | None = None) -> int:
    """How many lines a message takes on a phone: text, small print, and rows of buttons; with the names of a workspace."""
    reader = BlockReader(workspace or Workspace({}, Clock(), Pulse()))
    return len(reader.message_lines(message.get("text", ""), message["blocks"], PHONE_WIDTH))
