"""Then and now: flags, commitments, drift, and what was feared at the decision."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import conversation as heart
from flows.follow_up import checkin as talk
from flows.follow_up.baseline import Baseline, baseline_of
from flows.follow_up.checkin import CheckIn, Standing
from flows.follow_up.commitments import Commitment, Did, State, close, hold
from flows.follow_up.comparison import Became, Comparison, Kept, ThenAndNow, compare
from flows.follow_up.conclusion import with_results
from flows.follow_up.drift import drift, drift_over_time
from flows.model import SECTIONS, Guide, Severity, Sharing
from tests.flows.cases import GUIDE, SHARED, Raw, everybody, participant, pat
from tests.flows.follow_up.after import TODAY, decided, promised, prompted
from tests.flows.test_conversation import PAT, at, of_section

THINGS_TO_ASK = {
    "acknowledged": "written", "speak_up": 4, "dependence_share": 10, "still_yes": "yes", "unforeseen": "Nothing to tell",
}  # fmt: skip
"""What everybody is asked, answered as before."""


def held(
    then: Mapping[str, Raw] | Baseline | None = None,
    now: Mapping[str, Raw] | None = None,
    *due: Commitment,
    **consents: bool,
) -> CheckIn:
    """A check-in in which each person of ``now`` answers just that, and the others nothing."""
    check_in = prompted(then if isinstance(then, Baseline) else decided(then), *due)
    for person, raw in (now or {}).items():
        check_in, _ = talk.answer(check_in, person, raw, consent=consents.get(person, False))
    return check_in if check_in.stage == "compared" else talk.reveal(check_in, "ana")[0]


def became(comparison: Comparison) -> dict[str, str]:
    return {one.flag: one.became.value for one in comparison.flags}


# --- Flags -----------------------------------------------------------------------------------------------------------

BEHIND = {"hours_total": 600, "hours_for_them": 60, "money_received": 16000}
"""W 1.5 and B 0.15, as planned: a notice, and not yet a warning."""

FILLED = {"gap": "yes", "gap_exact": "Two vans"}
FLAGS: list[tuple[str, dict[str, Raw], dict[str, Raw], dict[str, str]]] = [
    ("closed", {"ours": {"gap": "no"}}, {"ana": FILLED, "ben": FILLED}, {"no_gap": "closed"}),
    ("still open, for one of us at least", {"ours": {"gap": "no"}}, {"ana": FILLED},
     {"no_gap": "still_open", "people_disagree": "new"}),
    ("lighter is still open", {"ours": {"harm": "yes"}}, {"ana": {"harm": "unsure"}, "ben": {"harm": "unsure"}},
     {"toxic_interest": "still_open"}),
    ("worse", {"ours": {"bandwidth": "only_ours"}, "pat": {"bandwidth": "only_ours"}}, {"ana": {"bandwidth": "neither"}},
     {"bandwidth_short": "worse", "people_disagree": "new"}),
    ("new", {}, {"ana": {"speak_up": 2}}, {"cannot_speak_up": "new", "people_disagree": "new"}),
    ("the hours that were really worked are more than was planned", {"all": BEHIND}, {"ana": {"hours_total": 700}},
     {"work_disproportionate": "worse"}),
    ("fewer than planned, so far", {"all": BEHIND}, {"ana": {"hours_total": 40}}, {"work_disproportionate": "still_open"}),
    ("nothing was open and nothing is", {}, {"ana": {"speak_up": 4}}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "then", "now", "expected"), FLAGS, ids=[row[0] for row in FLAGS])
def test_what_became_of_each_flag(
    why: str, then: dict[str, Raw], now: dict[str, Raw], expected: dict[str, str]
) -> None:
    found = became(compare(held(then, now)))
    assert found == expected


def test_old_and_new_answers_stand_side_by_side() -> None:
    changes = compare(held({"ours": {"harm": "yes"}}, {"ana": {"harm": "unsure"}, "ben": {}})).flags
    (flag,) = (one for one in changes if one.flag == "toxic_interest")
    assert (flag.was, flag.now, flag.asked) == (Severity.blocker, Severity.blocker, True)
    assert ThenAndNow("harm", "ana", "yes", "unsure", asked=True) in flag.answers
    assert ThenAndNow("harm", "ben", "yes", "yes", asked=False) in flag.answers


def test_a_flag_that_nobody_was_asked_about_is_still_open_and_says_so() -> None:
    (flag,) = compare(held({"ours": {"harm": "yes"}}, {"ana": {"still_yes": "yes"}})).flags
    assert (flag.became, flag.asked) == (Became.still_open, False)


def test_what_is_worse_comes_first_and_what_is_closed_last() -> None:
    then = {"ours": {"gap": "no", "bandwidth": "only_ours"}, "pat": {"bandwidth": "only_ours"}}
    now = {
        who: {"gap": "yes", "gap_exact": "Two vans", "bandwidth": "neither", "speak_up": 2} for who in ("ana", "ben")
    }
    found = [one.became for one in compare(held(then, now)).flags]
    assert found == sorted(found, key=list(Became).index)
    assert {Became.worse, Became.new, Became.closed} <= set(found)


# --- Commitments -----------------------------------------------------------------------------------------------------

SAID = [
    ("it held", {"ana": "held", "ben": "held"}, Kept.held, False),
    ("one says that it failed", {"ana": "held", "ben": "failed"}, Kept.failed, True),
    ("not sure is no answer", {"ana": "unsure"}, Kept.unanswered, False),
    ("one knows", {"ana": "unsure", "ben": "held"}, Kept.held, False),
    ("silence", {}, Kept.unanswered, False),
]


@pytest.mark.parametrize(("why", "said", "kept", "disputed"), SAID, ids=[row[0] for row in SAID])
def test_held_failed_or_unanswered(why: str, said: dict[str, str], kept: Kept, disputed: bool) -> None:
    given: dict[str, Raw] = {"ana": {"still_yes": "yes"}}
    for who, token in said.items():
        given[who] = {"commitment:c1": token, "still_yes": "yes"}
    comparison = compare(held(None, given, promised("c1"), promised("c2", due=date(2027, 1, 2))))
    results = {one.commitment.id: one for one in comparison.commitments}
    assert (results["c1"].kept, results["c1"].disputed) == (kept, disputed)
    assert results["c2"].kept is Kept.unanswered


def test_what_was_said_of_a_commitment_goes_into_its_history_and_silence_does_not() -> None:
    c1, c2, c3 = promised("c1"), promised("c2"), promised("c3")
    check_in = held(None, {"ana": {"commitment:c1": "failed"}, "ben": {"commitment:c1": "held"}}, c1, c2)
    gone = close(c3, by="ben", on=TODAY, reason="not needed")
    after = with_results([c1, c2, gone], compare(check_in), TODAY)
    assert [one.state for one in after] == [State.failed, State.open, State.closed]
    assert [(one.did, one.by) for one in after[0].history] == [
        (Did.made, "ben"), (Did.held, "ben"), (Did.failed, "ana"),
    ]  # fmt: skip
    assert after[1] == c2
    assert hold(after[0], by="ana", on=TODAY).state is State.held


# --- Nobody changed a word -------------------------------------------------------------------------------------------


def test_nobody_changed_a_word() -> None:
    same: dict[str, Raw] = dict.fromkeys(("ana", "ben", "pat"), THINGS_TO_ASK)
    assert compare(held(None, same)).unchanged
    assert compare(held(None, {"ana": {**THINGS_TO_ASK, "unforeseen": "A strike"}})).unchanged
    assert not compare(held(None, {**same, "ben": {**THINGS_TO_ASK, "speak_up": 3}})).unchanged
    assert not compare(held(None, {"ana": {"still_yes": "yes"}})).unchanged  # nothing was said again


def test_counts_say_how_many_and_never_who() -> None:
    check_in = held(None, {"ana": THINGS_TO_ASK})
    assert compare(check_in).counts == {
        Standing.answered: 1, Standing.unanswered: 2, Standing.waiting: 0, Standing.skipped: 0, Standing.away: 0,
    }  # fmt: skip


# --- What our side may read ------------------------------------------------------------------------------------------


def test_the_partners_protected_answers_are_in_the_record_and_not_in_the_report() -> None:
    now: dict[str, Raw] = {
        "ana": THINGS_TO_ASK,
        "pat": {"speak_up": 1, "unforeseen": "We nearly closed", "still_yes": "no"},
    }
    check_in = held(None, now)
    whole, shown = compare(check_in), compare(check_in, shareable=True)
    assert became(whole) == {"cannot_speak_up": "new", "sides_differ": "new"}
    assert (became(shown), shown.withheld) == ({"sides_differ": "new"}, 1)
    assert not shown.flags[0].answers  # that they differ may be said; what was said may not
    assert whole.came.texts == ("Nothing to tell", "We nearly closed")
    assert shown.came.texts == ("Nothing to tell",)
    assert dict(whole.still_yes) == {"ana": "yes", "pat": "no"}
    assert dict(shown.still_yes) == {"ana": "yes"}
    assert whole.drift["closing"] > shown.drift["closing"] == 0
    assert "pat" not in {one.person for one in shown.predictions}


def test_with_their_consent_it_is_shown() -> None:
    check_in = held(None, {"ana": THINGS_TO_ASK, "pat": {"speak_up": 1, "still_yes": "no"}}, pat=True)
    shown = compare(check_in, shareable=True)
    assert dict(shown.still_yes) == {"ana": "yes", "pat": "no"}
    assert became(shown)["cannot_speak_up"] == "new"


def test_what_is_no_longer_shared_is_hidden_then_and_now_and_does_not_look_settled() -> None:
    spoke: dict[str, Raw] = {"ana": THINGS_TO_ASK, "pat": {"speak_up": 1}}
    first = held(None, spoke, pat=True)
    assert became(compare(first, shareable=True))["cannot_speak_up"] == "new"
    second = held(first.now(), spoke, pat=False)
    assert became(compare(second)) == {"cannot_speak_up": "still_open", "sides_differ": "still_open"}
    shown = compare(second, shareable=True)
    assert (became(shown), shown.withheld) == ({"sides_differ": "still_open"}, 1)
    third = held(second.now(), spoke, pat=True)
    assert became(compare(third, shareable=True))["cannot_speak_up"] == "still_open"


def test_how_the_partners_people_disagree_is_theirs_to_read() -> None:
    two = [*everybody(), participant("kofi", {**SHARED, "money_control": "ours"}, side="partner")]
    check_in = held(decided(people=two), {"ana": THINGS_TO_ASK})
    assert became(compare(check_in)) == {"people_disagree": "still_open"}
    assert became(compare(check_in, shareable=True)) == {}


def test_what_is_private_is_shown_to_nobody() -> None:
    private = [
        q.model_copy(update={"sharing": Sharing.private}) if q.id in ("speak_up", "premortem") else q
        for q in GUIDE.questions
    ]
    guide = Guide.model_validate({**GUIDE.model_dump(), "questions": [one.model_dump() for one in private]})
    check_in = held(replace(decided(), guide=guide), {"ana": {"speak_up": 1}})
    whole, shown = compare(check_in), compare(check_in, shareable=True)
    assert any(row.question == "speak_up" for one in whole.flags for row in one.answers)
    assert not any(row.question == "speak_up" for one in shown.flags for row in one.answers)
    assert (len(whole.predictions), shown.predictions) == (3, ())


def test_hours_shared_by_somebody_who_had_said_nothing() -> None:
    silent = [*everybody(), participant("kofi", {}, side="partner")]
    check_in = held(decided(people=silent), {"kofi": {"hours_total": 900, "speak_up": 4}}, kofi=True)
    assert became(compare(check_in, shareable=True)) == {}
    assert compare(check_in).drift["closing"] == 1


# --- The pre-mortem --------------------------------------------------------------------------------------------------


def test_the_prediction_is_held_against_what_came() -> None:
    then: dict[str, Raw] = {
        "ana": {"premortem": "Their director leaves and the money dries up"},
        "ben": {"premortem": None},
    }
    now: dict[str, Raw] = {"ben": {"unforeseen": "The directors of the fund left in May", "speak_up": 2}}
    comparison = compare(held(then, now, promised("c1")), shareable=True)
    (ana,) = comparison.predictions
    assert (ana.person, ana.text, ana.echoes) == ("ana", then["ana"]["premortem"], ("director",))
    assert comparison.came.flags == ("cannot_speak_up", "people_disagree")
    assert comparison.came.texts == ("The directors of the fund left in May",)


def test_a_prediction_also_comes_true_in_a_commitment_that_failed() -> None:
    then: dict[str, Raw] = {"ana": {"premortem": "We never find another funder"}}
    failed: dict[str, Raw] = {"ben": {"commitment:c1": "failed"}}
    comparison = compare(held(then, failed, promised("c1", text="Find a second funder")))
    (ana,) = (one for one in comparison.predictions if one.person == "ana")
    assert ana.echoes == ("find", "funder")
    assert comparison.came.commitments == ("c1",)
    unheard = compare(held(then, {"ben": {"still_yes": "yes"}}, promised("c1", text="Find a second funder")))
    assert not any(one.echoes for one in unheard.predictions)


def test_an_empty_prediction_is_none() -> None:
    for text in ("", "???", "et de la", None):
        comparison = compare(held({"all": {"premortem": text}}, {"ana": THINGS_TO_ASK}))
        assert comparison.predictions == ()


# --- Drift -----------------------------------------------------------------------------------------------------------

DRIFT: list[tuple[str, dict[str, Raw], dict[str, Raw], dict[str, float]]] = [
    ("nothing was asked again", {}, {"ana": {"still_yes": "no"}}, {}),
    ("nothing moved", {}, {"ana": {"speak_up": 4}}, {"closing": 0.0}),
    ("a scale, by its length", {}, {"ana": {"speak_up": 2}}, {"closing": 0.5}),
    ("the mean of people", {}, {"ana": {"speak_up": 2}, "ben": {"speak_up": 4}}, {"closing": 0.25}),
    ("a choice, all or nothing", {"ours": {"gap": "no"}}, {"ana": {"gap": "yes"}}, {"screening": 1.0}),
    ("alike is the same", {}, {"ana": {"acknowledged": "spoken"}}, {"power": 0.0}),
    ("several, by what they share", {"all": {"money_control": "ours", "dependence": "both", "guardrails": ["paid_work"]}},
     {"ana": {"guardrails": ["paid_work", "safe_channel"]}}, {"power": 0.5}),
    ("a number, by its proportion", {}, {"ana": {"dependence_share": 40}}, {"power": 0.75}),
    ("an answer where there was none", {"ana": {"dependence_share": None}}, {"ana": {"dependence_share": 40}}, {"power": 1.0}),
    ("other words are no drift", {"ours": {"need": "funding"}}, {"ana": {"need": "visibility"}}, {"clarity": 0.0}),
    ("hours, when they are more than planned", {}, {"ana": {"hours_total": 1000}}, {"power": 0.5}),
    ("and not before", {}, {"ana": {"hours_total": 100}}, {"power": 0.0}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "then", "now", "expected"), DRIFT, ids=[row[0] for row in DRIFT])
def test_how_far_a_section_moved(
    why: str, then: dict[str, Raw], now: dict[str, Raw], expected: dict[str, float]
) -> None:
    assert compare(held(then, now)).drift == pytest.approx(expected)


def test_drift_over_time_is_measured_from_the_decision_and_hours_add_up() -> None:
    first = held(None, {"ana": {"speak_up": 2, "hours_total": 400}}).now()
    second = held(first, {"ana": {"speak_up": 1, "hours_total": 600}}).now()
    third = held(second, {"ana": {"speak_up": 4}}).now()
    days = [date(2027, 2, 1), date(2027, 5, 1), date(2027, 8, 1)]
    points = drift_over_time(zip(days, (first, second, third), strict=True))
    assert [one.on for one in points] == days
    assert [one.sections["closing"] for one in points] == [0.5, 0.75, 0.0]
    assert [one.sections["power"] for one in points] == [0.0, 0.5, 0.5]
    assert second.answers_of(second.people[0])["hours_total"] == 1000
    assert (first.number, third.number) == (1, 3)


# --- Any answers -----------------------------------------------------------------------------------------------------

ANY: dict[str, list[Any]] = {
    "acknowledged": ["written", "not_yet", "unsure", "not_mine", None], "speak_up": [1, 3, 5, "unsure", None],
    "dependence_share": [0, 45, 90, "unsure", None], "hours_total": [0, 10, 90000, "not_mine"], "still_yes": ["yes", "no"],
    "unforeseen": ["", "Their director left", "???"],
}  # fmt: skip
given_answers = st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in ANY.items()})


@given(st.lists(st.tuples(given_answers, given_answers, st.booleans()), min_size=1, max_size=4))
def test_a_report_holds_together_whatever_was_answered(rounds: list[tuple[Raw, Raw, bool]]) -> None:
    baseline = decided({"all": {"money_control": "ours", "dependence": "both"}})
    for ana, partner, consent in rounds:
        check_in = held(baseline, {"ana": ana, "pat": partner}, pat=consent)
        whole, shown = compare(check_in), compare(check_in, shareable=True)
        after = check_in.now()
        assert {one.flag for one in whole.flags if one.became is not Became.closed} == {one.id for one in after.flags()}
        assert {one.flag for one in whole.flags if one.became is not Became.new} == {one.id for one in baseline.flags()}
        for one in (*whole.flags, *shown.flags):
            assert (one.was is None) == (one.became is Became.new)
            assert (one.now is None) == (one.became is Became.closed)
        for sections in (whole.drift, shown.drift):
            assert set(sections) <= set(SECTIONS)
            assert all(0 <= moved <= 1 for moved in sections.values())
        readable = {answerable for person, answerable in after.consented if person == "pat"}
        hidden = {"acknowledged", "speak_up", "dependence_share", "dependence", "premortem", "lean"} - readable
        for change in shown.flags:
            assert not any(one.person == "pat" and one.question in hidden for one in change.answers)
        baseline = after


def test_the_first_baseline_is_what_stood_at_the_decision() -> None:
    conversation = at("reviewing", *(*at("screening_collecting").people, PAT))
    for section in conversation.partner_sections():
        consent = section == "closing"
        raw = of_section(section, SHARED, PAT.side)
        conversation, said = heart.answer(conversation, "pat", section, raw, consent=consent, follow_up=True)
        if any(one.what == heart.DOUBT for one in said):
            conversation, _ = heart.confirm(conversation, "pat", section)
    baseline = baseline_of(conversation)
    assert [one.id for one in baseline.people] == ["ana", "ben", "pat"]
    assert baseline.decided["pat"] == conversation.own_answers("pat")
    assert ("pat", "speak_up") in baseline.consented
    assert ("pat", "acknowledged") not in baseline.consented
    assert {flag.id for flag in baseline.flags()} == {flag.id for flag in conversation.assessment().flags}
    assert drift(baseline) == {}
    assert pat()[0].side is PAT.side
