"""The guide's words for a question, an option or an answer, as one side reads them."""

from collections.abc import Iterable

from bot.blocks.kit.text import mention, name
from bot.i18n.catalogue import Words
from bot.i18n.catalogue import words as words_of
from flows.guide.sharing import in_words
from flows.model import NOT_MINE, UNSURE, Assessment, Guide, Kind, RaisedFlag, Setup, Side, Value
from flows.text.units import Unit
from storage.records import Record

_NO_ANSWER = (UNSURE, NOT_MINE, None)


class Wording:
    """How a side of a conversation reads the guide. Everything it gives is plain text: escape it in mrkdwn."""

    def __init__(
        self, words: Words, guide: Guide, setup: Setup | None = None, side: Side = Side.ours, *, alone: bool = False
    ) -> None:
        self.words, self.guide, self.setup, self.side = words, guide, setup or Setup(), side
        self.alone = alone
        """One person answers alone: nothing is said of "most of you"."""
        self.language = words.language if words.language in guide.languages else guide.languages[0]

    def say(self, key: str) -> str:
        """The guide's text for ``key``, as it is said to one person where one answers alone."""
        if self.alone and self.guide.has_text(self.language, own := f"alone.{key}"):
            key = own
        return words_of(self.language).typeset(self.guide.text(self.language, key))

    def knows(self, key: str) -> bool:
        """Whether the guide has a text for ``key``."""
        return self.guide.has_text(self.language, key)

    def section(self, section: str) -> str:
        """The name of a section."""
        return self.say(f"section.{section}")

    def names(self) -> dict[str, str]:
        """The sections that people answer, in order: id → name."""
        return {section: self.section(section) for section in self.guide.road}

    def prompt(self, answerable: str) -> str:
        """The question as this side is asked it."""
        kind = self.setup.kind(self.side)
        mirrored = f"{answerable}.mirror.prompt"
        if self.side is Side.partner and self.knows(mirrored):
            return self.say(mirrored)
        variant = f"{answerable}.variant.{kind}"
        return self.say(variant if self.knows(variant) else f"{answerable}.prompt")

    def name(self, answerable: str) -> str:
        """A question in a few words ("the hours"), for lists and sentences; its prompt where the guide has no short name."""
        key = f"short.{answerable}"
        return self.say(key) if self.knows(key) else self.prompt(answerable)

    def of_flag(self, flag: RaisedFlag, part: str) -> str:
        """The title, why, guardrail or truth of a flag, as its cause says it where it says it differently."""
        return self.say(self.guide.key_of_flag(self.language, flag, part))

    def conditions(self, assessment: Assessment) -> list[str]:
        """The guardrails that are the conditions, each text once."""
        raised = {flag.id: flag for flag in assessment.flags}
        return self.guardrails(raised[flag] for flag in assessment.conditions)

    def guardrails(self, flags: Iterable[RaisedFlag]) -> list[str]:
        """The guardrails of flags, each text once."""
        return list(dict.fromkeys(self.of_flag(flag, "guardrail") for flag in flags))

    def why(self, question: str) -> str:
        """Why a question is asked."""
        return self.say(f"{question}.why")

    def option(self, answerable: str, token: str) -> str:
        """An option as this side reads it."""
        mirrored = f"{answerable}.mirror.option.{token}"
        if self.side is Side.partner and self.knows(mirrored):
            return self.say(mirrored)
        variant = f"{answerable}.variant.option.{self.setup.kind(self.side)}.{token}"
        return self.say(variant if self.knows(variant) else f"{answerable}.option.{token}")

    def options(self, answerable: str) -> list[tuple[str, str]]:
        """What can be chosen, with "not sure" unless the question offers it, and "not mine to answer"."""
        if self.guide.kind_of(answerable) is Kind.scale:
            offered = [(str(step), self.step(answerable, step)) for step in range(1, 6)]
        else:
            offered = [(token, self.option(answerable, token)) for token in self.guide.options_of(answerable)]
        if UNSURE not in dict(offered):
            offered.append((UNSURE, self.words.say("stance.unsure")))
        return [*offered, (NOT_MINE, self.words.say("stance.not_mine"))]

    def step(self, answerable: str, step: float) -> str:
        """A step of a scale; its ends are explained."""
        end = {1: f"{answerable}.low", 5: f"{answerable}.high"}.get(int(step))
        text = f"{step:g}"
        return self.words.say("scale.end", step=text, meaning=self.say(end)) if end else text

    def answer(self, answerable: str, value: Value | None) -> str:
        """An answer in words. Not sure, not mine to answer and blank are three different things."""
        kind = self.guide.kind_of(answerable)
        if value is None:
            return self.words.say("stance.blank")
        if value == NOT_MINE or (value == UNSURE and UNSURE not in self.guide.options_of(answerable)):
            return self.words.say(f"stance.{value}")
        if isinstance(value, tuple):
            return ", ".join(self.option(answerable, token) for token in value) or self.words.say("stance.none")
        if kind is Kind.choice:
            return self.option(answerable, str(value))
        if kind is Kind.scale:
            return self.words.say("scale.of", step=f"{float(value):g}")
        return self.quantity(answerable, float(value)) if kind is Kind.number else str(value)

    def part(self, answerable: str, value: Value) -> str:
        """An answer, or one of the options of an answer with several."""
        if self.guide.kind_of(answerable) is Kind.multi and value not in ((), UNSURE, NOT_MINE):
            return self.option(answerable, str(value))
        return self.answer(answerable, value)

    def order(self, answerable: str, value: Value | None) -> tuple[int, float, str]:
        """Where an answer stands among others to the same question: by the guide or by size, never by who gave it."""
        if value is None or value in _NO_ANSWER:
            return 1, _NO_ANSWER.index(value), ""
        options = self.guide.options_of(answerable)
        if isinstance(value, str) and value in options:
            return 0, options.index(value), ""
        return (0, -value, "") if isinstance(value, float) else (0, len(options), str(value))

    def quantity(self, answerable: str, x: float) -> str:
        """A number with the unit that its question asks for."""
        unit = self.guide.units.get(answerable)
        if unit is Unit.share:
            return self.words.percent(x)
        return self.words.hours(x) if unit in (Unit.hours, Unit.hours_month) else self.words.money(x)

    def example(self, answerable: str) -> str:
        """How a number may be written as the answer."""
        unit = self.guide.units.get(answerable)
        kind = "share" if unit is Unit.share else "hours" if unit in (Unit.hours, Unit.hours_month) else "amount"
        return self.words.say(f"modal.example.{kind}")

    def is_words(self, answerable: str, value: Value | None) -> bool:
        """Whether an answer is a text that the person wrote."""
        return in_words(self.guide, answerable, value)


def about(words: Words, record: Record, section: str | None = None, side: Side = Side.ours) -> str:
    """The partnership and the section, as every form begins. The partner's people do not read what we call it: who invited them
    stands there."""
    whole = name(record.partner_name, 60)
    if side is Side.partner:
        whole = words.say("about.invited", person=mention(record.conversation.opener))
    if section is None:
        return f"*{whole}*" if side is Side.ours else whole
    title = name(reader(words, record, side).section(section))
    return words.say("about.section", partner=whole, section=title)


def reader(words: Words, record: Record, side: Side = Side.ours) -> Wording:
    """The wording of a record's guide for a side."""
    conversation = record.conversation
    answered = sum(bool(given) for given in conversation.by_person.values())
    return Wording(words, conversation.guide, conversation.setup, side, alone=answered == 1)
