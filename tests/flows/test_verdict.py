"""The verdict rule: each branch, the order of the branches, ties, and the thresholds at their border."""

from collections.abc import Mapping
from typing import Any

import pytest

from flows.assessment.assessment import assess_screening
from flows.model import Assessment
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


def test_the_core_questions_are_these_21() -> None:
    assert [question.id for question in GUIDE.questions if question.core] == CORE
    assert len(CORE) == 21


TWO_FAILED = [
    ("gap and bandwidth", {"gap": "no", "bandwidth": "only_ours"}),
    ("gap and admin load", {"gap": "no", "admin_load": "no"}),
    ("bandwidth and admin load", {"bandwidth": "only_partner", "admin_load": "no"}),
    ("bandwidth of neither and admin load", {"bandwidth": "neither", "admin_load": "no"}),
    ("all three", {"gap": "no", "bandwidth": "only_ours", "admin_load": "no"}),
]
UNMET: Raw = {"walk_away_check": "not_met"}
IMB: Raw = {"money_control": "ours", "dependence": "partner_depends"}
NOTHING_DONE: Raw = {"against": ["practice"]}

DISTRACTION: list[tuple[str, Changes]] = [
    ("no gap, say both", {"ours": {"gap": "no"}}),
    *[(f"two of three screening questions fail: {why}", {"ours": answers}) for why, answers in TWO_FAILED],
    ("bandwidth of neither", {"ours": {"bandwidth": "neither"}}),
    ("something against it, not natural to the people concerned, say both",
     {"ours": {**NOTHING_DONE, "audience_values": "no"}}),
    ("something against it, nothing certain without publicity, say both",
     {"ours": {**NOTHING_DONE, "unpublicised": "uncertain"}}),
    ("a requirement not met and the administration, say both", {"ours": {**UNMET, "admin_load": "no"}}),
    ("a requirement not met and half the bandwidth, say both", {"ours": {**UNMET, "bandwidth": "only_ours"}}),
    ("a requirement not met and values not shared", {"ours": {**UNMET, "shared_outcomes": "no"}}),
    ("a requirement not met and a big name", {"ours": {**UNMET, "messenger": "size_or_fame"}}),
    ("a requirement not met and two further blockers",
     {"ours": {**UNMET, **NOTHING_DONE, "expertise": "not_involved"}}),
]  # fmt: skip

CONDITIONAL: list[tuple[str, Changes]] = [
    ("one blocker", {"ana": NOTHING_DONE}),
    ("a requirement not met, alone", {"ours": UNMET}),
    ("a requirement not met and one further blocker", {"ours": UNMET, "ana": NOTHING_DONE}),
    ("one colleague's two ticks are no distraction", {"ana": {**NOTHING_DONE, "audience_values": "no"}}),
    ("one colleague's tick and one of the partner's", {"ana": NOTHING_DONE, "pat": {"unpublicised": "uncertain"}}),
    ("one of two who answers that a requirement is not met, and much else", {"ana": {**UNMET, "admin_load": "no"}}),
    ("no gap, in one of two people's eyes", {"ana": {"gap": "no"}}),
    ("everybody leans no", {"ours": {"lean": "no_go"}}),
    ("one of us leans no", {"ana": {"lean": "no_go"}}),
    ("the partner leans no", {"pat": {"lean": "no_go"}}),
    ("an imbalance, and nobody says whether it was said", {"all": {**IMB, "acknowledged": None}}),
    ("an imbalance, and nothing that guards", {"all": {**IMB, "written": ["amounts", "exit", "review"]}}),
    ("nobody knows what the partner brings", {"ours": {"gap": "unsure"}}),
    ("nobody knows whether there is time", {"ours": {"bandwidth": "unsure"}}),
    ("nobody knows what running it takes", {"ours": {"admin_load": "unsure"}}),
    ("nobody knows who has the last word", {"all": {"expertise": "unsure"}}),
    ("nobody knows who works for free", {"all": {"unpaid_work": "unsure"}}),
    ("it could be bought, say all", {"ours": {"gap_buyable": "yes"}}),
    ("fame for fit", {"ours": {"messenger": "size_or_fame"}}),
    ("reach for impact", {"ours": {"measure": "reach_only"}}),
    ("nothing in writing", {"ours": {"written": ["nothing"]}}),
    ("money, and no way out in writing", {"ours": {"written": ["amounts", "decisions"]}}),
    ("a lock-in, and dependence", {"all": {"dependence_share": 35, "written": ["notice", "paid_work", "review"]}}),
    ("95 % of a budget, whatever is written", {"ana": {"dependence_share": 95}}),
    ("0 for 400 hours", {"all": {"money_received": 0, "hours_total": 400}}),
    ("500 for 400 hours", {"all": {"money_received": 500, "hours_total": 400}}),
    ("the requirements are not checked", {"ours": {"walk_away_check": "not_checked"}}),
    ("two vague core texts", {"ours": {"need": "funding", "audience": "Gen Z"}}),
    ("three core questions without an answer", {"ours": {"expertise": None, "they_get": None, "measure": None}}),
    ("what we get, and they see it otherwise", {"pat": {"they_get": ["learning"]}}),
    ("42,000 on one side and 420,000 on the other", {"ours": {"money_received": 420000}, "pat": {"money_received": 42000}}),
    ("four guardrails for one, nothing for the other", {"ana": {"written": ["nothing"]}}),
    ("three answers to who holds the money", {"ana": {"money_control": "ours"}, "pat": {"money_control": "partner"}}),
    ("nobody of the side that depends was heard", {"ours": IMB, "pat": dict.fromkeys(SHARED)}),
    ("eight small things", {
        "ours": {"gap_exact": None, "audience_values": "mixed", "messenger": "available", "shared_outcomes": "words"},
        "ana": {"bandwidth": "unsure", "admin_load": "unsure", "unpaid_work": "unsure", "meaning": "funding",
                "walk_away_check": "not_checked", "against": ["not_looked"]}}),
]  # fmt: skip

STRATEGIC: list[tuple[str, Changes]] = [
    ("the sound case", {}),
    ("a single vague text: need", {"ours": {"need": "funding"}}),
    ("a single vague text: multiplier", {"ours": {"multiplier": "win-win"}}),
    ("a single vague text: audience", {"ours": {"audience": "Gen Z"}}),
    ("a single vague text: influencers", {"ours": {"influencers": "celebrities"}}),
    ("a single vague text: action", {"ours": {"action": "raise awareness"}}),
    ("notices only", {"ana": {"messenger": "available"}, "ours": {"written": ["exit", "review"]}}),
    ("one of us did not check", {"ana": {"walk_away_check": "not_checked", "against": ["not_looked"]}}),
    ("a tie of yes and not sure is no warning", {"ana": {"gap": "unsure", "admin_load": "unsure"}}),
    ("yes, if, of everybody", {"all": {"lean": "go_if"}}),
    ("a radio campaign that is nothing without publicity, and its audience asked", {"ours": {"unpublicised": "uncertain"}}),
    ("volunteers by their own choice", {"all": {"unpaid_work": "weaker_by_choice"}}),
    ("60 % of a budget, several years and an exit in writing, and said",
     {"all": {**IMB, "dependence_share": 60}}),
    ("two good answers that differ", {"pat": {"expertise": "joint", "unpaid_work": "stronger_pro_bono", "acknowledged": "spoken"}}),
    ("fame for one, trust for the other", {"ana": {"messenger": "size_or_fame"}}),
    ("the administration: one no, one yes", {"ana": {"admin_load": "no"}}),
    ("a lone voice that the expert is only consulted", {"ana": {"expertise": "consulted_only"}}),
]  # fmt: skip

VERDICTS = [
    *[("distraction", why, changes) for why, changes in DISTRACTION],
    *[("conditional", why, changes) for why, changes in CONDITIONAL],
    *[("strategic", why, changes) for why, changes in STRATEGIC],
]


@pytest.mark.parametrize(("expected", "why", "changes"), VERDICTS, ids=[f"{v}-{why}" for v, why, _ in VERDICTS])
def test_the_first_rule_that_matches_gives_the_verdict(expected: str, why: str, changes: Changes) -> None:
    assert verdict(changes) == expected, why


FOUR_VAGUE: Raw = {"need": "funding", "multiplier": "win-win", "audience": "Gen Z", "action": "raise awareness"}
HOLLOW: list[tuple[str, str, Changes]] = [
    ("distraction", "for views, and four of five texts vague", {"ours": {**FOUR_VAGUE, "measure": "reach_only"}}),
    ("distraction", "for a name, and four vague", {"ours": {**FOUR_VAGUE, "messenger": "size_or_fame"}}),
    ("conditional", "four vague, nothing for show", {"ours": FOUR_VAGUE}),
    ("conditional", "for views, and three vague", {"ours": {**FOUR_VAGUE, "need": SOUND["need"], "measure": "reach_only"}}),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "why", "changes"), HOLLOW, ids=[row[1] for row in HOLLOW])
def test_hollow_is_for_show_or_views_for_no_one_asking_nothing(expected: str, why: str, changes: Changes) -> None:
    assert verdict(changes) == expected, why


def test_no_verdict_is_conditional_without_a_condition() -> None:
    for why, changes in CONDITIONAL:
        assert judged(*everybody(changes)).conditions, why


# --- Majority --------------------------------------------------------------------------------------------------------


def ours(*answers: Raw) -> list[Person]:
    return [participant(f"p{n}", {**SOUND, **raw}, role="delivery") for n, raw in enumerate(answers)]


MAJORITIES: list[tuple[str, str, list[Raw]]] = [
    ("distraction", "two of three say there is no gap", [{"gap": "no"}, {"gap": "no"}, {}]),
    ("conditional", "two against two is a tie", [{"gap": "no"}, {"gap": "no"}, {}, {}]),
    ("conditional", "one who answered among three is one", [{"gap": "no"}, {"gap": None}, {"gap": None}]),
    ("conditional", "the others say that it is not theirs", [{"gap": "no"}, {"gap": "not_mine"}, {"gap": "not_mine"}]),
    ("conditional", "unsure is a vote", [{"gap": "no"}, {"gap": "unsure"}, {"gap": "unsure"}]),
    ("distraction", "one who is the whole team", [{"gap": "no"}]),
    ("distraction", "one no and one not sure, twice no", [{"gap": "no"}, {"gap": "no"}, {"gap": "unsure"}]),
]


@pytest.mark.parametrize(("expected", "why", "answers"), MAJORITIES, ids=[row[1] for row in MAJORITIES])
def test_a_distraction_takes_more_than_half_of_our_side_and_two_people_where_there_are_several(
    expected: str, why: str, answers: list[Raw]
) -> None:
    assert judged(*ours(*answers), pat()).verdict == expected, why


def test_the_partners_answers_do_not_count_for_the_majority() -> None:
    partners = [participant(f"q{n}", {**SHARED, "bandwidth": "neither"}, side="partner") for n in range(3)]
    assert judged(ana(), ben(), *partners).verdict == "conditional"


# --- Coverage --------------------------------------------------------------------------------------------------------


def only(*names: str, **more: Any) -> Assessment:
    """One of ours who answered just these core questions, well, and nothing else."""
    return judged(participant("ana", {**{name: SOUND[name] for name in names}, **more}, role="delivery"), pat())


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (["gap"], "screening_missing"),
        (["bandwidth"], "screening_missing"),
        (["money_control", "dependence", "unpaid_work", "acknowledged"], "blank_section"),
        (["shared_outcomes", "we_get", "they_get"], "blank_section"),
    ],
)
def test_each_pillar_needs_an_answer(missing: list[str], expected: str) -> None:
    assessment = judged(
        *everybody({"all": dict.fromkeys(missing)} if expected == "blank_section" else {"ours": dict.fromkeys(missing)})
    )
    assert (assessment.verdict, assessment.because) == ("insufficient", (expected,))
    assert assessment.missing == tuple(name for name in CORE if name in missing)


@pytest.mark.parametrize(("answered", "expected"), [(6, "insufficient"), (7, "distraction")])
def test_what_was_said_counts_from_30_percent_of_the_core(answered: int, expected: str) -> None:
    names = [name for name in CORE if name != "gap"]
    assessment = only(*names[: answered - 1], gap="no")
    assert assessment.coverage == pytest.approx(answered / 21, abs=1e-4)
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
        ("need", "more funding and visibility", True),
        ("need", "TBD", False),
        ("need", "lol", False),
        ("need", "unsure", False),
        ("shared_outcomes", "no", True),
        ("shared_outcomes", "unsure", False),
        ("we_get", ["nothing_clear"], True),
        ("we_get", [], True),
        ("we_get", "unsure", False),
        ("written", ["nothing"], True),
        ("dependence", "unsure", False),
        ("expertise", "unsure", False),
    ],
)
def test_a_question_counts_when_somebody_answered_it(question: str, written: object, counts: bool) -> None:
    assert only("measure").coverage == pytest.approx(1 / 21, abs=1e-4)
    assert only("measure", **{question: written}).coverage == pytest.approx((1 + counts) / 21, abs=1e-4)


def test_coverage_is_pooled_over_our_side_and_over_it_alone() -> None:
    one = participant("one", {name: SOUND[name] for name in CORE[:7]})
    other = participant("other", {name: SOUND[name] for name in CORE[7:]})
    assert judged(one, other).coverage == 1
    assert judged(one, pat()).coverage == pytest.approx(1 / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("empty", "expected"),
    [(EMPTY_TEXTS[:2], "conditional"), (EMPTY_TEXTS[2:5], "insufficient"), (EMPTY_TEXTS, "insufficient")],
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
    assert verdict({"ours": empty, "ana": NOTHING_DONE}) == "insufficient"


def test_insufficient_is_one_message_and_no_flag() -> None:
    assessment = judged(*everybody({"ours": dict.fromkeys(EMPTY_TEXTS), "ana": NOTHING_DONE}))
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
