"""Between the last section and the summary: the partner's people answer, and our side waits or sums up."""

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body
from bot.blocks.kit.text import name
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import REVIEWING
from flows.model import Side
from storage.records import Record


def waiting_for_partner(words: Words, record: Record, asked: int = 0) -> Body:
    """The partner's people are asked in private; the opener may sum up without waiting. ``asked``: how many have the message."""
    people = record.conversation.side(Side.partner)
    key = "reviewing.asking" if not asked else "reviewing.asked_some" if asked < len(people) else "reviewing.waiting"
    text = words.count(key, len(people), partner=name(record.partner_name), asked=words.number(asked))
    return body(text, [section(text), _buttons(words, record)])


def partner_heard(words: Words, record: Record) -> Body:
    """Everybody at the partner has answered."""
    text = words.say("reviewing.heard", partner=name(record.partner_name))
    return body(text, [section(text), _buttons(words, record)])


def _buttons(words: Words, record: Record) -> Block:
    on = On(c=record.id, s=REVIEWING)
    return actions(
        button(action_ids.NEXT, words.say("reviewing.sum_up"), on, "primary"),
        button(action_ids.BACK, words.say("button.back"), on),
    )
