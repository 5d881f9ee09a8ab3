"""Then and now: flags, commitments, drift, and what was feared at the decision."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.check_ins.baseline import Baseline, baseline_of
from flows.check_ins.checkin import CheckIn, Standing
from flows.check_ins.comparison import Became, Comparison, Kept, ThenAndNow, answered_again, compare
from flows.check_ins.conclusion import with_results
from flows.check_ins.drift import drift, drift_over_time
from flows.commitments import Commitment, Did, State, close, hold
from flows.conversation import answering
from flows.conversation.conversation import DOUBT
from flows.model import Guide, Severity, Sharing
from tests.flows.cases import GUIDE, OURS_ONLY, SECTIONS, SHARED, Raw, everybody, participant
from tests.flows.follow_up.after import TODAY, answered, decided, promised, prompted
from tests.flows.test_conversation import PAT, at, of_section

THINGS_TO_ASK: Raw = {
    "acknowledged": "written", "speak_up": "went_well", "dependence_share": 10, "needs_met": "yes", "still_yes": "yes",
    "unforeseen": "Nothing to tell",
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
    return answered(check_in, now or {}, **consents)


def became(comparison: Comparison) -> dict[str, str]:
    return {one.flag: one.became.value for one in comparison.flags}


# --- Flags -----------------------------------------------------------------------------------------------------------

BEHIND = {"hours_total": 600, "hours_for_them": 60, "money_received": 16000}
"""W 1.5 and B 0.15, as planned: a notice, and not yet a warning."""
UNPAID = {"hours_total": 1000, "hours_for_them": 0, "money_received": 500}

FILLED = {"gap": "yes", "gap_exact": "Two vans"}
FREE: dict[str, Raw] = {"all": {"unpaid_work": "weaker_unpaid"}}
FLAGS: list[tuple[str, dict[str, Raw], dict[str, Raw], dict[str, str]]] = [
    ("closed", {"ours": {"gap": "no"}}, {"ana": FILLED, "ben": FILLED}, {"no_gap": "closed"}),
    ("still open, for one of us at least", {"ours": {"gap": "no"}}, {"ana": FILLED},
     {"no_gap": "still_open", "people_disagree": "new"}),
    ("worse", {"ours": {"bandwidth": "only_ours"}, "pat": {"bandwidth": "only_ours"}},
     {key: {"bandwidth": "neither"} for key in ("ana", "ben", "pat")}, {"bandwidth_short": "worse"}),
    ("new", {}, {"ana": {"speak_up": "cost_something"}}, {"cannot_speak_up": "new", "people_disagree": "new",
                                                         "sides_differ": "new"}),
    ("the hours that were really worked are more than was planned", {"all": BEHIND},
     {key: {"hours_total": 2000} for key in ("ana", "ben", "pat")}, {"work_disproportionate": "worse"}),
    ("nothing was open and nothing is", {}, {"ana": {"speak_up": "went_well"}}, {}),
    ("not sure closes nothing", {"all": {"expertise": "not_involved"}},
     {key: {"expertise": "unsure"} for key in ("ana", "ben", "pat")}, {"expertise_sidelined": "still_open"}),
    ("for one alone, too", {"ana": {"expertise": "not_involved"}, "ben": {"expertise": "not_involved"}},
     {key: {"expertise": "unsure"} for key in ("ana", "ben")}, {"expertise_sidelined": "still_open", "sides_differ": "agreed"}),
    ("a middle answer closes nothing", {"ours": {"messenger": "size_or_fame"}},
     {key: {"messenger": "trusted_assumed"} for key in ("ana", "ben")}, {"big_name": "still_open"}),
    ("not mine closes nothing", FREE, {key: {"unpaid_work": "not_mine"} for key in ("ana", "ben", "pat")},
     {"unpaid_work": "still_open", "unanswered": "new"}),
    ("a good answer does", FREE, {key: {"unpaid_work": "none"} for key in ("ana", "ben", "pat")}, {"unpaid_work": "closed"}),
    ("two sides that agree on what is bad have closed nothing",
     {"ours": {"expertise": "joint"}, "pat": {"expertise": "not_involved"}},
     {key: {"expertise": "not_involved"} for key in ("ana", "ben")},
     {"sides_differ": "agreed", "expertise_sidelined": "worse"}),
    ("two sides that agree on what is good have",
     {"ours": {"expertise": "joint"}, "pat": {"expertise": "not_involved"}},
     {"pat": {"expertise": "joint"}}, {"sides_differ": "closed", "expertise_sidelined": "closed"}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "then", "now", "expected"), FLAGS, ids=[row[0] for row in FLAGS])
def test_what_became_of_each_flag(
    why: str, then: dict[str, Raw], now: dict[str, Raw], expected: dict[str, str]
) -> None:
    found = became(compare(held(then, now)))
    assert found == expected


def test_old_and_new_answers_stand_side_by_side() -> None:
    changes = compare(held(FREE, {"ana": {"unpaid_work": "unsure"}, "ben": {}})).flags
    (flag,) = (one for one in changes if one.flag == "unpaid_work")
    assert (flag.was, flag.now, flag.asked) == (Severity.blocker, Severity.blocker, True)
    assert ThenAndNow("unpaid_work", "ana", "weaker_unpaid", "unsure", asked=True) in flag.answers
    assert ThenAndNow("unpaid_work", "ben", "weaker_unpaid", "weaker_unpaid", asked=False) in flag.answers


def test_a_flag_that_nobody_was_asked_about_is_still_open_and_says_so() -> None:
    (flag,) = compare(held(FREE, {"ana": {"still_yes": "yes"}})).flags
    assert (flag.became, flag.asked) == (Became.still_open, False)


def test_what_is_worse_comes_first_and_what_is_closed_last() -> None:
    then = {"ours": {"gap": "no", "bandwidth": "only_ours"}, "pat": {"bandwidth": "only_ours"}}
    now: dict[str, Raw] = {
        who: {"gap": "yes", "gap_exact": "Two vans", "bandwidth": "neither", "speak_up": "cost_something"}
        for who in ("ana", "ben")
    }
    found = [one.became for one in compare(held(then, now)).flags]
    assert found == sorted(found, key=list(Became).index)
    assert {Became.worse, Became.new, Became.closed} <= set(found)


def test_what_a_good_answer_has_not_closed_stays_open_until_one_does() -> None:
    then: dict[str, Raw] = {"all": {"expertise": "not_involved"}}
    every = ("ana", "ben", "pat")
    first = held(then, {key: {"expertise": "unsure"} for key in every})
    second = held(first.now(), {"ana": {"still_yes": "yes"}})
    assert {flag.id: flag.severity for flag in second.now().flags()}["expertise_sidelined"] is Severity.blocker
    assert "expertise" in {one.question for asked in second.agendas.values() for one in asked}, "and is asked again"
    third = held(second.now(), {key: {"expertise": "joint"} for key in every})
    assert became(compare(third)) == {"expertise_sidelined": "closed"}
    assert not third.now().flags()


def test_somebody_else_s_good_answer_does_not_close_what_one_is_not_sure_of() -> None:
    two: dict[str, Raw] = {"ours": {"expertise": "not_involved"}, "pat": {"expertise": "not_involved"}}
    first = held(two, {key: {"expertise": "unsure"} for key in ("ana", "ben", "pat")})
    second = held(first.now(), {"ben": {"expertise": "joint"}, "pat": {"expertise": "joint"}})
    assert became(compare(second))["expertise_sidelined"] == "still_open"


def test_halfway_is_lighter_and_not_closed() -> None:
    check_in = held(
        {"ours": {"messenger": "size_or_fame"}}, {key: {"messenger": "trusted_assumed"} for key in ("ana", "ben")}
    )
    (flag,) = compare(check_in).flags
    assert (flag.became, flag.was, flag.now) == (Became.still_open, Severity.warning, Severity.notice)


# --- What was planned, and what came ---------------------------------------------------------------------------------


def test_hours_and_money_that_came_are_read_for_those_that_were_planned() -> None:
    every = ("ana", "ben", "pat")
    planned = decided({"all": UNPAID})
    assert {flag.id for flag in planned.flags()} >= {"work_disproportionate"}
    hours = held(planned, {key: {"hours_total": 40, "hours_for_them": 0} for key in every})
    assert hours.now().answers_of(hours.people[0])["hours_total"] == 40
    assert became(compare(hours))["work_disproportionate"] == "still_open", "what was paid for them is not known yet"
    paid = held(hours.now(), {key: {"money_received": 4000} for key in every})
    assert became(compare(paid))["work_disproportionate"] == "closed"


def test_what_was_planned_stands_beside_what_came_by_side() -> None:
    check_in = held(None, {"ana": {"hours_total": 40}, "ben": {"hours_total": 60}, "pat": {"money_received": 900}})
    ours, theirs = compare(check_in, shareable=True).worked
    assert (ours.field, ours.side.value, ours.planned, ours.came) == ("hours_total", "ours", 500, 50)
    assert (theirs.field, theirs.side.value, theirs.planned, theirs.came) == ("money_received", "partner", 100000, 900)
    assert not compare(held(None, {"ana": THINGS_TO_ASK})).worked


# --- What is less good, below a threshold ----------------------------------------------------------------------------

LESS: list[tuple[str, Raw, Raw, bool]] = [
    ("a share that grows", {"dependence_share": 11}, {"dependence_share": 29}, True),
    ("a share that hardly grows", {"dependence_share": 11}, {"dependence_share": 13}, False),
    ("a share that shrinks", {"dependence_share": 20}, {"dependence_share": 10}, False),
    ("speaking up", {}, {"speak_up": "hardly_worked"}, True),
    ("not sure any more", {}, {"speak_up": "unsure"}, True),
    ("better", {"speak_up": "hardly_worked"}, {"speak_up": "went_well"}, False),
    ("something is in writing no more", {"written": ["exit", "review", "lead_and_stand_in"]},
     {"written": ["review", "lead_and_stand_in"]}, True),
    ("other things are in writing", {"written": ["exit", "review"]}, {"written": ["notice", "review"]}, False),
    ("not mine is no answer", {}, {"speak_up": "not_mine"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "then", "now", "said"), LESS, ids=[row[0] for row in LESS])
def test_what_gets_worse_below_a_threshold_is_said(why: str, then: Raw, now: Raw, said: bool) -> None:
    (question,) = now
    found = compare(held({"ana": then}, {"ana": now}))
    worse = [one.question for one in found.worsened]
    told = [row.question for one in found.flags if one.became in (Became.new, Became.worse) for row in one.answers]
    assert (question in worse or question in told) is said
    assert not (question in worse and question in told), "it is said once"


def test_an_answer_that_only_check_ins_ask_is_held_against_the_last_one() -> None:
    first = held(None, {"ana": {"needs_met": "yes", "worked": "The nurses"}})
    second = held(first.now(), {"ana": {"needs_met": "partly", "worked": "The vans"}})
    (met,) = compare(second).worsened
    assert (met.question, met.then, met.now) == ("needs_met", "yes", "partly")
    then = {one.question: one.then for one in answered_again(second)}
    assert then == {"needs_met": "yes", "worked": None}


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
    assert not compare(held(None, {**same, "ben": {**THINGS_TO_ASK, "speak_up": "never"}})).unchanged
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
        "pat": {"speak_up": "cost_something", "unforeseen": "We nearly closed", "still_yes": "no"},
    }
    check_in = held(None, now)
    whole, shown = compare(check_in), compare(check_in, shareable=True)
    assert became(whole) == {"cannot_speak_up": "new", "sides_differ": "new"}
    assert (became(shown), shown.withheld) == ({}, True)
    assert whole.came.texts == ("Nothing to tell", "We nearly closed")
    assert shown.came.texts == ("Nothing to tell",)
    assert dict(whole.still_yes) == {"ana": "yes", "pat": "no"}
    assert dict(shown.still_yes) == {"ana": "yes"}
    assert whole.drift["closing"] > shown.drift["closing"] == 0
    assert "pat" not in {one.person for one in shown.predictions}


def test_with_their_consent_it_is_shown() -> None:
    check_in = held(None, {"ana": THINGS_TO_ASK, "pat": {"speak_up": "cost_something", "still_yes": "no"}}, pat=True)
    shown = compare(check_in, shareable=True)
    assert dict(shown.still_yes) == {"ana": "yes", "pat": "no"}
    assert became(shown)["cannot_speak_up"] == "new"


def test_what_is_no_longer_shared_is_hidden_then_and_now_and_does_not_look_settled() -> None:
    spoke: dict[str, Raw] = {"ana": THINGS_TO_ASK, "pat": {"speak_up": "cost_something"}}
    first = held(None, spoke, pat=True)
    assert became(compare(first, shareable=True))["cannot_speak_up"] == "new"
    second = held(first.now(), spoke, pat=False)
    assert became(compare(second)) == {"cannot_speak_up": "still_open", "sides_differ": "still_open"}
    shown = compare(second, shareable=True)
    assert (became(shown), shown.withheld) == ({}, True)
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
    check_in = held(replace(decided(), guide=guide), {"ana": {"speak_up": "cost_something"}})
    whole, shown = compare(check_in), compare(check_in, shareable=True)
    assert any(row.question == "speak_up" for one in whole.flags for row in one.answers)
    assert not any(row.question == "speak_up" for one in shown.flags for row in one.answers)
    assert (len(whole.predictions), shown.predictions) == (3, ())


def test_hours_shared_by_somebody_who_had_said_nothing() -> None:
    silent = [*everybody(), participant("kofi", {}, side="partner")]
    check_in = held(decided(people=silent), {"kofi": {"hours_total": 900, "speak_up": "went_well"}}, kofi=True)
    assert became(compare(check_in, shareable=True)) == {}
    assert compare(check_in).drift["closing"] == 1


# --- The pre-mortem --------------------------------------------------------------------------------------------------


def test_the_prediction_is_held_against_what_came() -> None:
    then: dict[str, Raw] = {
        "ana": {"premortem": "Their director leaves and the money dries up"},
        "ben": {"premortem": None},
    }
    now: dict[str, Raw] = {"ben": {"unforeseen": "The directors of the fund left in May", "speak_up": "never"}}
    comparison = compare(held(then, now, promised("c1")), shareable=True)
    (ana,) = comparison.predictions
    assert (ana.person, ana.text, ana.echoes) == ("ana", then["ana"]["premortem"], ("director",))
    assert set(comparison.came.flags) == {"sides_differ", "people_disagree", "cannot_speak_up"}
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
    ("nothing moved", {}, {"ana": {"speak_up": "went_well"}}, {"closing": 0.0}),
    ("an answer, by how far it is in its order", {}, {"ana": {"speak_up": "never"}}, {"closing": 0.6667}),
    ("the mean of people", {}, {"ana": {"speak_up": "never"}, "ben": {"speak_up": "went_well"}}, {"closing": 0.3333}),
    ("a choice, all or nothing", {"ours": {"gap": "no"}}, {"ana": {"gap": "yes"}}, {"screening": 1.0}),
    ("alike is the same", {}, {"ana": {"acknowledged": "spoken"}}, {"power": 0.0}),
    ("several, by what they share", {"all": {"money_control": "ours", "dependence": "both", "written": ["paid_work"]}},
     {"ana": {"written": ["paid_work", "safe_no"]}}, {"power": 0.5}),
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
    assert compare(held(then, now)).drift == pytest.approx(expected, abs=0.001)


def test_drift_over_time_is_measured_from_the_decision_and_hours_add_up() -> None:
    first = held(None, {"ana": {"speak_up": "never", "hours_total": 400}}).now()
    second = held(first, {"ana": {"speak_up": "cost_something", "hours_total": 600}}).now()
    third = held(second, {"ana": {"speak_up": "went_well"}}).now()
    days = [date(2027, 2, 1), date(2027, 5, 1), date(2027, 8, 1)]
    points = drift_over_time(zip(days, (first, second, third), strict=True))
    assert [one.on for one in points] == days
    assert [one.sections["closing"] for one in points] == [0.6667, 1.0, 0.0]
    assert [one.sections["power"] for one in points] == [0.0, 0.5, 0.5]
    assert second.answers_of(second.people[0])["hours_total"] == 1000
    assert (first.number, third.number) == (1, 3)


# --- Any answers -----------------------------------------------------------------------------------------------------

ANY: dict[str, list[Any]] = {
    "acknowledged": ["written", "not_yet", "unsure", "not_mine", None],
    "speak_up": ["went_well", "never", "cost_something", "unsure", None],
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
        over = (Became.closed, Became.agreed)
        assert {one.flag for one in whole.flags if one.became not in over} == {one.id for one in after.flags()}
        assert {one.flag for one in whole.flags if one.became is not Became.new} == {one.id for one in baseline.flags()}
        for one in (*whole.flags, *shown.flags):
            assert (one.was is None) == (one.became is Became.new)
            assert (one.now is None) == (one.became in over)
        for sections in (whole.drift, shown.drift):
            assert set(sections) <= set(SECTIONS)
            assert all(0 <= moved <= 1 for moved in sections.values())
        readable = {answerable for person, answerable in after.consented if person == "pat"}
        hidden = {"acknowledged", "speak_up", "dependence_share", "dependence", "premortem", "lean"} - readable
        for change in shown.flags:
            assert not any(one.person == "pat" and one.question in hidden for one in change.answers)
        baseline = after


def test_the_first_baseline_is_what_stood_at_the_decision() -> None:
    sound = {**OURS_ONLY, **SHARED}
    conversation = at("reviewing", *(*at("screening_collecting", raw=sound).people, PAT), raw=sound)
    for section in conversation.partner_sections():
        consent = section == "closing"
        raw = of_section(section, SHARED, PAT.side)
        conversation, said = answering.answer(conversation, "pat", section, raw, consent=consent, follow_up=True)
        if any(one.what == DOUBT for one in said):
            conversation, _ = answering.confirm(conversation, "pat", section)
    baseline = baseline_of(conversation)
    assert [one.id for one in baseline.people] == ["ana", "ben", "pat"]
    assert baseline.decided["pat"] == conversation.own_answers("pat")
    assert ("pat", "speak_up") in baseline.consented
    assert ("pat", "acknowledged") not in baseline.consented
    assert {flag.id for flag in baseline.flags()} == {flag.id for flag in conversation.assessment().flags}
    assert drift(baseline) == {}
