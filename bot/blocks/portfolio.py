"""The portfolio of some channels: how many stand where, what the answers said, the commonest flags, the hours promised."""

from bot.blocks.card import verdict_name
from bot.blocks.kit.elements import context, divider, section
from bot.blocks.kit.slack_types import Block
from bot.blocks.kit.text import lines, name
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.model import Guide, Verdict
from storage.conversations.finding import STANDINGS
from storage.conversations.portfolio import Portfolio

_LONGEST_BAR = 20
_BAR = "━"
"""A line without a break that screen readers pass over; they name a square, each one of ten."""
_MOST_FLAGS = 3


def portfolio_blocks(words: Words, guide: Guide, portfolio: Portfolio) -> list[Block]:
    """A few paragraphs; under each number a bar of characters. Nothing where there is no partnership."""
    total = sum(portfolio.standings.values())
    if not total:
        return []
    counted = [words.count(f"portfolio.{one}", portfolio.standings.get(one, 0)) for one in STANDINGS]
    found = [
        divider(),
        section(
            lines([words.say("portfolio.title"), words.count("portfolio.total", total, counted=", ".join(counted))])
        ),
    ]
    texts = [_verdicts(words, portfolio), _flags(words, guide, portfolio), _hours(words, portfolio)]
    found += [section(text) for text in texts if text]
    if any(texts):
        found.append(context(words.say("portfolio.counted")))
    return found


def _verdicts(words: Words, portfolio: Portfolio) -> str:
    return _counted(
        words,
        "portfolio.verdicts",
        [(verdict_name(words, one), count) for one in Verdict if (count := portfolio.verdicts.get(one, 0))],
    )


def _flags(words: Words, guide: Guide, portfolio: Portfolio) -> str:
    """A flag of another guide has no words here: it is left out."""
    wording = Wording(words, guide)
    known = [(flag, count) for flag, count in portfolio.flags if flag in guide.flag][:_MOST_FLAGS]
    return _counted(
        words,
        "portfolio.flags",
        [(name(wording.say(f"flag.{flag}.title"), 120), count) for flag, count in known],
    )


def _counted(words: Words, title: str, rows: list[tuple[str, int]]) -> str:
    """How often each came up, with bars where there is something to compare."""
    if not rows:
        return ""
    counts = [count for _, count in rows]
    found = [words.say(title)]
    for what, count in rows:
        found.append(words.say("portfolio.row", what=what, count=words.number(count)))
        if len(set(counts)) > 1:
            found.append(_bar(count, max(counts)))
    return "\n".join(found)


def _hours(words: Words, portfolio: Portfolio) -> str:
    monthly, term = portfolio.monthly, portfolio.term
    told = [
        words.count(key, one.partnerships, hours=words.hours(one.hours))
        for key, one in (("portfolio.monthly", monthly), ("portfolio.term", term))
        if one.partnerships
    ]
    return lines([words.say("portfolio.hours"), *told]) if told else ""


def _bar(count: int, most: int) -> str:
    """At least one character, the longest for the most."""
    return _BAR * max(1, round(_LONGEST_BAR * count / most)) if most > _LONGEST_BAR else _BAR * count
