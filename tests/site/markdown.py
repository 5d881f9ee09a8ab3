"""From Markdown as a forge reads it (CommonMark) to Markdown as the site's builder does (Python-Markdown).

What differs: how far the lines of a list stand in, the blank line before a list, ``\\|`` in code in a table, and Mermaid, which
the builder would leave to a script from the network.
"""

import re
from collections.abc import Callable, Iterator

_ITEM = re.compile(r"^(?P<mark>[-*]|\d+\.)(?P<gap> +)(?P<text>.*)$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_MERMAID = re.compile(r"^```mermaid\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(`+)(.+?)\1")
_PIECES = re.compile(
    r"(?P<code>^```.*?^```$|(?<=\n\n)(?:    [^\n]*\n+)+|(?P<ticks>`+)[^`].*?(?P=ticks))"
    r"|(?P<before>!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()(?P<target>[^()\s]+)\)",
    re.DOTALL | re.MULTILINE,
)
"""Code, where nothing is a link; or a link, which may go over lines."""

STEP = 4
"""How far a line stands in that belongs to the item of a list."""


def adapted(text: str, *, link: Callable[[str], str], draw: Callable[[str], str]) -> str:
    """Return a page for the builder. ``link`` says where each link goes, ``draw`` what stands for the source of a diagram."""
    linked = _PIECES.sub(
        lambda found: found[0] if found["code"] else f"{found['before']}{link(found['target'])})", text
    )
    lines = _with_lists(linked.splitlines())
    return _MERMAID.sub(lambda found: draw(found[1]), "\n".join(map(_without_escapes, lines)) + "\n")


def _without_escapes(line: str) -> str:
    """Return the row of a table with ``|`` as it is in code; any other line unchanged."""
    return _CODE.sub(lambda found: found[0].replace("\\|", "|"), line) if line.startswith("|") else line


def _with_lists(lines: list[str]) -> Iterator[str]:
    """Yield the lines with each list as the builder wants it: a blank line before, what belongs to an item four in."""
    inside, fenced, before = 0, False, ""
    for line in lines:
        if not inside and _FENCE.match(line):
            fenced = not fenced
        item = None if fenced else _ITEM.match(line)
        if item:
            if not inside and before.strip():
                yield ""
            inside = len(item["mark"] + item["gap"])
            yield f"{item['mark']}{' ' * max(1, STEP - len(item['mark']))}{item['text']}"
        elif inside and line.startswith(" " * inside):
            yield " " * STEP + line[inside:]
        else:
            if inside and line.strip() and not before.strip():
                inside = 0
            yield line
        before = line
