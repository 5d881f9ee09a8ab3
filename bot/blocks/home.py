"""The home tab: the conversations that I am in, their state, and what waits for me."""

from collections.abc import Iterable

from bot.blocks import actions as act
from bot.blocks.answers_private import section_waiting, waiting
from bot.blocks.card import state_line
from bot.blocks.commitments import changing, line
from bot.blocks.elements import Block, View, actions, button, context, divider, header, section
from bot.blocks.section import credit
from bot.blocks.text import lines, mention, name
from bot.i18n import Words
from bot.payloads import On
from flows.follow_up.commitments import Commitment
from flows.model import Side
from storage.records import Record

_MOST_SHOWN = 25


def home(words: Words, records: Iterable[Record], person: str, owned: Iterable[tuple[str, Commitment]] = ()) -> View:
    """The tab for ``person``; what waits for them comes first. ``owned``: (conversation, commitment) to keep."""
    records = sorted(records, key=lambda one: (section_waiting(one, person) is None, one.conversation.ended))
    blocks: list[Block] = [
        header(words.say("home.title")),
        section(words.say("home.intro")),
        actions(
            button(act.START, words.say("button.start"), None, "primary"), button(act.HELP, words.say("button.help"))
        ),
    ]
    if not records:
        blocks += [divider(), section(words.say("home.none"))]
    blocks += _owned(words, owned)
    for record in records[:_MOST_SHOWN]:
        blocks += [divider(), *_row(words, record, person)]
    if len(records) > _MOST_SHOWN:
        blocks.append(context(words.count("list.more", len(records) - _MOST_SHOWN)))
    return {"type": "home", "blocks": [*blocks, divider(), context(credit(words))]}


def _owned(words: Words, owned: Iterable[tuple[str, Commitment]]) -> list[Block]:
    """What this person has promised, the next to be due first."""
    rows = [section(line(words, one), changing(words, conversation, one)) for conversation, one in owned]
    return [divider(), section(words.say("home.commitments")), *rows] if rows else []


def _row(words: Words, record: Record, person: str) -> list[Block]:
    conversation = record.conversation
    theirs = any(one.id == person and one.side is Side.partner for one in conversation.people)
    if theirs:  # where our side stands is not theirs to read
        title = words.say("home.invited", person=mention(conversation.opener))
        found = [section(lines([title, waiting(words, record, person)]))]
    else:
        channel = f"<#{record.channel}>" if record.channel.isalnum() else name(record.channel)
        title = words.say("home.line", partner=name(record.partner_name), channel=channel)
        found = [section(lines([title, state_line(words, record), waiting(words, record, person)]))]
    if (open_section := section_waiting(record, person)) is not None:
        action = act.OPEN_PARTNER_SECTION if theirs else act.OPEN_SECTION
        on = On(c=record.id, s=open_section)
        answer = button(act.numbered(action, record.id), words.say("button.answer"), on, "primary")
        found.append(actions(answer))
    return found
