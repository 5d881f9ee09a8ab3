"""Which questions a check-in asks: at most eight, of open flags and due commitments, the standing and the closing ones."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.follow_up.agenda import Asked, agenda
from flows.follow_up.baseline import Baseline
from flows.follow_up.checkin import schedule
from flows.model import Guide, Participant, Side
from tests.flows.cases import GUIDE, Raw, words
from tests.flows.follow_up.after import decided, promised

CLOSING = ["unforeseen", "still_yes"]
STANDING = ["dependence", "work_and_money", "acknowledged", "speak_up", "measure_today"]


def of(baseline: Baseline, who: str = "ana", *due: Any) -> tuple[Asked, ...]:
    person = next(one for one in baseline.people if one.id == who)
    return agenda(baseline, person, due)


def names(asked: tuple[Asked, ...]) -> list[str]:
    return [one.question for one in asked]


def test_without_flags_and_commitments_the_standing_ones_and_the_two_open_ones() -> None:
    assert names(of(decided())) == [*STANDING, *CLOSING]
    fields = {one.question: one.fields for one in of(decided())}
    assert fields["work_and_money"] == ("hours_total", "hours_for_them")
    assert fields["dependence"] == ("dependence_share",)


def test_the_partner_is_asked_what_both_sides_are_asked() -> None:
    assert names(of(decided(), "pat")) == [*(one for one in STANDING if one != "measure_today"), *CLOSING]


def test_each_question_that_an_open_flag_re_checks_is_asked_with_its_flag() -> None:
    asked = of(decided({"ours": {"gap": "no", "admin_load": "no"}}))
    by = {one.question: one for one in asked}
    assert (by["gap"].fields, by["gap"].flags) == (("gap", "gap_exact"), ("no_gap",))
    assert (by["admin_load"].fields, by["admin_load"].flags) == (("admin_load", "admin_hours"), ("admin_heavy",))
    assert len(asked) == 8


def test_a_question_that_several_flags_and_the_standing_ones_ask_is_asked_once() -> None:
    changes = {
        "all": {"dependence_share": 60, "guardrails": ["paid_work"], "dependence": "both", "money_control": "ours"}
    }
    asked = of(decided(changes))
    assert len(set(names(asked))) == len(asked)
    by = {one.question: one for one in asked}
    assert by["dependence"].flags == ("survival_dependence",)
    assert by["guardrails"].flags == ("power_no_guardrails",)


MUCH = {
    "ours": {"gap": "no", "harm": "yes", "admin_load": "no", "measure": "reach_only", "messenger": "size_or_fame"},
    "all": {"expertise": "not_involved", "agreement": [], "people": "not_discussed", "unpaid_work": "weaker_unpaid"},
}


def test_where_much_is_open_eight_are_asked_blockers_every_time_and_two_standing_ones() -> None:
    asked = names(of(decided(MUCH)))
    assert len(asked) == 8
    assert asked[:4] == ["unpaid_work", "work_and_money", "expertise", "gap"]
    assert asked[4:] == ["dependence", "acknowledged", *CLOSING]


def test_due_commitments_and_flags_take_turns() -> None:
    asked = names(of(decided(MUCH), "ana", promised("c1"), promised("c2"), promised("c3")))
    flags = ["unpaid_work", "work_and_money"]
    assert asked[:4] == ["commitment:c1", flags[0], "commitment:c2", flags[1]]
    assert asked[4:] == ["dependence", "acknowledged", *CLOSING]


def test_what_was_left_out_is_asked_next_time() -> None:
    ours: Raw = {"admin_load": "no", "measure": "reach_only", "messenger": "size_or_fame"}
    baseline = decided({"ours": ours, "all": {"people": "not_discussed", "agreement": []}})
    first = names(of(baseline))
    second = names(of(baseline.after([], [("ana", one) for one in first])))
    open_flags = {"admin_load", "measure", "messenger", "people", "agreement"}
    left_out = open_flags - set(first)
    assert left_out
    assert left_out <= set(second)
    assert set(STANDING) - set(first) & set(second)


def test_the_partner_is_asked_about_its_own_commitments_and_told_no_flag_of_ours() -> None:
    baseline = decided({"all": {"expertise": "not_involved"}})
    asked = of(baseline, "pat", promised("c1", owner="ana"), promised("c2", owner="pat"))
    assert [one.commitment for one in asked if one.commitment] == ["c2"]
    assert "expertise" in names(asked)
    assert not any(one.flags for one in asked)
    assert [one.commitment for one in of(baseline, "ana", promised("c2", owner="pat")) if one.commitment] == ["c2"]


def test_a_flag_that_only_protected_answers_raise_is_not_given_away_by_asking() -> None:
    assert not any(one.flags for one in of(decided({"pat": {"speak_up": 1}})))
    consented = decided({"pat": {"speak_up": 1}}, consented=frozenset({("pat", "speak_up")}))
    assert [one.flags for one in of(consented) if one.flags] == [("sides_differ", "cannot_speak_up")]


def test_how_people_disagreed_is_asked_again_where_it_was_widest() -> None:
    asked = {one.question: one.flags for one in of(decided({"ana": {"lean": "no_go"}}))}
    assert asked["lean"] == ("people_disagree",)


def test_a_share_is_not_asked_where_there_is_no_money() -> None:
    assert "dependence" not in names(of(decided({"all": {"money_control": "no_money"}})))


def test_a_guide_without_a_plan_re_checks_flags_by_what_they_rest_on() -> None:
    stored = GUIDE.model_dump(exclude={"check_in"})
    for flag in stored["flags"]:
        flag["recheck"] = ()
    older = Guide.model_validate(stored)
    baseline = decided({"ana": {"gap": "no"}})
    asked = of(Baseline(older, baseline.setup, baseline.people, baseline.decided, baseline.latest), "ana", promised())
    assert names(asked) == ["commitment:c1", "gap"]


CHANGES: dict[str, list[Any]] = {
    "gap": ["no", "unsure"], "bandwidth": ["neither", "only_ours"], "admin_load": ["no"], "need": ["funding"],
    "walk_away_check": ["not_met"], "harm": ["yes"], "shared_outcomes": [1], "we_get": [["nothing_clear"]],
    "unpublicised": ["no"], "contradiction": ["yes_unaddressed"], "audience": ["everyone"], "messenger": ["size_or_fame"],
    "measure": ["none"], "money_control": ["ours", "no_money"], "dependence": ["both"], "acknowledged": ["not_yet"],
    "unpaid_work": ["weaker_unpaid"], "hours_total": [5000, None], "guardrails": [["none"]], "expertise": ["not_involved"],
    "agreement": [["nothing"]], "people": ["not_discussed"], "speak_up": [1], "lean": ["no_go"],
}  # fmt: skip
cases = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in CHANGES.items()})


@given(cases, cases, st.integers(0, 5), st.integers(1, 6))
def test_never_more_than_eight_and_nothing_is_left_out_for_good(
    ana: dict[str, Any], ben: dict[str, Any], count: int, rounds: int
) -> None:
    due = [promised(f"c{number}") for number in range(count)]
    baseline = decided({"ana": ana, "ben": ben})
    seen: dict[str, set[str]] = {person.id: set() for person in baseline.people}
    for _ in range(rounds):
        check_in = schedule(baseline, "ana", due)
        for person in baseline.people:
            asked = check_in.agendas[person.id]
            assert len(asked) <= 8
            assert len({one.question for one in asked}) == len(asked)
            assert names(asked)[-2:] == CLOSING
            assert sum(one.question in STANDING for one in asked) >= 2
            assert all(may_be_asked(person, field) for one in asked for field in one.fields)
            seen[person.id] |= set(names(asked))
        baseline = check_in.now()
    if rounds == 6:
        assert set(STANDING) - {"dependence"} <= seen["ana"]
        assert count == 0 or {f"commitment:c{number}" for number in range(count)} <= seen["ana"]


def may_be_asked(person: Participant, field: str) -> bool:
    if field.startswith("commitment:"):
        return person.side is Side.ours
    return GUIDE.at_check_in.owner[field].asked(person.side)


def test_every_flag_of_the_brief_re_checks_what_the_brief_says() -> None:
    rechecked = {flag.id: " ".join(flag.recheck) for flag in GUIDE.flags if flag.recheck}
    assert rechecked == RECHECKED
    assert (
        set(words("people_disagree sides_differ missing_voice")) == {flag.id for flag in GUIDE.flags} - rechecked.keys()
    )


RECHECKED = {
    "no_gap": "gap gap_exact",
    "bandwidth_short": "bandwidth bandwidth_who",
    "admin_heavy": "admin_load admin_hours",
    "need_unclear": "need",
    "nonnegotiables": "walk_away_check",
    "toxic_interest": "harm",
    "no_multiplier": "multiplier",
    "values_alignment": "shared_outcomes shared_proof",
    "one_sided_exchange": "we_get they_get",
    "performative": "audience_values unpublicised",
    "cause_contradiction": "contradiction",
    "audience_vague": "audience",
    "influence_unknown": "influencers",
    "action_vague": "action",
    "big_name": "messenger",
    "reach_as_impact": "measure",
    "power_unacknowledged": "acknowledged",
    "power_no_guardrails": "guardrails",
    "cocreation_claim": "guardrails expertise",
    "survival_dependence": "dependence_share",
    "unpaid_work": "unpaid_work hours_total hours_for_them",
    "work_disproportionate": "hours_total hours_for_them",
    "work_unquantified": "money_received hours_total",
    "expertise_sidelined": "expertise",
    "not_formalised": "agreement",
    "human_factors": "people",
    "cannot_speak_up": "speak_up",
}
