"""Somebody on our side who is not there any more: what is told in private, the form that names somebody else, the line about it."""

from collections.abc import Mapping
from typing import Any

from bot.blocks import who_reads
from bot.blocks.details import details_button
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, field, modal, person_input, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Body, Button, View
from bot.blocks.kit.text import mention, name
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import about
from bot.i18n.catalogue import Words
from storage.records import Record

ANOTHER = "another"


def left_message(words: Words, record: Record, person: str, *, decides: bool) -> Body:
    """In private: somebody on our side is not there any more, and what the reader, who ``decides`` or not, can do about it."""
    leads = person == record.conversation.opener
    key = "people.left" if not leads else "people.leader_left" if decides else "people.leader_left.nobody"
    text = words.say(key, person=mention(person), partner=name(record.partner_name))
    if not decides:
        return body(text, [section(text)])
    can = details_button(words, record) if leads else another_button(words, record, person)
    return body(text, [section(text), actions(can)])


def another_button(words: Words, record: Record, person: str) -> Button:
    """The button that opens the form in which somebody else is named."""
    return button(action_ids.NAME_ANOTHER, words.say("button.name_another"), On(c=record.id, q=person))


def another_modal(words: Words, record: Record, person: str) -> View:
    """The form in which the opener names somebody else."""
    blocks = [
        who_reads.line(words, who_reads.PEOPLE),
        section(words.say("people.another.intro", person=mention(person), partner=name(record.partner_name))),
        field(ANOTHER, words.say("people.another.who"), person_input(""), needed=True),
    ]
    return modal(
        words,
        action_ids.NAME_ANOTHER,
        words.say("people.another.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(c=record.id, q=person, lang=words.language).dump(),
        submit=words.say("people.another.submit"),
    )


def another_value(view_state: Mapping[str, Any]) -> str:
    """Return whom the form names; empty where it names nobody."""
    return ViewValues(view_state).one(ANOTHER) or ""


def another_named(words: Words, person: str, another: str) -> Body:
    """In the thread: who answers in the place of whom."""
    text = words.say("people.another.named", person=mention(person), another=mention(another))
    return body(text, [section(text)])
