"""What stands above a question of a check-in: what its reader, or their side, wrote about it before.

Nobody reads here what they could not read anyway: their own words, and our people those of each other, which were revealed to
them. The partner's people do not read each other's. A condition ("yes, if") is read back to its author alone.
"""

from flows.check_ins.baseline import Baseline
from flows.check_ins.closing import level_of
from flows.check_ins.comparison import STILL_YES
from flows.guide.sharing import private
from flows.model import NOT_MINE, UNSURE, Kind, Participant, Side, Value


def read_back(baseline: Baseline, person: Participant, question: str) -> tuple[str, ...]:
    """The texts that stand above a question for this person, their own first; none where there is nothing to read back."""
    source = baseline.guide.check_in.reads_back.get(question)
    if source is None:
        return ()
    if question == STILL_YES:
        return _condition(baseline, person, source)
    own = _written(baseline.latest.get(person.id, {}).get(source))
    open_to_its_side = (
        person.side is Side.ours and not private(baseline.guide, source) and source not in baseline.guide.probe
    )
    others = [
        _written(baseline.latest.get(other.id, {}).get(source))
        for other in baseline.people
        if open_to_its_side and other.side is person.side and other.id != person.id
    ]
    return tuple(dict.fromkeys(text for text in (own, *others) if text))


def shows_what_was_read_back(baseline: Baseline, person: Participant, question: str) -> bool:
    """Whether our side may know that something stood above a question for this person: what was read back is theirs to read too."""
    source = baseline.guide.check_in.reads_back.get(question)
    if source is None or source not in baseline.shareable(person, {source: ""}):
        return False
    return bool(read_back(baseline, person, question))


def _condition(baseline: Baseline, person: Participant, source: str) -> tuple[str, ...]:
    """What this person wrote last that would make it a yes; nothing where they say yes without a condition."""
    said = baseline.said.get((person.id, STILL_YES))
    if said is not None:
        if level_of(baseline.guide.at_check_in, STILL_YES, said) == 0:
            return ()
        if now := _said_beside(baseline, person):
            return (now,)
    else:
        leaned = baseline.guide.owner[source].id
        answers = baseline.latest.get(person.id, {})
        if leaned not in answers or level_of(baseline.guide, leaned, answers[leaned]) == 0:
            return ()
    text = _written(baseline.latest.get(person.id, {}).get(source))
    return (text,) if text else ()


def _said_beside(baseline: Baseline, person: Participant) -> str | None:
    """The text that stands beside the question whether they would say yes again, as this person filled it in last."""
    kinds = baseline.guide.at_check_in.kinds
    beside = (one for group in baseline.guide.check_in.closing if STILL_YES in group for one in group)
    texts = (_written(baseline.said.get((person.id, one))) for one in beside if kinds[one] is Kind.text)
    return next((text for text in texts if text), None)


def _written(value: Value | None) -> str | None:
    return value.strip() or None if isinstance(value, str) and value not in (UNSURE, NOT_MINE) else None
