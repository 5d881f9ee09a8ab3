"""One sitting: after a section is saved the next one stands in the same form, below what the coach asks again."""

from bot.blocks import questions
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import button, divider, section
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Button, View
from bot.blocks.kit.text import name
from bot.blocks.kit.wording import reader
from bot.blocks.who_reads import of_section
from bot.i18n.catalogue import Words
from flows.model import Participant
from storage.records import Record


def offered(words: Words, record: Record, person: str, saved: str, probes: tuple[str, ...] = ()) -> View | None:
    """What stands in the form once a section is saved: what the coach asks again of it (``probes``), and the next section; None
    where nothing is left to answer now."""
    following = _following(record, person, saved)
    if following is None:
        return questions.probe_modal(words, record, saved, person, probes) if probes else None
    participant = record.conversation.participant(person)
    top: list[Block] = []
    if probes:
        who = of_section(words, record.conversation, saved, participant, box=False)
        # Where its answers are open by now, what is added is read at once: it says so.
        top += [who] if who != of_section(words, record.conversation, following, participant, box=False) else []
        top += questions.asked_again(words, record, saved, person, probes)
        top.append(divider())
    top.append(section(words.say("sitting.next", section=_title(words, record, participant, following))))
    return questions.section_modal(words, record, following, person, ahead=probes, top=top)


def go_on_button(words: Words, record: Record, person: str, saved: str) -> Button | None:
    """The same as a button, where there is no form."""
    following = _following(record, person, saved)
    return ahead(words, record, record.conversation.participant(person), following) if following else None


def _following(record: Record, person: str, saved: str) -> str | None:
    conversation = record.conversation
    done = conversation.finished(saved, conversation.participant(person))
    return conversation.next_for(person, saved) if done else None


def ahead(words: Words, record: Record, person: Participant, section_id: str) -> Button:
    """A button that opens the section with which a person may go on."""
    label = words.say("sitting.button", section=reader(words, record, person.side).section(section_id))
    return button(action_ids.OPEN_SECTION, label, On(c=record.id, s=section_id))


def _title(words: Words, record: Record, person: Participant, section_id: str) -> str:
    seconds = sum(question.seconds for question in record.conversation.questions_for(section_id, person))
    title = name(reader(words, record, person.side).section(section_id))
    return words.say("sitting.section", section=title, minutes=words.count("minutes", max(1, round(seconds / 60))))
