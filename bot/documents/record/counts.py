"""Answers of which nobody's is seen: how many people of a side gave each, in the order of the guide and of nobody's.

Rows that stand in one order of people in every question would be a person each: whoever knows one answer has them all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.blocks.kit.text import clean
from bot.blocks.kit.wording import Wording
from bot.documents.record.readers import Told, View
from flows.guide.sharing import SMALL, in_words
from flows.model import Side, Value


def too_few(view: View, people: int) -> bool:
    """Whether so few people's answers are left out: outside the team, where names may be unknown, two are not a crowd."""
    return view is not View.team and people < SMALL


def counted(wording: Wording, answerable: str, values: Iterable[Value]) -> str:
    """ "2 × Yes · 1 × No"; an answer of several options counts once for each."""
    each = Counter(one for value in values for one in (value if isinstance(value, tuple) and value else (value,)))
    several = wording.words.say("brief.counts")
    return several.join(
        wording.words.say(
            "brief.count", answer=clean(wording.part(answerable, value)), n=wording.words.number(each[value])
        )
        for value in sorted(each, key=lambda value: wording.order(answerable, value))
    )


def told_together(wording: Wording, prompt: str, answerable: str, side: Side, values: Sequence[Value]) -> list[Told]:
    """What people of a side said to one question: their own words as they are, by alphabet, then one row of counts."""
    section = wording.guide.owner[answerable].section
    texts = sorted(str(value) for value in values if in_words(wording.guide, answerable, value))
    ticks = [value for value in values if not in_words(wording.guide, answerable, value)]
    shown = [*map(clean, texts), *([counted(wording, answerable, ticks)] if ticks else [])]
    return [Told(section, answerable, prompt, side, "", text) for text in shown]
