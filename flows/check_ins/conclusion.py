"""How a check-in ends: renew, renegotiate, narrow or exit, and what its answers do to the commitments."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from flows.check_ins.checkin import MISSED, CheckIn, Outcome, Step, check_decides, finished
from flows.check_ins.comparison import Became, Comparison, FlagChange, Kept, compare
from flows.check_ins.statechart import COMPARED, OPEN, SCHEDULED, send
from flows.commitments import Commitment, State, fail, hold
from flows.conversation.conversation import DECIDED, Said
from flows.errors import InvalidAnswer, NotAllowedNow, ReasonMissing
from flows.model import CHECK_IN, CHECK_IN_OUTCOMES, EXIT, FAILED, HELD, RENEW, Participant, Severity, Side


def conclude(check_in: CheckIn, by: str, outcome: str, reason: str = "") -> Step:
    """End a compared check-in; the opener and our decision makers may.

    Stopping needs a written reason, and so does going on as if nothing were when something speaks against it
    (``speaks_against``); raises ReasonMissing, InvalidAnswer, NotExpected, NotAllowedNow.
    """
    check_decides(check_in, by)
    if outcome not in CHECK_IN_OUTCOMES:
        raise InvalidAnswer(f"{outcome!r} is none of {', '.join(CHECK_IN_OUTCOMES)}", outcome=outcome)
    if check_in.stage != COMPARED:
        raise NotAllowedNow(f"conclude in {check_in.stage}", event="conclude", stage=check_in.stage)
    if not reason.strip() and (outcome == EXIT or (outcome == RENEW and needs_a_reason(check_in))):
        raise ReasonMissing
    moved = replace(check_in, stage=send(check_in.stage, "report"), outcome=Outcome(outcome, by, reason.strip()))
    return moved, (Said(DECIDED, CHECK_IN),)


def overtaken(check_in: CheckIn) -> Step:
    """The next check-in begins: this one ends as it stands, without an outcome."""
    if check_in.ended:
        return check_in, ()
    said: tuple[Said, ...] = ()
    if check_in.stage == SCHEDULED:
        return replace(check_in, stage=send(check_in.stage, "miss")), (Said(MISSED, CHECK_IN),)
    if check_in.stage in OPEN:
        check_in, said = finished(check_in)
    if check_in.stage == COMPARED:
        check_in = replace(check_in, stage=send(check_in.stage, "report"))
    return check_in, said


def needs_a_reason(check_in: CheckIn) -> bool:
    """Whether going on unchanged needs a reason: for what our side may read, or for what got worse and stays with the partner.

    Of the latter only this is told, that a reason is needed; what got worse stays theirs.
    """
    if speaks_against(compare(check_in, shareable=True)):
        return True
    # Nothing that may be read speaks against it: what does is the partner's alone.
    whole = compare(check_in)
    theirs = any(check_in.baseline.person(one.person) not in _ours(check_in) for one in whole.worsened)
    return theirs or bool(whole.against) or any(_got_worse(one) for one in whole.flags)


def _ours(check_in: CheckIn) -> tuple[Participant, ...]:
    return tuple(person for person in check_in.baseline.people if person.side is Side.ours)


def speaks_against(comparison: Comparison) -> bool:
    """Whether something speaks against going on unchanged: a blocker that is open, something worse, or new and serious, a promise
    that failed, somebody who would not say yes again as it is, or who did not get at all what they needed."""
    grave = any(one.now is Severity.blocker or _got_worse(one) for one in comparison.flags)
    failed = any(one.kept is Kept.failed for one in comparison.commitments)
    return grave or failed or bool(comparison.against)


def _got_worse(one: FlagChange) -> bool:
    return one.became is Became.worse or (one.became is Became.new and one.now is not Severity.notice)


def with_results(commitments: Iterable[Commitment], comparison: Comparison, on: date) -> tuple[Commitment, ...]:
    """The commitments with what was said of them in a check-in written into their histories; silence writes nothing.

    Each voice is a change of its own, those that it failed last: one of them is enough.
    """
    results = {one.commitment.id: one for one in comparison.commitments}
    found = []
    for one in commitments:
        moved = one
        result = results.get(one.id)
        if result and one.state is not State.closed:
            for person, token in sorted(result.said, key=lambda said: said[1] == FAILED):
                if token in (HELD, FAILED):
                    moved = (fail if token == FAILED else hold)(moved, by=person, on=on)
        found.append(moved)
    return tuple(found)
