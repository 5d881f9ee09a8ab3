"""Which questions a check-in asks whom: at most five, what is open before what stands, and the team together everything."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.check_ins.agenda import LONGEST, Asked, agenda, agendas
from flows.check_ins.asking import ToAsk
from flows.check_ins.baseline import Baseline
from flows.check_ins.checkin import schedule
from flows.check_ins.premises import Premises
from flows.model import Guide, Side
from tests.flows.cases import FLAGS, GUIDE, OURS_ONLY, SHARED, Person, Raw, participant, words
from tests.flows.follow_up.after import answered, decided, promised, prompted
from tests.flows.follow_up.teams import promises, teams

PLAN = GUIDE.check_in
THREE = ["needs_met", "worked", "still_yes"]


def of(baseline: Baseline, who: str = "ana", *due: Any) -> tuple[Asked, ...]:
    person = baseline.person(who)
    assert person is not None
    return agenda(baseline, person, due)


def names(asked: tuple[Asked, ...]) -> list[str]:
    return [one.question for one in asked]


def after(baseline: Baseline, check_ins: int, *due: Any) -> Baseline:
    """The baseline after so many check-ins in which everybody gave the same answers again."""
    for _ in range(check_ins):
        baseline = schedule(baseline, "ana", due).now()
    return baseline


# --- Three questions, or five ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ana", "ben", "pat"])
def test_where_nothing_is_open_and_nothing_is_due_three_are_asked(who: str) -> None:
    assert names(of(decided(), who)) == THREE


def test_whether_each_side_got_what_it_needed_comes_first_every_time_and_whether_they_still_would_last() -> None:
    baseline = decided({"ours": {"gap": "no", "admin_load": "no"}})
    for _ in range(5):
        for who in ("ana", "ben", "pat"):
            asked = names(of(baseline, who))
            assert (asked[0], asked[-1]) == ("needs_met", "still_yes")
        baseline = after(baseline, 1)


def test_a_condition_is_asked_for_on_the_same_place_as_whether_they_still_would() -> None:
    assert of(decided())[-1].fields == ("still_yes", "still_why")


def test_each_question_that_an_open_flag_re_checks_is_asked_with_its_flag() -> None:
    by = {one.question: one for one in of(decided({"ours": {"gap": "no", "admin_load": "no"}}))}
    assert (by["gap"].fields, by["gap"].flags) == (("gap", "gap_exact"), ("no_gap",))
    assert (by["admin_load"].fields, by["admin_load"].flags) == (("admin_load", "admin_hours"), ("admin_heavy",))


def test_a_question_that_several_flags_and_the_standing_ones_ask_is_asked_once() -> None:
    few = {"all": {"dependence_share": 60, "written": ["paid_work"], "dependence": "both", "money_control": "ours"}}
    baseline = decided(few)
    seen: dict[str, Asked] = {}
    for _ in range(4):
        asked = of(baseline)
        assert len(set(names(asked))) == len(asked)
        seen |= {one.question: one for one in asked}
        baseline = after(baseline, 1)
    assert seen["dependence"].flags == ("survival_dependence",)
    assert {"power_no_guardrails", "human_factors"} <= set(seen["written"].flags)


MUCH: dict[str, Raw] = {
    "all": {"expertise": "not_involved", "unpaid_work": "weaker_unpaid", "written": ["nothing"]},
    "ana": {"gap": "no", "admin_load": "no", "measure": "reach_only", "messenger": "size_or_fame"},
}


def test_where_much_is_open_blockers_come_first_then_what_was_left_out_and_one_place_is_standing() -> None:
    baseline = decided(MUCH)
    urgent = {"unpaid_work", "work_and_money", "expertise", "gap"}
    seen: list[str] = []
    for number in range(4):
        for who in ("ana", "ben"):
            first, pressing, other, standing, last = names(of(baseline, who))
            assert (first, last) == ("needs_met", "still_yes")
            assert pressing in urgent
            assert (other in urgent) is (number == 0)
            assert standing in {"worked", "unforeseen", "measure_today", "people_now", "speak_up"}
            seen += [pressing, other]
        baseline = after(baseline, 1)
        assert number or urgent <= set(seen), "each blocker at the first check-in"
    assert set(seen) == urgent | {"admin_load", "messenger", "measure", "written"}


def test_whoever_said_it_is_asked_again() -> None:
    baseline = decided({"ana": {"gap": "no"}, "ben": {"expertise": "not_involved"}})
    assert "gap" in names(of(baseline))
    assert "expertise" in names(of(baseline, "ben"))
    free = decided({"ben": {"unpaid_work": "weaker_unpaid"}, "pat": {"unpaid_work": "weaker_unpaid"}})
    assert "unpaid_work" in names(of(free)), "a blocker is for others to answer too"
    warned = decided({"ben": {"audience_values": "yes_assumed"}})
    assert "audience_values" in names(of(warned, "ben"))
    assert "audience_values" not in names(of(warned))


def test_due_commitments_and_blockers_share_the_places() -> None:
    due = [promised(f"c{number}", owner="ben") for number in range(3)]
    asked = [name for who in ("ana", "ben") for name in names(of(decided(MUCH), who, *due))]
    assert any(name.startswith("commitment:") for name in asked)
    seen: set[str] = set()
    baseline = decided(MUCH)
    for _ in range(4):
        seen |= {name for who in ("ana", "ben") for name in names(of(baseline, who, *due))}
        baseline = after(baseline, 1, *due)
    assert {"commitment:c0", "commitment:c1", "commitment:c2", "unpaid_work", "expertise"} <= seen


def test_the_partner_is_asked_about_its_own_commitments_and_told_no_flag_of_ours() -> None:
    baseline = decided({"all": {"expertise": "not_involved"}})
    asked = of(baseline, "pat", promised("c1", owner="ana"), promised("c2", owner="pat"))
    assert [one.commitment for one in asked if one.commitment] == ["c2"]
    assert "expertise" in names(asked)
    assert not any(one.flags for one in asked)
    assert [one.commitment for one in of(baseline, "ana", promised("c2", owner="pat")) if one.commitment] == ["c2"]


def test_a_flag_that_only_protected_answers_raise_is_not_given_away_by_asking() -> None:
    cost: dict[str, Raw] = {"pat": {"speak_up": "cost_something"}}
    assert not any(one.flags for one in of(decided(cost)))
    consented = decided(cost, consented=frozenset({("pat", "speak_up")}))
    asked = {one.question: one.flags for who in ("ana", "ben") for one in of(consented, who)}
    assert "cannot_speak_up" in asked["speak_up"]


def test_who_is_absent_has_nothing_left_to_them_alone() -> None:
    baseline = decided({"ana": {"messenger": "size_or_fame"}})
    alone = agendas(baseline, baseline.people, absent=["ana"])
    assert "messenger" in names(alone["ben"])


def test_what_a_silent_person_was_asked_has_not_had_its_turn() -> None:
    check_in = prompted(decided({"ana": {"messenger": "size_or_fame"}}))
    assert ("ana", "messenger") not in answered(check_in, {"ben": {"still_yes": "yes"}}).now().last_asked
    assert ("ana", "messenger") in answered(check_in, {"ana": {"still_yes": "yes"}}).now().last_asked
    assert ("ana", "messenger") in check_in.now().last_asked, "where nobody answers at all, the turns go on"


# --- By role ---------------------------------------------------------------------------------------------------------

FIVE = [
    participant("deci", {**OURS_ONLY, **SHARED}, role="decision_maker"),
    participant("deli", {**OURS_ONLY, **SHARED}, role="delivery"),
    participant("fina", {**OURS_ONLY, **SHARED}, role="finance"),
    participant("comm", {**OURS_ONLY, **SHARED}, role="community"),
    participant("part", SHARED, side="partner"),
]
KNOWN = [
    ("hours_total", {"deli", "part"}),
    ("money_received", {"fina", "part"}),
    ("dependence_share", {"fina", "part"}),
    ("values_now", {"comm", "part"}),
    ("worked", {"deci", "deli", "fina", "comm", "part"}),
]


@pytest.mark.parametrize(("field", "who"), KNOWN, ids=[row[0] for row in KNOWN])
def test_each_is_asked_what_their_role_knows_and_everybody_where_nobody_has_it(field: str, who: set[str]) -> None:
    asked: set[str] = set()
    baseline = decided(people=FIVE)
    for _ in range(6):
        found = agendas(baseline, baseline.people)
        asked |= {person for person, each in found.items() if any(field in one.fields for one in each)}
        baseline = after(baseline, 1)
    assert asked == who


# --- Nothing is presupposed ------------------------------------------------------------------------------------------

PRESUMING: list[tuple[str, str, dict[str, Raw]]] = [
    ("no imbalance", "acknowledged", {}),
    ("no measure", "measure_today", {"ours": {"measure": "none"}}),
    ("only reach", "measure_today", {"ours": {"measure": "reach_only"}}),
    ("no money", "money_received", {"all": {"money_control": "no_money", "money_received": None}}),
    ("no money, a share", "dependence_share", {"all": {"money_control": "no_money", "money_received": None}}),
    ("no hours planned", "hours_total", {"all": dict.fromkeys(("hours_total", "hours_for_them", "money_received"))
                                        | {"money_control": "no_money"}}),
    ("no requirement", "walk_away_check", {"ours": {"walk_away": None, "walk_away_check": "all_met"}}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "field", "changes"), PRESUMING, ids=[row[0] for row in PRESUMING])
def test_no_standing_question_presupposes(why: str, field: str, changes: dict[str, Raw]) -> None:
    baseline = decided(changes)
    for _ in range(6):
        for who in ("ana", "ben", "pat"):
            asked = [one for one in of(baseline, who) if field in one.fields]
            assert all(one.flags for one in asked if who != "pat"), why
            assert who != "pat" or not asked or field == "walk_away_check"
        baseline = after(baseline, 1)


def test_with_an_imbalance_it_is_asked_whether_it_was_talked_about() -> None:
    held: dict[str, Raw] = {"all": {"money_control": "ours", "dependence": "partner_depends", "dependence_share": 60}}
    seen = {name for number in range(3) for name in names(of(after(decided(held), number)))}
    assert "acknowledged" in seen


# --- Older guides ----------------------------------------------------------------------------------------------------


def test_a_guide_without_a_plan_re_checks_flags_by_what_they_rest_on() -> None:
    stored = GUIDE.model_dump(exclude={"check_in"})
    for flag in stored["flags"]:
        flag["recheck"] = ()
    older = Guide.model_validate(stored)
    baseline = decided({"ana": {"gap": "no"}})
    asked = of(Baseline(older, baseline.setup, baseline.people, baseline.decided, baseline.latest), "ana", promised())
    assert names(asked) == ["commitment:c1", "gap"]


def test_a_guide_that_was_stored_before_premises_asks_as_it_did() -> None:
    stored = GUIDE.model_dump()
    stored["check_in"] = {
        "most": 8, "standing_places": 2, "standing": [["hours_total", "hours_for_them"], ["speak_up"]],
        "closing": ["unforeseen", "still_yes"], "since": ["hours_total", "hours_for_them"], "prediction": "premortem",
        "questions": [one.model_dump() for one in PLAN.questions if one.id in ("unforeseen", "still_yes")],
    }  # fmt: skip
    older = Guide.model_validate(stored)
    baseline = decided()
    asked = of(Baseline(older, baseline.setup, baseline.people, baseline.decided, baseline.latest))
    assert names(asked) == ["work_and_money", "speak_up", "unforeseen", "still_yes"]


# --- Any team --------------------------------------------------------------------------------------------------------


def places(baseline: Baseline) -> int:
    """For how many open questions the team has room within the check-ins in which one may be left out, and the next."""
    ours = sum(person.side is Side.ours for person in baseline.people)
    return (LONGEST + 1) * ours * (PLAN.most - len(PLAN.first) - len(PLAN.closing))


@settings(max_examples=60, deadline=None)
@given(teams(), st.integers(0, 4))
def test_at_most_five_nothing_presupposed_and_nothing_open_left_out_for_more_than_three(
    people: list[Person], count: int
) -> None:
    baseline = decided(people=people)
    due = promises(baseline, count)
    to_ask = ToAsk(baseline, baseline.people, due)
    ours = [person for person in baseline.people if person.side is Side.ours]
    points = [each.question for each in to_ask.open if any(to_ask.asked(person, each.fields) for person in ours)]
    holding = {field for each in Premises(baseline).holding for field in each.ask}
    standing = {field for each in PLAN.standing for field in each.ask}
    left_out = dict.fromkeys(points, 0)
    for _ in range(7):
        check_in = schedule(baseline, baseline.people[0].id, due)
        asked_at_all: set[str] = set()
        for person in baseline.people:
            asked = check_in.agendas[person.id]
            assert len(asked) <= PLAN.most
            assert len(set(names(asked))) == len(asked)
            assert (names(asked)[0], names(asked)[-1]) == ("needs_met", "still_yes")
            for one in asked:
                for field in one.fields:
                    assert one.commitment or GUIDE.at_check_in.owner[field].asked(person.side)
                    if field in standing - holding:
                        assert one.flags or one.question in points, "what presupposes is asked for an open flag alone"
            if person.side is Side.ours:
                asked_at_all |= set(names(asked))
            if not to_ask.open and baseline.number == 0:
                assert names(asked) == THREE
        for point in points:
            left_out[point] = 0 if point in asked_at_all else left_out[point] + 1
        if len(points) <= places(baseline):
            assert max(left_out.values(), default=0) <= LONGEST
        baseline = check_in.now()


def test_even_where_one_person_has_more_open_than_there_are_places_the_oldest_comes_next() -> None:
    """One person, alone, can be asked three things besides; the rest waits its turn, and its turn comes."""
    bad: Raw = {
        "gap": "no", "bandwidth": "neither", "admin_load": "no", "need": "funding", "walk_away_check": "not_met",
        "multiplier": "synergy", "shared_outcomes": "no", "audience_values": "no", "against": ["practice"],
        "audience": "everyone", "influencers": "media", "action": "engage", "messenger": "size_or_fame", "measure": "none",
        "unpaid_work": "weaker_unpaid", "expertise": "not_involved", "written": ["nothing"], "speak_up": "cost_something",
        "lean": "no_go",
    }  # fmt: skip
    baseline = decided(people=[participant("ana", {**OURS_ONLY, **SHARED, **bad})])
    to_ask = ToAsk(baseline, baseline.people, ())
    points = {each.question for each in to_ask.open if to_ask.asked(baseline.people[0], each.fields)}
    assert len(points) > places(baseline)
    seen: set[str] = set()
    for _ in range(-(-len(points) // 3)):
        seen |= set(names(of(baseline)))
        baseline = after(baseline, 1)
    assert points <= seen


def test_every_listed_flag_checks_these_questions_again() -> None:
    rechecked = {flag.id: " ".join(flag.recheck) for flag in GUIDE.flags if flag.id in FLAGS and flag.recheck}
    assert rechecked == RECHECKED
    assert set(FLAGS) - rechecked.keys() == BY_WHAT_THEY_REST_ON


BY_WHAT_THEY_REST_ON = set(words("different_meanings people_disagree sides_differ missing_voice unanswered")) & set(
    FLAGS
)
RECHECKED = {
    "no_gap": "gap gap_exact",
    "bandwidth_short": "bandwidth bandwidth_who",
    "admin_heavy": "admin_load admin_hours",
    "need_unclear": "need",
    "nonnegotiables": "walk_away_check",
    "no_multiplier": "multiplier",
    "values_alignment": "shared_outcomes",
    "one_sided_exchange": "we_get they_get",
    "performative": "audience_values unpublicised",
    "cause_contradiction": "against",
    "audience_vague": "audience",
    "influence_unknown": "influencers",
    "action_vague": "action",
    "big_name": "messenger",
    "reach_as_impact": "measure",
    "power_unacknowledged": "acknowledged",
    "power_no_guardrails": "written",
    "cocreation_claim": "written expertise",
    "survival_dependence": "dependence dependence_share",
    "unpaid_work": "unpaid_work hours_total hours_for_them",
    "work_disproportionate": "hours_total hours_for_them money_received",
    "work_unquantified": "money_received hours_total",
    "expertise_sidelined": "expertise",
    "not_formalised": "written",
    "human_factors": "written",
    "cannot_speak_up": "speak_up",
    "somebody_says_no": "lean",
    "too_early": "need",
}
