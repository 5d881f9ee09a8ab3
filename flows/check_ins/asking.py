"""What there is to ask at a check-in, and of whom it can be asked; ``flows.check_ins.agenda`` says who is asked what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from flows.assessment.answers import asked_probes
from flows.assessment.assessment import RANK
from flows.check_ins.baseline import Baseline
from flows.check_ins.premises import Premises
from flows.commitments import Commitment
from flows.model import Participant, RaisedFlag, Role, Severity, Side, StandingQuestion

COMMITMENT = "commitment:"
"""Before the id of a commitment: how the question whether it held is called."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a check-in. ``fields``: the answerable ids that it consists of. ``flags``: the open flags that it
    re-checks, whose words lead in; none for the partner's people, who are not told what our side's answers raised."""

    question: str
    fields: tuple[str, ...]
    flags: tuple[str, ...] = ()

    @property
    def commitment(self) -> str | None:
        """The id of the commitment that it is about."""
        return self.question.removeprefix(COMMITMENT) if self.question.startswith(COMMITMENT) else None


@dataclass(frozen=True)
class Open:
    """Something open that one question asks again: flags, or a due commitment. ``said_by``: on whose answers it rests, or who
    made the promise; everybody where it rests on nobody's. ``severity``: of the worst flag; a promise counts as a blocker."""

    question: str
    fields: tuple[str, ...]
    flags: tuple[str, ...]
    severity: Severity
    said_by: frozenset[str]

    @property
    def urgent(self) -> bool:
        """Whether it is asked before what is less serious."""
        return self.severity is Severity.blocker


class ToAsk:
    """What there is to ask after a baseline, and of whom it can be asked.

    ``due``: the commitments that are due. ``people``: who is expected.
    """

    def __init__(self, baseline: Baseline, people: Sequence[Participant], due: Iterable[Commitment]) -> None:
        self.baseline, self.people, self.due = baseline, people, tuple(due)
        self.guide = baseline.guide.at_check_in
        self.plan = baseline.guide.check_in
        self.number = baseline.number + 1
        self.roles = {side: {person.role for person in people if person.side is side} for side in Side}
        self.called_for = {
            person.id: asked_probes(baseline.guide, person.side, baseline.answers_of(person)) for person in people
        }

    @cached_property
    def premises(self) -> Premises:
        return Premises(self.baseline)

    @cached_property
    def open(self) -> tuple[Open, ...]:
        """Everything open, each question once: promises first, then by the severity of the flags."""
        found = {
            COMMITMENT + one.id: Open(
                COMMITMENT + one.id, (COMMITMENT + one.id,), (), Severity.blocker, frozenset((one.owner,))
            )
            for one in sorted(self.due, key=lambda one: (one.due, one.id))
        }
        # What only protected answers raise is not given away by asking about it.
        for flag in sorted(self.baseline.flags(shareable=True), key=lambda flag: RANK[flag.severity]):
            for group in self._groups(_recheck(self.baseline, flag)):
                question = self.guide.owner[group[0]].id
                said_by = self._said_by(flag, question)
                known = found.get(question)
                found[question] = (
                    replace(
                        known,
                        fields=tuple(dict.fromkeys(chain(known.fields, group))),
                        flags=(*known.flags, flag.id),
                        said_by=known.said_by | said_by,
                    )
                    if known
                    else Open(question, group, (flag.id,), flag.severity, said_by)
                )
        return tuple(found.values())

    def _said_by(self, flag: RaisedFlag, question: str) -> frozenset[str]:
        """Those whose answer to this question the flag rests on; else those on whose answers it rests at all; else everybody."""
        expected = {person.id for person in self.people}
        here = {
            entry.participant
            for entry in flag.evidence
            if entry.answer is not None
            and entry.question in self.guide.owner
            and self.guide.owner[entry.question].id == question
        }
        return frozenset(here & expected or set(flag.support) & expected or expected)

    def _groups(self, answerables: Iterable[str]) -> list[tuple[str, ...]]:
        """Answerables by the question that they belong to, without those that presuppose what is not so."""
        found: dict[str, list[str]] = {}
        for one in answerables:
            found.setdefault(self.guide.owner[one].id, []).append(one)
        return [
            tuple(one for one in group if one not in self.premises.presuming) or tuple(group)
            for group in found.values()
        ]

    def asked(self, person: Participant, fields: Sequence[str], flags: Sequence[str] = ()) -> Asked | None:
        """Answerables of one question as this person is asked them; None when nothing of it is theirs to answer."""
        if fields[0].startswith(COMMITMENT):
            owners = {COMMITMENT + one.id: one.owner for one in self.due}
            theirs = person.side is Side.ours or owners[fields[0]] == person.id
            return Asked(fields[0], tuple(fields)) if theirs else None
        question = self.guide.owner[fields[0]]
        kind = self.baseline.setup.kind(person.side)
        if not question.asked(person.side) or not question.concerns(kind):
            return None
        # A follow-up stands beside its question, or alone where the person's answers call for it.
        called_for = self.called_for[person.id]
        kept = tuple(one for one in fields if one not in self.guide.probe or question.id in fields or one in called_for)
        if not kept:
            return None
        return Asked(question.id, kept, tuple(flags) if person.side is Side.ours else ())

    def knows(self, person: Participant, fields: Sequence[str], roles: Sequence[Role] = ()) -> bool:
        """Whether a question is for this person's role: everybody where nobody on their side has one of its roles."""
        if not roles and not fields[0].startswith(COMMITMENT):
            probe = self.guide.probe.get(fields[0])
            roles = probe.roles if probe is not None and probe.roles else self.guide.owner[fields[0]].roles
        there = self.roles[person.side].intersection(roles)
        return not there or person.role in there

    def standing(self, person: Participant) -> list[tuple[float, Asked]]:
        """The standing questions that are due for this person, with how late each is by its own measure, the latest first."""
        found: dict[str, tuple[float, Asked]] = {}
        for each in self.premises.holding:
            late = self.waited(person, self.guide.owner[each.ask[0]].id) / each.every
            if each.one_voice or late < 1 or (asked := self.asked_standing(person, each)) is None:
                continue
            known = found.get(asked.question)
            found[asked.question] = (late, together(known[1], asked) if known else asked)
        return sorted(found.values(), key=lambda pair: -pair[0])

    def facts(self, people: Sequence[Participant]) -> list[tuple[float, StandingQuestion]]:
        """The standing questions of which one of these people is enough, and that are due, with how late each is; what has
        waited longest comes first, in the order of the guide where several have."""
        found = []
        for each in self.premises.holding:
            able = [person for person in people if self.asked_standing(person, each)] if each.one_voice else []
            question = self.guide.owner[each.ask[0]].id
            late = min((self.waited(person, question) for person in able), default=0) / each.every
            if late >= 1:
                found.append((late, each))
        return sorted(found, key=lambda pair: -pair[0] * pair[1].every)

    def asked_standing(self, person: Participant, each: StandingQuestion) -> Asked | None:
        """A standing question as this person is asked it; None where it is for another role, or not theirs to answer."""
        return self.asked(person, each.ask) if self.knows(person, each.ask, each.roles) else None

    def every_time(self, person: Participant, groups: Iterable[tuple[str, ...]]) -> list[Asked]:
        """What is asked at each check-in, whatever else is."""
        return [asked for group in groups if (asked := self.asked(person, group))]

    def waited(self, person: Participant, question: str) -> int:
        """For how many check-ins this person has not been asked a question, this one included."""
        return self.number - self.baseline.last_asked.get((person.id, question), 0)

    def just_asked(self, person: Participant, question: str) -> bool:
        """Whether this person was asked a question at the last check-in."""
        last = self.baseline.last_asked.get((person.id, question), 0)
        return 0 < last == self.baseline.number

    @cached_property
    def _last(self) -> Mapping[str, int]:
        ours = {person.id for person in self.baseline.people if person.side is Side.ours}
        found: dict[str, int] = {}
        for (person, question), number in self.baseline.last_asked.items():
            if person in ours:
                found[question] = max(number, found.get(question, 0))
        return found

    def team_waited(self, question: str) -> int:
        """For how many check-ins nobody of our side has been asked a question, this one included."""
        return self.number - self._last.get(question, 0)

    def unheard(self, question: str, longest: int) -> bool:
        """Whether a question was asked before and has been waiting longer than it may: whoever was asked did not answer."""
        return question in self._last and self.team_waited(question) > longest + 1


@dataclass
class Agenda:
    """What one person is asked, while it is put together. ``places``: how many questions there is room for beside those that
    are asked every time."""

    person: Participant
    places: int
    chosen: dict[str, Asked] = field(default_factory=dict)

    @property
    def room(self) -> int:
        return self.places - len(self.chosen)

    def add(self, asked: Asked) -> None:
        """Add a question; one that is there already takes no second place."""
        known = self.chosen.get(asked.question)
        self.chosen[asked.question] = together(known, asked) if known else asked


def together(one: Asked, other: Asked) -> Asked:
    """One question that asks what two of the same id ask."""
    return replace(
        one,
        fields=tuple(dict.fromkeys(chain(one.fields, other.fields))),
        flags=tuple(dict.fromkeys(chain(one.flags, other.flags))),
    )


def _recheck(baseline: Baseline, flag: RaisedFlag) -> tuple[str, ...]:
    """What a flag asks again: what the guide says, else what it rests on most."""
    named = baseline.guide.flag[flag.id].recheck
    if named:
        return named
    asked = {question.id for section in baseline.guide.road for question in baseline.guide.in_section(section)}
    owner = baseline.guide.owner
    return next(
        ((one.question,) for one in flag.evidence if one.question in owner and owner[one.question].id in asked), ()
    )
