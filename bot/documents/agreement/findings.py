"""What a conversation has settled, as far as both sides may read it.

Only answers that the guide marks ``partner``, never a written one, and of nobody in particular (the partner view of
``bot.documents.record.views``). Something is settled when more than half of those who answered say it, on each side that answered;
everything else is still to be agreed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.documents.record.readers import View
from bot.documents.record.views import answers_in
from flows.model import NOT_MINE, UNSURE, Side, Value
from storage.conversations.hiding import Hiding
from storage.records import Record

By = dict[Side, list[Value]]


@dataclass(frozen=True)
class Ticked:
    """Options of a question with several answers: those that are settled, and those that only some named."""

    settled: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """The smallest and the largest number that was given."""

    low: float
    high: float

    @property
    def one(self) -> bool:
        """Whether everybody gave the same."""
        return self.low == self.high


class Findings:
    """Reads what both sides may know. An id that the guide does not have was answered by nobody."""

    def __init__(self, record: Record, hiding: Hiding) -> None:
        self._guide = record.conversation.guide
        self._given: dict[str, By] = {}
        for person, answerable, value in answers_in(record, hiding, View.partner_safe):
            if value != NOT_MINE:
                self._given.setdefault(answerable, {}).setdefault(person.side, []).append(value)

    def choice(self, question: str) -> str | None:
        """The option that is settled; None where there is none, or where people are not sure."""
        found = [_most(answers) for answers in self._given.get(question, {}).values()]
        same = found[0] if found and len(set(found)) == 1 else None
        return None if same == UNSURE else same

    def ticked(self, question: str) -> Ticked:
        """What was ticked, in the order of the guide."""
        sides = list(self._given.get(question, {}).values())
        owner = self._guide.question.get(question)
        if owner is None or not sides:
            return Ticked()
        offered = [option for option in owner.options if option != owner.nothing]
        settled = [one for one in offered if all(_held(one, answers) * 2 > len(answers) for answers in sides)]
        named = [one for one in offered if one not in settled and any(_held(one, answers) for answers in sides)]
        return Ticked(tuple(settled), tuple(named))

    def figure(self, field: str) -> Span | None:
        """Between which numbers it lies; None when nobody gave one."""
        numbers = list(self._numbers(field))
        return Span(min(numbers), max(numbers)) if numbers else None

    def _numbers(self, field: str) -> Iterator[float]:
        for answers in self._given.get(field, {}).values():
            yield from (float(value) for value in answers if isinstance(value, int | float))


def _most(answers: list[Value]) -> str | None:
    token, times = Counter(str(value) for value in answers).most_common(1)[0]
    return token if times * 2 > len(answers) else None


def _held(option: str, answers: list[Value]) -> int:
    return sum(isinstance(value, tuple) and option in value for value in answers)
