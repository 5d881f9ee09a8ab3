"""How far a partnership has moved from what was said at the decision, section by section, as numbers from 0 to 1.

0: every answer that was asked again is what it was; 1: none is anything like it. It is a distance and no judgement: putting a
guardrail in writing moves a section as far as dropping one. What got better or worse is what the flags say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

from flows.assessment.answers import facts_of, quality
from flows.check_ins.baseline import Baseline
from flows.model import SCALE, Guide, Kind, Participant, Value
from flows.text.quality import WORTH, Quality

_WIDEST_SCALE = SCALE[-1] - SCALE[0]
_BEST = WORTH[Quality.ok]


@dataclass(frozen=True, slots=True)
class Point:
    """One check-in in the picture. ``sections``: section → 0 to 1; one in which nothing was asked again yet is left out."""

    on: date
    sections: dict[str, float]


def drift(baseline: Baseline, *, shareable: bool = False) -> dict[str, float]:
    """How far the answers in ``baseline`` are from those at the decision; the mean over people and what they were asked again.

    ``shareable``: without what our side may not read of the partner's.
    """
    guide = baseline.guide
    moved: dict[str, list[float]] = {}
    for person in baseline.people:
        before, after = dict(baseline.decided.get(person.id, {})), _overrun(baseline, person)
        if shareable:
            before, after = baseline.shareable(person, before), baseline.shareable(person, after)
        facts_before, facts_after = facts_of(guide, before), facts_of(guide, after)
        again = {one for who, one in baseline.asked_again if who == person.id}
        again |= {one for who, one in baseline.worked if who == person.id}
        for one in sorted(again & (before.keys() | after.keys())):
            section = guide.owner[one].section
            moved.setdefault(section, []).append(_distance(guide, one, facts_before, facts_after))
    return {section: round(fmean(moved[section]), 4) for section in guide.road if section in moved}


def _overrun(baseline: Baseline, person: Participant) -> dict[str, Value]:
    """A person's answers with what came only where it is more than planned: a plan that has just begun has not moved."""
    found = baseline.answers_of(person)
    for one, planned in baseline.planned_by(person).items():
        came = baseline.worked.get((person.id, one))
        if came is not None and isinstance(planned, int | float):
            found[one] = max(came, planned)
    return found


def drift_over_time(baselines: Iterable[tuple[date, Baseline]], *, shareable: bool = False) -> tuple[Point, ...]:
    """The picture's points: one for each (day, baseline after the check-in of that day), in order."""
    return tuple(Point(on, drift(baseline, shareable=shareable)) for on, baseline in baselines)


def _distance(guide: Guide, answerable: str, before: dict[str, Any], after: dict[str, Any]) -> float:
    """From 0 (the same) to 1. An answer where there was none, or none where there was one, is as far as can be."""
    old: Any = before.get(answerable)
    new: Any = after.get(answerable)
    if old == new:
        return 0.0
    if old is None or new is None:
        return 1.0
    kind = guide.kind_of(answerable)
    if kind is Kind.scale:
        return float(abs(new - old)) / _WIDEST_SCALE
    if kind is Kind.number:
        return float(abs(new - old) / max(abs(new), abs(old)))
    if kind is Kind.multi:
        return 1.0 - len(old & new) / len(old | new)
    if kind is Kind.text:
        # Other words are no drift; saying more or less than before is.
        worth = [WORTH[quality(guide, facts, answerable)] for facts in (before, after)]
        return abs(worth[1] - worth[0]) / _BEST
    levels = guide.levels.get(answerable, {})
    if old in levels and new in levels:
        return abs(levels[new] - levels[old]) / max(levels.values())
    alike = guide.alike.get(answerable, {})
    return 0.0 if alike.get(old, old) == alike.get(new, new) else 1.0
