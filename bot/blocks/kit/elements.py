"""Slack's blocks and elements, with their limits kept."""

from collections.abc import Iterable, Sequence

from bot.blocks.kit.action_ids import VALUE, numbered
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import (
    Block,
    Button,
    Confirm,
    ConversationFilter,
    Input,
    InputBlock,
    OptionObject,
    Pressed,
    RichLines,
    RichSection,
    SectionBlock,
    Style,
    View,
)
from bot.blocks.kit.text import clean, mrkdwn, one_line, plain, shorten
from bot.i18n.catalogue import Words

Option = tuple[str, str]
"""A value and its text."""

MOST_INPUT = 3000
MOST_RADIO = 10
MOST_OPTIONS = 100


def header(text: str) -> Block:
    """A heading in plain text."""
    return {"type": "header", "text": plain(one_line(text), 150)}


def section(text: str, accessory: Pressed | None = None) -> Block:
    """A paragraph of mrkdwn."""
    made: SectionBlock = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        made["accessory"] = accessory
    return made


def paragraph(text: str) -> Block:
    """A paragraph of plain text."""
    return {"type": "section", "text": plain(text)}


def context(*texts: str) -> Block:
    """Small print in mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def divider() -> Block:
    """A line between things."""
    return {"type": "divider"}


def actions(*buttons: Pressed) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}


def button(
    action_id: str,
    text: str,
    on: On | None = None,
    style: Style | None = None,
    *,
    spoken: str = "",
    confirm: Confirm | None = None,
) -> Button:
    """A button that carries ``on``; ``style`` is primary or danger, and never the only sign of anything.

    ``spoken``: what a screen reader says where several have the same ``text``; it begins with that. ``confirm``: what Slack asks
    before the click counts.
    """
    made: Button = {"type": "button", "action_id": action_id, "text": plain(text, 75)}
    if on is not None:
        made["value"] = on.dump()
    if spoken:
        made["accessibility_label"] = shorten(one_line(spoken), 75)
    if style:
        made["style"] = style
    if confirm:
        made["confirm"] = confirm
    return made


def confirming(title: str, text: str, yes: str, no: str) -> Confirm:
    """A question before a click counts."""
    return {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}


def option(value: str, text: str) -> OptionObject:
    """One thing to choose."""
    return {"text": plain(text, 75), "value": value}


def radio(options: Sequence[Option], initial: str | None = None) -> Input:
    """One of several, all in sight up to Slack's ten; a menu beyond."""
    offered = [option(*one) for one in options[:MOST_OPTIONS]]
    made: Input = {
        "type": "radio_buttons" if len(offered) <= MOST_RADIO else "static_select",
        "options": offered,
    }
    chosen = next((one for one in offered if one["value"] == initial), None)
    if chosen:
        made["initial_option"] = chosen
    return made


def select(options: Sequence[Option], initial: str | None = None) -> Input:
    """One of several, in a menu."""
    made = radio(options, initial)
    made["type"] = "static_select"
    return made


def several(options: Sequence[Option], initial: Iterable[str] = (), *, menu: bool = False) -> Input:
    """Any number of several: boxes up to Slack's ten, a menu beyond."""
    offered = [option(*one) for one in options[:MOST_OPTIONS]]
    boxes = len(offered) <= MOST_RADIO and not menu
    made: Input = {
        "type": "checkboxes" if boxes else "multi_static_select",
        "options": offered,
    }
    wanted = frozenset(initial)
    chosen = [one for one in offered if one["value"] in wanted]
    if chosen:
        made["initial_options"] = chosen
    return made


def text_input(initial: str = "", *, most: int = MOST_INPUT, multiline: bool = False, placeholder: str = "") -> Input:
    """A field to write in."""
    made: Input = {"type": "plain_text_input", "max_length": most}
    if multiline:
        made["multiline"] = True
    if initial:
        made["initial_value"] = clean(initial)[:most]
    if placeholder:
        made["placeholder"] = plain(placeholder, 150)
    return made


def people_input(initial: Sequence[str] = (), placeholder: str = "") -> Input:
    """Any number of people."""
    made: Input = {"type": "multi_users_select"}
    if initial:
        made["initial_users"] = list(dict.fromkeys(initial))
    if placeholder:
        made["placeholder"] = plain(placeholder, 150)
    return made


def person_input(initial: str) -> Input:
    """One person."""
    made: Input = {"type": "users_select"}
    if initial:
        made["initial_user"] = initial
    return made


def channel_input() -> Input:
    """A channel of one's own organisation."""
    kinds: ConversationFilter = {
        "include": ["public", "private"],
        "exclude_bot_users": True,
        "exclude_external_shared_channels": True,
    }
    return {"type": "conversations_select", "default_to_current_conversation": True, "filter": kinds}


def date_input(initial: str = "") -> Input:
    """A day."""
    made: Input = {"type": "datepicker"}
    if initial:
        made["initial_date"] = initial
    return made


def time_input(initial: str) -> Input:
    """A time of day, written as 09:30: any minute."""
    return {"type": "timepicker", "initial_time": initial}


def field(block_id: str, label: str, element: Input, *, hint: str = "", needed: bool = False) -> InputBlock:
    """An input with its label; optional unless ``needed``."""
    made: InputBlock = {
        "type": "input",
        "block_id": block_id,
        "label": plain(one_line(label), 2000),
        "element": {**element, "action_id": numbered(VALUE, block_id)},
        "optional": not needed,
    }
    if hint:
        made["hint"] = plain(hint, 2000)
    return made


def rich(*elements: RichLines) -> Block:
    """A rich text block: what people wrote stands in it as it is."""
    return {"type": "rich_text", "elements": list(elements)}


def quote(text: str) -> RichSection:
    """A person's words in a rich text block."""
    return {"type": "rich_text_quote", "elements": [{"type": "text", "text": clean(text).strip() or "—"}]}


def preformatted(text: str) -> RichSection:
    """Words to copy, in a rich text block."""
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}


def modal(
    words: Words,
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    about: str = "",
    metadata: str = "",
    submit: str = "",
    close: str = "",
) -> View:
    """A modal view; one with a ``submit`` can be sent. ``about``: the partnership and the section, which stand first: on a phone a
    modal covers everything else."""
    made: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain(close or words.say("modal.cancel" if submit else "modal.close"), 24),
        "blocks": [*([context(about)] if about else []), *blocks][:100],
    }
    if submit:
        made["submit"] = plain(submit, 24)
    if metadata:
        made["private_metadata"] = metadata
    return made
