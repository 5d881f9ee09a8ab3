"""The quick screening: one form, one person, three ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks import setup, who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, field, modal, people_input, radio, section, text_input
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.refilled import filled_in
from bot.blocks.kit.slack_types import Block, View
from bot.blocks.kit.text import name, one_line
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import Wording
from bot.blocks.questions import block_id_of
from bot.i18n.catalogue import Words
from flows.conversation.quick import ENDS, LOOK
from flows.model import NOT_MINE, Guide, Kind, Question, Role
from storage.records import Record

BOTHERS, END = "bothers", "end"


@dataclass(frozen=True)
class Screened:
    """What was filled in. ``raw``: question → token; ``end``: one of ``ENDS``."""

    name: str
    raw: Mapping[str, object]
    bothers: str
    end: str


def quick_modal(
    words: Words,
    guide: Guide,
    *,
    channel: str,
    opener: str,
    wrote: str = "",
    look: bool = False,
    namesake: setup.Namesake | None = None,
    typed: Mapping[str, Any] | None = None,
) -> View:
    """Who wrote, the questions of the screening, what bothers, and how it ends. ``look``: it ends in a conversation, and who else
    answers is asked beside all that was filled in (``typed``)."""
    blocks: list[Block] = [
        who_reads.line(words, who_reads.QUICK_LOOK if look else who_reads.QUICK),
        *(setup.of_namesake(words, namesake) if namesake else ()),
        *(() if channel else (setup.where(words),)),
        field(
            setup.NAME,
            words.say("quick.who"),
            text_input(one_line(wrote)[: setup.MOST_NAME], most=setup.MOST_NAME),
            needed=True,
        ),
    ]
    if look:
        blocks.append(field(setup.people_block(Role.other), words.say("quick.who_else"), people_input([opener])))
    blocks += _questions(words, guide)
    blocks.append(field(BOTHERS, words.say("quick.bothers"), text_input(most=300)))
    if not look:
        ends = [(end, words.say(f"quick.{end}")) for end in ENDS]
        blocks.append(field(END, words.say("quick.end"), radio(ends), needed=True))
    metadata = Modal(
        channel=channel or None, q=namesake.id if namesake else None, more=look or None, lang=words.language
    )
    submit = "setup.another" if namesake else "setup.submit" if look else "quick.submit"
    return modal(
        words,
        action_ids.QUICK,
        words.say("quick.title"),
        [filled_in(block, typed or {}) for block in blocks],
        metadata=metadata.dump(),
        submit=words.say(submit),
    )


def _questions(words: Words, guide: Guide) -> Iterator[Block]:
    wording = Wording(words, guide)
    for question in asked(guide):
        options = [(token, text) for token, text in wording.options(question.id) if token != NOT_MINE]
        yield field(block_id_of(question.id), wording.prompt(question.id), radio(options))


def asked(guide: Guide) -> tuple[Question, ...]:
    """The questions of the screening that are answered by a click."""
    section_id = guide.screening_section
    return tuple(q for q in guide.in_section(section_id) if q.kind is Kind.choice) if section_id else ()


def quick_values(guide: Guide, view_state: Mapping[str, Any], *, look: bool) -> Screened:
    """What was filled in."""
    filled = ViewValues(view_state)
    given = {question.id: filled.one(block_id_of(question.id)) for question in asked(guide)}
    return Screened(
        name=one_line(filled.one(setup.NAME) or ""),
        raw={question: token for question, token in given.items() if token},
        bothers=one_line(filled.one(BOTHERS) or ""),
        end=LOOK if look else filled.one(END) or "",
    )


def asked_again(words: Words, record: Record, day: date) -> View:
    """Later: when the coach asks again, in private, and a button for another day."""
    on = On(c=record.id)
    blocks: list[Block] = [
        section(words.say("quick.asked_again", partner=name(record.partner_name), day=words.long_date(day))),
        actions(button(action_ids.LEDGER_LATER, words.say("quick.another_day"), on)),
    ]
    return modal(
        words, action_ids.NOTICE_VIEW, words.say("quick.title"), blocks, metadata=Modal(lang=words.language).dump()
    )
