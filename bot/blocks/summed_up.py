"""What a summary tells, in words: shared by its first message, its points, its conditions and the evidence.

Our side reads it. What rests on the partner's protected answers is not in it (``flows.conversation.summary.readable``).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from bot.blocks.evidence import ANONYMOUS_FROM, heard
from bot.blocks.kit.text import mentions, name, one_line, shorten
from bot.blocks.kit.wording import Wording, reader
from bot.blocks.sums import worst_sum
from bot.i18n.catalogue import Words
from flows.assessment.said import Voices, next_to_ask
from flows.conversation.summary import FlagCard, Readable, Summary, readable, summary
from flows.guide.sharing import private
from flows.model import Assessment, RaisedFlag, Severity, Side, Value
from storage.records import Record

SEVERITY_SIGN = {Severity.blocker: "🛑", Severity.warning: "⚠️", Severity.notice: "ℹ️"}
_MOST_ANSWERS = 2
_ANSWER = 70


def severity_name(words: Words, severity: Severity) -> str:
    """A severity with its sign and its word."""
    return f"{SEVERITY_SIGN[severity]}\N{NO-BREAK SPACE}{words.say(f'severity.{severity}')}"


@dataclass(frozen=True)
class SummedUp:
    """A conversation's summary as our side reads it, with the words to tell it."""

    words: Words
    wording: Wording
    record: Record
    read: Readable
    told: Summary

    def title(self, card: FlagCard) -> str:
        """The title of a card, as plain text."""
        return (
            self.wording.say(f"merged.{card.merged}") if card.merged else self.wording.of_flag(card.flags[0], "title")
        )

    def of_card(self, flags: Iterable[RaisedFlag], severity: Severity) -> Voices:
        """Who says what a card says at its severity, any of its flags; who says less; and who says something else."""
        at: dict[str, None] = {}
        less: dict[str, None] = {}
        otherwise: dict[str, None] = {}
        for flag in flags:
            voices = self.read.voices[flag.id]
            (at if flag.severity is severity else less).update(dict.fromkeys(voices.at))
            less.update(dict.fromkeys(voices.in_part))
            otherwise.update(dict.fromkeys(voices.otherwise))
        less = {person: None for person in less if person not in at}
        return Voices(tuple(at), tuple(less), tuple(p for p in otherwise if p not in at and p not in less))

    def counted(self, voices: Voices) -> str:
        """ "1 of 4, 2 more in part, 1 says otherwise"; nothing where no single answer says it, or where one person is alone."""
        if not voices.at or self.alone:
            return ""
        parts = [self._of_all(voices)]
        if voices.in_part:
            parts.append(self.words.count("voices.in_part", len(voices.in_part)))
        if voices.otherwise:
            parts.append(self.words.count("voices.otherwise", len(voices.otherwise)))
        return ", ".join(parts)

    @property
    def alone(self) -> bool:
        """Whether one person answered, and nobody else."""
        return sum(heard(self.record, side) for side in Side) == 1

    def _sides(self, people: Iterable[str]) -> set[Side]:
        sides = {person.id: person.side for person in self.record.conversation.people}
        return {sides.get(person, Side.ours) for person in people}

    def _of_all(self, voices: Voices) -> str:
        sides = self._sides((*voices.at, *voices.in_part, *voices.otherwise))
        where = Side.partner if sides == {Side.partner} else Side.ours
        everyone = max(sum(heard(self.record, side) for side in sides), len(voices.at))
        return self.words.count(f"voices.at.{where}", len(voices.at), heard=self.words.number(everyone))

    def who_says_what(self, flag: RaisedFlag) -> list[str]:
        """Two lines: who says it, in which words, and who says something else."""
        voices = self.read.voices[flag.id]
        if not voices.at:
            return []
        less = Voices(voices.at, voices.in_part)
        lines = [self._line(self._who(voices.at) or self.counted(less), flag, voices, voices.at)]
        if voices.otherwise:
            people = self._who(voices.otherwise)
            who = self.words.say("voices.otherwise.named", people=people) if people else ""
            who = who or self.words.count("voices.otherwise", len(voices.otherwise))
            lines.append(self._line(who, flag, voices, voices.otherwise))
        return lines

    def _line(self, who: str, flag: RaisedFlag, voices: Voices, people: Iterable[str]) -> str:
        sum_of_work = worst_sum(self.words, flag) if people is voices.at else ""
        said = sum_of_work or self._answers(voices.question, people)
        return self.words.say("voices.said" if said else "voices.said.bare", who=who, answers=said)

    def _who(self, people: Iterable[str]) -> str:
        """Names, where few answered; the partner's people are never named."""
        if self.alone:
            return self.words.say("voices.you")
        few = heard(self.record, Side.ours) < ANONYMOUS_FROM
        return mentions(people) if few and self._sides(people) == {Side.ours} else ""

    def _answers(self, question: str | None, people: Iterable[str]) -> str:
        """What they answered to the question that tells them apart, what most say first; never in the order of people."""
        if question is None or private(self.wording.guide, question):
            return ""
        given = {voice.participant.id: voice.answers.get(question) for voice in self.read.case.voices}
        values = [value for person in people if (value := given.get(person)) is not None]
        counts = Counter(self._short(question, value) for value in sorted(values, key=partial(self._order, question)))
        most = [quoted for quoted, _ in counts.most_common(_MOST_ANSWERS)]
        shown = [f"{one} ({self.words.number(counts[one])})" if len(counts) > 1 else one for one in most]
        return " · ".join([*shown, *(["…"] if len(counts) > len(shown) else [])])

    def _short(self, question: str, value: Value) -> str:
        text = shorten(one_line(self.wording.answer(question, value)), _ANSWER)
        return self.words.say("quoted", text=name(text, _ANSWER))

    def _order(self, question: str, value: Value) -> tuple[int, float, str]:
        return self.wording.order(question, value)

    def next_question(self, flags: Iterable[RaisedFlag]) -> str:
        """One question that nobody who raised it has just answered."""
        flags = tuple(flags)
        for flag in flags:
            if (asked := next_to_ask(self.read.case, flag)) is not None:
                return name(self.wording.prompt(asked), 500)
            if self.wording.knows(key := f"flag.{flag.id}.ask"):
                return name(self.wording.say(key), 500)
        if not self.wording.guide.flag[flags[0].id].next and self.wording.knows("missing_voice.invite"):
            return name(self.wording.say("missing_voice.invite"), 500)
        return self.words.say("flag.next.open")


def summed_up(words: Words, record: Record, assessment: Assessment) -> SummedUp:
    """What the answers of a conversation add up to, as our side may read it."""
    read = readable(record.conversation, assessment)
    return SummedUp(words, reader(words, record), record, read, summary(record.conversation.guide, read.assessment))
