"""What can go with a message, by kind: from values to the bytes of a file, when it is sent.

A library that only one kind needs is loaded by the function that makes it, not by this module.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.agreement.enclosed import WORD, word_file
from bot.pictures import DRIFT, draw

Make = Callable[[str, Mapping[str, Any]], bytes]
"""From a kind and its content to bytes; raises what it likes."""

TEXT = "text"
"""A document of plain text or Markdown: {"text": …}."""


class UnknownKind(LookupError):
    """Nothing of this kind can be made by this version."""


def _text(content: Mapping[str, Any]) -> bytes:
    return str(content["text"]).encode("utf-8", "replace")


KINDS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    DRIFT: lambda content: draw(DRIFT, content),
    TEXT: _text,
    WORD: word_file,
}
"""A new kind of document is a line here."""


def make(kind: str, content: Mapping[str, Any]) -> bytes:
    """The bytes; raises UnknownKind."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    return KINDS[kind](content)
