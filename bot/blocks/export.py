"""A file of the record for one person: for whom, as what, and the message that brings it."""

from collections.abc import Mapping
from typing import Any

from bot.blocks import actions as act
from bot.blocks.elements import Body, View, button, context, field, modal, radio, section
from bot.blocks.messages import body
from bot.blocks.text import name
from bot.blocks.view_state import ViewValues
from bot.i18n import Words
from bot.payloads import BadPayload, Modal, On
from storage.records import Document

VIEW, FORM = "export_for", "export_as"
VIEWS = {"team": "export.for.team", "board": "export.for.board", "partner-safe": "export.for.partner"}
FORMS = {"html": "export.as.html", "markdown": "export.as.markdown", "csv": "export.as.csv"}
_READERS = {
    "team": "export.for.team.short",
    "board": "export.for.board.short",
    "partner-safe": "export.for.partner.short",
}
_MOST_IN_NAME = 60


def opening(words: Words, conversation: str) -> dict[str, Any]:
    """The button that opens the form."""
    return button(act.EXPORT, words.say("button.export"), On(c=conversation))


def export_modal(words: Words, about: str, conversation: str | None) -> View:
    """Whom it is for, and as what. ``about``: what goes into the file, in words; ``conversation``: None for all of them."""
    blocks = [
        section(words.say("export.intro", about=about)),
        field(VIEW, words.say("export.for"), radio([(one, words.say(key)) for one, key in VIEWS.items()], "team")),
        field(FORM, words.say("export.as"), radio([(one, words.say(key)) for one, key in FORMS.items()], "html")),
        context(words.say("export.private")),
    ]
    metadata = Modal(c=conversation, lang=words.language).dump()
    return modal(
        words, act.EXPORT, words.say("export.title"), blocks, metadata=metadata, submit=words.say("export.submit")
    )


def export_values(view_state: Mapping[str, Any]) -> tuple[str, str]:
    """(view, format) as they were chosen; raises BadPayload."""
    filled = ViewValues(view_state)
    view, form = filled.one(VIEW) or "", filled.one(FORM) or ""
    if view not in VIEWS or form not in FORMS:
        raise BadPayload(f"{view}:{form}")
    return view, form


def one(words: Words, partner: str) -> str:
    """What goes into the file: one conversation."""
    return words.say("export.about.one", partner=name(partner, _MOST_IN_NAME))


def several(words: Words, count: int, *, more: bool) -> str:
    """What goes into the file: so many conversations; ``more``: older ones are left out."""
    told = words.count("export.about.all", count)
    return words.say("export.about.newest", about=told) if more else told


def underway(words: Words) -> Body:
    """What replaces the form."""
    return _said(words, "export.underway")


def brought(words: Words, about: str, view: str) -> Body:
    """The words with the file."""
    return _said(words, "export.here", about=about, readers=words.say(_READERS[view]))


def document(words: Words, content: dict[str, Any], file: str, ending: str) -> Document:
    """The file, by what the relay makes it of; ``file``: its name without an ending."""
    title = words.say("brief.title")
    return Document("brief", content, f"{file}.{ending}", title, words.say("export.refused"))


def _said(words: Words, key: str, **fields: str) -> Body:
    text = words.say(key, **fields)
    return body(text, [section(text)])
