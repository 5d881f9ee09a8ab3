"""Text in columns of a terminal: how wide it is, where it breaks, how it is padded."""

import unicodedata

ZERO_WIDTH = ("Mn", "Me", "Cf")
EMOJI_STYLE = "\ufe0f"
JOINER = "\u200d"


def width_of(text: str) -> int:
    """Terminal columns: 2 for East Asian wide characters and emoji, 0 for combining ones."""
    total, joined = 0, False
    for index, character in enumerate(text):
        if character == JOINER:
            joined = True
            continue
        if unicodedata.category(character) in ZERO_WIDTH:
            continue
        if not joined:
            wide = unicodedata.east_asian_width(character) in "WF" or text[index + 1 : index + 2] == EMOJI_STYLE
            total += 2 if wide else 1
        joined = False
    return total


def pad(text: str, width: int) -> str:
    return text + " " * max(0, width - width_of(text))


def wrap(text: str, width: int) -> list[str]:
    """Lines no wider than `width`; existing line breaks stay, and so does the indentation of a line."""
    return [line for paragraph in text.split("\n") for line in _wrap_line(paragraph, max(width, 8))]


def _wrap_line(line: str, width: int) -> list[str]:
    margin = line[: len(line) - len(line.lstrip(" │•"))]
    hanging = "".join(mark if mark in " │" else " " for mark in margin)
    lines, current = [], margin
    room_before = width_of(margin)
    for word in line[len(margin) :].split(" "):
        for piece in _cut(word, width - room_before):
            fresh = current in (margin, hanging)
            candidate = current + ("" if fresh else " ") + piece
            if fresh or width_of(candidate) <= width:
                current = candidate
            else:
                lines.append(current)
                current = hanging + piece
    return [*lines, current]


def _cut(word: str, width: int) -> list[str]:
    """The word, or pieces of it when it alone is too wide for a line."""
    if width_of(word) <= width:
        return [word]
    pieces, current = [], ""
    for character in word:
        if current and width_of(current + character) > width:
            pieces.append(current)
            current = ""
        current += character
    return [*pieces, current]


def beside(left: list[str], right: list[str], column: int) -> list[str]:
    """Two columns of lines next to each other."""
    rows = max(len(left), len(right))
    lefts, rights = left + [""] * (rows - len(left)), right + [""] * (rows - len(right))
    return [f"{pad(one, column)}  {two}".rstrip() for one, two in zip(lefts, rights, strict=True)]


def boxed(title: str, lines: list[str], footer: str, width: int) -> list[str]:
    """A frame with the title in its upper edge and the footer in its lower one."""
    inside = width - 4
    top = f"╭─ {title} " if title else "╭"
    bottom = f"╰─ {footer} " if footer else "╰"
    return [
        top + "─" * max(0, width - 1 - width_of(top)) + "╮",
        *(f"│ {pad(line, inside)} │" for line in lines),
        bottom + "─" * max(0, width - 1 - width_of(bottom)) + "╯",
    ]
