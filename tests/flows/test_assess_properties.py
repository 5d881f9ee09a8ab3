"""What holds for every set of answers: assess never fails, never wavers, and never flags without a way out."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.assessment.answers import live_answers, read_answer
from flows.assessment.assessment import RANK, assess, assess_screening, flags_raised
from flows.guide import guide_from_json, guide_to_json
from flows.guide.conditions import names_in
from flows.model import Assessment, Flag, Guide, Kind, Participant, Role, Setup, Severity, Side, Value, Verdict
from tests.flows.cases import GUIDE, SHARED, SOUND, Person, everybody, flags_of, judged, participant, setup, without

WORDS = st.one_of(
    st.sampled_from(
        ["Deaf teachers", "Gen Z", "lol", "n/a", "funding", "40 nurses trained by June", "👍", "raise awareness"]
    ),
    st.text(max_size=20),
)
RAW_NUMBERS = st.one_of(
    st.integers(0, 300), st.sampled_from(["5k", "60-80", "~12", "1 200", 0, 30, 50, 5000]), st.floats(0, 1e6)
)


def raw_answers(answerable: str) -> st.SearchStrategy[Any]:
    kind, options = GUIDE.kind_of(answerable), GUIDE.options_of(answerable)
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.scale: st.integers(1, 5),
        Kind.text: WORDS,
        Kind.number: st.integers(0, 100) if answerable == "dependence_share" else RAW_NUMBERS,
        Kind.multi: st.lists(st.sampled_from(options or ("-",)), max_size=3, unique=True),
        Kind.choice: st.sampled_from(options or ("-",)),
    }
    return st.one_of(by_kind[kind], by_kind[kind], st.sampled_from(["unsure", "not_mine"]))


RAW = {answerable: raw_answers(answerable) for answerable in GUIDE.owner if GUIDE.owner[answerable].section != "setup"}
SETUPS = st.builds(
    Setup,
    our_kind=st.sampled_from(GUIDE.question["our_kind"].options),
    their_kind=st.sampled_from(GUIDE.question["their_kind"].options),
    label=st.sampled_from(GUIDE.question["label"].options),
)


@st.composite
def people_with_answers(draw: st.DrawFn, least: int = 0) -> list[Person]:
    """Up to five people; each departs from the sound answers, or from none, by a few answers."""
    people = []
    for n in range(draw(st.integers(least, 5))):
        side, role = draw(st.sampled_from(list(Side))), draw(st.sampled_from(list(Role)))
        sound = SOUND if side is Side.ours else SHARED
        raw: dict[str, Any] = dict(draw(st.sampled_from([sound, sound, {}])))
        for answerable in draw(st.lists(st.sampled_from(sorted(RAW)), max_size=12, unique=True)):
            raw[answerable] = draw(st.one_of(RAW[answerable], RAW[answerable], st.none()))
        read: dict[str, Value] = {}
        for answerable, written in raw.items():
            value = read_answer(GUIDE, answerable, written)
            if value is not None:
                read[answerable] = value
        people.append((Participant(id=f"p{n}", side=side, role=role), read))
    return people


def content(assessment: Assessment) -> object:
    """An assessment without the order of its people."""
    return (
        assessment.verdict,
        assessment.coverage,
        assessment.because,
        Counter(assessment.conditions),
        {
            flag.id: (
                flag.severity,
                frozenset(flag.support),
                Counter((e.question, e.participant, repr(e.answer)) for e in flag.evidence),
                frozenset(flag.figures),
                flag.next_question,
            )
            for flag in assessment.flags
        },
    )


@settings(max_examples=100)
@given(SETUPS, people_with_answers())
def test_every_set_of_answers_has_one_assessment_in_good_shape(case: Setup, people: list[Person]) -> None:
    assessment = assess(GUIDE, case, people)
    ids = {person.id for person, _ in people}
    assert assessment == assess(GUIDE, case, people)
    assert assessment.verdict in Verdict
    assert assessment.because
    assert 0 <= assessment.coverage <= 1
    assert len({flag.id for flag in assessment.flags}) == len(assessment.flags)
    for flag in assessment.flags:
        assert flag.evidence
        assert set(flag.support) <= ids
        assert {e.participant for e in flag.evidence} <= ids | {"setup"}
    serious = tuple(flag.id for flag in assessment.flags if flag.severity is not Severity.notice)
    small = tuple(flag.id for flag in assessment.flags)[:3] if assessment.verdict is Verdict.conditional else ()
    assert assessment.conditions == (serious or small)
    assert assessment.conditions or assessment.verdict is not Verdict.conditional
    assert set(assessment.missing) <= {question.id for question in GUIDE.questions if question.core}
    if assessment.verdict is Verdict.insufficient:
        assert not assessment.flags


@settings(max_examples=60)
@given(SETUPS, people_with_answers(least=1))
def test_every_flag_has_a_next_question_or_invites_someone(case: Setup, people: list[Person]) -> None:
    for flag in assess(GUIDE, case, people).flags:
        if flag.id not in {
            "missing_voice",
            "unanswered",
        }:  # the way out is an invitation, and the questions that are left
            assert flag.next_question in GUIDE.owner.keys() | GUIDE.question.keys(), flag


BEHIND: list[tuple[str, str, dict[str, Any]]] = [
    ("only the shares differ, and with them who depends", "dependence_share",
     {"ours": {"money_control": "partner", "dependence": "ours_depends", "dependence_share": None},
      "pat": {"money_control": "partner", "dependence": "ours_depends", "dependence_share": 5}}),
    ("one side is of two minds", "shared_outcomes", {"ana": {"shared_outcomes": "no"}, "ben": {"shared_outcomes": "unsure"}}),
    ("one side is of two minds about speaking up", "speak_up", {"ana": {"speak_up": "never"}}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "question", "changes"), BEHIND)
def test_where_the_sides_differ_what_lies_behind_is_quoted_and_asked_again(
    why: str, question: str, changes: dict[str, Any]
) -> None:
    raised = flags_of(judged(*everybody(changes)))["sides_differ"]
    assert (raised.next_question, {entry.question for entry in raised.evidence}) == (question, {question}), why


@settings(max_examples=60)
@given(people_with_answers(), st.randoms(use_true_random=False))
def test_the_order_of_the_people_does_not_matter(people: list[Person], random: Any) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)
    assert content(assess(GUIDE, setup(), people)) == content(assess(GUIDE, setup(), shuffled))


@settings(max_examples=60)
@given(people_with_answers(), st.sampled_from(list(Side)), st.sampled_from(list(Role)))
def test_a_blank_participant_changes_nothing(people: list[Person], side: Side, role: Role) -> None:
    blank = participant("blank", {}, side=side, role=role)
    assert assess(GUIDE, setup(), [*people, blank]) == assess(GUIDE, setup(), people)


@settings(max_examples=60)
@given(people_with_answers(least=1))
def test_orphans_and_questions_of_the_other_side_count_for_nothing(people: list[Person]) -> None:
    live = [(person, live_answers(GUIDE, person.side, answers)) for person, answers in people]
    assert assess(GUIDE, setup(), live) == assess(GUIDE, setup(), people)
    for person, answers in live:
        assert live_answers(GUIDE, person.side, answers) == answers
        assert all(GUIDE.owner[answerable].asked(person.side) for answerable in answers)


def stated_by_one(flag: Flag) -> Flag | None:
    """The flag with the causes that one person's words make true, whatever others say; None where it has none."""
    alone = [cause for cause in flag.causes if cause.scope == "person" and not ASKS_OTHERS & names_in(cause.when)]
    if flag.one_voice:
        alone += [cause for cause in flag.causes if cause.scope != "person" and not WEIGHS & names_in(cause.when)]
    bare = {"blocker": None, "warning": None, "notice": None, "more": tuple(alone)}
    return Flag.model_validate(flag.model_dump() | bare) if alone else None


ASKS_OTHERS = {"pooled_quality", "our_side_says"}
WEIGHS = {"most", "most_tick", "heard", "quality", "missing", "answered"}
STATED = Guide.model_validate(
    GUIDE.model_dump()
    | {
        "flags": [flag for each in GUIDE.flags if (flag := stated_by_one(each))],
        "verdicts": (),
        "merged": (),
        "check_in": {},
    }
)
"""The built-in guide with what somebody states: neither what most say, nor the best of several texts."""
NO_FIGURES = without(SOUND, ["work_and_money", "dependence_share"])
"""Whoever left a figure out takes it from the others, so one more figure is one more fact."""


def test_there_is_something_that_one_person_states() -> None:
    assert {"cause_contradiction", "cannot_speak_up", "somebody_says_no", "nonnegotiables"} == {
        flag.id for flag in STATED.flags if flag.one_voice
    }
    assert {"bandwidth_short", "unpaid_work", "expertise_sidelined", "big_name"} <= {flag.id for flag in STATED.flags}


@settings(max_examples=100)
@given(SETUPS, people_with_answers(least=1), st.sampled_from(list(Role)))
def test_one_more_person_never_lowers_a_risk_that_one_voice_may_state(
    case: Setup, people: list[Person], role: Role
) -> None:
    """What one person may know counts from one voice on: nobody can vote it away. Anything else loses one step at most."""
    more = [*people, participant("more", NO_FIGURES, role=role)]
    before = {flag.id: flag.severity for flag in flags_raised(STATED, case, people)}
    after = {flag.id: flag.severity for flag in flags_raised(STATED, case, more)}
    assert before.keys() <= after.keys()
    for flag, severity in before.items():
        steps = 0 if STATED.flag[flag].one_voice else 1
        assert RANK[after[flag]] - RANK[severity] <= steps, flag


@settings(max_examples=60)
@given(SETUPS, people_with_answers(least=1))
def test_a_second_person_who_says_the_same_makes_it_heard_in_full(case: Setup, people: list[Person]) -> None:
    """Two who say so are not softened, however many see nothing."""
    twins = [(person.model_copy(update={"id": f"{person.id}-twin"}), answers) for person, answers in people]
    before = {flag.id: flag.severity for flag in flags_raised(STATED, case, people)}
    twice = {flag.id: flag.severity for flag in flags_raised(STATED, case, [*people, *twins])}
    others = [participant(f"more{n}", NO_FIGURES) for n in range(3)]
    crowded = {flag.id: flag.severity for flag in flags_raised(STATED, case, [*people, *twins, *others])}
    assert before.keys() == twice.keys() <= crowded.keys()
    for flag, severity in before.items():
        assert RANK[twice[flag]] <= RANK[severity], flag
        assert RANK[crowded[flag]] <= RANK[severity], flag


@settings(max_examples=30)
@given(SETUPS, people_with_answers())
def test_a_guide_that_was_stored_assesses_the_same(case: Setup, people: list[Person]) -> None:
    assert assess(STORED, case, people) == assess(GUIDE, case, people)
    assert assess_screening(STORED, case, people) == assess_screening(GUIDE, case, people)


STORED = guide_from_json(guide_to_json(GUIDE))

ORPHANS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("the gap was closed", {"gap": "no", "gap_exact": "Two nurses", "gap_buyable": "yes"}, {"gap"}),
    ("the gap is open", {"gap": "yes", "gap_exact": "Two nurses"}, {"gap", "gap_exact"}),
    ("no question, no follow-up", {"gap_exact": "Two nurses"}, set()),
    ("bandwidth is short", {"bandwidth": "neither", "bandwidth_who": "Ana", "bandwidth_asked": "no"}, {"bandwidth"}),
    ("the need is good", {"need": "40 nurses by June", "need_one": "Nurses"}, {"need"}),
    ("the need is vague", {"need": "funding", "need_one": "40 nurses by June", "need_why": "x"}, {"need", "need_one"}),
    ("the need is blank", {"need_one": "Nurses", "need_why": "A school bus"}, {"need_why"}),
    ("a follow-up stays when it made the text good", {"action": "raise awareness", "action_filmed": "Sign the petition"},
     {"action", "action_filmed"}),
    ("what is paid for has no difference", {"shared_outcomes": "paid", "shared_differ": "B"}, {"shared_outcomes"}),
    ("what is shared in part has one", {"shared_outcomes": "partly", "shared_differ": "B"},
     {"shared_outcomes", "shared_differ"}),
    ("nothing against it needs no remedy", {"against": ["nothing"], "against_fix": "A"}, {"against"}),
    ("who has not looked has no remedy", {"against": ["not_looked"], "against_fix": "A"}, {"against"}),
    ("a practice against it has one", {"against": ["practice", "not_looked"], "against_fix": "A"}, {"against", "against_fix"}),
    ("a reason without a lean", {"lean_why": "A"}, set()),
    ("a lean has a reason", {"lean": "go_if", "lean_why": "A"}, {"lean", "lean_why"}),
    ("third-party money has no share", {"money_control": "third_party", "dependence_share": 40}, {"money_control"}),
    ("no money has no share", {"money_control": "no_money", "dependence_share": 40}, {"money_control"}),
    ("an unknown payer has a share", {"dependence_share": 40}, {"dependence_share"}),
    ("exact hours need no rough ones", {"money_received": 100, "hours_total": 20, "hours_rough": "100"},
     {"money_received", "hours_total"}),
    ("money without hours leaves them rough", {"money_received": 100, "hours_rough": "100"}, {"money_received", "hours_rough"}),
]  # fmt: skip


def test_an_answer_to_a_follow_up_whose_condition_fails_is_no_answer() -> None:
    for why, raw, stands in ORPHANS:
        _, answers = participant("ana", raw)
        assert live_answers(GUIDE, Side.ours, answers).keys() == stands, why
