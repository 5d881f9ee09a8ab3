"""What people wrote in their own words: their conditions, how it may fail, what a minority saw. Our side reads it."""

from collections.abc import Iterator

from bot.blocks.evidence import ANONYMOUS_FROM, heard
from bot.blocks.kit.elements import divider, quote, rich, section
from bot.blocks.kit.slack_types import Block
from bot.blocks.kit.text import fitting, mention, name
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.conversation.minority import minority_reasons, says_something
from flows.conversation.summary import Summary, shareable_answers
from flows.model import Participant, Sharing, Side
from flows.text.alike import clustered
from storage.records import Record

_MOST_CONDITIONS = 6
_MOST_FAILURES = 3
_QUOTE_WEIGHT = 400


def _written(record: Record, answerable: str | None) -> Iterator[tuple[Participant, str]]:
    """What each person wrote, as far as our side may read it."""
    guide = record.conversation.guide
    if answerable is None or guide.owner[answerable].sharing is Sharing.private:
        return
    for person, answers in shareable_answers(record.conversation):
        text = str(answers.get(answerable) or "")
        if says_something(record.conversation, answerable, text):
            yield person, text


def own_conditions(words: Words, record: Record) -> list[list[Block]]:
    """What would have to be true for each person to say yes; without names where three or more of ours answered, and the partner's
    people are never named."""
    found = list(_written(record, record.conversation.guide.own_condition))
    if not found:
        return []
    named = heard(record, Side.ours) < ANONYMOUS_FROM
    found.sort(key=lambda each: each[1])
    blocks: list[Block] = [divider(), section(words.say("summary.own_conditions"))]
    for person, text in found[:_MOST_CONDITIONS]:
        if named and person.side is Side.ours:
            blocks.append(section(words.say("reveal.said", people=mention(person.id))))
        blocks.append(rich(quote(fitting(text, _QUOTE_WEIGHT))))
    return [blocks]


def failures(words: Words, record: Record) -> list[list[Block]]:
    """A card of how this may fail, in people's own words without names: what comes back most first, three at most."""
    guide = record.conversation.guide
    asked = guide.check_in.prediction
    # In the order of the words: the order of people would tell who wrote what.
    texts = sorted(text for _, text in _written(record, asked if asked in guide.owner else None))
    if not texts:
        return []
    groups = clustered(texts, guide.lexicon.stop | guide.lexicon.buzz)[:_MOST_FAILURES]
    quoted = [rich(quote(fitting(group[0], _QUOTE_WEIGHT))) for group in groups]
    opening = words.say("summary.failures.often" if len(groups[0]) > 1 else "summary.failures")
    return [[divider(), section(opening), *quoted, section(words.say("summary.failures.ask"))]]


def next_test(words: Words, wording: Wording, told: Summary) -> list[list[Block]]:
    """What the summary ends in: the smallest thing to try in the next four weeks, about its first card."""
    if not told.cards:
        return [[divider(), section(words.say("summary.next_test"))]]
    title = wording.of_flag(told.cards[0].flags[0], "title")
    return [[divider(), section(words.say("summary.next_test.about", title=name(title, 200)))]]


def minority(words: Words, record: Record) -> list[Block]:
    """For the first check-in: what those saw who leaned another way than was decided, without a name."""
    found = minority_reasons(record.conversation)
    if not found:
        return []
    return [section(words.say("checkin.minority")), *(rich(quote(fitting(text, _QUOTE_WEIGHT))) for text in found[:3])]
