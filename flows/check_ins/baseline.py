"""What a check-in is held against: everybody's answers as they stand after the decision and the check-ins since.

Hours and money that really came are counted apart from those that were planned; once there are any, an assessment reads what
came. A flag that nothing raises any more stays open until a good answer closes it (``flows.check_ins.closing``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median

from flows.assessment.answers import live_answers
from flows.assessment.assessment import RANK, display_order, flags_raised
from flows.check_ins.closing import Stand, ThenAndNow, lighter_by_doubt, stand_of
from flows.conversation.conversation import Answer, Conversation
from flows.conversation.summary import among_ourselves
from flows.guide.sharing import private, protected, shared
from flows.model import Answers, Guide, Participant, RaisedFlag, Setup, Severity, Side, Value

Everyone = list[tuple[Participant, dict[str, Value]]]


@dataclass(frozen=True)
class Baseline:
    """``decided``: answers at the decision; ``latest``: with what was answered since, both person → answerable → value.

    ``worked``: (person, field) → what this person counted so far, of hours really worked or money received; ``came``: (side,
    field) → what its people counted, the median of each check-in added up. ``consented``: (person, answerable) that the other
    side may read. ``last_asked``: (person, question) → the number of the check-in that asked it last. ``asked_again``: (person,
    answerable) that was answered again since the decision. ``said``: (person, question) → what was answered last to what only
    check-ins ask. ``before``: the baseline of the check-in before; None at the decision.
    """

    guide: Guide
    setup: Setup
    people: tuple[Participant, ...]
    decided: Mapping[str, Answers]
    latest: Mapping[str, Answers]
    worked: Mapping[tuple[str, str], float] = field(default_factory=dict)
    came: Mapping[tuple[Side, str], float] = field(default_factory=dict)
    consented: frozenset[tuple[str, str]] = frozenset()
    last_asked: Mapping[tuple[str, str], int] = field(default_factory=dict)
    asked_again: frozenset[tuple[str, str]] = frozenset()
    said: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    number: int = 0
    """How many check-ins there were."""
    before: "Baseline | None" = field(default=None, compare=False, repr=False)

    def answers_of(self, person: Participant) -> dict[str, Value]:
        """A person's standing answers: what really came where they said so, else what was planned."""
        return self._with_worked(person, self.latest.get(person.id, {}))

    def planned_by(self, person: Participant) -> dict[str, Value]:
        """A person's standing answers with hours and money as they were planned."""
        return live_answers(self.guide, person.side, self.latest.get(person.id, {}))

    def _with_worked(self, person: Participant, answers: Answers) -> dict[str, Value]:
        found = dict(answers)
        for one in self.guide.check_in.since:
            counted = self.counted(one, person.side)
            # Who only planned it does not contradict those who counted it.
            if counted is not None and (one in found or (person.id, one) in self.worked):
                found[one] = counted
        return live_answers(self.guide, person.side, found)

    def counted(self, one: str, side: Side) -> float | None:
        """What has come so far, as this side counted it; as the side that counted more of it where both may read it, since the
        two are not asked at the same check-ins. None where nobody counted it."""
        sides = (side, side.other) if shared(self.guide, one) else (side,)
        return max((self.came[each, one] for each in sides if (each, one) in self.came), default=None)

    def person(self, id: str) -> Participant | None:
        """The person of this id; None for whoever is not one of the people, such as the opener in the setup."""
        return next((person for person in self.people if person.id == id), None)

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
        return private(self.guide.at_check_in, question)

    def flags(self, *, shareable: bool = False) -> tuple[RaisedFlag, ...]:
        """The flags that are open, in display order."""
        return self._shareable_flags if shareable else self._flags

    @cached_property
    def _flags(self) -> tuple[RaisedFlag, ...]:
        return self._with_carried(flags_raised(self.guide, self.setup, self.everyone()), shareable=False)

    @cached_property
    def _shareable_flags(self) -> tuple[RaisedFlag, ...]:
        raised = flags_raised(self.guide, self.setup, self.everyone(shareable=True))
        ours = {person.id for person in self.people if person.side is Side.ours}
        return self._with_carried(tuple(flag for one in raised if (flag := among_ourselves(one, ours))), shareable=True)

    def _with_carried(self, raised: tuple[RaisedFlag, ...], *, shareable: bool) -> tuple[RaisedFlag, ...]:
        """The flags that are raised, and those that were open before and that no good answer has closed."""
        found = {flag.id: flag for flag in raised}
        for was in self.before.flags(shareable=shareable) if self.before else ():
            if shareable and self._rests_on_withheld(was):
                continue
            now = found.get(was.id)
            if now is None:
                stand, severity = self.stand(was, shareable=shareable)
                if stand is Stand.open:
                    found[was.id] = was.model_copy(update={"severity": severity})
            elif RANK[now.severity] > RANK[was.severity] and lighter_by_doubt(
                self.guide, was, self._then_and_now(shareable=shareable)
            ):
                found[was.id] = was
        return tuple(sorted(found.values(), key=lambda flag: display_order(self.guide, flag)))

    def stand(self, was: RaisedFlag, *, shareable: bool) -> tuple[Stand, Severity]:
        """Where a flag stands that was open and is not raised by these answers: closed by a good answer, or not."""
        planned_only = {
            (person.id, one)
            for person in self.people
            for one in self.guide.check_in.since
            if one in self.latest.get(person.id, {}) and self.counted(one, person.side) is None
        }
        return stand_of(self.guide, was, self._then_and_now(shareable=shareable), planned_only)

    def _then_and_now(self, *, shareable: bool) -> ThenAndNow:
        before = self.before or self
        found: dict[str, tuple[Answers, Answers]] = {}
        for person in self.people:
            then, now = before.answers_of(person), self.answers_of(person)
            if shareable:
                then, now = self.shareable(person, then), self.shareable(person, now)
            found[person.id] = (then, now)
        return found

    def _rests_on_withheld(self, was: RaisedFlag) -> bool:
        """Whether our side may not read today what a flag rested on."""
        for entry in was.evidence:
            person = self.person(entry.participant)
            if person is not None and person.side is Side.partner and entry.question in self.guide.owner:
                consent = (person.id, entry.question) in self.consented
                if protected(self.guide, entry.question, consent=consent):
                    return True
        return False

    def after(self, answers: Iterable[Answer], asked: Iterable[tuple[str, str]]) -> "Baseline":
        """The baseline after a check-in: its latest answers laid over these. ``asked``: (person, question) that it asked.

        An answer that is taken back leaves the old one.
        """
        latest = {person: dict(given) for person, given in self.latest.items()}
        worked, consented, again = dict(self.worked), set(self.consented), set(self.asked_again)
        said, counts = dict(self.said), dict[tuple[Side, str], list[float]]()
        for one in answers:
            if one.value is not None and one.question in self.guide.at_check_in.owner.keys() - self.guide.owner.keys():
                said[one.person, one.question] = one.value
            if one.value is None or one.question not in self.guide.owner:
                continue
            if one.question in self.guide.check_in.since and isinstance(one.value, float | int):
                worked[one.person, one.question] = worked.get((one.person, one.question), 0.0) + one.value
                person = self.person(one.person)
                counts.setdefault((person.side if person else Side.ours, one.question), []).append(one.value)
            else:
                latest.setdefault(one.person, {})[one.question] = one.value
                again.add((one.person, one.question))
            (consented.add if one.consent else consented.discard)((one.person, one.question))
        number = self.number + 1
        came = {**self.came, **{key: self.came.get(key, 0.0) + median(each) for key, each in counts.items()}}
        return replace(
            self,
            latest=latest,
            worked=worked,
            came=came,
            consented=frozenset(consented),
            asked_again=frozenset(again),
            last_asked={**self.last_asked, **dict.fromkeys(asked, number)},
            said=said,
            number=number,
            before=self,
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
