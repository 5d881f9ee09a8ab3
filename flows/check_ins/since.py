"""What the last check-in changed: the first thing that the next one says."""

from dataclasses import dataclass

from flows.check_ins.checkin import CheckIn, Outcome
from flows.check_ins.comparison import Became, CommitmentResult, FlagChange, Kept, compare
from flows.model import Participant, Side


@dataclass(frozen=True, slots=True)
class Changed:
    """What a check-in changed, as one side may read it. ``held``: how many of the ``promised`` were said to hold."""

    held: int
    promised: int
    closed: tuple[FlagChange, ...] = ()
    outcome: Outcome | None = None


def changed(before: CheckIn, reader: Participant | None = None) -> Changed | None:
    """What the check-in before changed; None where nobody answered it, or it is not over.

    ``reader``: whoever reads it; None: the thread. The partner's people read of their own promises only.
    """
    if not before.ended or not before.submissions:
        return None
    found = compare(before, shareable=True)
    ours = reader is None or reader.side is Side.ours
    results = [one for one in found.commitments if one.said and (ours or _is_theirs(one, reader))]
    return Changed(
        held=sum(one.kept is Kept.held for one in results),
        promised=len(results),
        closed=tuple(one for one in found.flags if one.became is Became.closed) if ours else (),
        outcome=before.outcome if ours else None,
    )


def _is_theirs(one: CommitmentResult, reader: Participant | None) -> bool:
    return reader is not None and one.commitment.owner == reader.id
