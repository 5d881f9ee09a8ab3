"""What closes a flag at a check-in: a good answer, and nothing else.

“Not sure” closes nothing, neither does an answer from the middle of an order, nor one that only makes people agree on what is
bad. Which answer is good is declared in the guide (``order`` of a question).
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from flows.model import NOT_MINE, UNSURE, Answers, Guide, Kind, RaisedFlag, Severity, Value


class Stand(StrEnum):
    """Where a flag stands that is not raised any more. ``agreed``: people differed, and agree now on an answer that is not good."""

    closed = "closed"
    open = "open"
    agreed = "agreed"


_UNKNOWN = (None, UNSURE, NOT_MINE)

ThenAndNow = Mapping[str, tuple[Answers, Answers]]
"""Person → their answers before the check-in, and after it."""


def level_of(guide: Guide, answerable: str, value: Value | None) -> int | None:
    """How far an answer is from the best, 0 for the best; None where the guide declares no order, or nothing was said."""
    levels = guide.levels.get(answerable)
    if levels is None or value is None or value == NOT_MINE:
        return None
    tokens = value if isinstance(value, tuple) else (str(value),)
    if value == UNSURE:
        # Not sure is never better than the worst but one thing that can be said.
        return levels.get(UNSURE, max(levels.values()))
    return max((levels.get(token, 0) for token in tokens), default=None)


def is_good(guide: Guide, answerable: str, value: Value | None) -> bool:
    """Whether an answer can close what asked for it: definite, and the best where the guide says which one that is."""
    if value in _UNKNOWN:
        return False
    if answerable in guide.levels:
        return level_of(guide, answerable, value) == 0
    if guide.kind_of(answerable) is Kind.multi:
        return isinstance(value, tuple) and guide.owner[answerable].nothing not in value
    return True


def stand_of(
    guide: Guide, was: RaisedFlag, people: ThenAndNow, planned_only: Collection[tuple[str, str]]
) -> tuple[Stand, Severity]:
    """Where a flag stands that was open and that no answer raises now, and how serious it is while it is open.

    ``planned_only``: (person, field) of which only the plan is known, and not what came.
    """
    if not any(entry.question in guide.owner for entry in was.evidence):
        return Stand.closed, was.severity  # it was about who was heard: somebody is heard now
    found = list(_changed(guide, was, people))
    bad = [now for question, now in found if not is_good(guide, question, now)]
    recheck = guide.flag[was.id].recheck
    unknown = set(recheck) <= set(guide.check_in.since) and any(
        entry.question in recheck and (entry.participant, entry.question) in planned_only for entry in was.evidence
    )
    if found and not bad and not unknown:
        return Stand.closed, was.severity
    if guide.flag[was.id].compares:
        return Stand.agreed, was.severity
    halfway = bool(bad) and not unknown and not any(now in _UNKNOWN for now in bad)
    return Stand.open, Severity.notice if halfway else was.severity


def lighter_by_doubt(guide: Guide, was: RaisedFlag, people: ThenAndNow) -> bool:
    """Whether a flag became lighter only because somebody is not sure any more: what is not known is not better than what was."""
    return any(now in _UNKNOWN for _, now in _changed(guide, was, people))


def _changed(guide: Guide, was: RaisedFlag, people: ThenAndNow) -> Iterable[tuple[str, Value | None]]:
    """What was said anew of what the flag rested on or re-checks: (question, answer now)."""
    rested = {(entry.question, entry.participant): entry.answer for entry in was.evidence}
    asked = dict.fromkeys(
        question
        for question in (*guide.flag[was.id].recheck, *(entry.question for entry in was.evidence))
        if question in guide.owner
    )
    for question in asked:
        for person, (then, now) in people.items():
            # A flag that was carried rests on what was said when it was raised, which may be several check-ins ago.
            old = rested.get((question, person), then.get(question))
            if now.get(question) != old or now.get(question) != then.get(question):
                yield question, now.get(question)
