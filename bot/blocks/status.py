"""“Where are we?”: where a conversation stands for one person, and those of a channel; drawn from ``flows.conversation.waits``."""

from collections.abc import Sequence

from bot.blocks import sitting
from bot.blocks.card import progress, state_line
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body, Button
from bot.blocks.kit.text import lines, mention, name, one_line, shorten
from bot.blocks.kit.wording import reader
from bot.i18n.catalogue import Words
from flows.conversation.waits import Mine, Now, mine, now
from flows.model import Side
from storage.records import Record

_MOST_STATUSES = 10
_MOST_OWN, _OWN_WEIGHT = 12, 80


def status(words: Words, record: Record, person: str | None, *, reveals: bool = False) -> Body:
    """Where the conversation stands: what waits for this person, what they have answered, how many are missing, what comes next.
    ``reveals``: they may open the answers early."""
    title = words.say("status.title", partner=name(record.partner_name), state=state_line(words, record))
    told = lines([waiting(words, record, person), _missing(words, record), _next(words, record)])
    blocks: list[Block] = [section(progress(words, record)), section(told), *_own(words, record, person)]
    buttons = _status_buttons(words, record, person, reveals=reveals)
    return body(title, [section(title), *blocks, *([actions(*buttons)] if buttons else [])])


def statuses(words: Words, records: Sequence[Record], person: str) -> Body:
    """Where each open conversation of a channel stands, for this person; those that wait for them first."""
    ordered = sorted(records, key=lambda record: mine(record.conversation, person)[0] not in (Mine.answer, Mine.decide))
    blocks: list[Block] = []
    for record in ordered[:_MOST_STATUSES]:
        title = words.say("status.title", partner=name(record.partner_name), state=state_line(words, record))
        blocks.append(section(lines([title, waiting(words, record, person), _missing(words, record)])))
        if buttons := _status_buttons(words, record, person):
            blocks.append(actions(*buttons))
    more = len(ordered) - _MOST_STATUSES
    if more > 0:
        blocks.append(context(words.count("list.more", more)))
    waits = sum(mine(record.conversation, person)[0] in (Mine.answer, Mine.decide) for record in records)
    title = words.count("status.several", len(records), waits=words.number(waits))
    return body(title, [section(title), *blocks])


def waiting(words: Words, record: Record, person: str | None) -> str:
    """What waits for this person, in one sentence."""
    what, section_id = mine(record.conversation, person)
    if section_id is None:
        return words.say(f"waiting.{what}")
    side = record.conversation.participant(str(person)).side
    return words.say("waiting.answer", section=name(reader(words, record, side).section(section_id)))


def _missing(words: Words, record: Record) -> str | None:
    """How many have not answered yet; never who."""
    waits = now(record.conversation)
    counted = waits.what in (Now.answer, Now.partner) and waits.people
    return words.count("status.missing", len(waits.people)) if counted else None


def _next(words: Words, record: Record) -> str | None:
    """What comes next, and who does it."""
    conversation = record.conversation
    waits = now(conversation)
    who = words.listed([mention(one) for one in waits.people], "or") if waits.what is Now.decide else ""
    key = f"status.next.{waits.what}"
    return words.say(key, opener=mention(conversation.opener), people=who) if words.knows(key) else None


def _own(words: Words, record: Record, person: str | None) -> list[Block]:
    """What this person has answered in the open section, a line a question."""
    conversation = record.conversation
    participant = next((one for one in conversation.people if one.id == person), None)
    section_id = conversation.section
    if participant is None or participant.side is Side.partner or section_id is None:
        return []
    wording, given = reader(words, record), conversation.own_answers(participant.id)
    asked = [one for each in conversation.questions_for(section_id, participant) for one in each.fields or (each.id,)]
    rows = [
        words.say(
            "status.own.line",
            question=name(shorten(one_line(wording.name(one)), _OWN_WEIGHT)),
            answer=name(shorten(one_line(wording.answer(one, given[one])), _OWN_WEIGHT)),
        )
        for one in asked[:_MOST_OWN]
        if one in given
    ]
    return [section(lines([words.say("status.own"), *rows]))] if rows else []


def _status_buttons(words: Words, record: Record, person: str | None, *, reveals: bool = False) -> list[Button]:
    conversation = record.conversation
    what, section_id = mine(conversation, person)
    found: list[Button] = []
    if what is Mine.answer:
        theirs = conversation.participant(str(person)).side is Side.partner
        opens = action_ids.OPEN_PARTNER_SECTION if theirs else action_ids.OPEN_SECTION
        on = On(c=record.id, s=section_id)
        answering = action_ids.numbered(opens, record.id)
        found.append(button(answering, words.say("button.answer"), on, "primary", spoken=_of(words, record)))
    elif person and (following := conversation.next_for(person)):
        found.append(sitting.ahead(words, record, conversation.participant(person), following))
    if what is Mine.decide:
        deciding = action_ids.numbered(action_ids.DECIDE, record.id)
        found.append(button(deciding, words.say("button.decide"), On(c=record.id), "primary"))
    if reveals and conversation.hidden:
        found.append(button(action_ids.REVEAL, words.say("button.reveal"), On(c=record.id, s=conversation.section)))
    return found


def _of(words: Words, record: Record) -> str:
    return words.say("home.answer", answer=words.say("button.answer"), partner=record.partner_name)
