"""A file of the record for one person: for whom, as what, and the message that brings it."""

from collections.abc import Mapping
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import button, context, field, modal, radio, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import BadPayload, Modal, On
from bot.blocks.kit.slack_types import Body, Button, View
from bot.blocks.kit.text import begun, lines, name
from bot.blocks.kit.view_state import ViewValues
from bot.i18n.catalogue import Words
from storage.records import Document

VIEW, FORM = "export_for", "export_as"
PARTNER = "partner-safe"
VIEWS = {"team": "export.for.team", "board": "export.for.board", PARTNER: "export.for.partner"}
FORMS = {"html": "export.as.html", "markdown": "export.as.markdown", "csv": "export.as.csv"}
_READERS = {
    "team": "export.for.team.short",
    "board": "export.for.board.short",
    PARTNER: "export.for.partner.short",
}
_QUOTED = {"board": "export.quoted.board", PARTNER: "export.quoted.partner"}
_MOST_IN_NAME = 60


def opening(words: Words, conversation: str) -> Button:
    """The button that opens the form."""
    return button(action_ids.EXPORT, words.say("button.export"), On(c=conversation))


def export_modal(words: Words, about: str, conversation: str | None) -> View:
    """Whom it is for, and as what. ``about``: what goes into the file, in words; ``conversation``: None for all of them."""
    offered = {one: key for one, key in VIEWS.items() if written_for(one, conversation)}
    blocks = [
        who_reads.line(words, who_reads.EXPORT),
        section(words.say("export.intro", about=about)),
        field(VIEW, words.say("export.for"), radio([(one, words.say(key)) for one, key in offered.items()], "team")),
        field(FORM, words.say("export.as"), radio([(one, words.say(key)) for one, key in FORMS.items()], "html")),
        section(lines([who_reads.quoted(words, _QUOTED[one], one) for one in offered if one in _QUOTED])),
        context(words.say("export.private")),
    ]
    metadata = Modal(c=conversation, lang=words.language).dump()
    return modal(
        words,
        action_ids.EXPORT,
        words.say("export.title"),
        blocks,
        about=begun(about),
        metadata=metadata,
        submit=words.say("export.submit"),
    )


def written_for(view: str, conversation: str | None) -> bool:
    """Whether there is such a file: a partner's is about one partnership, and never about others'."""
    return view in VIEWS and (view != PARTNER or conversation is not None)


def export_values(view_state: Mapping[str, Any], conversation: str | None) -> tuple[str, str]:
    """(view, format) as they were chosen; raises BadPayload."""
    filled = ViewValues(view_state)
    view, form = filled.one(VIEW) or "", filled.one(FORM) or ""
    if not written_for(view, conversation) or form not in FORMS:
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
    return Document(
        "brief", content, f"{file}.{ending}", title, words.say("export.refused"), words.say("export.not_made")
    )


def _said(words: Words, key: str, **fields: str) -> Body:
    text = words.say(key, **fields)
    return body(text, [section(text)])
