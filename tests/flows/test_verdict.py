"""The verdict rule: each branch, the order of the branches, ties, and the thresholds at their border."""

from collections.abc import Mapping
from typing import Any

import pytest

from flows.assessment import assess_screening
from flows.model import Assessment, Guide, Verdict
from tests.flows.cases import (
    CORE,
    GUIDE,
    SHARED,
    SOUND,
    Person,
    Raw,
    ana,
    ben,
    everybody,
    judged,
    participant,
    pat,
    setup,
    without,
)

Changes = Mapping[str, Raw]
EMPTY_TEXTS = ("need", "walk_away", "multiplier", "audience", "influencers", "action")


def verdict(changes: Changes | None = None, label: str = "funding") -> str:
    return str(judged(*everybody(changes), label=label).verdict)


def test_the_core_questions_are_the_22_of_the_brief() -> None:
    assert [question.id for question in GUIDE.questions if question.core] == CORE
    assert len(CORE) == 22


TWO_FAILED = [
    ("gap and bandwidth", {"gap": "no", "bandwidth": "only_ours"}),
    ("gap and admin load", {"gap": "no", "admin_load": "no"}),
    ("bandwidth and admin load", {"bandwidth": "only_partner", "admin_load": "no"}),
    ("bandwidth of neither and admin load", {"bandwidth": "neither", "admin_load": "no"}),
    ("all three", {"gap": "no", "bandwidth": "only_ours", "admin_load": "no"}),
]
UNMET: Raw = {"walk_away_check": "not_met"}
IMB: Raw = {"money_control": "ours", "dependence": "partner_depends"}

DISTRACTION_BY_WHAT_WAS_SAID: list[tuple[str, Changes]] = [
    ("no gap, says the majority", {"ours": {"gap": "no"}}),
    *[(f"two of three screening questions fail: {why}", {"ours": answers}) for why, answers in TWO_FAILED],
    ("two fail, the third is blank", {"ours": {"gap": None, "bandwidth": "only_ours", "admin_load": "no"}}),
    ("bandwidth of neither", {"ours": {"bandwidth": "neither"}}),
    ("a contradiction and performative", {"ana": {"contradiction": "yes_unaddressed"}, "ben": {"unpublicised": "no"}}),
    ("a contradiction and performative, says the partner",
     {"ana": {"contradiction": "yes_unaddressed"}, "pat": {"unpublicised": "no"}}),
    ("a requirement not met and a failed screening question", {"ours": {**UNMET, "admin_load": "no"}}),
    ("a requirement not met and half the bandwidth", {"ours": {**UNMET, "bandwidth": "only_ours"}}),
    ("a requirement not met and values not shared", {"ours": UNMET, "ana": {"shared_outcomes": 2}}),
    ("a requirement not met and a one-sided exchange", {"ours": UNMET, "ana": {"they_get": []}}),
    ("a requirement not met and performative", {"ours": UNMET, "ana": {"audience_values": "no"}}),
    ("a requirement not met and a big name", {"ours": UNMET, "ana": {"messenger": "size_or_fame"}}),
    ("a requirement not met and reach as impact", {"ours": UNMET, "ana": {"measure": "reach_only"}}),
    ("a requirement not met and two further blockers",
     {"ours": UNMET, "ana": {"harm": "yes"}, "pat": {"expertise": "not_involved"}}),
]  # fmt: skip

CONDITIONAL: list[tuple[str, Changes]] = [
    ("one blocker", {"ana": {"harm": "yes"}}),
    ("a requirement not met, alone", {"ours": UNMET}),
    ("a requirement not met and one further blocker", {"ours": UNMET, "ana": {"harm": "yes"}}),
    ("a requirement not met and a notice of big name", {"ours": UNMET, "ana": {"came_first": "names_first"}}),
    ("no gap, in one of two people's eyes: a blocker, no majority", {"ana": {"gap": "no"}}),
    ("a contradiction alone", {"ana": {"contradiction": "yes_unaddressed"}}),
    ("a contradiction and performative as a notice",
     {"ours": {"contradiction": "yes_unaddressed", "audience_values": "mixed"}}),
    ("two warnings outside the decisive set", {"ana": {"people": "not_discussed", "messenger": "size_or_fame"}}),
    ("one failed screening question, a decisive warning", {"ours": {"admin_load": "no"}}),
    ("decisive: bandwidth_short", {"all": {"bandwidth": "only_ours"}}),
    ("decisive: values_alignment", {"all": {"shared_outcomes": 2}}),
    ("decisive: one_sided_exchange", {"ana": {"we_get": []}}),
    ("decisive: performative", {"ours": {"audience_values": "no"}}),
    ("decisive: power_no_guardrails",
     {"all": {**IMB, "guardrails": ["multi_year_or_notice"]}}),
    ("decisive: survival_dependence", {"all": {"dependence_share": 35, "guardrails": ["paid_work"]}}),
    ("decisive: unpaid_work", {"all": {"money_received": 0, "hours_total": 30}}),
    ("decisive: work_disproportionate", {"all": {"money_received": 4000, "hours_total": 160, "hours_for_them": 0}}),
    ("decisive: work_unquantified", {"all": {**IMB, "hours_total": None}}),
    ("decisive: expertise_sidelined", {"all": {"expertise": "consulted_only"}}),
    ("decisive: cannot_speak_up", {"all": {"speak_up": 2}}),
    ("decisive: people_disagree", {"ana": {"lean": "no_go"}}),
    ("decisive: sides_differ", {"pat": {"expertise": "joint"}}),
    ("decisive: missing_voice", {"ours": IMB, "pat": dict.fromkeys(SHARED)}),
    ("gap unsure", {"ours": {"gap": "unsure"}}),
    ("bandwidth unsure", {"ours": {"bandwidth": "unsure"}}),
    ("admin load unsure", {"ours": {"admin_load": "unsure"}}),
    ("a tie is unsure, without a blocker", {"ana": {"admin_load": "unsure"}}),
    ("both doors unlocked", {"ours": {"walk_away_check": "not_checked", "contradiction": "not_checked"}}),
    ("both doors unlocked: nobody answered them", {"ours": {"walk_away_check": None, "contradiction": None}}),
]  # fmt: skip

STRATEGIC: list[tuple[str, Changes]] = [
    ("the sound case", {}),
    ("one warning outside the decisive set: big_name", {"ana": {"messenger": "size_or_fame"}}),
    ("one warning outside the decisive set: reach_as_impact", {"ana": {"measure": "reach_only"}}),
    ("one warning outside the decisive set: need_unclear", {"ours": {"need": "funding"}}),
    ("one warning outside the decisive set: nonnegotiables", {"ours": {"walk_away": "respect"}}),
    ("one warning outside the decisive set: no_multiplier", {"ours": {"multiplier": "win-win"}}),
    ("one warning outside the decisive set: audience_vague", {"ours": {"audience": "Gen Z"}}),
    ("one warning outside the decisive set: influence_unknown", {"ours": {"influencers": "celebrities"}}),
    ("one warning outside the decisive set: action_vague", {"ours": {"action": "raise awareness"}}),
    ("one warning outside the decisive set: not_formalised", {"ana": {"agreement": []}}),
    ("one warning outside the decisive set: human_factors", {"ana": {"people": "not_discussed"}}),
    ("notices only", {"ana": {"messenger": "available", "agreement": ["exit"], "people": "named_no_backup"}}),
    ("one door unlocked: requirements", {"ours": {"walk_away_check": "not_checked"}}),
    ("one door unlocked: contradiction", {"ours": {"contradiction": "not_checked"}}),
    ("one of us checked each door",
     {"ana": {"walk_away_check": "not_checked"}, "ben": {"contradiction": "not_checked"}}),
    ("blank screening is not unsure", {"ours": {"gap": None}}),
    ("a majority of three against one unsure", {"ana": {"admin_load": "yes"}}),
]  # fmt: skip

VERDICTS = [
    *[("distraction", why, changes) for why, changes in DISTRACTION_BY_WHAT_WAS_SAID],
    *[("conditional", why, changes) for why, changes in CONDITIONAL],
    *[("strategic", why, changes) for why, changes in STRATEGIC],
]


@pytest.mark.parametrize(("expected", "why", "changes"), VERDICTS, ids=[f"{v}-{why}" for v, why, _ in VERDICTS])
def test_the_first_rule_that_matches_gives_the_verdict(expected: str, why: str, changes: Changes) -> None:
    assert verdict(changes) == expected, why


HOLLOW: list[tuple[str, str, Changes]] = [
    ("distraction", "for show, no need, no audience",
     {"ana": {"unpublicised": "no"}, "ours": {"need": "funding", "audience": "Gen Z"}}),
    ("distraction", "for views, no multiplier, no action",
     {"ana": {"measure": "reach_only"}, "ours": {"multiplier": "win-win", "action": "raise awareness"}}),
    ("conditional", "for views, no action only", {"ana": {"measure": "none"}, "ours": {"action": "raise awareness"}}),
    ("conditional", "performative as a notice",
     {"ana": {"audience_values": "mixed"}, "ours": {"need": "funding", "audience": "Gen Z"}}),
    ("conditional", "no influence known is not one of the four",
     {"ana": {"measure": "none"}, "ours": {"influencers": "celebrities", "action": "raise awareness"}}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "why", "changes"), HOLLOW, ids=[row[1] for row in HOLLOW])
def test_hollow_is_for_show_or_views_for_no_one_asking_nothing(expected: str, why: str, changes: Changes) -> None:
    assert verdict(changes) == expected, why


def test_only_a_co_creation_claim_makes_it_conditional_by_its_label() -> None:
    changes = {"ana": {"expertise": "consulted_only"}}
    assert verdict(changes, "co_creation") == "conditional"


# --- Majority --------------------------------------------------------------------------------------------------------


def ours(*answers: Raw) -> list[Person]:
    return [participant(f"p{n}", {**SOUND, **raw}, role="delivery") for n, raw in enumerate(answers)]


MAJORITIES: list[tuple[str, str, list[Raw]]] = [
    ("distraction", "two of three say there is no gap", [{"gap": "no"}, {"gap": "no"}, {}]),
    ("conditional", "one of three says so", [{"gap": "no"}, {}, {}]),
    ("conditional", "two against two is unsure", [{"gap": "no"}, {"gap": "no"}, {}, {}]),
    ("distraction", "blank is no vote", [{"gap": "no"}, {"gap": None}, {"gap": None}]),
    ("distraction", "not mine is no vote", [{"gap": "no"}, {"gap": "not_mine"}, {"gap": "not_mine"}]),
    ("conditional", "unsure is a vote", [{"gap": "no"}, {"gap": "unsure"}, {"gap": "unsure"}]),
    ("distraction", "one no and one not sure, twice no", [{"gap": "no"}, {"gap": "no"}, {"gap": "unsure"}]),
]


@pytest.mark.parametrize(("expected", "why", "answers"), MAJORITIES, ids=[row[1] for row in MAJORITIES])
def test_a_majority_is_our_sides_most_frequent_answer(expected: str, why: str, answers: list[Raw]) -> None:
    assert judged(*ours(*answers), pat()).verdict == expected, why


def test_the_partners_answers_do_not_count_for_the_majority() -> None:
    partners = [participant(f"q{n}", {**SHARED, "bandwidth": "neither"}, side="partner") for n in range(3)]
    assert judged(ana(), ben(), *partners).verdict == "conditional"


# --- Coverage --------------------------------------------------------------------------------------------------------


def only(*names: str, **more: Any) -> Assessment:
    """One of ours who answered just these core questions, well, and nothing else."""
    return judged(participant("ana", {**{name: SOUND[name] for name in names}, **more}, role="delivery"), pat())


# Without what rule 0 reads, so that coverage alone decides.
QUIET = [name for name in CORE if name not in {"gap", "walk_away_check"}]


@pytest.mark.parametrize(
    ("answered", "expected"), [(0, "insufficient"), (1, "insufficient"), (13, "insufficient"), (14, "conditional")]
)
def test_under_60_percent_of_the_core_is_insufficient(answered: int, expected: str) -> None:
    names = [name for name in QUIET if name not in EMPTY_TEXTS[:2]][:answered]
    assessment = only(*names)
    assert assessment.coverage == pytest.approx(answered / 22, abs=1e-4)
    assert str(assessment.verdict) == expected


@pytest.mark.parametrize(("answered", "expected"), [(6, "insufficient"), (7, "distraction"), (8, "distraction")])
def test_what_was_said_counts_from_30_percent_of_the_core(answered: int, expected: str) -> None:
    names = QUIET[: answered - 1]
    assessment = only(*names, gap="no")
    assert assessment.coverage == pytest.approx(answered / 22, abs=1e-4)
    assert str(assessment.verdict) == expected


def with_core(*names: str) -> Guide:
    """The guide with another set of core questions, so that the border can be hit exactly."""
    questions = tuple(q.model_copy(update={"core": q.id in names}) for q in GUIDE.questions)
    return GUIDE.model_copy(update={"questions": questions})


TEN = [
    "need",
    "walk_away",
    "multiplier",
    "audience",
    "influencers",
    "measure",
    "agreement",
    "expertise",
    "they_get",
    "gap",
]


@pytest.mark.parametrize(("answered", "expected"), [(5, "insufficient"), (6, "not insufficient")])
def test_exactly_60_percent_is_enough(answered: int, expected: str) -> None:
    person = participant("ana", {**{name: SOUND[name] for name in TEN[:answered]}, "action": SOUND["action"]})
    assessment = judged(person, guide=with_core(*TEN))
    assert assessment.coverage == answered / 10
    assert (assessment.verdict is Verdict.insufficient) == (expected == "insufficient")


@pytest.mark.parametrize(("answered", "expected"), [(2, "insufficient"), (3, "distraction")])
def test_exactly_30_percent_is_enough_for_what_was_said(answered: int, expected: str) -> None:
    person = participant("ana", {**{name: SOUND[name] for name in TEN[: answered - 1]}, "gap": "no"})
    assessment = judged(person, guide=with_core(*TEN))
    assert assessment.coverage == answered / 10
    assert str(assessment.verdict) == expected


@pytest.mark.parametrize(
    ("question", "written", "counts"),
    [
        ("gap", "yes", True),
        ("gap", "no", True),
        ("gap", "unsure", False),
        ("gap", "not_mine", False),
        ("walk_away_check", "not_checked", True),
        ("walk_away_check", "unsure", False),
        ("need", "funding", True),
        ("need", "more funding and visibility", True),
        ("need", "TBD", False),
        ("need", "lol", False),
        ("need", "unsure", False),
        ("shared_outcomes", 1, True),
        ("shared_outcomes", "unsure", False),
        ("we_get", ["nothing_clear"], True),
        ("we_get", [], True),
        ("we_get", "unsure", False),
        ("guardrails", ["none"], True),
        ("agreement", ["nothing"], True),
        ("dependence", "unsure", False),
        ("expertise", "unsure", False),
    ],
)
def test_a_question_counts_when_somebody_answered_it(question: str, written: object, counts: bool) -> None:
    assert only("measure").coverage == pytest.approx(1 / 22, abs=1e-4)
    assert only("measure", **{question: written}).coverage == pytest.approx((1 + counts) / 22, abs=1e-4)


def test_coverage_is_pooled_over_our_side_and_over_it_alone() -> None:
    one = participant("one", {name: SOUND[name] for name in CORE[:11]})
    other = participant("other", {name: SOUND[name] for name in CORE[11:]})
    assert judged(one, other).coverage == 1
    assert judged(one, pat()).coverage == 0.5


@pytest.mark.parametrize(
    ("empty", "expected"),
    [(EMPTY_TEXTS[:2], "conditional"), (EMPTY_TEXTS[:3], "insufficient"), (EMPTY_TEXTS, "insufficient")],
)
@pytest.mark.parametrize("written", [None, "TBD", "lol"])
def test_three_empty_texts_are_insufficient_whatever_else_was_said(
    empty: tuple[str, ...], expected: str, written: str | None
) -> None:
    assert verdict({"ours": dict.fromkeys(empty, written)}) == expected


def test_a_text_is_empty_only_when_it_is_for_everyone() -> None:
    assert verdict({"ana": dict.fromkeys(EMPTY_TEXTS)}) == "strategic"


def test_what_was_said_comes_before_insufficient_and_insufficient_before_hollow_and_blockers() -> None:
    empty = dict.fromkeys(EMPTY_TEXTS)
    assert verdict({"ours": {**empty, "gap": "no"}}) == "distraction"
    assert verdict({"ours": empty, "ana": {"measure": "reach_only"}}) == "insufficient"
    assert verdict({"ours": empty, "ana": {"harm": "yes"}}) == "insufficient"


def test_insufficient_is_one_message_and_no_flag() -> None:
    assessment = judged(*everybody({"ours": dict.fromkeys(EMPTY_TEXTS), "ana": {"harm": "yes"}}))
    assert (assessment.verdict, assessment.flags, assessment.conditions) == ("insufficient", (), ())
    assert assessment.because


@pytest.mark.parametrize(
    "people", [[], [participant("ana", {})], [pat()]], ids=["nobody", "a silent person", "the partner"]
)
def test_nobody_of_ours_having_answered_is_insufficient(people: list[Person]) -> None:
    assessment = judged(*people)
    assert (assessment.verdict, assessment.coverage) == ("insufficient", 0)


@pytest.mark.parametrize("changes", [changes for _, _, changes in VERDICTS])
def test_a_verdict_says_why(changes: Changes) -> None:
    assessment = judged(*everybody(changes))
    assert assessment.because
    for reason in assessment.because:
        for language in GUIDE.languages:
            assert GUIDE.has_text(language, f"reason.{reason}")


# --- After the screening alone ---------------------------------------------------------------------------------------

SCREENED: list[tuple[str, str, Raw]] = [
    ("strategic", "all well", {}),
    ("strategic", "one fails", {"admin_load": "no"}),
    ("strategic", "half the bandwidth", {"bandwidth": "only_ours"}),
    ("strategic", "unsure", {"gap": "unsure"}),
    ("distraction", "no gap", {"gap": "no"}),
    ("distraction", "no bandwidth", {"bandwidth": "neither"}),
    *[("distraction", why, answers) for why, answers in TWO_FAILED],
]


@pytest.mark.parametrize(("expected", "why", "answers"), SCREENED, ids=[row[1] for row in SCREENED])
def test_the_screening_alone_is_strategic_so_far_or_looks_like_a_distraction(
    expected: str, why: str, answers: Raw
) -> None:
    screening = {"gap": "yes", "bandwidth": "both", "admin_load": "yes", **answers}
    found, because = assess_screening(GUIDE, setup(), [participant("ana", screening)])
    assert str(found) == expected, why
    assert bool(because) == (expected == "distraction")


def test_leaving_out_a_question_leaves_out_its_follow_ups() -> None:
    assert not {"gap", "gap_exact", "gap_buyable"} & without(SOUND, ["gap"]).keys()
