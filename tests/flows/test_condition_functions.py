"""What the functions and measures of conditions mean over the answers of several people: true, false, and where nothing is said."""

from typing import Any

import pytest

from flows.assessment.assessment import VerdictFacts
from flows.assessment.voices import Case
from flows.guide.conditions import Facts, compile_condition
from flows.guide.vocabulary import vocabulary
from tests.flows.cases import GUIDE, participant, setup
from tests.flows.test_conditions import first_word

OURS, BOTH, ALL = "our_side", "both_sides", "everyone"
Many = list[dict[str, Any]]


def each(question: str, *answers: Any) -> Many:
    """People of one side by what they say to a question; None for somebody who was heard and left this one out."""
    return [{"lean": "go"} | ({} if answer is None else {question: answer}) for answer in answers]


def over(source: str, scope: str, ours: Many, partner: Many) -> bool:
    """Whether a condition holds over these people's answers; of a person, the first of ours."""
    people = [participant(f"o{n}", raw) for n, raw in enumerate(ours)]
    people += [participant(f"p{n}", raw, side="partner") for n, raw in enumerate(partner)]
    case = Case(GUIDE, setup(), people)
    facts: Facts = case.everyone
    if scope == "person":
        facts = case.voices[0]
    elif scope in (OURS, "verdict"):
        facts = case.ours if scope == OURS else VerdictFacts(case, [])
    return compile_condition(source, vocabulary(GUIDE, scope))(facts)


ONE_SIDE: list[tuple[str, str, Many, bool]] = [
    # most: more than half of those who answered, and two of them at least, or the only one heard
    ("most(gap, no)", OURS, each("gap", "no", "no", "yes"), True),
    ("most(gap, no)", OURS, each("gap", "no", "no", "yes", "yes"), False),
    ("most(gap, no)", OURS, each("gap", "no", "yes"), False),
    ("most(gap, no)", OURS, each("gap", "no"), True),
    ("most(gap, no)", OURS, each("gap", "no", None), False),
    ("most(gap, no)", OURS, each("gap", "no", "no", None, None, None), True),
    ("most(gap, no)", OURS, each("gap", "no", "no", "not_mine", "not_mine"), True),
    ("most(gap, no)", OURS, each("gap", "no", "no", "unsure", "unsure"), False),
    ("most(gap, no, unsure)", OURS, each("gap", "no", "unsure", "yes"), True),
    ("most(gap, unsure)", OURS, each("gap", "unsure", "unsure"), True),
    ("most(gap, no)", OURS, each("gap", None, None), False),
    ("most(gap, no)", OURS, [], False),
    ("most(gap, no)", "verdict", each("gap", "no", "no", "yes"), True),
    ("most(gap, no)", "verdict", each("gap", "no", "yes", "yes"), False),
    ("most(gap, no)", "verdict", each("gap", None), False),
    # most_tick: the same of one of several options
    ("most_tick(against, practice)", OURS, each("against", ["practice", "position"], ["practice"], ["nothing"]), True),
    ("most_tick(against, practice, position)", OURS, each("against", ["position"], ["practice"], ["nothing"]), True),
    ("most_tick(against, practice)", OURS, each("against", ["practice"], ["nothing"]), False),
    ("most_tick(against, practice)", OURS, each("against", ["practice"], ["position"], ["nothing"]), False),
    ("most_tick(against, practice)", OURS, each("against", ["practice"]), True),
    ("most_tick(against, practice)", OURS, each("against", ["practice"], None), False),
    ("most_tick(against, practice)", OURS, each("against", "unsure", None), False),
    ("most_tick(against, practice)", OURS, [], False),
    # heard: somebody says so, and two do not say something else
    ("heard(gap, no)", OURS, each("gap", "no"), True),
    ("heard(gap, no)", OURS, each("gap", "no", "yes"), True),
    ("heard(gap, no)", OURS, each("gap", "no", "yes", "yes"), False),
    ("heard(gap, no)", OURS, each("gap", "no", "no", "yes", "yes", "yes"), True),
    ("heard(gap, no)", OURS, each("gap", "no", "unsure", "unsure", None), True),
    ("heard(gap, no, unsure)", OURS, each("gap", "no", "unsure", "yes", "yes"), True),
    ("heard(gap, no)", OURS, each("gap", "yes", "unsure"), False),
    ("heard(gap, no)", OURS, each("gap", None), False),
    ("heard(gap, no)", OURS, [], False),
    ("heard(gap, no)", "verdict", each("gap", "no", "yes"), True),
    ("heard(gap, no)", "verdict", each("gap", "no", "yes", "yes"), False),
    # opposed: the best answer and a bad one, by the order of the options
    ("opposed(gap)", OURS, each("gap", "yes", "no"), True),
    ("opposed(gap)", OURS, each("gap", "yes", "yes"), False),
    ("opposed(gap)", OURS, each("gap", "yes", "unsure"), False),
    ("opposed(gap)", OURS, each("gap", "no", "unsure"), False),
    ("opposed(gap)", OURS, each("gap", "yes", None), False),
    ("opposed(gap)", OURS, each("gap", None, None), False),
    ("opposed(gap)", OURS, [], False),
    ("opposed(bandwidth)", OURS, each("bandwidth", "both", "only_ours"), True),
    ("opposed(bandwidth)", OURS, each("bandwidth", "neither", "only_ours"), False),
    ("opposed(shared_outcomes)", OURS, each("shared_outcomes", "paid", "words"), False),
    ("opposed(shared_outcomes)", OURS, each("shared_outcomes", "paid", "partly"), False),
    ("opposed(shared_outcomes)", OURS, each("shared_outcomes", "paid", "no"), True),
    ("opposed(walk_away_check)", OURS, each("walk_away_check", "all_met", "not_checked"), False),
    ("opposed(walk_away_check)", OURS, each("walk_away_check", "all_met", "not_met"), True),
    ("opposed(acknowledged)", OURS, each("acknowledged", "written", "spoken"), False),
    ("opposed(acknowledged)", OURS, each("acknowledged", "spoken", "no_imbalance"), True),
    ("opposed(money_control)", OURS, each("money_control", "ours", "partner"), False),  # no option is worse
    # nothing_beside: nothing for one, something for another
    ("nothing_beside(written)", OURS, each("written", ["nothing"], ["exit"]), True),
    ("nothing_beside(written)", OURS, each("written", ["nothing"], ["nothing"]), False),
    ("nothing_beside(written)", OURS, each("written", ["review"], ["exit"]), False),
    ("nothing_beside(written)", OURS, each("written", ["nothing"]), False),
    ("nothing_beside(written)", OURS, each("written", ["exit"], None), False),
    ("nothing_beside(written)", OURS, each("written", ["exit"], "unsure"), False),
    ("nothing_beside(written)", OURS, [], False),
    # distinct, unanimous, range and ratio
    ("distinct(meaning) >= 2", OURS, each("meaning", "funding", "delivery"), True),
    ("distinct(meaning) >= 2", OURS, each("meaning", "funding", "funding", None), False),
    ("distinct(dependence) >= 2", OURS, each("dependence", "neither", "unsure"), False),
    ("unanimous(gap, yes, unsure)", OURS, each("gap", "yes", "unsure"), True),
    ("unanimous(gap, yes)", OURS, each("gap", "yes", "unsure"), False),
    ("unanimous(gap, yes)", OURS, each("gap", "yes", None), False),
    ("unanimous(gap, yes)", OURS, [], False),
    ("range(hours_total) >= 100", OURS, each("hours_total", 20, 120), True),
    ("range(hours_total) >= 100", OURS, each("hours_total", 20, None), False),
    ("ratio(hours_total) >= 2", OURS, each("hours_total", 20, 40), True),
    ("ratio(hours_total) >= 2", OURS, each("hours_total", 0, 1), True),
    ("ratio(hours_total) >= 2", OURS, each("hours_total", 0, None), False),
    # count_of: how many of these; what several say is put together
    ("count_of(written, exit, notice) >= 2", OURS, each("written", ["exit"], ["notice", "review"]), True),
    ("count_of(written, exit, notice) >= 2", OURS, each("written", ["exit", "review"], ["exit"]), False),
    ("count_of(written, exit, notice) == 0", OURS, each("written", ["nothing"]), True),
    ("count_of(written, exit, notice) < 2", OURS, each("written", None), True),
    ("count_of(written, exit, notice) == 0", OURS, [], True),
    ("count_of(written, exit, notice) >= 2", "person", each("written", ["exit", "notice"]), True),
    ("count_of(written, exit, notice) >= 2", "person", each("written", ["exit"], ["notice"]), False),
    ("count_of(written, exit, notice) < 1", "person", each("written", None), True),
    ("count(written) == 0", "person", each("written", ["nothing"]), True),
    # our_side_says: in the condition of a person, what our side says as heard() reads it
    ("our_side_says(audience_values, yes_asked)", "person", each("audience_values", "no", "yes_asked"), True),
    ("our_side_says(audience_values, yes_asked)", "person", each("audience_values", "no", "yes_asked", "no"), False),
    ("our_side_says(audience_values, yes_asked, mixed)", "person", each("audience_values", "mixed"), True),
    ("our_side_says(audience_values, yes_asked)", "person", each("audience_values", "no", None), False),
    ("our_side_says(audience_values, yes_asked)", "person", each("audience_values", None), False),
    # measures of a side
    ("people_heard >= 2", OURS, each("gap", "yes", None), True),
    ("people_heard >= 2", OURS, [*each("gap", "yes"), {}], False),
    ("missing_core == 20", OURS, each("gap", "yes", None), True),
    ("missing_core == 21", OURS, each("gap", None), True),
    ("missing_core >= 21", OURS, each("gap", "unsure"), False),
    ("missing_core >= 21", OURS, each("gap", "not_mine"), True),
    ("screening_missing == 2", "verdict", each("gap", "unsure"), True),
    ("screening_missing == 3", "verdict", each("gap", None), True),
    ("screening_missing >= 1", "verdict", [{"gap": "yes", "admin_load": "no"}, {"bandwidth": "unsure"}], False),
    ("blank_sections == 5", "verdict", each("gap", "yes"), True),
    ("blank_sections == 4", "verdict", [{"gap": "yes", "admin_load": "no"}], True),
]


@pytest.mark.parametrize(("source", "scope", "ours", "expected"), ONE_SIDE)
def test_what_a_function_means_over_a_side(source: str, scope: str, ours: Many, expected: bool) -> None:
    assert over(source, scope, ours, []) is expected


NOT_CLEAR = ["nothing_clear"]
SEVERAL_SIDES: list[tuple[str, str, Many, Many, bool]] = [
    # sides_opposed: one side says good things only, the other bad ones only
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint"), each("expertise", "not_involved"), True),
    ("sides_opposed(expertise)", BOTH, each("expertise", "not_involved"), each("expertise", "expert_decides", "joint"), True),
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint"), each("expertise", "consulted_only", "joint"), False),
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint", "consulted_only"), each("expertise", "not_involved"), False),
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint"), each("expertise", "joint"), False),
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint"), each("expertise", "unsure"), False),
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint", "unsure"), each("expertise", "not_involved"), True),
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint"), each("expertise", None), False),
    ("sides_opposed(expertise)", BOTH, each("expertise", "joint"), [], False),
    ("sides_opposed(expertise)", BOTH, each("expertise", None), each("expertise", None), False),
    ("sides_opposed(money_control)", BOTH, each("money_control", "ours"), each("money_control", "partner"), False),
    # apart: nothing in common, "not sure", "nothing" and "other" aside
    ("apart(meaning)", BOTH, each("meaning", "funding"), each("meaning", "co_creation"), True),
    ("apart(meaning)", BOTH, each("meaning", "funding", "delivery"), each("meaning", "co_creation", "delivery"), False),
    ("apart(meaning)", BOTH, each("meaning", "funding"), each("meaning", "other"), False),
    ("apart(meaning)", BOTH, each("meaning", "funding"), each("meaning", None), False),
    ("apart(meaning)", BOTH, [], each("meaning", "funding"), False),
    ("apart(money_control)", BOTH, each("money_control", "ours"), each("money_control", "unsure"), False),
    ("apart(we_get)", BOTH, each("we_get", ["money", "learning"]), each("we_get", ["audience"]), True),
    ("apart(we_get)", BOTH, each("we_get", ["money", "learning"]), each("we_get", ["audience"], ["learning"]), False),
    ("apart(we_get)", BOTH, each("we_get", ["money"]), each("we_get", NOT_CLEAR), False),
    ("apart(we_get)", BOTH, each("we_get", ["money"]), each("we_get", ["audience", "other"]), False),
    ("apart(we_get)", BOTH, each("we_get", ["money"]), each("we_get", None), False),
    # one_side_nothing: something on one side, nothing at all on the other, each of one mind; or a side at odds with itself
    ("one_side_nothing(written)", BOTH, each("written", ["exit"]), each("written", ["nothing"]), True),
    ("one_side_nothing(written)", BOTH, each("written", ["nothing"], ["nothing"]), each("written", ["exit"], ["review"]), True),
    ("one_side_nothing(written)", BOTH, each("written", ["exit"]), each("written", ["review"]), False),
    ("one_side_nothing(written)", BOTH, each("written", ["nothing"]), each("written", ["nothing"]), False),
    ("one_side_nothing(written)", BOTH, each("written", ["exit"], ["nothing"]), each("written", ["exit"]), True),
    ("one_side_nothing(written)", BOTH, each("written", ["exit"]), each("written", None), False),
    ("one_side_nothing(written)", BOTH, each("written", ["exit"]), each("written", "unsure"), False),
    ("one_side_nothing(written)", BOTH, [], [], False),
    # medians of numbers
    ("median_ratio(hours_total) >= 2", BOTH, each("hours_total", 100, 100, 900), each("hours_total", 200), True),
    ("median_ratio(hours_total) >= 2", BOTH, each("hours_total", 100), each("hours_total", 150), False),
    ("median_ratio(hours_total) >= 2", BOTH, each("hours_total", 100), each("hours_total", None), False),
    ("median_gap(hours_total) >= 50", BOTH, each("hours_total", 100), each("hours_total", 150), True),
    ("median_gap(hours_total) >= 50", BOTH, each("hours_total", None), each("hours_total", 150), False),
    # what a side gets, as that side says itself; where it says nothing, as the other does
    ("ours_gets_nothing(we_get)", ALL, each("we_get", NOT_CLEAR), [], True),
    ("ours_gets_nothing(we_get)", ALL, each("we_get", NOT_CLEAR), each("we_get", ["money"]), True),
    ("ours_gets_nothing(we_get)", ALL, each("we_get", ["money"]), each("we_get", NOT_CLEAR), False),
    ("ours_gets_nothing(we_get)", ALL, each("we_get", NOT_CLEAR, ["money"]), [], False),
    ("ours_gets_nothing(we_get)", ALL, each("we_get", None), each("we_get", NOT_CLEAR), True),
    ("ours_gets_nothing(we_get)", ALL, each("we_get", None), each("we_get", None), False),
    ("ours_gets_nothing(we_get)", ALL, [], [], False),
    ("partner_gets_nothing(they_get)", ALL, each("they_get", ["money"]), each("they_get", NOT_CLEAR), True),
    ("partner_gets_nothing(they_get)", ALL, each("they_get", NOT_CLEAR), each("they_get", ["money"]), False),
    ("partner_gets_nothing(they_get)", ALL, each("they_get", NOT_CLEAR), each("they_get", None), True),
    ("partner_gets_nothing(they_get)", ALL, each("they_get", ["money"]), [], False),
    ("partner_gets_nothing(they_get)", ALL, each("they_get", None), [], False),
    # purse_alone: only the side that holds the money was heard
    ("purse_alone", ALL, each("money_control", "ours"), [], True),
    ("purse_alone", ALL, [], each("money_control", "partner"), True),
    ("purse_alone", ALL, each("money_control", "ours"), each("money_control", None), False),
    ("purse_alone", ALL, each("money_control", "partner"), [], False),
    ("purse_alone", ALL, each("money_control", "shared"), [], False),
    ("purse_alone", ALL, each("money_control", "ours", "partner"), [], False),
    ("purse_alone", ALL, each("money_control", None), [], False),
    ("purse_alone", ALL, [], [], False),
    # the same functions over everybody
    ("most(shared_outcomes, unsure)", ALL, each("shared_outcomes", "unsure"), each("shared_outcomes", "unsure"), True),
    ("most(shared_outcomes, unsure)", ALL, each("shared_outcomes", "unsure"), each("shared_outcomes", "paid"), False),
    ("heard(meaning, co_creation)", ALL, each("meaning", "funding"), each("meaning", "co_creation"), True),
    ("heard(meaning, co_creation)", ALL, each("meaning", "funding", "funding"), each("meaning", "co_creation"), False),
    ("opposed(expertise)", BOTH, each("expertise", "joint"), each("expertise", "not_involved"), True),
    ("count_of(written, exit, notice) == 2", ALL, each("written", ["exit"]), each("written", ["notice"]), True),
    ("missing_core == 20", ALL, each("gap", None), each("we_get", ["money"]), True),
]  # fmt: skip


@pytest.mark.parametrize(("source", "scope", "ours", "partner", "expected"), SEVERAL_SIDES)
def test_what_a_function_means_over_both_sides(
    source: str, scope: str, ours: Many, partner: Many, expected: bool
) -> None:
    assert over(source, scope, ours, partner) is expected


SECOND_EDITION = (
    "most most_tick heard opposed nothing_beside distinct unanimous range ratio count_of our_side_says people_heard missing_core"
    " screening_missing sides_opposed apart one_side_nothing median_ratio median_gap ours_gets_nothing partner_gets_nothing"
    " purse_alone"
)


def test_every_function_has_a_row_that_holds_and_one_that_does_not() -> None:
    told = {(first_word(source.removeprefix("not ")), expected) for source, _, _, expected in ONE_SIDE}
    told |= {(first_word(source), expected) for source, _, _, _, expected in SEVERAL_SIDES}
    second = set(SECOND_EDITION.split())
    assert {(word, holds) for word, holds in told if word in second} == {
        (word, holds) for word in second for holds in (True, False)
    }
