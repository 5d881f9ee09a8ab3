"""The documents that can go with a message, by kind: from values to the bytes of a file, when it is sent.

A library that only one kind needs is loaded by the function that makes it, not by this module.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.documents.agreement.enclosed import WORD, word_file
from storage.database import Database

Make = Callable[[str, Mapping[str, Any]], bytes]
"""From a kind and its content to bytes; raises what it likes."""

TEXT = "text"
"""A document of plain text or Markdown: {"text": …}."""
BRIEF = "brief"
"""Conversations as a view shows them when the file is made: {"conversations": ids, "form", "view", "language"}."""
_NAMING_SECONDS = 10.0


class UnknownKind(LookupError):
    """Nothing of this kind can be made by this version."""


def _text(content: Mapping[str, Any]) -> bytes:
    return str(content["text"]).encode("utf-8", "replace")


KINDS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    TEXT: _text,
    WORD: word_file,
}
"""A new kind of document is a line here."""


def maker(database: Database, names: Callable[[str], str] = str) -> Make:
    """Makes every kind, also those that are read from the database when they are made. ``names``: from a person's id."""

    def made(kind: str, content: Mapping[str, Any]) -> bytes:
        return _brief(database, content, names) if kind == BRIEF else make(kind, content)

    return made


def _brief(database: Database, content: Mapping[str, Any], names: Callable[[str], str]) -> bytes:
    from bot.documents.record.formats import briefs, written
    from bot.documents.record.readers import View

    conversations, view, language = content["conversations"], View(content["view"]), str(content["language"])
    people: dict[str, str] = {}
    with database.reading() as uow:  # who is named; Slack is asked who they are when this is over
        found = list(briefs(uow, conversations, view, language, lambda person: people.setdefault(person, person)))
    if people:
        people |= _called(people, names)
        with database.reading() as uow:
            found = list(briefs(uow, conversations, view, language, lambda person: people.get(person, person)))
    lines = written(found, str(content["form"]), view, language)
    return "\n".join((*lines, "")).encode("utf-8", "replace")


def _called(people: Iterable[str], names: Callable[[str], str]) -> dict[str, str]:
    """What they are called. Where Slack is slow the rest keep their ids: the message is claimed for a minute."""
    began, found = time.monotonic(), {}
    for person in people:
        if time.monotonic() - began > _NAMING_SECONDS:
            break
        found[person] = names(person)
    return found


def make(kind: str, content: Mapping[str, Any]) -> bytes:
    """The bytes; raises UnknownKind."""
    if kind not in KINDS:
        raise UnknownKind(kind)
    return KINDS[kind](content)
