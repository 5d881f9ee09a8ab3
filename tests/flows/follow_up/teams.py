"""Any team, and any answers: what the property tests of check-ins draw."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from flows.check_ins.baseline import Baseline
from flows.commitments import Commitment
from flows.model import UNSURE, Guide, Kind, Participant, Role, Side, Value
from tests.flows.cases import GUIDE, OURS_ONLY, SHARED, Person
from tests.flows.follow_up.after import promised

TEXTS = ["funding", "", "???", "Forty nurses trained in Tamale by June 2027"]
NUMBERS = [0.0, 12.0, 45.0, 90.0, 600.0, 100000.0]


def value_of(guide: Guide, answerable: str) -> st.SearchStrategy[Value]:
    """Any answer to a question of any kind, “not sure” among them."""
    kind = guide.kind_of(answerable)
    if kind is Kind.text:
        return st.sampled_from(TEXTS[:1] + TEXTS[2:])
    if kind in (Kind.number, Kind.scale):
        return st.sampled_from([*(NUMBERS[:4] if answerable == "dependence_share" else NUMBERS), UNSURE])
    options = guide.options_of(answerable)
    if kind is Kind.choice:
        return st.sampled_from([*options, UNSURE])
    nothing = guide.owner[answerable].nothing
    ticks = st.lists(st.sampled_from([one for one in options if one != nothing]), min_size=1, max_size=4, unique=True)
    return st.one_of(ticks.map(tuple), st.just((str(nothing),)), st.just(UNSURE))


def sound(side: Side) -> dict[str, Any]:
    found: dict[str, Any] = {**(OURS_ONLY if side is Side.ours else {}), **SHARED}
    return {one: tuple(said) if isinstance(said, list) else said for one, said in found.items()}


@st.composite
def answers(draw: st.DrawFn, side: Side, guide: Guide = GUIDE) -> Mapping[str, Value]:
    """Sound answers of which any number are something else, or were left out."""
    found = sound(side)
    asked = [one for one, question in guide.owner.items() if question.asked(side)]
    for one in draw(st.lists(st.sampled_from(asked), max_size=draw(st.sampled_from([2, 8, 40])), unique=True)):
        if draw(st.integers(0, 9)) == 0:
            found.pop(one, None)
        else:
            found[one] = draw(value_of(guide, one))
    return {one: float(said) if isinstance(said, int) else said for one, said in found.items()}


@st.composite
def teams(draw: st.DrawFn, guide: Guide = GUIDE) -> list[Person]:
    """One to five people of ours and none to two of the partner's, with any roles and answers, at the decision."""
    sides = [Side.ours] * draw(st.integers(1, 5)) + [Side.partner] * draw(st.integers(0, 2))
    roles = [draw(st.sampled_from(list(Role))) for _ in sides]
    return [
        (Participant(id=f"p{number}", side=side, role=role), dict(draw(answers(side, guide))))
        for number, (side, role) in enumerate(zip(sides, roles, strict=True))
    ]


def promises(baseline: Baseline, count: int) -> list[Commitment]:
    """So many due commitments, owned in turn."""
    return [promised(f"c{n}", owner=baseline.people[n % len(baseline.people)].id) for n in range(count)]
