"""Three lines for the other side, to be copied by who went on: nothing is sent."""

from collections.abc import Iterator

from bot.blocks.check_in_form import wording_of
from bot.blocks.kit.elements import context, preformatted, rich, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.slack_types import Body
from bot.blocks.kit.text import clean, fitting
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.check_ins.letter import Letter, Need, letter_of
from flows.model import Side
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record

_WEIGHT = 1_500
_ASKED_OR_MET = {
    Side.ours: ("letter.need.ours.unknown", "letter.need.ours.met"),
    Side.partner: ("letter.need.partner.unknown", "letter.need.partner.met"),
}
"""Where nobody of a side said whether it got what it needed, and where it did."""


def letter_message(words: Words, record: Record, stored: StoredCheckIn) -> Body:
    """To who went on, in private: the three lines as a text to copy."""
    wording = wording_of(words, record, stored.check_in)
    text = words.say("letter.intro")
    lines = "\n".join(letter_lines(words, wording, letter_of(stored.check_in)))
    return body(text, [section(text), rich(preformatted(lines)), context(words.say("letter.hint"))])


def letter_lines(words: Words, wording: Wording, letter: Letter) -> Iterator[str]:
    """The three lines: what works, what each side still needs, one thing to change."""
    works = " ".join(fitting(clean(text), _WEIGHT) for text in letter.works[:2])
    yield words.say("letter.works", text=works) if works else words.say("letter.works.none")
    yield " ".join(_need(words, wording, one) for one in letter.needs)
    change = fitting(clean(letter.change), _WEIGHT)
    yield words.say("letter.change", text=change) if change else words.say("letter.change.none")


def _need(words: Words, wording: Wording, need: Need) -> str:
    unknown, met = _ASKED_OR_MET[need.side]
    if not need.met:
        return words.say(unknown if need.met is None else met)
    written = fitting(clean(need.written[0]), _WEIGHT) if need.written else ""
    if need.side is Side.ours:
        return words.say("letter.need.ours", text=written) if written else words.say("letter.need.ours.unwritten")
    needs = wording.guide.check_in.needs
    said = ", ".join(wording.option(needs, each) for each in need.met) if needs else ""
    return words.say("letter.need.partner", answer=clean(said))
