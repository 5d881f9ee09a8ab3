"""What the coach proposes after a reveal, in words: where people differ, one move, and three more for one person who is stuck."""

from collections.abc import Iterator

from bot.blocks.kit.elements import section
from bot.blocks.kit.messages import body
from bot.blocks.kit.slack_types import Body
from bot.blocks.kit.text import begun, lines, name, one_line, shorten
from bot.blocks.kit.wording import Wording, reader
from bot.i18n.catalogue import Words
from bot.i18n.commands import PAUSE, typed_in
from flows.assessment.differences import Difference
from flows.conversation.moves import EARLY, Move, further_moves
from flows.model import Kind
from storage.records import Record

_NAME_WEIGHT = 48
"""Of the name of a question within a move, which must fit a glance."""
MOST_DIFFERING = 3
_MOST_ANSWERS = 4
_OPTION_WEIGHT = 60


def move_text(words: Words, wording: Wording, move: Move) -> str:
    """A move in one or two sentences of mrkdwn; it names nobody."""
    about = name(shorten(one_line(wording.name(move.question)), _NAME_WEIGHT)) if move.question else ""
    if move.own:
        said = name(wording.say(f"move.{move.id}.say"), 1000)
        return said.replace("{question}", about).replace("{n}", words.number(move.count))
    key = f"move.{move.id}"
    if move.id == EARLY:
        return words.count(key, move.count)
    pause = typed_in(words.language).commands[PAUSE].spellings[0]
    return words.say(key, question=about, n=words.number(move.count), pause=pause)


def _why(words: Words, wording: Wording, move: Move) -> str:
    return name(wording.say(f"move.{move.id}.why"), 300) if move.own else words.say(f"move.{move.id}.why")


def differing(words: Words, wording: Wording, found: tuple[Difference, ...]) -> Iterator[str]:
    """A line for each of the widest differences: the question's name, and how many gave which answer."""
    if found:
        yield words.say("reveal.differ")
    for each in found[:MOST_DIFFERING]:
        asked = begun(name(wording.name(each.question), 120))
        yield words.say("reveal.spread", question=asked, spread=_spread(words, wording, each))


def _spread(words: Words, wording: Wording, each: Difference) -> str:
    """ "2 Yes, 1 No"; of numbers, how far they go."""
    if not each.spread:
        is_scale = wording.guide.kind_of(each.question) is Kind.scale
        ends = [
            words.number(end) if is_scale else wording.quantity(each.question, end) for end in (each.least, each.most)
        ]
        return words.say("reveal.from_to", least=ends[0], most=ends[1])
    shown = each.spread[:_MOST_ANSWERS]
    parts = [
        words.say(
            "reveal.answered",
            n=words.number(count),
            answer=name(shorten(one_line(wording.option(each.question, token)), _OPTION_WEIGHT)),
        )
        for token, count in shown
    ]
    return " · ".join(parts) + (" · …" if len(each.spread) > len(shown) else "")


def more_moves(words: Words, record: Record) -> Body:
    """For one person who is stuck: three further moves for what was revealed last, with reasons; or that it is too early."""
    wording = reader(words, record)
    found = further_moves(record.conversation)
    if not found:
        return body(words.say("moves.too_early"), [section(words.say("moves.too_early"))])
    told = [
        lines([words.say("bullet", text=move_text(words, wording, move)), f"_{_why(words, wording, move)}_"])
        for move in found
    ]
    title = words.say("moves.title")
    return body(title, [section(title), *(section(each) for each in told)])
