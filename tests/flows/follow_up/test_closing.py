"""Any team, any answers: a flag is closed by a good answer and by nothing else, and what is open never gets lighter by doubt."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.assessment.assessment import RANK
from flows.check_ins.baseline import Baseline
from flows.check_ins.closing import is_good
from flows.check_ins.comparison import Became, FlagChange, compare
from flows.check_ins.conclusion import needs_a_reason, speaks_against
from flows.model import NOT_MINE, UNSURE, Severity, Value
from tests.flows.cases import GUIDE, Person
from tests.flows.follow_up.after import answered, decided, prompted
from tests.flows.follow_up.teams import teams, value_of

SAID = ("still_yes", "needs_met", "people_now", "values_now")


@st.composite
def again(draw: st.DrawFn, baseline: Baseline) -> dict[str, dict[str, Any]]:
    """What people answer at a check-in: some of what the open flags ask again, well, badly or not at all."""
    asked = sorted({one for flag in baseline.flags() for one in GUIDE.flag[flag.id].recheck})
    asked += [entry.question for flag in baseline.flags() for entry in flag.evidence if entry.question in GUIDE.owner]
    found: dict[str, dict[str, Any]] = {}
    for person in baseline.people:
        theirs = sorted({one for one in asked if GUIDE.owner[one].asked(person.side)})
        chosen = draw(st.lists(st.sampled_from(theirs), max_size=6, unique=True)) if theirs else []
        found[person.id] = {one: draw(_answer(one)) for one in chosen}
        found[person.id]["still_yes"] = "yes"
    return found


def _answer(answerable: str) -> st.SearchStrategy[Value]:
    best = GUIDE.question[answerable].order[0] if answerable in GUIDE.levels else ()
    if not best:
        return value_of(GUIDE, answerable)
    multi = GUIDE.owner[answerable].nothing is not None
    good: st.SearchStrategy[Any] = st.just((best[0],) if multi else best[0])
    return st.one_of(good, value_of(GUIDE, answerable), st.just(NOT_MINE))


@settings(max_examples=80, deadline=None)
@given(teams(), st.data())
def test_closed_only_by_a_good_answer(people: list[Person], data: st.DataObject) -> None:
    baseline = decided(people=people)
    for _ in range(3):
        given_now = data.draw(again(baseline))
        check_in = answered(prompted(baseline), given_now)
        now = check_in.now()
        before = {flag.id: flag for flag in baseline.flags()}
        for change in compare(check_in).flags:
            if change.became is Became.closed:
                _closed_well(baseline, now, before[change.flag].evidence, change)
            if change.became is Became.still_open and change.was and change.now and RANK[change.now] > RANK[change.was]:
                doubtful = [
                    one for one in change.answers if one.asked and one.then != one.now and one.now in (UNSURE, NOT_MINE)
                ]
                assert not doubtful, f"{change.flag} became lighter because somebody is not sure"
        still_open = any(flag.severity is Severity.blocker for flag in now.flags(shareable=True))
        assert not still_open or speaks_against(compare(check_in, shareable=True))
        assert not speaks_against(compare(check_in, shareable=True)) or needs_a_reason(check_in)
        baseline = now


def _closed_well(baseline: Baseline, now: Baseline, evidence: Any, change: FlagChange) -> None:
    """What was said anew of what the flag rested on is good, all of it, and there is some."""
    guide = baseline.guide
    rested = {(entry.question, entry.participant): entry.answer for entry in evidence if entry.question in guide.owner}
    if not rested:
        return  # it was about who was heard, or how many questions were left
    asked = {question for question, _ in rested} | set(guide.flag[change.flag].recheck)
    said = []
    for person in baseline.people:
        then, after = baseline.answers_of(person), now.answers_of(person)
        for one in asked:
            old = rested.get((one, person.id), then.get(one))
            if after.get(one) != old or after.get(one) != then.get(one):
                said.append((one, after.get(one)))
    assert said, change.flag
    for one, value in said:
        assert is_good(guide, one, value), f"{change.flag} was closed by {one} = {value}"
        assert value not in (None, UNSURE, NOT_MINE)
        levels = guide.levels.get(one)
        tokens = value if isinstance(value, tuple) else (str(value),)
        assert levels is None or all(levels[token] == 0 for token in tokens), f"{change.flag}: a middle answer"


def test_what_the_good_answers_are_is_declared() -> None:
    """Every choice that a check-in asks again by a flag has an order, but those that only tell a fact."""
    rechecked = {one for flag in GUIDE.flags for one in flag.recheck}
    facts = {"dependence", "gap_buyable"}
    without = {
        one for one in rechecked if GUIDE.kind_of(one) == "choice" and one not in GUIDE.levels and one not in facts
    }
    assert not without
    assert all(one in GUIDE.at_check_in.levels for one in SAID)
