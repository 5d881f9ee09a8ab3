"""Which questions a check-in asks one person: at most eight, and what they are for.

Last come the closing ones, every time. Before them: due commitments and the re-checks of open flags in turn, then standing
questions in what room is left, at least two that no flag asks anyway. Open blockers come first every time; everything else
takes turns, what was asked longest ago first, so that nothing is left out for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from flows.answers import asked_probes
from flows.assessment import RANK
from flows.follow_up.baseline import Baseline
from flows.follow_up.commitments import Commitment
from flows.model import SECTIONS, Participant, RaisedFlag, Severity, Side

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


class _Asks:
    """What one person can be asked."""

    def __init__(self, baseline: Baseline, person: Participant) -> None:
        self.baseline, self.person = baseline, person
        self.guide = baseline.guide.at_check_in
        self.called_for = asked_probes(baseline.guide, person.side, baseline.answers_of(person))

    def asked(self, answerables: Sequence[str]) -> Asked | None:
        """Answerables of one question as this person is asked them; None when nothing of it is theirs to answer."""
        question = self.guide.owner[answerables[0]]
        if not question.asked(self.person.side):
            return None
        # A follow-up stands beside its question, or alone where the person's answers call for it.
        fields = tuple(
            one
            for one in answerables
            if one not in self.guide.probe or question.id in answerables or one in self.called_for
        )
        return Asked(question.id, fields) if fields else None


def agenda(baseline: Baseline, person: Participant, due: Sequence[Commitment] = ()) -> tuple[Asked, ...]:
    """What this person is asked, in the order in which it is asked."""
    plan = baseline.guide.check_in
    asks = _Asks(baseline, person)
    closing = [one for one in (asks.asked((each,)) for each in plan.closing) if one]
    standing = [one for one in (asks.asked(group) for group in plan.standing) if one]
    standing.sort(key=lambda one: baseline.last_asked.get((person.id, one.question), 0))
    flags = _rechecks(asks)
    in_turn = [one for pair in zip_longest(_commitments(baseline, person, due), flags) for one in pair if one]
    room = plan.most - len(closing)
    names = {one.question for one in standing}
    chosen: dict[str, Asked] = {}
    for one in in_turn:
        kept_free = min(plan.standing_places, len(names - chosen.keys() - {one.question}))
        if one.question not in chosen and len(chosen) + 1 + kept_free <= room:
            chosen[one.question] = one
    for one in standing:
        if one.question in chosen:
            chosen[one.question] = _together(chosen[one.question], one)
        elif len(chosen) < room:
            chosen[one.question] = one
    return (*chosen.values(), *closing)


def _commitments(baseline: Baseline, person: Participant, due: Iterable[Commitment]) -> list[Asked]:
    """Our people are asked about all of them, the partner's about their own."""
    theirs = [one for one in due if person.side is Side.ours or one.owner == person.id]
    theirs.sort(key=lambda one: (baseline.last_asked.get((person.id, COMMITMENT + one.id), 0), one.due, one.id))
    return [Asked(COMMITMENT + one.id, (COMMITMENT + one.id,)) for one in theirs]


def _rechecks(asks: _Asks) -> list[Asked]:
    """One question for all the flags that ask it again, blockers' first."""
    baseline, person = asks.baseline, asks.person
    found: dict[str, Asked] = {}
    blockers: set[str] = set()
    # What only protected answers raise is not given away by asking about it.
    for flag in sorted(baseline.flags(shareable=True), key=lambda flag: RANK[flag.severity]):
        for group in _groups(baseline, _recheck(baseline, flag)):
            asked = asks.asked(group)
            if asked is None:
                continue
            if person.side is Side.ours:
                asked = replace(asked, flags=(flag.id,))
            known = found.get(asked.question)
            found[asked.question] = _together(known, asked) if known else asked
            if flag.severity is Severity.blocker:
                blockers.add(asked.question)
    return sorted(
        found.values(),
        key=lambda one: (one.question not in blockers, baseline.last_asked.get((person.id, one.question), 0)),
    )


def _recheck(baseline: Baseline, flag: RaisedFlag) -> tuple[str, ...]:
    """What a flag asks again: what the guide says, else what it rests on most."""
    named = baseline.guide.flag[flag.id].recheck
    if named:
        return named
    asked = {question.id for section in SECTIONS for question in baseline.guide.in_section(section)}
    owner = baseline.guide.owner
    return next(
        ((one.question,) for one in flag.evidence if one.question in owner and owner[one.question].id in asked), ()
    )


def _groups(baseline: Baseline, answerables: Iterable[str]) -> list[tuple[str, ...]]:
    """Answerables by the question that they belong to."""
    found: dict[str, tuple[str, ...]] = {}
    for one in answerables:
        owner = baseline.guide.owner[one].id
        found[owner] = (*found.get(owner, ()), one)
    return list(found.values())


def _together(one: Asked, other: Asked) -> Asked:
    return replace(
        one,
        fields=tuple(dict.fromkeys(chain(one.fields, other.fields))),
        flags=tuple(dict.fromkeys(chain(one.flags, other.flags))),
    )
