"""Text from bytes, in the one encoding that files and standard input have: UTF-8, or what a byte order mark names.

Windows PowerShell writes UTF-16 with a mark (``>``), Notepad may write UTF-8 with one. Anything else is refused by its line.
"""

import codecs
import errno
import stat
from pathlib import Path

_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAVE_AS_UTF8 = "save it as UTF-8"
"""The fix for every text that cannot be read."""


class NotText(ValueError):
    """Bytes that are no text in a known encoding; the message names the line, ``line`` counts from 1."""

    def __init__(self, line: int, encoding: str) -> None:
        self.line = line
        self.problem = f"this is no {encoding} text"
        super().__init__(f"line {line} is no {encoding} text")


class TooLarge(ValueError):
    """A file that has more bytes than anybody writes by hand; the message says how many are read."""


def mark_of(content: bytes) -> tuple[int, str]:
    """Return the length of the byte order mark at the beginning (0 without one), and the encoding of what follows."""
    return next(((len(mark), name) for mark, name in _MARKED if content.startswith(mark)), (0, "utf-8"))


def decode(content: bytes, *, first_line: int = 1) -> str:
    """Return the text of ``content`` without its byte order mark; raises NotText, which counts from ``first_line``."""
    length, encoding = mark_of(content)
    name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
    try:
        text = content[length:].decode(encoding)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(encoding, errors="replace")
        raise NotText(first_line + before.count("\n"), name) from None
    # UTF-16 without a mark reads as UTF-8 with a zero after each letter, and no text of ours has one.
    if (at := text.find("\0")) >= 0:
        raise NotText(first_line + text.count("\n", 0, at), name)
    return text


def read_text(file: Path, most: int | None = None) -> str:
    """Return the text of a file; raises OSError or NotText, and TooLarge where it has more than ``most`` bytes.

    With ``most`` a pipe or a device is refused unread, by an OSError: nobody knows when it ends.
    """
    if most is None:
        return decode(file.read_bytes())
    if not is_plain(file):
        raise OSError(errno.EINVAL, "it is not a plain file")
    with file.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise TooLarge(f"it has more than {most:,} bytes")
    return decode(content)


def is_plain(file: Path) -> bool:
    """Return whether this is a file that has an end: no folder, no pipe, no device. Raises OSError where there is none."""
    return stat.S_ISREG(file.stat().st_mode)
