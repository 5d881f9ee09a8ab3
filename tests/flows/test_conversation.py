"""A conversation, as dialogs: who, what they do, and what becomes of it."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation, Said, Step
from flows.conversation.lifecycle import ENDED, STAGES, Place, checked
from flows.errors import (
    AlreadyNamed,
    FlowError,
    InvalidAnswer,
    NotAllowedNow,
    NotDecider,
    NotExpected,
    ReasonRequired,
    StaleQuestion,
)
from flows.model import Participant, Role, Setup, Side
from tests.flows.cases import GUIDE, SECTIONS, SHARED, SOUND, Raw, setup, where

ANA = Participant(id="ana", role=Role.delivery)
BEN = Participant(id="ben", role=Role.decision_maker)
PAT = Participant(id="pat", side=Side.partner)


def begun(*people: Participant, opener: str = "ana") -> Conversation:
    conversation, said = talk.begin(GUIDE, setup(), opener, people or (ANA, BEN))
    assert [each.what for each in said] == ["ask"]
    return conversation


def of_section(section: str, raw: Raw, side: Side = Side.ours, *, follow_ups: bool = False) -> dict[str, Any]:
    """What ``raw`` answers in a section, without follow-ups unless they are wanted."""
    questions = GUIDE.in_section(section, side)
    asked = {answerable for q in questions for answerable in (q.fields or (q.id,))}
    asked |= {probe.id for q in questions for probe in q.probes if follow_ups}
    return {answerable: written for answerable, written in raw.items() if answerable in asked}


@dataclass
class Dialog:
    """Plays lines of a dialog and remembers what the coach said last."""

    conversation: Conversation
    said: tuple[Said, ...] = ()
    history: list[Conversation] = field(default_factory=list)

    def play(self, who: str, does: str, raw: Raw | None = None) -> None:
        self.history.append(self.conversation)
        self.conversation, self.said = step(self.conversation, who, does, raw or {})

    def heard(self) -> list[str]:
        return [each.what for each in self.said]


def step(conversation: Conversation, who: str, does: str, raw: Raw) -> Step:
    """One line: ``answer``, ``answer clarity`` (a section by name), ``follow up``, ``decide go``, or a plain event."""
    verb, _, what = does.partition(" ")
    if verb in {"answer", "follow-up"}:
        section = what or conversation.section or ""
        return answering.answer(conversation, who, section, raw, follow_up=verb == "follow-up")
    if verb == "decide":
        return talk.decide(conversation, who, what, str(raw.get("reason", "")))
    events: dict[str, Callable[[Conversation, str], Step]] = {
        "reveal": talk.reveal, "next": talk.go_on, "back": talk.back, "pause": talk.pause, "resume": talk.resume,
        "stop": talk.stop, "summarise": talk.summarise, "close": talk.close,
    }  # fmt: skip
    return events[verb](conversation, who)


def at(stage: str, *people: Participant, raw: Raw = SOUND) -> Conversation:
    """A conversation whose road up to ``stage`` was walked by everybody with sound answers."""
    conversation = begun(*people)
    ours = [person.id for person in conversation.side(Side.ours)]
    for section in SECTIONS:
        for part in ("collecting", "revealed"):
            if where(conversation) == stage:
                return conversation
            if part == "collecting":
                for person in ours:
                    given = of_section(section, raw, follow_ups=True)
                    conversation, said = answering.answer(conversation, person, section, given, follow_up=True)
                    if any(one.what == talk.DOUBT for one in said):
                        conversation, _ = answering.confirm(conversation, person, section)
            else:
                conversation, _ = talk.go_on(conversation, "ana")
    if stage in {"deciding", "following_up"} and where(conversation) == "reviewing":
        conversation, _ = talk.summarise(conversation, "ana")
    if stage == "following_up":
        conversation, _ = talk.decide(conversation, "ana", talk.GO, "it stands")
    assert where(conversation) == stage
    return conversation


SCREENING = of_section("screening", SOUND)
CLARITY = of_section("clarity", SOUND)
SETUP_KINDS = GUIDE.question["our_kind"].options

Line = tuple[str, str, Raw, str, list[str]]

DIALOGS: dict[str, tuple[str, list[Line]]] = {
    "blind until all have answered, then revealed by itself": ("screening_collecting", [
        ("ana", "answer", {"gap": "yes"}, "screening_collecting", ["probe", "progress"]),
        ("ana", "answer", {"bandwidth": "both", "admin_load": "yes"}, "screening_collecting", ["probe", "progress"]),
        ("ben", "answer", {"gap": "unsure", "admin_load": "yes"}, "screening_collecting", ["progress"]),
        ("ben", "answer", {"bandwidth": "neither"}, "screening_revealed", ["progress", "reveal", "screened"]),
        ("ben", "next", {}, "clarity_collecting", ["progress", "ask"]),
    ]),
    "unsure and not mine are answers, blank is none": ("screening_collecting", [
        ("ana", "answer", {"gap": "unsure", "bandwidth": "not_mine", "admin_load": "yes"},
         "screening_collecting", ["progress"]),
        ("ben", "answer", {"gap": "not_mine", "bandwidth": "", "admin_load": "not_mine"},
         "screening_collecting", ["progress"]),
        ("ben", "answer", {"bandwidth": "neither"}, "screening_revealed", ["progress", "reveal", "screened"]),
    ]),
    "a section may be submitted with blanks": ("clarity_collecting", [
        ("ana", "answer", CLARITY, "clarity_collecting", ["progress"]),
        ("ben", "follow-up", {"stage": "talking"}, "clarity_revealed", ["progress", "reveal"]),
    ]),
    "revealed early by the opener": ("clarity_collecting", [
        ("ana", "answer", CLARITY, "clarity_collecting", ["progress"]),
        ("ana", "reveal", {}, "clarity_revealed", ["reveal"]),
        ("ben", "follow-up", CLARITY, "clarity_revealed", ["progress", "changed"]),
    ]),
    "changed after the reveal": ("clarity_revealed", [
        ("ben", "answer", {"walk_away_check": "not_checked"}, "clarity_revealed", ["probe", "progress", "changed"]),
        ("ben", "answer", {"walk_away_check": "not_checked"}, "clarity_revealed", ["progress"]),
    ]),
    "back and next again: what was revealed stays revealed": ("values_collecting", [
        ("ben", "back", {}, "clarity_revealed", ["progress", "reopen"]),
        ("ana", "back", {}, "screening_revealed", ["progress", "reopen"]),
        ("ana", "next", {}, "clarity_revealed", ["progress", "reopen"]),
        ("ana", "next", {}, "values_collecting", ["progress", "ask"]),
    ]),
    "paused while hidden, resumed where it was": ("clarity_collecting", [
        ("ana", "answer", CLARITY, "clarity_collecting", ["progress"]),
        ("ben", "pause", {}, "paused", ["pause"]),
        ("ana", "resume", {}, "clarity_collecting", ["resume"]),
        ("ben", "answer", CLARITY, "clarity_revealed", ["progress", "reveal"]),
    ]),
    "to the decision, since nobody of the partner's is expected": ("closing_revealed", [
        ("ana", "next", {}, "deciding", ["progress", "summarise"]),
        ("ben", "decide go_if", {"reason": "with a notice of six months"}, "following_up", ["decided"]),
        ("ana", "back", {}, "deciding", ["reopen"]),
        ("ana", "decide no", {"reason": "they left"}, "closed", ["decided"]),
    ]),
    "a decision is followed up and closed": ("deciding", [
        ("ben", "decide go", {"reason": "because"}, "following_up", ["decided"]),
        ("ben", "close", {}, "closed", ["close"]),
    ]),
    "stopped kindly after the screening": ("screening_revealed", [
        ("ana", "stop", {}, "abandoned", ["stop"]),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("dialog", DIALOGS)
def test_a_dialog_leads_where_it_should(dialog: str) -> None:
    start, lines = DIALOGS[dialog]
    played = Dialog(at(start))
    for who, does, raw, stage, heard in lines:
        played.play(who, does, raw)
        assert (where(played.conversation), played.heard()) == (stage, heard), f"{who} {does}"


Refusal = tuple[str, str, str, Raw, type[FlowError]]

REFUSALS: dict[str, list[Refusal]] = {
    "wrong person": [
        ("screening_collecting", "eve", "answer", {"gap": "yes"}, NotExpected),
        ("screening_collecting", "pat", "reveal", {}, NotExpected),
        ("screening_collecting", "eve", "reveal", {}, NotExpected),
        ("screening_collecting", "pat", "reveal", {}, NotExpected),
        ("screening_revealed", "pat", "next", {}, NotExpected),
        ("screening_revealed", "eve", "next", {}, NotExpected),
        ("clarity_collecting", "pat", "back", {}, NotExpected),
        ("clarity_collecting", "pat", "pause", {}, NotExpected),
        ("clarity_collecting", "eve", "pause", {}, NotExpected),
        ("screening_revealed", "cleo", "stop", {}, NotExpected),
        ("screening_revealed", "pat", "stop", {}, NotExpected),
        ("reviewing", "ben", "summarise", {}, NotExpected),
        ("reviewing", "ben", "next", {}, NotExpected),
        ("deciding", "cleo", "decide no", {"reason": "x"}, NotExpected),
        ("deciding", "pat", "decide no", {"reason": "x"}, NotExpected),
        ("deciding", "eve", "decide no", {"reason": "x"}, NotExpected),
        ("following_up", "cleo", "close", {}, NotExpected),
    ],
    "wrong moment": [
        ("screening_collecting", "ana", "next", {}, NotAllowedNow),
        ("screening_collecting", "ana", "back", {}, NotAllowedNow),
        ("screening_collecting", "ana", "resume", {}, NotAllowedNow),
        ("screening_revealed", "ana", "reveal", {}, NotAllowedNow),
        ("clarity_collecting", "ana", "next", {}, NotAllowedNow),
        ("clarity_collecting", "ana", "summarise", {}, NotAllowedNow),
        ("clarity_collecting", "ana", "decide go", {"reason": "x"}, NotAllowedNow),
        ("reviewing", "ana", "reveal", {}, NotAllowedNow),
        ("deciding", "ana", "next", {}, NotAllowedNow),
        ("deciding", "ana", "close", {}, NotAllowedNow),
        ("following_up", "ana", "decide go", {"reason": "x"}, NotAllowedNow),
    ],
    "stale question": [
        ("clarity_collecting", "ana", "answer screening", {"gap": "no"}, StaleQuestion),
        ("values_collecting", "ana", "answer clarity", {"stage": "terms"}, StaleQuestion),
        ("clarity_collecting", "ana", "answer nowhere", {}, StaleQuestion),
        ("clarity_collecting", "ana", "answer clarity", {"gap": "no"}, StaleQuestion),
        ("clarity_collecting", "ana", "answer clarity", {"nowhere": "no"}, StaleQuestion),
        ("reviewing", "ana", "answer closing", {"lean": "go"}, StaleQuestion),
        ("deciding", "ana", "answer closing", {"lean": "go"}, StaleQuestion),
        ("following_up", "ana", "answer closing", {"lean": "go"}, StaleQuestion),
    ],
    "the partner before our side has finished, or beyond the mirrored questions": [
        ("screening_collecting", "pat", "answer screening", {"bandwidth": "both"}, StaleQuestion),
        ("closing_revealed", "pat", "answer closing", {"lean": "go"}, StaleQuestion),
        ("reviewing", "pat", "answer clarity", {"walk_away": "respect"}, StaleQuestion),
        ("reviewing", "pat", "answer clarity", {"need": "funding", "stage": "talking"}, StaleQuestion),
        ("reviewing", "pat", "answer values", {"against": ["practice"]}, StaleQuestion),
        ("reviewing", "pat", "answer screening", {"gap": "no"}, StaleQuestion),
        ("reviewing", "pat", "answer reach", {}, StaleQuestion),
        ("deciding", "pat", "answer closing", {"lean": "go"}, StaleQuestion),
    ],
    "not an answer": [
        ("screening_collecting", "ana", "answer", {"gap": "maybe"}, InvalidAnswer),
        ("clarity_collecting", "ana", "answer", {"need": "x" * 3001}, InvalidAnswer),
        ("values_collecting", "ana", "answer", {"shared_outcomes": "4"}, InvalidAnswer),
        ("values_collecting", "ana", "answer", {"against": ["practice", "harm"]}, InvalidAnswer),
        ("deciding", "ana", "decide perhaps", {"reason": "x"}, InvalidAnswer),
    ],
}
CLEO = Participant(id="cleo", role=Role.finance)


@pytest.mark.parametrize(
    ("why", "stage", "who", "does", "raw", "error"), [(why, *row) for why, rows in REFUSALS.items() for row in rows]
)
def test_a_refused_step_says_why_and_loses_nothing(
    why: str, stage: str, who: str, does: str, raw: Raw, error: type[FlowError]
) -> None:
    conversation = at(stage, ANA, BEN, CLEO, PAT)
    before = (where(conversation), conversation.answers, conversation.submissions, conversation.probed)
    with pytest.raises(error):
        step(conversation, who, does, raw)
    assert (where(conversation), conversation.answers, conversation.submissions, conversation.probed) == before, why


@pytest.mark.parametrize("end", ["stop", "decide no"])
def test_nothing_is_possible_after_the_end(end: str) -> None:
    conversation, _ = step(at("deciding"), "ana", end, {"reason": "x"})
    assert conversation.ended
    assert where(conversation) in ENDED
    for does in ("reveal", "next", "back", "pause", "resume", "stop", "summarise", "close", "decide go"):
        with pytest.raises(NotAllowedNow):
            step(conversation, "ana", does, {"reason": "x"})
    with pytest.raises(StaleQuestion):
        step(conversation, "ana", "answer closing", {"lean": "go"})


def test_nothing_is_answered_while_paused() -> None:
    conversation, _ = talk.pause(at("clarity_collecting"), "ana")
    with pytest.raises(NotAllowedNow):
        answering.answer(conversation, "ana", "clarity", CLARITY)


def test_a_conversation_needs_somebody_on_our_side() -> None:
    with pytest.raises(NotExpected):
        talk.begin(GUIDE, setup(), "ana", [PAT])


def test_an_opener_who_is_not_expected_to_answer_leads_but_does_not_answer() -> None:
    conversation = begun(BEN, opener="olu")
    with pytest.raises(NotExpected):
        answering.answer(conversation, "olu", "screening", SCREENING)
    conversation, _ = talk.reveal(conversation, "olu")
    conversation, _ = talk.go_on(conversation, "olu")
    assert where(conversation) == "clarity_collecting"


# --- Versions, counts, orphans ---------------------------------------------------------------------------------------


def versions(conversation: Conversation, person: str, question: str) -> list[tuple[Any, bool]]:
    return [(a.value, a.after_reveal) for a in conversation.answers if (a.person, a.question) == (person, question)]


def test_a_change_after_the_reveal_keeps_both_versions() -> None:
    conversation = at("clarity_revealed")
    conversation, _ = answering.answer(conversation, "ben", "clarity", {"stage": "terms"})
    assert versions(conversation, "ben", "stage") == [("talking", False), ("terms", True)]
    assert conversation.own_answers("ben")["stage"] == "terms"
    assert conversation.own_answers("ana")["stage"] == "talking"


def test_a_change_before_the_reveal_keeps_both_versions_too() -> None:
    conversation, _ = answering.answer(at("clarity_collecting"), "ana", "clarity", {"stage": "talking"})
    conversation, _ = answering.answer(conversation, "ana", "clarity", {"stage": "terms"})
    assert versions(conversation, "ana", "stage") == [("talking", False), ("terms", False)]
    assert conversation.hidden


def test_a_blank_takes_an_answer_back_and_keeps_it() -> None:
    conversation = at("clarity_revealed")
    conversation, _ = answering.answer(conversation, "ben", "clarity", {"stage": ""})
    assert versions(conversation, "ben", "stage") == [("talking", False), (None, True)]
    assert "stage" not in conversation.own_answers("ben")


def test_the_same_answer_twice_is_one_version() -> None:
    conversation, _ = answering.answer(begun(), "ana", "screening", {"gap": "no"})
    again, said = answering.answer(conversation, "ana", "screening", {"gap": "no"})
    assert again.answers == conversation.answers
    assert [each.what for each in said] == ["progress"]


def test_changing_an_early_answer_drops_what_it_orphans_and_keeps_its_history() -> None:
    conversation, _ = answering.answer(begun(), "ana", "screening", {"gap": "yes"})
    conversation, _ = answering.answer(conversation, "ana", "screening", {"gap_exact": "Two nurses"}, follow_up=True)
    conversation, _ = answering.answer(conversation, "ana", "screening", {"gap": "no"})
    assert conversation.own_answers("ana") == {"gap": "no"}
    assert versions(conversation, "ana", "gap_exact") == [("Two nurses", False), (None, False)]
    conversation, _ = answering.answer(conversation, "ana", "screening", {"gap": "yes"})
    assert "gap_exact" not in conversation.own_answers("ana")


def test_only_how_many_have_answered_is_told() -> None:
    conversation, said = answering.answer(begun(), "ana", "screening", {"gap": "no"})
    assert conversation.answered_count("screening", "gap") == (1, 2)
    assert conversation.answered_count("screening", "bandwidth") == (0, 2)
    assert "no" not in {question for each in said for question in each.questions}
    assert [person.id for person in conversation.missing("screening")] == ["ana", "ben"]


def test_everybody_of_ours_is_awaited_and_nobody_of_the_partners() -> None:
    conversation = begun(ANA, BEN, PAT)
    conversation, _ = answering.answer(conversation, "ana", "screening", SCREENING)
    assert conversation.hidden
    conversation, _ = answering.answer(conversation, "ben", "screening", SCREENING)
    assert where(conversation) == "screening_revealed"


# --- The partner's seat ----------------------------------------------------------------------------------------------


def test_the_partner_answers_the_mirrored_questions_after_our_side() -> None:
    conversation = at("closing_revealed", ANA, BEN, PAT)
    conversation, said = talk.go_on(conversation, "ana")
    assert (where(conversation), [each.what for each in said]) == ("reviewing", ["progress", "hear_partner"])
    sections = conversation.partner_sections()
    assert sections == ("screening", "clarity", "values", "power", "closing")
    heard: list[str] = []
    for section in sections:
        asked = of_section(section, SHARED, Side.partner)
        conversation, said = answering.answer(conversation, "pat", section, asked, follow_up=True)
        heard += [each.what for each in said]
    assert heard == ["progress"] * 5 + ["partner_heard"]
    conversation, said = talk.go_on(conversation, "ben")
    assert (where(conversation), [each.what for each in said]) == ("deciding", ["summarise"])


def test_only_the_opener_sums_up_without_the_partner() -> None:
    conversation = at("reviewing", ANA, BEN, PAT)
    with pytest.raises(NotExpected):
        talk.go_on(conversation, "ben")
    conversation, _ = talk.go_on(conversation, "ana")
    assert where(conversation) == "deciding"


# --- Who is asked what -----------------------------------------------------------------------------------------------

DELIVERY, FINANCE, DECIDER, FIELD, OTHER = Role.delivery, Role.finance, Role.decision_maker, Role.community, Role.other
ROLES: list[tuple[list[Role], list[bool], list[bool]]] = [
    # roles of a side, who is asked for money and work, who is asked for the share of the budget
    ([DELIVERY, DECIDER], [True, False], [False, True]),
    ([FINANCE, DECIDER], [True, False], [True, True]),
    ([FINANCE, DELIVERY], [True, True], [True, False]),
    ([DECIDER, FIELD], [True, True], [True, False]),
    ([DELIVERY, FIELD], [True, False], [True, True]),
    ([OTHER, FIELD], [True, True], [True, True]),
    ([OTHER], [True], [True]),
    ([DECIDER, DECIDER, FINANCE, FIELD], [False, False, True, False], [True, True, True, False]),
]


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(("roles", "work", "share"), ROLES)
def test_numbers_are_asked_of_who_knows_them_and_of_everybody_where_nobody_of_the_side_does(
    roles: list[Role], work: list[bool], share: list[bool], side: Side
) -> None:
    people = [Participant(id=f"p{n}", side=side, role=role) for n, role in enumerate(roles)]
    across = [
        Participant(id="across1", side=side.other, role=FINANCE),
        Participant(id="across2", side=side.other, role=DELIVERY),
    ]
    conversation = begun(*people, *across, opener="p0")
    asked = [[question.id for question in conversation.questions_for("power", person)] for person in people]
    assert ["work_and_money" in ids for ids in asked] == work
    inline = [conversation.inline_for(GUIDE.question["dependence"], person) for person in people]
    assert [[probe.id for probe in probes] for probes in inline] == [["dependence_share"] * each for each in share]
    for ids in asked:
        assert {*ids, "work_and_money"} == {question.id for question in GUIDE.in_section("power", side)}


@pytest.mark.parametrize(("ours", "partner"), [(a, b) for a in SETUP_KINDS for b in SETUP_KINDS])
def test_only_organisations_of_some_kinds_are_asked_what_they_would_do_unseen(ours: str, partner: str) -> None:
    conversation, _ = talk.begin(GUIDE, Setup(our_kind=ours, their_kind=partner), "ana", (ANA, BEN, PAT))
    for person, kind in ((ANA, ours), (BEN, ours), (PAT, partner)):
        asked = [question.id for question in conversation.questions_for("values", person)]
        assert ("unpublicised" in asked) is (kind in {"company", "celebrity"})
        assert "shared_outcomes" in asked
        assert ("against" in asked) is (person.side is Side.ours)


def test_what_everybody_is_asked_and_what_stands_with_it_knows_no_roles() -> None:
    conversation = begun(ANA, BEN, CLEO, PAT)
    for person in (ANA, BEN, CLEO):
        assert [probe.id for probe in conversation.inline_for(GUIDE.question["lean"], person)] == ["lean_why"]
        assert conversation.inline_for(GUIDE.question["gap"], person) == ()
        assert conversation.questions_for("closing", person) == conversation.questions("closing")


def test_a_number_of_somebody_who_is_not_asked_for_it_counts_all_the_same() -> None:
    conversation, _ = answering.answer(at("power_collecting"), "ben", "power", {"hours_total": "60"})
    assert conversation.own_answers("ben")["hours_total"] == 60


# --- Follow-ups ------------------------------------------------------------------------------------------------------


def probes_in(said: Sequence[Said]) -> list[str]:
    return [probe for each in said if each.what == "probe" for probe in each.questions]


VAGUE: Raw = {
    "need": "funding", "walk_away": "respect", "walk_away_check": "not_met", "multiplier": "win-win",
    "shared_outcomes": "no", "audience_values": "no", "against": ["practice"], "unpublicised": "uncertain",
    "audience": "Gen Z", "influencers": "influencers", "action": "raise awareness", "measure": "reach_only",
}  # fmt: skip


def test_at_most_one_follow_up_a_question() -> None:
    conversation, said = answering.answer(begun(), "ana", "screening", {"gap": "yes"})
    assert len(probes_in(said)) == 1
    conversation, said = answering.answer(conversation, "ana", "screening", {"gap": "no"})
    conversation, said = answering.answer(conversation, "ana", "screening", {"gap": "yes"})
    assert probes_in(said) == []


SPENT = {
    "screening": (["bandwidth_who", "gap_exact"], {"gap": "yes", "bandwidth": "both", "admin_load": "no"}),
    "clarity": (["need_one", "walk_away_if"], VAGUE),
    "values": (["against_fix", "shared_differ"], VAGUE),
    "reach": (["audience_thousand", "influencers_how"], VAGUE),
}
"""What the coach asks of somebody who is vague throughout: core answers in words first, then what the verdict rests on most."""


@pytest.mark.parametrize("section", SPENT)
def test_two_follow_ups_a_section_where_they_matter_most_whatever_was_asked_before(section: str) -> None:
    conversation = begun()
    for one in SECTIONS[: SECTIONS.index(section)]:
        conversation, _ = answering.answer(conversation, "ana", one, of_section(one, VAGUE))
    assert not answering.has_asked_enough(conversation, "ana", section)
    expected, raw = SPENT[section]
    conversation, said = answering.answer(conversation, "ana", section, of_section(section, raw))
    assert sorted(probes_in(said)) == expected
    assert answering.has_asked_enough(conversation, "ana", section), "and then says so"
    assert not answering.has_asked_enough(conversation, "ben", section)
    _, said = answering.answer(conversation, "ana", section, of_section(section, raw))
    assert probes_in(said) == []


def test_who_is_not_sure_is_not_asked_how_many() -> None:
    conversation, said = answering.answer(begun(), "ana", "screening", {"admin_load": "unsure"})
    assert probes_in(said) == []
    assert "admin_hours" in conversation.follow_ups("ana", "screening"), "and may say it all the same"


FOLLOW_UPS: list[tuple[str, Raw, list[str]]] = [
    ("clarity", {"need": "funding"}, ["need_one"]),
    ("clarity", {"need": "lol"}, ["need_why"]),
    ("clarity", {"need": "40 nurses trained by June"}, []),
    ("clarity", {"walk_away": "respect", "walk_away_check": "not_met"}, ["walk_away_if", "walk_away_broken"]),
    ("clarity", {"walk_away_check": "not_checked"}, ["walk_away_checker"]),
    ("clarity", {"walk_away_check": "all_met"}, []),
    ("clarity", {"stage": "announced", "meaning": "funding"}, []),
    ("values", {"against": ["practice"]}, ["against_fix"]),
    ("values", {"against": ["others_pay", "not_looked"]}, ["against_fix"]),
    ("values", {"against": ["not_looked"]}, []),
    ("values", {"against": ["nothing"]}, []),
    ("values", {"against": "unsure"}, []),
    ("values", {"shared_outcomes": "no", "audience_values": "mixed"}, ["shared_differ", "audience_critics"]),
    ("values", {"shared_outcomes": "words"}, []),
    ("values", {"unpublicised": "uncertain"}, ["unpublicised_left"]),
    ("power", {"unpaid_work": "weaker_by_choice", "expertise": "not_involved"}, ["unpaid_which", "expertise_example"]),
    ("power", {"money_control": "ours", "dependence": "both"}, []),
    ("closing", {"lean": "go_if"}, []),
    ("clarity", {"need": "funding", "need_one": "40 nurses trained by June"}, []),
]


@pytest.mark.parametrize(("section", "raw", "probes"), FOLLOW_UPS)
def test_a_vague_answer_is_asked_again(section: str, raw: Raw, probes: list[str]) -> None:
    _, said = answering.answer(at(f"{section}_collecting"), "ana", section, raw)
    assert probes_in(said) == probes


def test_an_answer_to_a_follow_up_is_not_asked_again() -> None:
    conversation, _ = answering.answer(at("clarity_collecting"), "ana", "clarity", {"need": "funding"})
    conversation, said = answering.answer(conversation, "ana", "clarity", {"need_one": "visibility"}, follow_up=True)
    assert probes_in(said) == []


# --- Numbers ---------------------------------------------------------------------------------------------------------


def test_every_number_that_is_none_is_named_and_nothing_is_taken() -> None:
    conversation = at("power_collecting")
    raw = {"money_received": "a lot", "hours_total": "-5", "dependence_share": "150 %", "hour_cost": "35 €"}
    with pytest.raises(InvalidAnswer) as refused:
        answering.answer(conversation, "ana", "power", {**raw, "money_control": "ours"})
    assert refused.value.fields.keys() == {"money_received", "hours_total", "dependence_share"}
    for named in refused.value.fields:
        assert named in str(refused.value)


def test_numbers_are_read_as_they_are_written() -> None:
    raw = {
        "money_received": "54 000 €",
        "hours_total": "60-80 h",
        "dependence_share": "un tiers",
        "money_control": "ours",
    }
    conversation, _ = answering.answer(at("power_collecting"), "ana", "power", raw)
    own = conversation.own_answers("ana")
    assert (own["money_received"], own["hours_total"]) == (54_000, 70)
    assert own["dependence_share"] == pytest.approx(100 / 3)


# --- A doubt, to that person first -----------------------------------------------------------------------------------


OWN_BLOCKERS: list[tuple[str, Raw]] = [
    ("cause_contradiction", {"against": ["practice"]}),
    ("nonnegotiables", {"walk_away_check": "not_met"}),
    ("unpaid_work", {"unpaid_work": "weaker_unpaid"}),
    ("one_sided_exchange", {"we_get": ["nothing_clear"], "they_get": ["nothing_clear"]}),
]
"""By what one person says of a flag: with a condition of its own, with one among its further causes, read over everyone."""


@pytest.mark.parametrize(("flag", "own"), OWN_BLOCKERS)
def test_who_leans_yes_against_their_own_blocker_reads_it_before_their_section_counts(flag: str, own: Raw) -> None:
    conversation = at("closing_collecting", raw={**SOUND, **own})
    mine = {**of_section("closing", SOUND), "lean": "go"}
    for person in ("ana", "ben"):
        conversation, said = answering.answer(conversation, person, "closing", mine)
        assert [(one.what, one.flags) for one in said if one.what == talk.DOUBT] == [(talk.DOUBT, (flag,))]
        assert not conversation.finished("closing", conversation.participant(person))
    assert where(conversation) == "closing_collecting"
    conversation, _ = answering.confirm(conversation, "ana", "closing")
    assert where(conversation) == "closing_collecting"
    conversation, said = answering.confirm(conversation, "ben", "closing")
    assert where(conversation) == "closing_revealed"
    assert talk.REVEAL in [one.what for one in said]


def test_who_changes_their_mind_after_the_doubt_is_finished_at_once() -> None:
    conversation = at("closing_collecting", raw={**SOUND, "against": ["practice"]})
    conversation, _ = answering.answer(conversation, "ana", "closing", {"lean": "go"})
    conversation, said = answering.answer(conversation, "ana", "closing", {"lean": "go_if"})
    assert talk.DOUBT not in [one.what for one in said]
    assert conversation.finished("closing", conversation.participant("ana"))


# --- Deciding --------------------------------------------------------------------------------------------------------

NO_GAP: Raw = {**{k: v for k, v in SOUND.items() if not k.startswith("gap")}, "gap": "no"}
AT_RISK: Raw = {**SOUND, "walk_away_check": "not_met"}
UNANSWERED: Raw = {}

DECISIONS: list[tuple[Raw, str, str, bool]] = [
    (SOUND, "strategic", "go", False),
    (SOUND, "strategic", "no", True),
    (AT_RISK, "conditional", "go_if", False),
    (AT_RISK, "conditional", "go", True),
    (NO_GAP, "distraction", "no", False),
    (NO_GAP, "distraction", "go", True),
    (NO_GAP, "distraction", "go_if", True),
    (UNANSWERED, "insufficient", "not_yet", False),
    (UNANSWERED, "insufficient", "go", True),
]


@pytest.mark.parametrize(("raw", "verdict", "outcome", "overrides"), DECISIONS)
def test_a_decision_against_the_verdict_needs_a_written_reason(
    raw: Mapping[str, Any], verdict: str, outcome: str, overrides: bool
) -> None:
    # A partner's person who was heard keeps the sound case free of warnings.
    conversation = at("reviewing", ANA, BEN, PAT, raw=raw) if raw else _skipped_to_deciding()
    for section in conversation.partner_sections() if raw else ():
        theirs = of_section(section, SHARED, Side.partner, follow_ups=True)
        conversation, _ = answering.answer(conversation, "pat", section, theirs, follow_up=True)
    if raw:
        conversation, _ = talk.summarise(conversation, "ana")
    assert conversation.assessment().verdict == verdict
    for empty in ("", "  \n"):
        if overrides:
            with pytest.raises(ReasonRequired):
                talk.decide(conversation, "ben", outcome, empty)
        else:
            assert talk.decide(conversation, "ben", outcome, empty)[0].decision is not None
    decided, _ = talk.decide(conversation, "ben", outcome, " We thought about it ")
    decision = decided.decision
    assert decision is not None
    assert (decision.outcome, decision.by, decision.verdict) == (outcome, "ben", verdict)
    assert (decision.reason, decision.overrides) == ("We thought about it", overrides)


def _skipped_to_deciding() -> Conversation:
    conversation = begun()
    for _ in SECTIONS:
        conversation, _ = talk.reveal(conversation, "ana")
        conversation, _ = talk.go_on(conversation, "ana")
    assert where(conversation) == "deciding"
    return conversation


# --- In any order ----------------------------------------------------------------------------------------------------

PEOPLE = st.sampled_from(["ana", "ben", "pat", "eve"])
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "gap": st.sampled_from(["yes", "no", "unsure", "maybe", ""]),
    "bandwidth": st.sampled_from(["both", "neither", "not_mine"]),
    "admin_load": st.sampled_from(["yes", "no"]),
    "gap_exact": st.sampled_from(["Two nurses", "visibility", ""]),
    "need": st.sampled_from(["funding", "40 nurses trained by June", "lol", ""]),
    "stage": st.sampled_from(["talking", "terms"]),
    "meaning": st.sampled_from(["funding", "co_creation"]),
    "shared_outcomes": st.sampled_from(["paid", "no", "perhaps", 3]),
    "against": st.sampled_from([["practice"], ["nothing"], ["harm"], []]),
    "audience": st.sampled_from(["Gen Z", "Deaf teachers"]),
    "money_control": st.sampled_from(["ours", "no_money"]),
    "dependence_share": st.sampled_from(["a third", "-5", "150 %", 40]),
    "hours_total": st.sampled_from(["5k", "a lot", 20]),
    "lean": st.sampled_from(["go", "no_go"]),
}


class AnyOrder(RuleBasedStateMachine):
    """People do whatever they like; refused or not, the conversation stays whole."""

    def __init__(self) -> None:
        super().__init__()
        self.conversation = begun(ANA, BEN, PAT)
        self.revealed: set[str] = set()

    def attempt(self, move: Callable[[Conversation], Step]) -> None:
        """Make a move on the conversation and on one restored from storage: both must come to the same."""
        before = self.conversation
        place = before.place
        restored = replace(before, place=Place(place.stage, place.section, place.resume_to, place.seen))
        try:
            after, said = move(before)
        except FlowError as refused:
            with pytest.raises(type(refused)):
                move(restored)
            return
        again, said_again = move(restored)
        assert said == said_again
        assert (again.place, again.answers) == (after.place, after.answers)
        assert after.answers[: len(before.answers)] == before.answers
        assert before.place.seen <= after.place.seen
        newly = after.place.seen - before.place.seen
        assert newly <= {before.section, after.section}
        assert bool(newly) == any(each.what == "reveal" for each in said)
        self.revealed |= {each.section for each in said if each.what == "reveal" and each.section}
        self.conversation = after

    @rule(who=PEOPLE, data=st.data(), follow_up=st.booleans())
    def answer(self, who: str, data: st.DataObject, follow_up: bool) -> None:
        here = self.conversation.section or "screening"
        section = data.draw(st.sampled_from([here, here, here, *SECTIONS]))
        fitting = [name for name in ANSWERS if GUIDE.owner[name].section == section]
        names = data.draw(st.lists(st.sampled_from(fitting), unique=True, max_size=4))
        raw = {name: data.draw(ANSWERS[name]) for name in names}
        self.attempt(lambda c: answering.answer(c, who, section, raw, follow_up=follow_up))

    @rule(who=PEOPLE)
    @precondition(lambda self: self.conversation.hidden)
    def answer_all(self, who: str) -> None:
        section = self.conversation.section or ""
        self.attempt(lambda c: answering.answer(c, who, section, of_section(section, SOUND)))

    @rule(who=PEOPLE)
    def reveal(self, who: str) -> None:
        self.attempt(lambda c: talk.reveal(c, who))

    @rule(who=PEOPLE)
    def go_on(self, who: str) -> None:
        self.attempt(lambda c: talk.go_on(c, who))

    @rule()
    @precondition(lambda self: self.conversation.section is not None)
    def walk_on(self) -> None:
        if self.conversation.hidden:
            self.attempt(lambda c: talk.reveal(c, "ana"))
        self.attempt(lambda c: talk.go_on(c, "ana"))

    @rule(to=st.sampled_from(["power_revealed", "closing_revealed", "reviewing", "deciding", "following_up"]))
    @precondition(lambda self: self.conversation.section is not None)
    def walk_far(self, to: str) -> None:
        while self.conversation.section and where(self.conversation) != to:
            self.walk_on()
        if where(self.conversation) == "reviewing" and to in {"deciding", "following_up"}:
            self.attempt(lambda c: talk.summarise(c, "ana"))
        if where(self.conversation) == "deciding" and to == "following_up":
            self.attempt(lambda c: talk.decide(c, "ana", talk.GO_IF, "because"))

    @rule(who=PEOPLE)
    def back(self, who: str) -> None:
        self.attempt(lambda c: talk.back(c, who))

    @rule(who=PEOPLE)
    def pause(self, who: str) -> None:
        self.attempt(lambda c: talk.pause(c, who))

    @rule(who=PEOPLE)
    def resume(self, who: str) -> None:
        self.attempt(lambda c: talk.resume(c, who))

    @rule(who=PEOPLE)
    def summarise(self, who: str) -> None:
        self.attempt(lambda c: talk.summarise(c, who))

    @rule(who=PEOPLE)
    @precondition(lambda self: len(self.conversation.answers) > 20)
    def stop(self, who: str) -> None:
        self.attempt(lambda c: talk.stop(c, who))

    @rule(who=PEOPLE, outcome=st.sampled_from([*talk.OUTCOMES, "perhaps"]), reason=st.sampled_from(["", "because"]))
    def decide(self, who: str, outcome: str, reason: str) -> None:
        self.attempt(lambda c: talk.decide(c, who, outcome, reason))

    @rule(who=PEOPLE)
    def close(self, who: str) -> None:
        self.attempt(lambda c: talk.close(c, who))

    @invariant()
    def the_stage_is_one(self) -> None:
        place = self.conversation.place
        assert checked(place, GUIDE.road) == place
        assert place.stage in STAGES

    @invariant()
    def what_is_hidden_was_never_revealed(self) -> None:
        assert self.conversation.place.seen == self.revealed
        if self.conversation.hidden:
            assert self.conversation.section not in self.conversation.place.seen

    @invariant()
    def answers_after_the_reveal_are_marked(self) -> None:
        for given in self.conversation.answers:
            if given.after_reveal:
                assert GUIDE.owner[given.question].section in self.conversation.place.seen

    @invariant()
    def nobody_is_asked_again_more_than_twice_a_section_or_a_question(self) -> None:
        for person in self.conversation.people:
            asked = [GUIDE.owner[probe] for who, probe in self.conversation.probed if who == person.id]
            assert all(sum(one.section == section for one in asked) <= 2 for section in SECTIONS)
            assert len(asked) == len({one.id for one in asked})

    @invariant()
    def the_partner_is_not_heard_before_the_review(self) -> None:
        if set(SECTIONS) - self.conversation.place.seen:
            assert not self.conversation.own_answers("pat")

    @invariant()
    def it_can_be_assessed(self) -> None:
        assert self.conversation.assessment().verdict
        assert self.conversation.screening()


def test_in_any_order_the_conversation_stays_whole() -> None:
    run_state_machine_as_test(AnyOrder, settings=settings(max_examples=30, stateful_step_count=25))


def test_a_step_leaves_the_conversation_that_it_took_as_it_was() -> None:
    conversation = at("clarity_collecting")
    place = copy.deepcopy(conversation.place)
    talk.reveal(conversation, "ana")
    assert conversation.place == place


def test_somebody_else_is_expected_in_the_place_of_who_left() -> None:
    begun, _ = talk.begin(GUIDE, setup(), "amina", [Participant(id="amina"), Participant(id="tom", role=Role.finance)])
    moved, said = talk.name_another(begun, "amina", "tom", "lea", "fr")
    assert [(one.id, one.role, one.replaced) for one in moved.people] == [
        ("amina", Role.other, False),
        ("tom", Role.finance, True),
        ("lea", Role.finance, False),
    ]
    assert moved.participant("lea").language == "fr"
    assert [one.what for one in said] == [talk.PROGRESS]
    assert moved.waits_for("tom") is None
    assert moved.answered_count(moved.section or "") == (0, 2)
    again, _ = talk.name_another(moved, "amina", "lea", "tom", "en")
    assert [one.replaced for one in again.people] == [False, False, True]
    for by, person, another, error in (
        ("lea", "amina", "zoe", NotDecider),
        ("amina", "tom", "zoe", NotExpected),
        ("amina", "nobody", "zoe", NotExpected),
        ("amina", "lea", "amina", AlreadyNamed),
    ):
        with pytest.raises(error):
            talk.name_another(moved, by, person, another, "en")
    with pytest.raises(NotAllowedNow):
        talk.name_another(talk.stop(moved, "amina")[0], "amina", "lea", "zoe", "en")
