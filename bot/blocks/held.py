"""What is held back because the partner's side reads in the channel by now: the question to the opener, and the answers to it."""

from collections.abc import Collection

from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Block, Body
from bot.blocks.kit.text import lines, mention, name
from bot.i18n.catalogue import Words
from storage.records import SHARED, Record

_BETWEEN = ","
_MOST_NAMED = 20


def question(words: Words, record: Record, before: Collection[str]) -> Body:
    """In private: what is held back, before whom, and the two ways on."""
    text = words.say("held", partner=name(record.partner_name))
    ways = lines([words.say("held.ways"), words.say("held.keep")])
    return body(text, [section(lines([text, *_who(words, before)])), section(ways), _buttons(words, record, before)])


def still_held(words: Words, record: Record, before: Collection[str]) -> Body:
    """In private: it is as it was."""
    text = words.say("held.still", partner=name(record.partner_name))
    return body(text, [section(lines([text, *_who(words, before)])), _buttons(words, record, before)])


def accepted_in(on: On) -> frozenset[str]:
    """Return before whom the button says that it is posted all the same."""
    return frozenset(filter(None, (on.v or "").split(_BETWEEN)))


def _who(words: Words, before: Collection[str]) -> list[str]:
    people = sorted(set(before) - {SHARED})
    found = [words.say("held.shared")] if SHARED in before else []
    if people:
        found.append(words.say("held.people", people=", ".join(map(mention, people[:_MOST_NAMED]))))
    return found


def _buttons(words: Words, record: Record, before: Collection[str]) -> Block:
    everyone = _BETWEEN.join(sorted(before))
    return actions(
        button(action_ids.HELD_LOOK, words.say("button.held_look"), On(c=record.id), "primary"),
        button(action_ids.HELD_POST, words.say("button.held_post"), On(c=record.id, v=everyone)),
    )
