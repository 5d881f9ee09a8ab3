"""Which questions a check-in asks one person: at most eight, and what they are for.

Last come the closing ones, every time. Before them: due commitments and the re-checks of open flags in turn, the standing
questions in what room is left, at least two of them. Open blockers are asked every time; everything else takes turns, what was
asked longest ago first, so that nothing is left out for good.
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


def agenda(baseline: Baseline, person: Participant, due: Sequence[Commitment] = ()) -> tuple[Asked, ...]:
    """What this person is asked, in the order in which it is asked."""
    plan = baseline.guide.check_in
    closing = [one for one in (_asked(baseline, person, (each,)) for each in plan.closing) if one]
    standing = [one for one in (_asked(baseline, person, group) for group in plan.standing) if one]
    standing.sort(key=lambda one: baseline.last_asked.get(one.question, 0))
    flags = _rechecks(baseline, person)
    in_turn = [one for pair in zip_longest(_commitments(baseline, person, due), flags) for one in pair if one]
    room = plan.most - len(closing)
    wanted = min(plan.standing_places, len(standing))
    names = {one.question for one in standing}
    chosen: dict[str, Asked] = {}
    for one in in_turn:
        kept_free = max(0, wanted - sum(each in names for each in (*chosen, one.question)))
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
    theirs.sort(key=lambda one: (baseline.last_asked.get(COMMITMENT + one.id, 0), one.due, one.id))
    return [Asked(COMMITMENT + one.id, (COMMITMENT + one.id,)) for one in theirs]


def _rechecks(baseline: Baseline, person: Participant) -> list[Asked]:
    """One question for all the flags that ask it again, blockers' first."""
    # What only protected answers raise is not given away by asking about it.
    raised = sorted(
        baseline.flags(shareable=True), key=lambda flag: (flag.severity is not Severity.blocker, RANK[flag.severity])
    )
    found: dict[str, Asked] = {}
    blockers: set[str] = set()
    for flag in raised:
        for group in _groups(baseline, _recheck(baseline, flag)):
            asked = _asked(baseline, person, group)
            if asked is None:
                continue
            if person.side is Side.ours:
                asked = replace(asked, flags=(flag.id,))
            known = found.get(asked.question)
            found[asked.question] = _together(known, asked) if known else asked
            if flag.severity is Severity.blocker:
                blockers.add(asked.question)
    return sorted(
        found.values(), key=lambda one: (one.question not in blockers, baseline.last_asked.get(one.question, 0))
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


def _asked(baseline: Baseline, person: Participant, answerables: Sequence[str]) -> Asked | None:
    """A group as this person is asked it; None when nothing of it is theirs to answer."""
    guide = baseline.guide.at_check_in
    question = guide.owner[answerables[0]]
    if not question.asked(person.side):
        return None
    called_for = asked_probes(baseline.guide, person.side, baseline.answers_of(person))
    # A follow-up stands beside its question, or alone where the person's answers call for it.
    fields = tuple(
        one for one in answerables if one not in guide.probe or question.id in answerables or one in called_for
    )
    return Asked(question.id, fields) if fields else None


def _together(one: Asked, other: Asked) -> Asked:
    return replace(
        one,
        fields=tuple(dict.fromkeys(chain(one.fields, other.fields))),
        flags=tuple(dict.fromkeys(chain(one.flags, other.flags))),
    )
