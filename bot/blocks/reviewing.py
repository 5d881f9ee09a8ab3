"""Between the last section and the summary: the partner's people answer, and our side waits or sums up."""

from bot.blocks import actions as act
from bot.blocks.elements import Body, actions, button, section
from bot.blocks.messages import body
from bot.blocks.text import name
from bot.i18n import Words
from bot.payloads import On
from flows.lifecycle import REVIEWING
from flows.model import Side
from storage.records import Record


def waiting_for_partner(words: Words, record: Record) -> Body:
    """The partner's people were asked in private; the opener may sum up without waiting."""
    people = record.conversation.side(Side.partner)
    text = words.count("reviewing.waiting", len(people), partner=name(record.partner_name))
    return body(text, [section(text), _buttons(words, record)])


def partner_heard(words: Words, record: Record) -> Body:
    """Everybody at the partner has answered."""
    text = words.say("reviewing.heard", partner=name(record.partner_name))
    return body(text, [section(text), _buttons(words, record)])


def _buttons(words: Words, record: Record) -> dict[str, object]:
    on = On(c=record.id, s=REVIEWING)
    return actions(
        button(act.NEXT, words.say("reviewing.sum_up"), on, "primary"), button(act.BACK, words.say("button.back"), on)
    )
