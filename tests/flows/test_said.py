"""Who says what a flag says, at which severity; what is asked next; which guardrail can be agreed; what carries a verdict."""

from typing import Any

import pytest

from flows.assessment.assessment import assess
from flows.assessment.said import Voices, next_to_ask, who_says
from flows.assessment.voices import Case
from flows.conversation.summary import carrying, is_for_now, summary
from flows.model import RaisedFlag, Severity, Verdict
from tests.flows.cases import GUIDE, Person, ana, ben, participant, pat, setup
from tests.flows.test_principles import case_of


def raised(flag: str, *people: Person, label: str = "funding") -> tuple[Case, RaisedFlag]:
    """A flag as these people raise it, and their answers."""
    found = {each.id: each for each in assess(GUIDE, setup(label), people).flags}
    return Case(GUIDE, setup(label), people), found[flag]


def cy(**changes: Any) -> Person:
    return participant("cy", {**ana()[1], **changes})


def test_whoever_says_less_is_counted_apart() -> None:
    """300 h × 40 ÷ 20,000 is 60%, above the mark; half of it is at the mark, a fifth is a mere notice."""
    hours = {"money_received": 20000, "hour_cost": 40, "hours_total": 400}
    people = [ana(**hours, hours_for_them=300), ben(**hours, hours_for_them=250), cy(**hours, hours_for_them=100)]
    case, flag = raised("work_disproportionate", *people)
    assert flag.severity in (Severity.blocker, Severity.warning)
    assert who_says(case, flag).at[:1] == ("ana",)
    assert set(who_says(case, flag).in_part) == {"ben", "cy"} - set(who_says(case, flag).at)
    assert "cy" in who_says(case, flag).in_part


def test_the_counter_answer_is_heard_beside_it() -> None:
    case, flag = raised("cause_contradiction", ana(against=["practice"]), ben(), cy(against=["not_looked"]))
    found = who_says(case, flag)
    assert found == Voices(at=("ana",), in_part=("cy",), otherwise=("ben",), question="against")


def test_not_sure_and_blank_say_nothing_else() -> None:
    people = [ana(unpaid_work="weaker_unpaid"), ben(unpaid_work=None), pat(unpaid_work="unsure")]
    case, flag = raised("unpaid_work", *people)
    found = who_says(case, flag)
    assert (found.at, found.in_part, found.otherwise) == (("ana",), ("pat",), ())


def test_one_denies_what_another_depends_on() -> None:
    holds: dict[str, Any] = {"money_control": "partner", "acknowledged": "not_yet", "dependence_share": None}
    people = [ana(**holds, dependence="ours_depends"), ben(**holds, dependence="neither")]
    case, flag = raised("survival_dependence", *people)
    found = who_says(case, flag)
    assert found.at == ("ana",)
    assert "ben" not in (*found.at, *found.in_part)


def test_what_several_say_a_little_of_is_said_by_all_of_them() -> None:
    case, flag = raised("no_gap", ana(gap="unsure"), ben(gap="unsure"))
    assert flag.severity is Severity.warning
    assert who_says(case, flag).at == ("ana", "ben")


@pytest.mark.parametrize("flag", ["people_disagree", "different_meanings", "missing_voice"])
def test_a_difference_or_somebody_missing_is_said_by_nobody(flag: str) -> None:
    people = [ana(meaning="delivery", gap="no"), ben(meaning="funding")]
    assert who_says(*raised(flag, *people)) == Voices()


@pytest.mark.parametrize("seed", range(0, 600, 3))
def test_nobody_is_counted_twice_and_whoever_is_counted_at_it_raises_it(seed: int) -> None:
    case_setup, people = case_of(seed)
    case = Case(GUIDE, case_setup, people)
    for flag in assess(GUIDE, case_setup, people).flags:
        found = who_says(case, flag)
        counted = [*found.at, *found.in_part, *found.otherwise]
        assert len(counted) == len(set(counted)), flag.id
        assert set(found.at) <= set(flag.support) or GUIDE.flag[flag.id].scope != "person", flag.id
        assert found.at or not (found.in_part or found.otherwise), flag.id


def test_what_was_just_answered_is_not_asked_again() -> None:
    case, flag = raised("somebody_says_no", ana(lean="no_go"), ben())
    assert flag.next_question == "lean"
    assert next_to_ask(case, flag) is None
    asked, unasked = (
        ana(unpaid_work="weaker_unpaid", unpaid_which="Stories, 40 hours"),
        ana(unpaid_work="weaker_unpaid"),
    )
    assert next_to_ask(*raised("unpaid_work", asked, ben())) is None
    assert next_to_ask(*raised("unpaid_work", unasked, ben())) == "unpaid_which"


@pytest.mark.parametrize("seed", range(0, 600, 3))
def test_no_next_question_was_answered_by_whoever_raises_the_flag(seed: int) -> None:
    case_setup, people = case_of(seed)
    case = Case(GUIDE, case_setup, people)
    given = {person.id: answers for person, answers in people}
    for flag in assess(GUIDE, case_setup, people).flags:
        asked = next_to_ask(case, flag)
        if asked is not None:
            parts = (GUIDE.question[asked].fields if asked in GUIDE.question else ()) or (asked,)
            stands = {voice.participant.id: voice.facts for voice in case.voices}
            assert not any(part in stands[person] for person in flag.support for part in parts)
        else:
            known = all(GUIDE.has_text(code, f"flag.{flag.id}.ask") for code in GUIDE.languages)
            assert known or flag.id == "missing_voice" or GUIDE.flag[flag.id].next, flag.id
    assert given


@pytest.mark.parametrize("code", GUIDE.languages)
def test_every_flag_has_a_question_of_its_own_for_when_the_others_are_answered(code: str) -> None:
    answered_in_words = {"need_unclear", "no_multiplier", "audience_vague", "influence_unknown", "action_vague"}
    lacking = {flag.id for flag in GUIDE.flags if not GUIDE.has_text(code, f"flag.{flag.id}.ask")}
    assert lacking == {*answered_in_words, "missing_voice"}


def test_what_nobody_can_agree_to_is_for_now() -> None:
    people = [ana(lean="no_go", unpaid_work="weaker_unpaid", walk_away_check="not_met"), ben(lean="go")]
    told = summary(GUIDE, assess(GUIDE, setup(), people))
    assert {flag.id for flag in told.for_now} >= {"somebody_says_no"}
    assert {flag.id for flag in told.conditions} >= {"unpaid_work", "nonnegotiables"}
    assert not {flag.id for flag in told.for_now} & {flag.id for flag in told.conditions}
    assert not any(is_for_now(GUIDE, flag) for flag in told.conditions)


CARRY: list[tuple[dict[str, Any], Verdict, tuple[str, ...]]] = [
    ({"gap": "no"}, Verdict.distraction, ("no_gap",)),
    ({"bandwidth": "neither"}, Verdict.distraction, ("bandwidth_short",)),
    ({"against": ["practice"], "unpublicised": "uncertain", "audience_values": "no"}, Verdict.distraction,
     ("cause_contradiction", "performative")),
    ({"unpaid_work": "weaker_unpaid"}, Verdict.conditional, ("unpaid_work",)),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "verdict", "carried"), CARRY)
def test_a_verdict_is_carried_by_what_its_reasons_name(
    changes: dict[str, Any], verdict: Verdict, carried: tuple[str, ...]
) -> None:
    power = {"money_control": "partner", "dependence": "ours_depends", "acknowledged": "not_yet"}
    for more in ({}, power if verdict is Verdict.distraction else {}):
        found = assess(GUIDE, setup(), [ana(**changes, **more), ben(**changes, **more)])
        assert found.verdict is verdict
        assert carrying(GUIDE, found)[: len(carried)] == carried
        assert summary(GUIDE, found).cards[0].flags[0].id == carried[0], (
            "not the power pillar, which counts for less here"
        )
