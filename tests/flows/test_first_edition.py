"""Cases of the first edition are read: what each of its answers means now, and what is left alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.assessment.answers import read_answer
from flows.assessment.assessment import assess
from flows.errors import InvalidAnswer
from flows.guide.first_edition import GONE, carried_over
from flows.model import Participant, Role, Setup, Side
from tests.flows.cases import GUIDE, SOUND, words

OLD: dict[str, list[Any]] = {
    "harm": words("yes no unsure"),
    "contradiction": words("no_checked not_checked yes_addressed yes_unaddressed"),
    "shared_outcomes": [1, 2, 3, 4, 5],
    "speak_up": [1, 2, 3, 4, 5],
    "unpublicised": words("yes no unsure"),
    "came_first": words("outcomes_first names_first unsure"),
    "unpaid_work": words("none weaker_unpaid stronger_pro_bono unsure"),
    "guardrails": words(
        "paid_work joint_decisions multi_year_or_notice capped_reporting content_veto safe_channel none"
    ),
    "agreement": words("roles money decisions name_ip_data review exit nothing"),
    "people": words("named_backup named_no_backup not_discussed"),
}
"""The questions of the first edition that changed or went, with everything that could be chosen."""
TEXTS = words("harm_what contradiction_fix shared_proof decision_exact people_backup")
"""Its texts that went."""

Old = dict[str, Any]
MEANS: list[tuple[Old, Old]] = [
    # an interest at others' expense, and a contradiction with the cause: one list of what stands against it
    ({"harm": "yes"}, {"against": ["others_pay"]}),
    ({"harm": "yes", "harm_what": "Their lenders lose"}, {"against": ["others_pay"]}),
    ({"harm": "no"}, {"against": ["nothing"]}),
    ({"harm": "unsure"}, {"against": ["not_looked"]}),
    ({"harm": "unsure", "harm_what": "?"}, {"against": ["not_looked"]}),
    ({"harm": "unsure", "harm_what": "The fishers may lose their beach"}, {"against": ["others_pay"]}),
    ({"harm": "not_mine"}, {}),
    ({"harm_what": "Their lenders lose"}, {}),
    ({"contradiction": "no_checked"}, {"against": ["nothing"]}),
    ({"contradiction": "not_checked"}, {"against": ["not_looked"]}),
    ({"contradiction": "unsure"}, {"against": ["not_looked"]}),
    ({"contradiction": "not_mine"}, {}),
    ({"contradiction": "yes_unaddressed"}, {"against": ["practice"]}),
    ({"contradiction": "yes_unaddressed", "contradiction_fix": "They close it in June"}, {"against": ["practice"]}),
    ({"contradiction": "yes_addressed"}, {"against": ["practice"]}),
    ({"contradiction": "yes_addressed", "contradiction_fix": "They close it in June"},
     {"against": ["practice"], "against_fix": "They close it in June"}),
    ({"contradiction": "no_checked", "harm": "no"}, {"against": ["nothing"]}),
    ({"contradiction": "not_checked", "harm": "no"}, {"against": ["not_looked"]}),
    ({"contradiction": "unsure", "harm": "no"}, {"against": ["not_looked"]}),
    ({"contradiction": "no_checked", "harm": "unsure"}, {"against": ["not_looked"]}),
    ({"contradiction": "no_checked", "harm": "yes"}, {"against": ["others_pay"]}),
    # nothing was asked of what is done about an interest at others' expense: nothing is
    ({"contradiction": "yes_addressed", "contradiction_fix": "They close it", "harm": "yes"},
     {"against": ["practice", "others_pay"]}),
    # a scale of shared outcomes, with a proof from 4 on
    ({"shared_outcomes": 1}, {"shared_outcomes": "no"}),
    ({"shared_outcomes": 2, "shared_differ": "They want leads"}, {"shared_outcomes": "no", "shared_differ": "They want leads"}),
    ({"shared_outcomes": 3}, {"shared_outcomes": "partly"}),
    ({"shared_outcomes": "3"}, {"shared_outcomes": "partly"}),
    ({"shared_outcomes": 4}, {"shared_outcomes": "words"}),
    ({"shared_outcomes": 5.0}, {"shared_outcomes": "words"}),
    ({"shared_outcomes": 5, "shared_proof": "ok"}, {"shared_outcomes": "words"}),
    ({"shared_outcomes": 4, "shared_proof": "They closed their sugar line"}, {"shared_outcomes": "paid"}),
    ({"shared_outcomes": 3, "shared_proof": "They closed their sugar line"}, {"shared_outcomes": "partly"}),
    ({"shared_outcomes": "unsure"}, {"shared_outcomes": "unsure"}),
    ({"shared_outcomes": "not_mine"}, {"shared_outcomes": "not_mine"}),
    # a scale of speaking up
    ({"speak_up": 1}, {"speak_up": "cost_something"}),
    ({"speak_up": "2"}, {"speak_up": "cost_something"}),
    ({"speak_up": 3}, {"speak_up": "hardly_worked"}),
    ({"speak_up": 4}, {"speak_up": "went_well"}),
    ({"speak_up": 5}, {"speak_up": "went_well"}),
    ({"speak_up": "unsure"}, {"speak_up": "unsure"}),
    # would it go on without publicity
    ({"unpublicised": "yes"}, {"unpublicised": "all"}),
    ({"unpublicised": "no"}, {"unpublicised": "uncertain"}),
    ({"unpublicised": "unsure"}, {"unpublicised": "unsure"}),
    # unpaid work of the weaker side, which it may have chosen
    ({"unpaid_work": "none"}, {"unpaid_work": "none"}),
    ({"unpaid_work": "weaker_unpaid"}, {"unpaid_work": "weaker_unpaid"}),
    ({"unpaid_work": "stronger_pro_bono"}, {"unpaid_work": "stronger_pro_bono"}),
    ({"unpaid_work": "unsure"}, {"unpaid_work": "unsure"}),
    *(({"unpaid_work": "weaker_unpaid", "unpaid_which": which}, {"unpaid_work": means, "unpaid_which": which})
      for means, which in (
          ("weaker_by_choice", "Two days of stories, our own choice"),
          ("weaker_by_choice", "C'est notre choix"),
          ("weaker_by_choice", "Our members volunteer for it"),
          ("weaker_by_choice", "Du bénévolat, de plein gré"),
          ("weaker_by_choice", "It is not much, and by choice"),
          ("weaker_unpaid", "Forty hours of reports"),
          ("weaker_unpaid", "It was not our choice"),
          ("weaker_unpaid", "Ce n'est pas vraiment notre choix"),
          ("weaker_unpaid", "We have no choice"),
      )),
    ({"unpaid_work": "none", "unpaid_which": "our own choice"}, {"unpaid_work": "none", "unpaid_which": "our own choice"}),
    # two lists of what is in writing: one
    ({"guardrails": ["paid_work"]}, {"written": ["paid_work"]}),
    ({"guardrails": ["joint_decisions"]}, {"written": ["decisions"]}),
    ({"guardrails": ["multi_year_or_notice"]}, {"written": ["notice"]}),
    ({"guardrails": ["capped_reporting"]}, {"written": ["little_reporting"]}),
    ({"guardrails": ["content_veto"]}, {"written": ["name_and_data"]}),
    ({"guardrails": ["safe_channel"]}, {"written": ["safe_no"]}),
    ({"guardrails": ["none"]}, {"written": ["nothing"]}),
    ({"guardrails": "none"}, {"written": ["nothing"]}),
    ({"guardrails": "paid_work"}, {"written": ["paid_work"]}),
    ({"guardrails": []}, {}),
    ({"guardrails": "unsure"}, {"written": ["unsure"]}),
    ({"guardrails": "not_mine", "agreement": "unsure"}, {"written": ["unsure"]}),
    ({"guardrails": "not_mine"}, {"written": ["not_mine"]}),
    ({"guardrails": "unsure", "agreement": ["exit"]}, {"written": ["exit"]}),
    ({"agreement": ["money"]}, {"written": ["amounts"]}),
    ({"agreement": ["decisions"]}, {"written": ["decisions"]}),
    ({"agreement": ["name_ip_data"]}, {"written": ["name_and_data"]}),
    ({"agreement": ["review"]}, {"written": ["review"]}),
    ({"agreement": ["exit"]}, {"written": ["exit"]}),
    ({"agreement": ["nothing"]}, {"written": ["nothing"]}),
    ({"agreement": ["nothing"], "guardrails": ["none"]}, {"written": ["nothing"]}),
    ({"agreement": ["nothing"], "guardrails": ["paid_work"]}, {"written": ["paid_work"]}),
    ({"agreement": ["decisions", "exit"], "guardrails": ["joint_decisions", "paid_work"]},
     {"written": ["paid_work", "decisions", "exit"]}),
    # who leads: written with the roles, and only where somebody stands in
    ({"agreement": ["roles"]}, {"written": ["lead_and_stand_in"]}),
    ({"agreement": ["roles"], "people": "named_backup"}, {"written": ["lead_and_stand_in"]}),
    ({"agreement": ["exit"], "people": "named_backup"}, {"written": ["lead_and_stand_in", "exit"]}),
    ({"agreement": ["roles", "exit"], "people": "named_no_backup"}, {"written": ["exit"]}),
    ({"agreement": ["roles", "exit"], "people": "not_discussed"}, {"written": ["exit"]}),
    # who does what is written, if not who stands in
    ({"agreement": ["roles"], "people": "named_no_backup"}, {"written": ["decisions"]}),
    ({"people": "named_backup", "people_backup": "Ben"}, {}),
    ({"people": "named_no_backup"}, {}),
    ({"people": "not_discussed"}, {}),
    # nothing became of these
    ({"came_first": "outcomes_first"}, {}),
    ({"came_first": "names_first"}, {}),
    ({"came_first": "unsure"}, {}),
    ({"decision_exact": "Sign on 3 June"}, {}),
    ({"shared_proof": "They closed their sugar line"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("before", "now"), MEANS, ids=[str(before) for before, _ in MEANS])
def test_an_answer_of_the_first_edition_means_this_now(before: Old, now: Old) -> None:
    assert carried_over(GUIDE.owner, before) == now
    for answerable, value in now.items():
        assert read_answer(GUIDE, answerable, value) is not None


def test_everything_that_could_be_chosen_has_a_row() -> None:
    def told(question: str) -> set[str]:
        return {str(token) for before, _ in MEANS for token in _several(before.get(question))}

    for question, tokens in OLD.items():
        assert {str(token) for token in tokens} <= told(question), question
    assert set(TEXTS) <= {question for before, _ in MEANS for question in before}
    assert not GONE - OLD.keys() - set(TEXTS)


def _several(value: Any) -> list[Any]:
    return (
        value
        if isinstance(value, list)
        else []
        if value is None
        else [int(value) if isinstance(value, float) else value]
    )


UNCHANGED: list[Old] = [
    {},
    {"gap": "yes", "need": "Forty nurses", "hours_total": 40, "lean": "go"},
    {"written": ["exit"], "against": ["practice"], "against_fix": "Closed in June"},
    {"shared_outcomes": "words", "speak_up": "never", "unpublicised": "smaller", "unpaid_work": "weaker_by_choice"},
    {"shared_outcomes": "a lot", "speak_up": ["3"]},
    {"shared_outcomes": 6, "speak_up": 0},
    {"shared_outcomes": "2.5", "speak_up": "inf"},
    {"nowhere": "x"},
    dict(SOUND),
]


@pytest.mark.parametrize("answers", UNCHANGED, ids=[" ".join(each)[:40] for each in UNCHANGED])
def test_what_is_of_the_second_edition_stays_as_it_is(answers: Old) -> None:
    assert carried_over(GUIDE.owner, answers) == answers


@pytest.mark.parametrize(
    ("why", "asked"),
    [
        ("a guide of its own", {"harm", "shared_outcomes", "speak_up"}),
        ("one that asks nothing of what the old answers became", {"need", "lean"}),
        ("one that lists what is in writing", {"written", "speak_up"}),
        ("one that asks what stands against it", {"against", "speak_up"}),
        ("the second edition, with an old question of the team's own", {"written", "against", "speak_up", "harm"}),
        ("the second edition, with another of them", {*GUIDE.owner, "guardrails"}),
    ],
)
def test_another_guide_that_asks_an_old_id_keeps_its_answer(why: str, asked: set[str]) -> None:
    answers = {"harm": "yes", "speak_up": 2, "shared_outcomes": 4, "guardrails": ["none"], "people": "named_backup"}
    assert carried_over(dict.fromkeys(asked), answers) == answers, why


@pytest.mark.parametrize(
    "answers", [{"shared_outcomes": 6}, {"speak_up": "0"}, {"unpublicised": "never"}, {"unpaid_work": "some"}]
)
def test_what_the_first_edition_did_not_offer_is_refused(answers: Old) -> None:
    [(answerable, raw)] = carried_over(GUIDE.owner, answers).items()
    with pytest.raises(InvalidAnswer, match=f"{answerable}: .* is not one of"):
        read_answer(GUIDE, answerable, raw)


FIRST_EDITION: Old = {
    "gap": "yes", "gap_exact": "Two paediatric nurses", "gap_buyable": "no", "bandwidth": "both", "bandwidth_who": "Ana and Pat",
    "admin_load": "yes", "need": "Forty nurses trained in Tamale by June 2027", "walk_away": "Refuse alcohol sponsors",
    "walk_away_check": "all_met", "multiplier": "Vaccinate 3,000 children in villages that no clinic reaches", "harm": "no",
    "shared_outcomes": 5, "shared_proof": "They closed their sugar line", "we_get": ["money"], "they_get": ["credibility"],
    "audience_values": "yes_asked", "contradiction": "no_checked", "unpublicised": "yes", "audience": "Deaf teachers in Kumasi",
    "influencers": "Head teachers", "action": "Book a hearing test before June", "messenger": "trusted_evidence",
    "came_first": "outcomes_first", "measure": "action_measure", "measure_number": "600 booked tests by June",
    "money_control": "shared", "dependence": "neither", "dependence_share": 10, "unpaid_work": "none",
    "money_received": 100000, "hours_total": 500, "hours_for_them": 50, "hour_cost": 40, "acknowledged": "written",
    "guardrails": ["paid_work", "joint_decisions", "multi_year_or_notice"], "expertise": "expert_decides",
    "agreement": ["roles", "money", "decisions", "name_ip_data", "review", "exit"], "people": "named_backup",
    "people_backup": "Ben", "speak_up": 5, "premortem": "Their director leaves", "lean": "go", "decision_exact": "Sign in June",
}  # fmt: skip


def read(person: str, side: Side, role: Role, answers: Old) -> tuple[Participant, Old]:
    now = carried_over(GUIDE.owner, answers)
    values = {answerable: read_answer(GUIDE, answerable, raw) for answerable, raw in now.items()}
    return Participant(id=person, side=side, role=role), {a: value for a, value in values.items() if value is not None}


def test_a_whole_case_of_the_first_edition_is_read_and_comes_to_what_it_came_to() -> None:
    people = [
        read("ana", Side.ours, Role.delivery, FIRST_EDITION),
        read("ben", Side.ours, Role.decision_maker, FIRST_EDITION),
        read("pat", Side.partner, Role.other, FIRST_EDITION),
    ]
    setup = Setup(our_kind="nonprofit", their_kind="company", label="funding")
    found = assess(GUIDE, setup, people)
    assert (found.verdict, found.flags, found.missing) == ("strategic", (), ())
    people[0] = read(
        "ana", Side.ours, Role.delivery, FIRST_EDITION | {"contradiction": "yes_unaddressed", "speak_up": 1}
    )
    found = assess(GUIDE, setup, people)
    assert found.verdict == "conditional"
    assert {(flag.id, flag.severity) for flag in found.flags} >= {
        ("cause_contradiction", "blocker"),
        ("cannot_speak_up", "warning"),
    }


def any_of(question: str) -> st.SearchStrategy[Any]:
    tokens = [*OLD[question], "unsure", "not_mine"]
    if question in ("guardrails", "agreement"):
        return st.one_of(st.lists(st.sampled_from(OLD[question]), unique=True), st.sampled_from(tokens))
    return st.sampled_from([*tokens, *(str(token) for token in tokens)])


@given(
    st.fixed_dictionaries(
        {},
        optional={question: any_of(question) for question in OLD}
        | {text: st.sampled_from(["", "x", "our own choice", "They closed it"]) for text in (*TEXTS, "unpaid_which")},
    )
)
def test_whatever_the_first_edition_let_one_say_is_read(answers: Old) -> None:
    _, values = read("ana", Side.ours, Role.other, answers)
    assert not values.keys() & GONE
    again = carried_over(GUIDE.owner, carried_over(GUIDE.owner, answers))
    assert again == carried_over(GUIDE.owner, answers)
