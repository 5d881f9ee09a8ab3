"""Wrap the paragraphs of documents, so that a change shows as the lines that it changes. One with too long a line is set anew.

Tables, code, headings, quotes and comments stay as they are, and so does a paragraph whose lines are short enough.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LONGEST, WIDTH = 132, 120
_APART = re.compile(r"^(?:\||#|>|<|```|~~~| {4}|$)")
_ITEM = re.compile(r"^(?:[-*]|\d+\.) +")
_WORDS = re.compile(r"(?:`[^`]*`|!?\[[^]]*\]\([^)]*\)|[^ \n`\[]|[`\[])+")
_OPENS_SOMETHING = re.compile(r"^(?:[-*+>#|]|\d+\.)")


def documents(so_far: Mapping[Path, str]) -> dict[Path, str]:
    """Return every document as it should be wrapped. CHANGELOG.md is left out: everybody's lines meet there."""
    files = [
        *sorted((ROOT / "docs").rglob("*.md")),
        *(one for one in sorted(ROOT.glob("*.md")) if one.name != "CHANGELOG.md"),
    ]
    return {file: wrapped(so_far[file] if file in so_far else file.read_text("utf-8")) for file in files}


def wrapped(text: str) -> str:
    """Return a document with its long paragraphs wrapped."""
    return "\n".join(
        line
        for block, prose in _blocks(text.split("\n"))
        for line in (_set(block) if prose and _is_long(block) else block)
    )


def _blocks(lines: list[str]) -> Iterator[tuple[list[str], bool]]:
    """Yield paragraphs and items of lists, and every other line alone; with each, whether it is prose."""
    block: list[str] = []
    fenced = False
    for line in lines:
        fence = line.startswith(("```", "~~~"))
        apart = fenced or fence or bool(_APART.match(line))
        if block and (apart or _ITEM.match(line)):
            yield block, True
            block = []
        if apart:
            yield [line], False
        else:
            block.append(line)
        fenced ^= fence
    if block:
        yield block, True


def _is_long(block: list[str]) -> bool:
    return any(len(line) > LONGEST for line in block)


def _set(block: list[str]) -> Iterator[str]:
    item = _ITEM.match(block[0])
    indent = " " * (len(item[0]) if item else len(block[0]) - len(block[0].lstrip(" ")))
    line = item[0].rstrip(" ") if item else ""
    words = _WORDS.findall(" ".join(part.strip(" ") for part in block)[len(item[0]) if item else 0 :])
    width = WIDTH
    for word in words:
        if line.strip(" ") and len(line) + 1 + len(word) > width and not _OPENS_SOMETHING.match(word):
            yield line
            line = indent + word
        else:
            line = f"{line} {word}" if line.strip(" ") else indent + word
    yield line
