"""On what the guide rests, for whoever reads: a line of small print. No block where it names nobody."""

from bot.blocks.kit.elements import context
from bot.blocks.kit.slack_types import Block
from bot.blocks.kit.text import name
from bot.i18n.catalogue import Words
from flows.model import Guide
from flows.text.source import MOST_AUTHOR, MOST_TITLE


def credit(words: Words, guide: Guide) -> list[Block]:
    """Whose method it is; no block where the guide names nobody."""
    source = guide.source
    if source is None:
        return []
    named = {"author": name(source.author, MOST_AUTHOR), "title": name(words.typeset(source.title), MOST_TITLE)}
    if source.day is None:
        return [context(words.say("credit.undated", **named))]
    return [context(words.say("credit", **named, day=words.long_date(source.day)))]
