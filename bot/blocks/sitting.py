"""One sitting: after a section is saved the next one is offered, in the same form."""

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import button, context, modal, section
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Button, View
from bot.blocks.kit.text import name
from bot.blocks.kit.wording import about, reader
from bot.i18n.catalogue import Words
from flows.model import Participant, Side
from storage.records import Record


def offered(words: Words, record: Record, person: str, saved: str) -> View | None:
    """What stands in the form once a section is saved: the next section; None where nothing is left to answer now."""
    following = _following(record, person, saved)
    return offer(words, record, record.conversation.participant(person), following) if following else None


def go_on_button(words: Words, record: Record, person: str, saved: str) -> Button | None:
    """The same as a button, where there is no form."""
    following = _following(record, person, saved)
    return ahead(words, record, record.conversation.participant(person), following) if following else None


def _following(record: Record, person: str, saved: str) -> str | None:
    conversation = record.conversation
    done = conversation.finished(saved, conversation.participant(person))
    return conversation.next_for(person, saved) if done else None


def offer(words: Words, record: Record, person: Participant, section_id: str) -> View:
    """Saved; the next section and how long it takes."""
    blocks: list[Block] = [section(words.say("sitting.next", section=_title(words, record, person, section_id)))]
    if person.side is Side.ours:
        blocks.append(context(words.say("sitting.hidden")))
    return modal(
        words,
        action_ids.NEXT_SECTION,
        words.say("sitting.title"),
        blocks,
        about=about(words, record, side=person.side),
        metadata=Modal(c=record.id, s=section_id, lang=words.language).dump(),
        submit=words.say("sitting.go_on"),
        close=words.say("sitting.later"),
    )


def ahead(words: Words, record: Record, person: Participant, section_id: str) -> Button:
    """A button that opens the section with which a person may go on."""
    label = words.say("sitting.button", section=reader(words, record, person.side).section(section_id))
    return button(action_ids.OPEN_SECTION, label, On(c=record.id, s=section_id))


def _title(words: Words, record: Record, person: Participant, section_id: str) -> str:
    seconds = sum(question.seconds for question in record.conversation.questions_for(section_id, person))
    title = name(reader(words, record, person.side).section(section_id))
    return words.say("sitting.section", section=title, minutes=words.count("minutes", max(1, round(seconds / 60))))
