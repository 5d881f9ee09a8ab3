"""Who will read what somebody writes, said before they write it; made from ``flows.guide.sharing``, so that it is what happens."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from bot.blocks.kit.elements import section
from bot.blocks.kit.slack_types import Block
from bot.blocks.kit.text import lines, name
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.check_ins.checkin import CheckIn
from flows.conversation.answering import has_agreed
from flows.conversation.conversation import Conversation
from flows.guide.sharing import SMALL, announced, private, protected
from flows.model import Guide, Participant, Side

MOST_LINE = 140
"""Characters of the line that a form begins with."""
SETUP, DECISION, STOP, OUTCOME = "readers.setup", "readers.decision", "readers.stop", "readers.outcome"
COMMITMENT, CHANGE, LATER = "readers.commitment", "readers.change", "readers.later"
SCHEDULE, EXPORT, PEOPLE = "readers.schedule", "readers.export", "readers.people"
THREAD, QUICK, QUICK_LOOK = "readers.thread", "readers.quick", "readers.quick_look"
DETAILS = "readers.details"
_A_BLOCK, _MOST_PROMPT = 20, 140


class Free(StrEnum):
    """What people write freely, and nobody can strip of what gives them away."""

    wanted = "wanted"
    reason = "reason"
    reopens = "reopens"
    commitments = "commitments"
    own_commitments = "own_commitments"
    change = "change"
    answers = "answers"
    remarks = "remarks"


QUOTED: Mapping[str, tuple[Free, ...]] = {
    "team": (
        Free.answers,
        Free.wanted,
        Free.reason,
        Free.reopens,
        Free.commitments,
        Free.change,
        Free.remarks,
    ),
    "board": (Free.wanted, Free.reason, Free.reopens, Free.commitments),
    "partner-safe": (Free.own_commitments,),
}
"""For whom a file is written → what stands in it word for word. The form says so before, the file itself at its head."""


def quoted(words: Words, key: str, view: str) -> str:
    """A text that names what stands word for word in a file for these readers."""
    return words.say(key, quoted=words.listed([words.say(f"quoted.{each}") for each in QUOTED[view]]))


def line(words: Words, key: str) -> Block:
    """The first line of a form that asks for no answers."""
    return section(words.say(key))


def of_section(words: Words, conversation: Conversation, section_id: str, person: Participant, *, box: bool) -> Block:
    """The first line of a form of a section. ``box``: whether the form asks the partner's people for their consent."""
    if person.side is Side.ours:
        return line(words, "readers.hidden" if conversation.blind(section_id) else "readers.open")
    if not box and has_agreed(conversation, person.id, section_id):
        return line(words, "readers.summary.agreed")
    return line(words, f"readers.summary.{_how_many(conversation.side(Side.partner))}")


def of_check_in(words: Words, check_in: CheckIn, person: Participant) -> Block:
    """The first line of the form of a check-in."""
    if person.side is Side.ours:
        return line(words, "readers.report" if check_in.hidden else "readers.open")
    if not check_in.hidden:
        return line(words, "readers.report.open")
    asked = [each for each in check_in.people if each.side is Side.partner]
    return line(words, f"readers.report.{_how_many(asked)}")


def _how_many(people: tuple[Participant, ...] | list[Participant]) -> str:
    """ "one", "two" or "more": from how many on nobody knows for sure who said what."""
    return "more" if len(people) >= SMALL else "two" if len(people) > 1 else "one"


def marked(words: Words, guide: Guide, answerable: str, side: Side, label: str) -> str:
    """The label of a question, with a mark where other people read less of its answer than the form's first line says."""
    if private(guide, answerable):
        return words.say("readers.mark.private", prompt=label)
    if side is Side.partner and protected(guide, answerable):
        return words.say("readers.mark.kept", prompt=label)
    return label


def counted(words: Words, key: str, guide: Guide) -> str:
    """A text that says of how many questions our side reads the partner's ticks and numbers."""
    found = announced(guide)
    asked = len(found.shared) + len(found.kept)
    return words.say(key, shared=words.number(len(found.shared)), asked=words.number(asked))


def invitation(words: Words, wording: Wording, conversation: Conversation) -> Iterator[Block]:
    """What our side will read of the partner's answers and what it will not, question by question, before they answer."""
    found = announced(conversation.guide)
    if found.shared:
        yield from _list(words, wording, "invitation.shared", found.shared)
    yield from _list(words, wording, "invitation.kept" if found.kept else "invitation.kept.words", found.kept)
    few = _how_many(conversation.side(Side.partner))
    yield section(lines([words.say("invitation.counts"), words.say(f"invitation.{few}") if few != "more" else None]))


def _list(words: Words, wording: Wording, key: str, questions: tuple[str, ...]) -> Iterator[Block]:
    rows = [words.say(key), *(words.say("bullet", text=name(wording.prompt(each), _MOST_PROMPT)) for each in questions)]
    for at in range(0, len(rows), _A_BLOCK):
        yield section(lines(rows[at : at + _A_BLOCK]))
