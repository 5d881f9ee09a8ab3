"""People and details: the form that changes them while a conversation runs, the lines that tell it, and what who goes is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import (
    actions,
    button,
    date_input,
    field,
    modal,
    people_input,
    person_input,
    section,
    text_input,
)
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Body, Button, View
from bot.blocks.kit.text import lines, mention, name, one_line
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import about
from bot.blocks.setup import DECIDE_BY, DECISION, MOST_NAME, NAME, people_block
from bot.i18n.catalogue import Words
from flows.conversation.people import Change
from flows.model import Role, Side
from storage.records import Record

OPENER = "opener"


@dataclass(frozen=True)
class Details:
    """What can be changed. ``seats``: our people, and the role of each."""

    name: str
    decision: str
    decide_by: str
    opener: str
    seats: Mapping[str, Role]


def details_of(record: Record) -> Details:
    """How they are now."""
    conversation = record.conversation
    seats = {one.id: one.role for one in conversation.side(Side.ours) if not one.replaced}
    return Details(record.partner_name, conversation.setup.decision, record.decide_by, conversation.opener, seats)


def mark_of(record: Record) -> str:
    """What tells one state of the details from another: two who change them at once must not undo each other's changes."""
    return sha256(repr(details_of(record)).encode()).hexdigest()[:16]


def form(words: Words, record: Record) -> View:
    """The form, filled in with how it is."""
    now = details_of(record)
    blocks = [
        who_reads.line(words, who_reads.DETAILS),
        *(
            field(
                people_block(role),
                words.say(f"role.{role}"),
                people_input([person for person, has in now.seats.items() if has is role]),
            )
            for role in Role
        ),
        field(OPENER, words.say("details.opener"), person_input(now.opener), needed=True),
        field(NAME, words.say("details.name"), text_input(one_line(now.name)[:MOST_NAME], most=MOST_NAME), needed=True),
        field(DECISION, words.say("details.decision"), text_input(now.decision, multiline=True, most=1000)),
        field(DECIDE_BY, words.say("details.decide_by"), date_input(now.decide_by)),
    ]
    return modal(
        words,
        action_ids.DETAILS,
        words.say("details.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(c=record.id, q=mark_of(record), lang=words.language).dump(),
        submit=words.say("details.submit"),
    )


def values(view_state: Mapping[str, Any]) -> Details:
    """What was filled in; a person stands once, in the first role."""
    filled = ViewValues(view_state)
    seats: dict[str, Role] = {}
    for role in Role:
        for user in filled.many(people_block(role)):
            seats.setdefault(user, role)
    return Details(
        one_line(filled.one(NAME) or ""),
        (filled.one(DECISION) or "").strip(),
        filled.one(DECIDE_BY) or "",
        filled.one(OPENER) or "",
        seats,
    )


def offered(words: Words, record: Record) -> Body:
    """A private button to the form, for somebody who typed the word: there is no form without a click."""
    text = words.say("details.offered", partner=name(record.partner_name))
    return body(text, [section(text), actions(details_button(words, record))])


def details_button(words: Words, record: Record) -> Button:
    """The button that opens the form."""
    return button(action_ids.DETAILS, words.say("button.details"), On(c=record.id))


def told(words: Words, by: str, before: Details, now: Details, changes: Sequence[Change]) -> Body:
    """In the thread: what changed, a line each, and who changed it."""
    found = [words.say("details.by", person=mention(by)), *(_line(words, one) for one in changes)]
    if now.name != before.name:
        found.append(words.say("details.told.name", name=name(now.name)))
    if now.decision != before.decision:
        shown = name(now.decision, 400) if now.decision else words.say("details.none")
        found.append(words.say("details.told.decision", decision=shown))
    if now.decide_by != before.decide_by:
        day = words.long_date(now.decide_by) if now.decide_by else words.say("details.none")
        found.append(words.say("details.told.day", day=day))
    text = lines([found[0], *(words.say("bullet", text=one) for one in found[1:])])
    return body(text, [section(text)])


def _line(words: Words, one: Change) -> str:
    role = words.say(f"role.short.{one.role}")
    return words.say(f"details.told.{one.what}", person=mention(one.person), role=role)


def no_longer_asked(words: Words, record: Record, person: str, *, answered: bool) -> Body:
    """To who is not expected any more, in private: what becomes of their answers is for them to say."""
    opener, partner = mention(record.conversation.opener), name(record.partner_name)
    text = words.say("details.gone", opener=opener, partner=partner)
    if not answered:
        return body(text, [section(text)])
    text = f"{text} {words.say('details.gone.answers')}"
    on = On(c=record.id, q=person)
    keep = button(action_ids.KEEP_WHAT_I_SAID, words.say("button.keep_answers"), on, "primary")
    back = button(action_ids.WITHDRAW, words.say("button.withdraw"), on)
    return body(text, [section(text), actions(keep, back)])


def settled(words: Words, record: Record, *, withdrawn: bool) -> Body:
    """The same message once they have said."""
    text = words.say("details.withdrawn" if withdrawn else "details.kept", partner=name(record.partner_name))
    return body(text, [section(text)])


def withdrawn(words: Words, person: str) -> Body:
    """In the thread: somebody took back what they had answered."""
    text = words.say("details.told.withdrawn", person=mention(person))
    return body(text, [section(text)])
