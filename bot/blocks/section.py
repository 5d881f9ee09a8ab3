"""A section in the thread: its card, why its questions are asked, and the question before an early reveal."""

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, divider, modal, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, View
from bot.blocks.kit.source import credit
from bot.blocks.kit.text import lines, mention, name
from bot.blocks.kit.wording import about, reader
from bot.blocks.questions import (
    answer_errors,
    block_id_of,
    modal_values,
    probe_modal,
    section_modal,
)
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import PAUSED
from flows.model import Guide, Side
from storage.records import Record

__all__ = [
    "answer_errors",
    "block_id_of",
    "modal_values",
    "probe_modal",
    "reveal_confirmation",
    "section_card",
    "section_modal",
    "why_modal",
]


def section_card(words: Words, record: Record, section_id: str) -> Body:
    """A section in a message of its own, where it does not follow the answers to the one before."""
    conversation = record.conversation
    if conversation.section == section_id and conversation.hidden:
        blocks = asking(words, record, section_id)
    elif conversation.section == section_id:
        blocks = [section(_title(words, record, section_id)), actions(*after_reveal(words, record, section_id))]
    else:
        key = "section.paused" if conversation.stage == PAUSED else "section.closed"
        blocks = [section(_title(words, record, section_id)), context(words.say(key))]
    return body(words.say("section.text", section=name(reader(words, record).section(section_id))), blocks)


def asking(words: Words, record: Record, section_id: str) -> list[Block]:
    """What a section asks, in a line, and the button that opens its form. How many have answered stands on the card."""
    questions = record.conversation.questions(section_id)
    asked = words.count("section.questions", len(questions), minutes=_minutes(words, record, section_id))
    on = On(c=record.id, s=section_id)
    return [
        section(lines([_title(words, record, section_id), asked])),
        actions(
            button(action_ids.OPEN_SECTION, words.say("button.answer"), on, "primary"),
            button(action_ids.FOLLOW_UPS, words.say("button.follow_ups"), on),
            button(action_ids.WHY, words.say("button.why_section"), on),
            button(action_ids.REVEAL, words.say("button.reveal"), on),
        ),
    ]


def _title(words: Words, record: Record, section_id: str) -> str:
    conversation = record.conversation
    number = numbered(conversation.guide, section_id)
    return f"*{words.say('section.title', number=number, title=name(reader(words, record).section(section_id)))}*"


def numbered(guide: Guide, section_id: str) -> str:
    """Where a section stands among all: 3/6."""
    return f"{guide.road.index(section_id) + 1}/{len(guide.road)}" if section_id in guide.road else ""


def _minutes(words: Words, record: Record, section_id: str) -> str:
    seconds = sum(question.seconds for question in record.conversation.questions(section_id))
    return words.count("minutes", max(1, round(seconds / 60)))


def after_reveal(words: Words, record: Record, section_id: str) -> list[Button]:
    """Go on, change one's answers, or go back: what a revealed section offers."""
    on = On(c=record.id, s=section_id)
    road = record.conversation.guide.road
    last = section_id == road[-1]
    buttons = [
        button(action_ids.NEXT, words.say("button.next_last" if last else "button.next"), on, "primary"),
        button(action_ids.OPEN_SECTION, words.say("button.change"), on),
    ]
    buttons.append(button(action_ids.FOLLOW_UPS, words.say("button.follow_ups"), on))
    return buttons if section_id == road[0] else [*buttons, button(action_ids.BACK, words.say("button.back"), on)]


def reveal_confirmation(words: Words, record: Record) -> View:
    """The private question before an early reveal; it names who has not answered."""
    conversation = record.conversation
    section_id = conversation.section or conversation.guide.road[0]
    missing = conversation.missing(section_id)
    names = [mention(person.id) for person in missing]
    blocks = [section(words.count("reveal.missing", len(missing)) if missing else words.say("reveal.everyone"))]
    blocks += [section(", ".join(names[at : at + 60])) for at in range(0, len(names), 60)]
    blocks.append(section(words.say("reveal.consequence")))
    return modal(
        words,
        action_ids.CONFIRM_REVEAL,
        words.say("reveal.title"),
        blocks,
        about=about(words, record, section_id),
        metadata=Modal(c=record.id, s=section_id, lang=words.language).dump(),
        submit=words.say("reveal.submit"),
    )


def why_modal(words: Words, record: Record, section_id: str, side: Side = Side.ours) -> View:
    """Why each question of a section is asked, and where it comes from, in the wording of a side."""
    wording, guide = reader(words, record, side), record.conversation.guide
    key = "why.intro.source" if guide.source else "why.intro"
    blocks: list[Block] = [section(words.say(key, section=name(wording.section(section_id))))]
    for question in guide.in_section(section_id, wording.side)[:40]:
        blocks.append(
            section(lines([f"*{name(wording.prompt(question.id), 600)}*", name(wording.why(question.id), 900)]))
        )
        if question.source_line is not None:
            blocks.append(context(words.say("why.line", line=question.source_line)))
    if credited := credit(words, guide):
        blocks += [divider(), *credited]
    return modal(
        words, action_ids.WHY_VIEW, words.say("why.title"), blocks, about=about(words, record, section_id, side)
    )
