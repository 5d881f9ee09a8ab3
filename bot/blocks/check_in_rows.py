"""Then and now in words: a row for each answer of a report, by side, or by name where the guide does not keep names out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.blocks.check_in_form import answer_of, prompt_of
from bot.blocks.kit.elements import context, divider, rich, section
from bot.blocks.kit.elements import quote as quoted
from bot.blocks.kit.slack_types import Block, RichPart, RichSection, RichWords
from bot.blocks.kit.text import clean, fitting, lines, mention, name
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.check_ins.checkin import CheckIn
from flows.check_ins.comparison import PlannedAndCame, ThenAndNow
from flows.model import Side

TEXT_WEIGHT = 700


@dataclass(frozen=True)
class Rows:
    """How the answers of one check-in are written."""

    words: Words
    check_in: CheckIn
    wording: Wording

    def by_side(self, answers: Iterable[ThenAndNow]) -> Iterator[RichSection]:
        """A row for each question that somebody answered again: the question, then a line for each thing that was said."""
        again = {one.question for one in answers if one.asked}
        said: dict[str, dict[str, list[Side]]] = {}
        for one in answers:
            if one.question in again:
                said.setdefault(one.question, {}).setdefault(self.then_and_now(one), []).append(self.side(one.person))
        for question, texts in said.items():
            # As it was asked at first: a flag rests on the whole, not on what came since.
            found: list[RichPart] = [_text(self.wording.prompt(question), italic=True)]
            for text, people in sorted(texts.items()):
                who = ", ".join(self._so_many(side, people.count(side)) for side in Side if side in people)
                found.append(_text(f"\n{self.words.say('report.row.who', who=who)}{text}"))
            yield {"type": "rich_text_section", "elements": found}

    def listed(self, answers: Iterable[ThenAndNow]) -> list[Block]:
        """Those rows as a block; none where nobody answered again."""
        rows = list(self.by_side(answers))
        return [rich({"type": "rich_text_list", "style": "bullet", "elements": rows})] if rows else []

    def then_and_now(self, one: ThenAndNow) -> str:
        then, now = (
            fitting(clean(answer_of(self.wording, self.check_in, one.person, one.question, each)), TEXT_WEIGHT)
            for each in (one.then, one.now)
        )
        if one.then == one.now:
            return self.words.say("report.row.same", answer=now)
        if one.then is None:
            return self.words.say("report.row.new", now=now)
        return self.words.say("report.row.changed", then=then, now=now)

    def _so_many(self, side: Side, people: int) -> str:
        return self.words.count(f"report.row.{side}", people)

    def side(self, person: str) -> Side:
        """Whose side: a flag is about what changed, not about who said so."""
        found = self.check_in.baseline.person(person)
        return found.side if found else Side.ours

    def question(self, question: str, answers: list[ThenAndNow]) -> Iterator[list[Block]]:
        """What was answered to one question: what was ticked, by people, then what was written."""
        title = f"*{name(prompt_of(self.wording, question), 600)}*"
        ticked: dict[str, list[str]] = {}
        written: list[ThenAndNow] = []
        for one in answers:
            if self.wording.is_words(question, one.now):
                written.append(one)
            else:
                ticked.setdefault(self.then_and_now(one), []).append(self.named(one.person))
        if question in self.check_in.baseline.guide.check_in.unnamed:
            yield from self._unnamed(title, written)
            return
        rows = [
            self.words.say("reveal.line", answer=name(text, 300), people=", ".join(who))
            for text, who in sorted(ticked.items())
        ]
        yield [section(lines([title, *rows]))]
        # The partner's people have no names here, and no places by which they would be known again.
        for one in sorted(written, key=lambda one: "" if self.side(one.person) is Side.ours else str(one.now)):
            yield [context(self.named(one.person)), rich(quoted(fitting(str(one.now), TEXT_WEIGHT * 4)))]

    def _unnamed(self, title: str, written: list[ThenAndNow]) -> Iterator[list[Block]]:
        """What was written, without names, in an order that tells nothing; who is not sure has said nothing."""
        texts = sorted(fitting(str(one.now), TEXT_WEIGHT * 4) for one in written)
        if texts:
            yield [section(title), *(rich(quoted(text)) for text in texts)]

    def named(self, person: str) -> str:
        """Ours by name, as at every reveal; the partner's people are never named."""
        if self.side(person) is Side.ours:
            return mention(person)
        return self.words.say("brief.side.partner")

    def worked(self, found: Iterable[PlannedAndCame]) -> Iterator[list[Block]]:
        """What was planned beside what has come so far, by side."""
        rows = [
            self.words.say(
                "report.worked.line" if one.planned is not None else "report.worked.unplanned",
                what=name(self.wording.name(one.field), 100),
                who=self._so_many(one.side, 1),
                planned=self.wording.quantity(one.field, one.planned or 0.0),
                came=self.wording.quantity(one.field, one.came),
            )
            for one in found
        ]
        if rows:
            titled = [self.words.say("report.worked"), *(self.words.say("bullet", text=row) for row in rows)]
            yield [divider(), section(lines(titled))]


def _text(text: str, *, italic: bool = False) -> RichWords:
    made: RichWords = {"type": "text", "text": clean(text)}
    if italic:
        made["style"] = {"italic": True}
    return made
