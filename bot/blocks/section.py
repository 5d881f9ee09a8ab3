"""A section in the thread: its card, why its questions are asked, and the question before an early reveal."""

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, divider, modal, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, View
from bot.blocks.kit.text import lines, mention, name
from bot.blocks.kit.wording import ARTICLE, ARTICLE_DAY, AUTHOR, Wording, reader
from bot.blocks.questions import (
    answer_errors,
    block_id_of,
    modal_values,
    probe_modal,
    section_modal,
)
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import PAUSED
from flows.model import Guide
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

_LINES_A_BLOCK = 15


def section_card(words: Words, record: Record, section_id: str) -> Body:
    """What a section asks, how many have finished it, and what can be done now."""
    conversation = record.conversation
    wording = reader(words, record)
    title = words.say(
        "section.title", number=_number(conversation.guide, section_id), title=name(wording.section(section_id))
    )
    asked = [
        words.say("section.question", number=number, prompt=name(wording.prompt(question.id), 600))
        for number, question in enumerate(conversation.questions(section_id), 1)
    ]
    done, expected = conversation.answered_count(section_id)
    counted = words.count("card.answered", done, expected=words.number(expected))
    blocks: list[Block] = [section(f"*{title}*")]
    blocks += [section(lines(asked[at : at + _LINES_A_BLOCK])) for at in range(0, len(asked), _LINES_A_BLOCK)]
    is_open = conversation.section == section_id
    if is_open and conversation.hidden:
        blocks.append(actions(*_while_hidden(words, record, section_id)))
        blocks.append(
            context(words.say("section.hidden", counted=counted, minutes=_minutes(words, record, section_id)))
        )
    elif is_open:
        blocks.append(actions(*_while_shown(words, record, section_id)))
        blocks.append(context(words.say("section.revealed", counted=counted)))
    else:
        key = "section.paused" if conversation.stage == PAUSED else "section.closed"
        blocks.append(context(words.say(key, counted=counted)))
    return body(words.say("section.text", title=title, counted=counted), blocks)


def _number(guide: Guide, section_id: str) -> str:
    return f"{guide.road.index(section_id) + 1}/{len(guide.road)}" if section_id in guide.road else ""


def _minutes(words: Words, record: Record, section_id: str) -> str:
    seconds = sum(question.seconds for question in record.conversation.questions(section_id))
    return words.count("minutes", max(1, round(seconds / 60)))


def _while_hidden(words: Words, record: Record, section_id: str) -> list[Button]:
    on = On(c=record.id, s=section_id)
    return [
        button(action_ids.OPEN_SECTION, words.say("button.answer"), on, "primary"),
        button(action_ids.FOLLOW_UPS, words.say("button.follow_ups"), on),
        button(action_ids.WHY, words.say("button.why_section"), on),
        button(action_ids.REVEAL, words.say("button.reveal"), on),
    ]


def _while_shown(words: Words, record: Record, section_id: str) -> list[Button]:
    on = On(c=record.id, s=section_id)
    return [*after_reveal(words, record, section_id), button(action_ids.WHY, words.say("button.why_section"), on)]


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
        metadata=Modal(c=record.id, s=section_id, lang=words.language).dump(),
        submit=words.say("reveal.submit"),
    )


def why_modal(wording: Wording, section_id: str) -> View:
    """Why each question of a section is asked, and where it comes from, in the wording of a side."""
    words, guide = wording.words, wording.guide
    blocks: list[Block] = [section(words.say("why.intro", section=name(wording.section(section_id))))]
    for question in guide.in_section(section_id, wording.side)[:40]:
        blocks.append(
            section(lines([f"*{name(wording.prompt(question.id), 600)}*", name(wording.why(question.id), 900)]))
        )
        blocks.append(context(words.say("why.line", line=question.article_line)))
    blocks += [divider(), context(credit(words))]
    return modal(words, action_ids.WHY_VIEW, words.say("why.title"), blocks)


def credit(words: Words) -> str:
    """Whose method it is."""
    return words.say("credit", author=AUTHOR, article=ARTICLE, day=words.long_date(ARTICLE_DAY))
