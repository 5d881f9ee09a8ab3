"""What a check-in is held against: everybody's answers as they stand after the decision and the check-ins since.

Hours that were really worked are counted apart from those that were planned: an assessment reads the larger of the two, so that
a plan which was overrun shows, and one that has just begun does not look like a bargain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from flows.answers import live_answers
from flows.assessment import flags_raised
from flows.conversation import Answer, Conversation
from flows.model import Answers, Guide, Participant, RaisedFlag, Setup, Sharing, Side, Value
from flows.summary import among_ourselves, protected

Everyone = list[tuple[Participant, dict[str, Value]]]


@dataclass(frozen=True)
class Baseline:
    """``decided``: answers at the decision; ``latest``: with what was answered since, both person → answerable → value.

    ``worked``: (person, field) → hours really worked so far. ``consented``: (person, answerable) that the other side may read.
    ``last_asked``: (person, question) → the number of the check-in that asked it last. ``asked_again``: (person, answerable)
    that was answered again since the decision.
    """

    guide: Guide
    setup: Setup
    people: tuple[Participant, ...]
    decided: Mapping[str, Answers]
    latest: Mapping[str, Answers]
    worked: Mapping[tuple[str, str], float] = field(default_factory=dict)
    consented: frozenset[tuple[str, str]] = frozenset()
    last_asked: Mapping[tuple[str, str], int] = field(default_factory=dict)
    asked_again: frozenset[tuple[str, str]] = frozenset()
    number: int = 0
    """How many check-ins there were."""

    def answers_of(self, person: Participant) -> dict[str, Value]:
        """A person's standing answers, hours as the larger of planned and worked."""
        answers = dict(self.latest.get(person.id, {}))
        for one in self.guide.check_in.since:
            worked = self.worked.get((person.id, one))
            if worked is not None:
                planned = answers.get(one)
                answers[one] = max(worked, planned) if isinstance(planned, float | int) else worked
        return live_answers(self.guide, person.side, answers)

    def everyone(self, *, shareable: bool = False) -> Everyone:
        """Everybody's standing answers; ``shareable``: without those of the partner's people that our side may not read."""
        return [
            (person, self.shareable(person, answers) if shareable else answers)
            for person in self.people
            for answers in (self.answers_of(person),)
        ]

    def shareable(self, person: Participant, answers: Answers) -> dict[str, Value]:
        """Those of a person's answers that our side may read."""
        if person.side is Side.ours:
            return dict(answers)
        reading = self.guide.at_check_in
        return {
            one: value
            for one, value in answers.items()
            if not protected(reading, one, consent=(person.id, one) in self.consented)
        }

    def is_private(self, question: str) -> bool:
        """Whether nobody but its author may ever read an answer, not even on our side."""
        return self.guide.at_check_in.owner[question].sharing is Sharing.private

    def flags(self, *, shareable: bool = False) -> tuple[RaisedFlag, ...]:
        """The flags that are open, in display order."""
        return self._shareable_flags if shareable else self._flags

    @cached_property
    def _flags(self) -> tuple[RaisedFlag, ...]:
        return flags_raised(self.guide, self.setup, self.everyone())

    @cached_property
    def _shareable_flags(self) -> tuple[RaisedFlag, ...]:
        raised = flags_raised(self.guide, self.setup, self.everyone(shareable=True))
        ours = {person.id for person in self.people if person.side is Side.ours}
        return tuple(flag for one in raised if (flag := among_ourselves(one, ours)))

    def after(self, answers: Iterable[Answer], asked: Iterable[tuple[str, str]]) -> "Baseline":
        """The baseline after a check-in: its latest answers laid over these. ``asked``: (person, question) that it asked.

        Answers to what only a check-in asks stay with the check-in; an answer that is taken back leaves the old one.
        """
        latest = {person: dict(given) for person, given in self.latest.items()}
        worked, consented, again = dict(self.worked), set(self.consented), set(self.asked_again)
        for one in answers:
            if one.value is None or one.question not in self.guide.owner:
                continue
            if one.question in self.guide.check_in.since and isinstance(one.value, float | int):
                worked[one.person, one.question] = worked.get((one.person, one.question), 0.0) + one.value
            else:
                latest.setdefault(one.person, {})[one.question] = one.value
                again.add((one.person, one.question))
            (consented.add if one.consent else consented.discard)((one.person, one.question))
        number = self.number + 1
        return replace(
            self,
            latest=latest,
            worked=worked,
            consented=frozenset(consented),
            asked_again=frozenset(again),
            last_asked={**self.last_asked, **dict.fromkeys(asked, number)},
            number=number,
        )


def baseline_of(conversation: Conversation) -> Baseline:
    """The baseline of the first check-in: the answers at the decision."""
    answers: dict[str, Answers] = {person.id: given for person, given in conversation.all_answers()}
    consented = frozenset(
        (person, question)
        for person, given in conversation.by_person.items()
        for question, answer in given.items()
        if answer.consent
    )
    return Baseline(conversation.guide, conversation.setup, conversation.people, answers, answers, consented=consented)
