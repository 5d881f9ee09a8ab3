"""One move after a reveal, by what was answered: which rule chooses which, that none is said twice, and that none names anybody."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.kit.wording import Wording
from bot.blocks.moves import move_text
from bot.i18n.catalogue import words
from flows.assessment.answers import read_answer
from flows.assessment.differences import Difference
from flows.conversation.conversation import Answer, Conversation
from flows.conversation.lifecycle import REVEALED, Place
from flows.conversation.moves import (
    ALWAYS,
    FURTHER,
    OF_THE_PRODUCT,
    Move,
    discussion,
    first_change,
    further_moves,
    move_for,
)
from flows.errors import GuideError
from flows.guide import load_guide
from flows.guide.checking import MOST_MOVE
from flows.model import Guide, Kind, Participant, Role
from tests.flows.cases import GUIDE, setup

BUILT_IN = Path(__file__).parent.parent.parent / "flows" / "guide"
ANA, BEN, CLEO, DAN = (
    Participant(id=name, role=role)
    for name, role in (
        ("ana", Role.decision_maker),
        ("ben", Role.delivery),
        ("cleo", Role.community),
        ("dan", Role.decision_maker),
    )
)
SCREENING, CLARITY, VALUES, REACH, POWER, CLOSING = GUIDE.road

Said = dict[str, Any]


def discussed(conversation: Conversation, section: str) -> tuple[Difference, ...]:
    return discussion(conversation, section).differences


def answers_of(guide: Guide, person: Participant, said: Said, *, after: bool = False) -> list[Answer]:
    return [Answer(person.id, q, read_answer(guide, q, raw), after) for q, raw in said.items()]


def revealed(
    section: str, *said: Said, guide: Guide = GUIDE, people: tuple[Participant, ...] = (ANA, BEN, CLEO, DAN)
) -> Conversation:
    """A conversation whose first sections up to ``section`` are revealed, with what each of ``people`` said in it."""
    people = people[: len(said)]
    seen = frozenset(guide.road[: guide.road.index(section) + 1])
    answers = [each for person, own in zip(people, said, strict=True) for each in answers_of(guide, person, own)]
    return Conversation(guide, setup(), "ana", people, Place(REVEALED, section, seen=seen), tuple(answers))


def chosen(section: str, *said: Said, **more: Any) -> str | None:
    move = move_for(revealed(section, *said, **more), section)
    return move.id if move else None


YES = {"gap": "yes", "bandwidth": "both", "admin_load": "yes"}
NEED = "Forty nurses trained in Tamale by June 2027"
CLEAR = {
    "stage": "talking",
    "need": NEED,
    "walk_away": "Refuse alcohol sponsors; publish the results in full",
    "walk_away_check": "all_met",
    "multiplier": "Vaccinate 3,000 children in villages that no clinic reaches",
    "meaning": "funding",
}
VALUED = {
    "shared_outcomes": "paid",
    "we_get": ["money"],
    "they_get": ["credibility"],
    "audience_values": "yes_asked",
    "against": ["nothing"],
}
REACHED = {
    "audience": "Deaf teachers in Kumasi",
    "influencers": "Head teachers of the six boarding schools",
    "action": "Book a hearing test before June",
    "messenger": "trusted_evidence",
    "measure": "action_measure",
}
HELD = {
    "money_control": "partner",
    "dependence": "ours_depends",
    "unpaid_work": "none",
    "acknowledged": "written",
    "written": ["paid_work", "exit"],
    "expertise": "joint",
}
LEANS = {"speak_up": "went_well", "lean": "go"}

RULES: dict[str, tuple[str, tuple[Said, ...], str | None]] = {
    "one person answered": (SCREENING, (YES,), "alone"),
    "one of three answered: who would see it otherwise": (SCREENING, (YES, {}, {}), "alone"),
    "revealed early": (SCREENING, (YES, YES, {}), "early"),
    "nobody said anything": (SCREENING, ({}, {}), None),
    "nobody can know": (SCREENING, ({"gap": "unsure", "bandwidth": "unsure"}, {"gap": "unsure", "bandwidth": "both"}), "unknown"),
    "everybody agrees at the start": (SCREENING, (YES, YES, YES), "alternative"),
    "one of three stands apart": (SCREENING, (YES, YES, {**YES, "gap": "no"}), "lone"),
    "two against two, by what they do": (
        SCREENING, (YES, {**YES, "gap": "no"}, {**YES, "gap": "no"}, YES), "roles",
    ),
    "two against two, whatever they do": (
        SCREENING, (YES, YES, {**YES, "gap": "no"}, {**YES, "gap": "no"}), "differ",
    ),
    "the one who does the work and the one who decides": (SCREENING, (YES, {**YES, "gap": "no"}), "roles"),
    "not sure is no difference": (SCREENING, (YES, YES, {**YES, "gap": "unsure"}), None),
    "a need that nobody could check": (CLARITY, ({**CLEAR, "need": "visibility"}, {**CLEAR, "need": "support"}), "need_by"),
    "several lists of requirements": (CLARITY, (CLEAR, {**CLEAR, "walk_away": "Pay every hour that we work"}), "requirements"),
    "needs about different things": (
        CLARITY,
        (CLEAR, {**CLEAR, "need": "The rent of the office in Thiès until December"}),
        "texts",
    ),
    "nobody wrote who must hear it": (REACH, ({**REACHED, "audience": ""}, {**REACHED, "audience": ""}), "unwritten"),
    "who must hear it is vague": (REACH, ({**REACHED, "audience": "people"}, {**REACHED, "audience": "everyone"}), "vague"),
    "an exchange that was only guessed": (VALUES, (VALUED, VALUED), "exchange"),
    "ticks without one in common": (VALUES, (VALUED, {**VALUED, "we_get": ["learning"]}), "differ"),
    "nothing beside three ticks": (VALUES, (VALUED, VALUED, {**VALUED, "we_get": ["nothing_clear"]}), "lone"),
    "one person this week": (REACH, (REACHED, REACHED), "one_person"),
    "reach for impact": (REACH, ({**REACHED, "measure": "reach_only"}, {**REACHED, "measure": "none"}), "day_after"),
    "reach for one, action for another": (REACH, ({**REACHED, "measure": "reach_only"}, REACHED), "roles"),
    "nobody has said it": (POWER, ({**HELD, "acknowledged": "not_yet"},) * 2, "unspoken"),
    "some see two equals": (POWER, ({**HELD, "dependence": "neither"}, HELD), "equals"),
    "somebody sees no difference": (POWER, (HELD, {**HELD, "acknowledged": "no_imbalance"}), "equals"),
    "the weaker side": (POWER, (HELD, HELD), "weaker"),
    "the stronger side": (POWER, ({**HELD, "money_control": "ours", "dependence": "partner_depends"},) * 2, "stronger"),
    "nobody holds the other": (POWER, ({**HELD, "money_control": "shared", "dependence": "neither"},) * 2, "no_hold"),
    "everybody leans yes": (CLOSING, (LEANS, LEANS), "all_yes"),
    "everybody leans no": (CLOSING, ({**LEANS, "lean": "no_go"},) * 2, "all_no"),
    "yes and no": (CLOSING, (LEANS, {**LEANS, "lean": "no_go"}), "lean_split"),
    "one no against two that lean yes": (CLOSING, (LEANS, LEANS, {**LEANS, "lean": "no_go"}), "lone"),
    "one no against three that lean yes in two ways": (
        CLOSING, (LEANS, LEANS, {**LEANS, "lean": "go_if"}, {**LEANS, "lean": "no_go"}), "lone",
    ),
    "three that all lean another way": (CLOSING, (LEANS, {**LEANS, "lean": "go_if"}, {**LEANS, "lean": "no_go"}), "lean_split"),
    "yes, if": (CLOSING, (LEANS, LEANS, {**LEANS, "lean": "go_if"}), "leans"),
    "where they lean, nobody knows": (
        CLOSING,
        ({"speak_up": "never", "premortem": "Their director leaves"}, {"speak_up": "never", "premortem": "The rain is late"}),
        "unknown",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_the_move_is_chosen_by_what_was_answered(case: str) -> None:
    section, said, move = RULES[case]
    assert chosen(section, *said) == move


def test_a_lone_answer_is_never_asked_to_begin() -> None:
    """Not even when the move that protects it was said before."""
    lone = revealed(CLARITY, {**CLEAR, **YES}, {**CLEAR, **YES}, {**CLEAR, **YES, "gap": "no", "meaning": "ambassador"})
    assert move_for(lone, SCREENING) == Move("lone", "gap")
    assert move_for(lone, CLARITY) == Move("lone_again", "meaning")
    told = [move.id for move in further_moves(lone)]
    assert not {"differ", "roles", "examples"} & set(told)


def test_what_is_said_once_gives_way_to_what_fits_next() -> None:
    lost = {q.id: "unsure" for q in GUIDE.questions if q.kind is Kind.choice and q.section in GUIDE.road}
    lost |= {"lean": "go"}
    said = [move_for(revealed(CLOSING, lost, lost), section) for section in GUIDE.road]
    ids = [move.id for move in said if move]
    assert ids[:2] == ["unknown", "unknown_again"], "then it offers to pause"
    assert len(ids) == len(set(ids))


def test_an_answer_that_changes_later_changes_no_move_that_was_said() -> None:
    before = revealed(SCREENING, YES, YES, {**YES, "gap": "no"})
    later = Conversation(
        GUIDE, setup(), "ana", before.people, Place(REVEALED, CLARITY, seen=frozenset((SCREENING, CLARITY))),
        (*before.answers, *answers_of(GUIDE, CLEO, {"gap": "yes"}, after=True)),
    )  # fmt: skip
    assert move_for(later, SCREENING) == move_for(before, SCREENING) == Move("lone", "gap")


def test_differences_come_with_how_many_said_what() -> None:
    found = discussed(revealed(SCREENING, YES, YES, {**YES, "gap": "no", "admin_load": "unsure"}), SCREENING)
    assert [(each.question, each.spread) for each in found] == [("gap", (("yes", 2), ("no", 1)))]
    hours = discussed(revealed(POWER, {"hours_total": "20"}, {"hours_total": "400"}), POWER)
    assert [(each.question, each.least, each.most) for each in hours] == [("hours_total", 20, 400)]


def test_answers_that_differ_in_form_are_no_difference() -> None:
    assert discussed(revealed(POWER, {"acknowledged": "written"}, {"acknowledged": "spoken"}), POWER) == ()


def test_only_the_first_answer_that_moves_is_asked_about() -> None:
    conversation = revealed(SCREENING, YES, YES)

    def moved(*answers: Answer) -> Conversation:
        return Conversation(
            GUIDE, setup(), "ana", conversation.people, conversation.place, (*conversation.answers, *answers)
        )

    assert not first_change(moved(Answer("ben", "gap_exact", "Two nurses", after_reveal=True)), "ben", ("gap_exact",))
    one = Answer("ben", "gap", "no", after_reveal=True)
    assert first_change(moved(one), "ben", ("gap",))
    two = Answer("ana", "gap", "no", after_reveal=True)
    assert not first_change(moved(one, two), "ana", ("gap",))


def test_who_is_stuck_is_given_three_more_that_were_not_said() -> None:
    conversation = revealed(POWER, HELD, HELD)
    said = {move.id for section in GUIDE.road if (move := move_for(conversation, section))}
    more = further_moves(conversation)
    assert len(more) == FURTHER
    assert not said & {move.id for move in more}
    assert further_moves(Conversation(GUIDE, setup(), "ana", (ANA,), Place("collecting", SCREENING))) == ()


def test_two_languages_are_not_compared() -> None:
    french = Participant(id="ben", role=Role.delivery, language="fr")
    need = "Quarante infirmières formées à Thiès avant juin 2027"
    said = (CLEAR, {**CLEAR, "need": need})
    assert chosen(CLARITY, *said) == "texts"
    assert chosen(CLARITY, *said, people=(ANA, french)) != "texts"


# --- Whatever is answered


def _answer(question: str, kind: Kind) -> st.SearchStrategy[Any]:
    if kind is Kind.choice:
        return st.sampled_from([*GUIDE.options_of(question), "unsure", "not_mine", None])
    if kind is Kind.multi:
        return st.none() | st.lists(st.sampled_from(GUIDE.options_of(question)), max_size=3, unique=True)
    if kind is Kind.number:
        return st.none() | st.sampled_from(["10", "60", "100"])
    return st.sampled_from(
        [None, "visibility", NEED, "Amina Diop says no", "The rent of the office in Thiès", "unsure"]
    )


ANSWERED = {q: GUIDE.kind_of(q) for q, owner in GUIDE.owner.items() if owner.section in GUIDE.road}
PERSON = st.fixed_dictionaries({}, optional={q: _answer(q, kind) for q, kind in ANSWERED.items()})


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PERSON, min_size=1, max_size=4),
    st.lists(st.sampled_from(GUIDE.road), max_size=5),
    st.sampled_from(["en", "fr"]),
)
def test_whatever_is_answered_a_move_is_short_new_and_names_nobody(
    said: list[Said], late: list[str], language: str
) -> None:
    conversation = revealed(CLOSING, *[{q: raw for q, raw in own.items() if raw is not None} for own in said])
    late_ones = [Answer("ana", q, None, after_reveal=True) for q, owner in GUIDE.owner.items() if owner.section in late]
    wording = Wording(words(language), GUIDE)
    moves = [move_for(conversation, section) for section in GUIDE.road]
    assert moves == [discussion(conversation, section).move for section in GUIDE.road]
    ids = [move.id for move in moves if move]
    assert len(ids) == len(set(ids))
    changed = Conversation(
        GUIDE, setup(), "ana", conversation.people, conversation.place, (*conversation.answers, *late_ones)
    )
    assert [move_for(changed, section) for section in GUIDE.road] == moves, (
        "what is said later changes nothing that was said"
    )
    for move in (*(each for each in moves if each), *further_moves(conversation)):
        text = move_text(words(language), wording, move)
        assert len(text) <= MOST_MOVE
        assert not re.search(r"\b(ana|ben|cleo|dan|amina|diop)\b|<@", text, re.IGNORECASE)
        assert "{" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_move_fits_a_glance_with_the_longest_name_that_there_is(language: str) -> None:
    spoken, wording = words(language), Wording(words(language), GUIDE)
    longest = max(GUIDE.owner, key=lambda answerable: len(wording.name(answerable)))
    found = [Move(id, longest, 12) for id in OF_THE_PRODUCT] + [Move(m.id, longest, 12, own=True) for m in GUIDE.moves]
    assert {move.id: len(text) for move in found if len(text := move_text(spoken, wording, move)) > MOST_MOVE} == {}


# --- What a guide may say


def test_a_guide_without_moves_has_those_of_the_product() -> None:
    guide = Guide.model_validate({**GUIDE.model_dump(), "moves": ()})
    assert chosen(SCREENING, YES, YES, {**YES, "gap": "no"}, guide=guide) == "lone"
    assert chosen(SCREENING, YES, YES, guide=guide) == "agree"
    assert chosen(POWER, HELD, HELD, guide=guide) == "agree"
    assert {move.id for move in further_moves(revealed(SCREENING, YES, YES, guide=guide))} == set(ALWAYS)


WRONG = {
    "an unknown section": ('section = "reach"\nplace', 'section = "reached"\nplace', "unknown section 'reached'"),
    "a question of another section": ("answered(they_get)", "answered(lean)", "'lean' is not asked in its section"),
    "a condition that is none": ("texts(audience) >= 1", "texts(measure) >= 1", "texts() takes a text question"),
    "a place that there is not": ('place = "then"', 'place = "later"', "place"),
    "own conditions that are no follow-up": (
        'own_condition = "lean_why"',
        'own_condition = "lean"',
        "'lean' is not a follow-up",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_a_move_is_named(case: str, tmp_path: Path) -> None:
    old, new, said = WRONG[case]
    folder = Path(shutil.copytree(BUILT_IN, tmp_path / "guide", ignore=shutil.ignore_patterns("*.py")))
    file = folder / "guide.toml"
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new), "utf-8")
    with pytest.raises(GuideError) as wrong:
        load_guide(folder)
    assert said in str(wrong.value)


def test_a_move_that_is_too_long_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUILT_IN, tmp_path / "guide", ignore=shutil.ignore_patterns("*.py")))
    file = folder / "text" / "fr.toml"
    content = file.read_text("utf-8")
    file.write_text(
        content.replace('say = "Tout le monde penche pour oui :', f'say = "{"Tout le monde " * 20}:'), "utf-8"
    )
    with pytest.raises(GuideError, match=r"move\.all_yes\.say"):
        load_guide(folder)
