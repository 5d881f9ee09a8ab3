"""rich_text and markdown blocks as lines of text."""

import re

from bot.playground.columns import wrap
from bot.playground.facts import EMOJI
from bot.playground.records import Json
from bot.playground.workspace import Workspace

HEADING = re.compile(r"^#{1,6} +")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
SLANTED = re.compile(r"(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\1(?![\w*])")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def rich_text_lines(workspace: Workspace, block: Json, width: int) -> list[str]:
    lines: list[str] = []
    for element in block.get("elements", []):
        kind = element.get("type")
        if kind == "rich_text_list":
            for number, item in enumerate(element.get("elements", []), 1):
                mark = f"{number}. " if element.get("style") == "ordered" else "• "
                indent = "  " * int(element.get("indent", 0))
                lines += wrap(indent + mark + inline(workspace, item), width)
        else:
            text = inline(workspace, element)
            if kind == "rich_text_quote":
                text = "\n".join(f"│ {line}" for line in text.split("\n"))
            lines += wrap(text, width)
    return lines


def inline(workspace: Workspace, element: Json) -> str:
    return "".join(part_text(workspace, part) for part in element.get("elements", []))


def part_text(workspace: Workspace, part: Json) -> str:
    kind = part.get("type")
    if kind == "text":
        return str(part.get("text", ""))
    if kind == "user":
        member = workspace.members.get(part.get("user_id", ""))
        return f"@{member.real_name if member else part.get('user_id')}"
    if kind == "channel":
        channel = workspace.channels.get(part.get("channel_id", ""))
        return f"#{channel.name if channel else part.get('channel_id')}"
    if kind == "emoji":
        return EMOJI.get(str(part.get("name")), f":{part.get('name')}:")
    if kind == "link":
        return f"{part['text']} ({part['url']})" if part.get("text") else str(part.get("url"))
    if kind == "broadcast":
        return f"@{part.get('range')}"
    return str(part.get("fallback") or part.get("value") or f"[{kind}]")


def markdown_lines(text: str, width: int) -> list[str]:
    """Standard Markdown, as far as a message needs it: headings, emphasis, links, lists and code stay readable."""
    lines: list[str] = []
    in_code = False
    for line in text.split("\n"):
        if line.startswith("```"):
            in_code = not in_code
            continue
        lines += wrap(line if in_code else without_marks(line), width)
    return lines


def without_marks(line: str) -> str:
    bare = HEADING.sub("", line)
    bare = re.sub(r"^(\s*)[-*+] ", r"\1• ", bare)
    bare = re.sub(r"^> ?", "│ ", bare)
    bare = LINK.sub(r"\1 (\2)", STRONG.sub(r"\2", bare))
    return SLANTED.sub(r"\2", bare).replace("`", "")
