"""What the screening alone adds up to: nothing reassures where an answer speaks against it, or where too few have answered."""

from random import Random
from typing import Any

import pytest

from flows.assessment.screening import Screened, Screening, screened
from tests.flows.cases import GUIDE, Person, participant, setup

WELL = {"gap": "yes", "bandwidth": "both", "admin_load": "yes"}


def of(*people: dict[str, Any], expected: int = 0) -> Screening:
    answers: list[Person] = [participant(f"p{at}", {**WELL, **given}) for at, given in enumerate(people)]
    return screened(GUIDE, setup(), answers, expected or len(people))


NOTHING: dict[str, Any] = dict.fromkeys(WELL)

OUTCOMES: list[tuple[Screened, str, Screening]] = [
    (Screened.strategic, "one person, all well", of({})),
    (Screened.strategic, "three, one is not sure", of({}, {}, {"gap": "unsure"})),
    (Screened.strategic, "half of four", of({}, {}, expected=4)),
    (Screened.early, "nobody", of(expected=2)),
    (Screened.early, "nobody of those who opened it", of(NOTHING, NOTHING)),
    (Screened.early, "one of two", of({}, expected=2)),
    (Screened.early, "two of five", of({}, {}, expected=5)),
    (Screened.early, "a no of one of two", of({"gap": "no"}, expected=2)),
    (Screened.early, "a question that nobody answered", of({"gap": None}, {"gap": None})),
    (Screened.early, "a question of which half are not sure", of({}, {"gap": "unsure"})),
    (Screened.divided, "one of three sees a problem", of({}, {}, {"admin_load": "no"})),
    (Screened.divided, "of two, one sees none", of({}, {"gap": "no"})),
    (Screened.against, "one person, one problem", of({"admin_load": "no"})),
    (Screened.against, "all see the same problem", of({"admin_load": "no"}, {"admin_load": "no"})),
    (Screened.against, "nobody is sure, but one sees a problem", of({"gap": "unsure"}, {"gap": "no"})),
    (Screened.distraction, "most say that nothing lacks", of({"gap": "no"}, {"gap": "no"}, {})),
    (Screened.distraction, "alone, and nothing lacks", of({"gap": "no"})),
]


@pytest.mark.parametrize(("expected", "why", "found"), OUTCOMES, ids=[row[1] for row in OUTCOMES])
def test_the_outcome(expected: Screened, why: str, found: Screening) -> None:
    assert found.outcome is expected, why


@pytest.mark.parametrize("seed", range(400))
def test_nothing_reassures_where_an_answer_speaks_against_it_or_too_few_have_answered(seed: int) -> None:
    random = Random(seed)
    bad = {"gap": ["no"], "bandwidth": ["only_ours", "only_partner", "neither"], "admin_load": ["no"]}
    people = [
        {name: random.choice([WELL[name], WELL[name], "unsure", None, *bad[name]]) for name in WELL}
        for _ in range(random.randint(0, 5))
    ]
    expected = len(people) + random.randint(0, 3)
    found = of(*people, expected=expected)
    spoke = [given for given in people if any(value is not None for value in given.values())]
    assert found.heard == len(spoke)
    if found.outcome is Screened.strategic:
        assert not any(given[name] in bad[name] for given in people for name in WELL)
        assert len(spoke) * 2 >= expected
        assert len(spoke) >= min(2, expected)
        assert all(any(given[name] == WELL[name] for given in people) for name in WELL)
    if found.outcome is Screened.divided:
        assert any(each.well and each.against for each in found.seen)
