"""One sitting: sections are answered ahead, stay blind until their own reveal, and are revealed once each, in order."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation, Said, Step
from flows.errors import FlowError, NotAllowedNow, StaleQuestion
from flows.model import Participant, Side
from storage.conversations.hiding import Hiding
from tests.flows.cases import GUIDE, SECTIONS, SOUND, where
from tests.flows.test_conversation import ANA, BEN, CLARITY, PAT, SCREENING, at, begun, of_section

NO_GAP = {**SOUND, "gap": "no", "bandwidth": "neither"}


def answers(conversation: Conversation, person: str, section: str, **changes: Any) -> Step:
    """A whole section, soundly, with these changes; follow-ups are not waited for, and a doubt is stood by."""
    given = {**of_section(section, SOUND, follow_ups=True), **changes}
    moved, said = answering.answer(conversation, person, section, given, follow_up=True)
    if any(one.what == talk.DOUBT for one in said):
        moved, said = answering.confirm(moved, person, section)
    return moved, said


def whole(conversation: Conversation, *people: str) -> Conversation:
    """These people answer every section in one sitting."""
    for person in people:
        section: str | None = conversation.next_for(person)
        while section is not None:
            conversation, _ = answers(conversation, person, section)
            section = conversation.next_for(person, section)
    return conversation


def heard(said: tuple[Said, ...]) -> list[tuple[str, str | None]]:
    return [(one.what, one.section) for one in said]


def test_who_wants_answers_every_section_in_one_sitting() -> None:
    conversation = begun()
    offered = []
    section = conversation.next_for("ana")
    while section is not None:
        offered.append(section)
        conversation, said = answers(conversation, "ana", section)
        assert talk.REVEAL not in [one.what for one in said]
        section = conversation.next_for("ana", section)
    assert tuple(offered) == SECTIONS
    assert where(conversation) == "screening_collecting"
    assert all(conversation.finished(one, conversation.participant("ana")) for one in SECTIONS)


def test_of_what_is_answered_ahead_the_thread_hears_nothing() -> None:
    conversation, _ = answers(begun(), "ana", "screening")
    conversation, said = answers(conversation, "ana", "values")
    assert said == ()
    assert conversation.waits_for("ana") is None
    assert conversation.waits_for("ben") == "screening"


def test_a_section_whose_answers_are_all_in_is_revealed_on_arrival_and_nobody_is_asked() -> None:
    conversation = whole(begun(), "ana", "ben")
    assert where(conversation) == "screening_revealed"
    for before, section in pairwise(SECTIONS):
        conversation, said = talk.go_on(conversation, "ana")
        assert heard(said) == [(talk.PROGRESS, before), (talk.REVEAL, section)]
    assert heard(talk.go_on(conversation, "ana")[1])[-1] == (talk.SUMMARISE, None)


def test_a_section_that_one_person_has_not_answered_yet_asks_and_waits_for_them_alone() -> None:
    conversation = whole(begun(), "ana")
    conversation, _ = answers(conversation, "ben", "screening")
    conversation, said = talk.go_on(conversation, "ana")
    assert heard(said) == [(talk.PROGRESS, "screening"), (talk.ASK, "clarity")]
    assert (conversation.waits_for("ana"), conversation.waits_for("ben")) == (None, "clarity")
    conversation, said = answers(conversation, "ben", "clarity")
    assert heard(said) == [(talk.PROGRESS, "clarity"), (talk.REVEAL, "clarity")]


def test_a_doubt_and_a_follow_up_come_ahead_as_they_come_on_time() -> None:
    conversation, _ = answers(begun(), "ana", "values", against=["practice"], against_fix=None)
    conversation, said = answering.answer(conversation, "ana", "closing", {"lean": "go"})
    assert [(one.what, one.flags) for one in said] == [(talk.DOUBT, ("cause_contradiction",))]
    assert not conversation.finished("closing", ANA)
    conversation, _ = answering.confirm(conversation, "ana", "closing")
    assert conversation.finished("closing", ANA)
    _, said = answering.answer(conversation, "ana", "clarity", {**CLARITY, "need": "visibility"})
    assert [(one.what, one.questions) for one in said] == [(talk.PROBE, ("need_one",))]


def test_what_is_answered_ahead_counts_nowhere_before_its_reveal() -> None:
    conversation = begun()
    nothing = conversation.assessment()
    for person in ("ana", "ben"):
        conversation, _ = answers(conversation, person, "clarity")
        conversation, _ = answers(conversation, person, "values", against=["practice"])
    assert conversation.assessment() == nothing
    assert not any(given for _, given in conversation.all_answers())
    assert conversation.own_answers("ana")["against"] == ("practice",)


def test_the_partner_is_offered_their_next_section_once_they_are_heard() -> None:
    assert at("closing_revealed", ANA, BEN, PAT).next_for("pat") is None
    conversation = at("reviewing", ANA, BEN, PAT)
    first, second, *_ = conversation.partner_sections()
    assert conversation.next_for("pat") == first
    conversation, _ = answering.answer(conversation, "pat", first, {}, follow_up=True)
    assert conversation.next_for("pat", first) == second


def test_the_screening_half_clicked_is_not_skipped() -> None:
    conversation, _ = answering.answer(begun(), "ana", "screening", {"gap": "yes"})
    assert conversation.next_for("ana", "screening") is None
    conversation, _ = answering.answer(conversation, "ana", "screening", SCREENING)
    assert conversation.next_for("ana", "screening") == "clarity"


def test_nobody_goes_on_alone_in_a_pause_after_the_end_or_once_replaced() -> None:
    paused, _ = talk.pause(begun(), "ana")
    with pytest.raises(NotAllowedNow):
        answering.answer(paused, "ana", "values", {})
    stopped, _ = talk.stop(begun(), "ana")
    replaced, _ = talk.name_another(begun(), "ana", "ben", "cleo", "en")
    for conversation, person in ((stopped, "ana"), (replaced, "ben"), (begun(ANA, BEN, PAT), "pat")):
        with pytest.raises(StaleQuestion):
            answering.answer(conversation, person, "values", {})
        assert conversation.next_for(person) is None
    assert paused.next_for("ana") is None
    assert begun().next_for("nobody") is None


# --- In any order ----------------------------------------------------------------------------------------------------

_ASKED = {
    "screening": "bandwidth", "clarity": "stage", "values": "unpublicised", "reach": "messenger",
    "power": "expertise", "closing": "speak_up",
}  # fmt: skip
"""One question of each section that everybody is asked."""
PEOPLE = (ANA, BEN, Participant(id="cleo"), PAT)
OURS = st.sampled_from([one.id for one in PEOPLE if one.side is Side.ours])


class AnyOrder(RuleBasedStateMachine):
    """Three people answer, change, reveal, go on and go back in any order, ahead or not."""

    def __init__(self) -> None:
        super().__init__()
        self.conversation = begun(*PEOPLE)
        self.given: dict[tuple[str, str], str] = {}
        self.reveals: list[str] = []

    def attempt(self, move: Callable[[Conversation], Step]) -> bool:
        before = self.conversation
        try:
            self.conversation, said = move(before)
        except FlowError:
            return False
        shown = [str(one.section) for one in said if one.what == talk.REVEAL]
        assert len(shown) < 2
        self.reveals += shown
        road = (before.section, self.conversation.section, None)
        assert all(
            one.section in road for one in said if one.what in {talk.PROGRESS, talk.CHANGED, talk.ASK, talk.REOPEN}
        )
        return True

    @rule(who=OURS, section=st.sampled_from(SECTIONS), data=st.data())
    def answer(self, who: str, section: str, data: st.DataObject) -> None:
        asked = _ASKED[section]
        token = data.draw(st.sampled_from(GUIDE.options_of(asked)))
        if self.attempt(lambda c: answers(c, who, section, **{asked: token})):
            self.given[who, asked] = token

    @rule(who=OURS)
    def answer_on(self, who: str) -> None:
        section = self.conversation.next_for(who)
        if section is not None and self.attempt(lambda c: answers(c, who, section)):
            given = self.conversation.own_answers(who).get(_ASKED[section])
            self.given[who, _ASKED[section]] = str(given)

    @rule()
    def everybody_answers(self) -> None:
        for person in ("ana", "ben", "cleo"):
            self.answer_on(person)

    @rule()
    def go_on(self) -> None:
        self.attempt(lambda c: talk.go_on(c, "ben"))

    @rule()
    def back(self) -> None:
        self.attempt(lambda c: talk.back(c, "ben"))

    @rule()
    def reveal(self) -> None:
        self.attempt(lambda c: talk.reveal(c, "ana"))

    @rule()
    @precondition(lambda self: len(self.given) > 4)
    def pause_and_resume(self) -> None:
        self.attempt(lambda c: talk.pause(c, "ben"))
        self.attempt(lambda c: talk.resume(c, "ben"))

    @invariant()
    def nothing_is_lost(self) -> None:
        for (who, asked), token in self.given.items():
            assert self.conversation.own_answers(who)[asked] == token

    @invariant()
    def each_section_is_revealed_once_in_the_order_of_the_road(self) -> None:
        assert tuple(self.reveals) == SECTIONS[: len(self.reveals)]
        assert self.conversation.place.seen == set(self.reveals)

    @invariant()
    def what_was_not_revealed_is_read_by_nobody_and_changes_nothing(self) -> None:
        owner, hiding = GUIDE.owner, Hiding(self.conversation)
        for person, given in self.conversation.all_answers():
            assert {owner[one].section for one in given} <= set(self.reveals)
            assert all(
                hiding.hides(person.id, one)
                for one in self.conversation.own_answers(person.id)
                if owner[one].section not in self.reveals
            )
        open_ones = [one for one in self.conversation.answers if owner[one.question].section in self.reveals]
        without = replace(self.conversation, answers=tuple(open_ones))
        assert self.conversation.assessment() == without.assessment()
        assert self.conversation.screening() == without.screening()

    @invariant()
    def a_section_waits_only_while_somebody_is_missing(self) -> None:
        if self.conversation.hidden:
            missing = self.conversation.missing(str(self.conversation.section))
            assert missing
            assert all(self.conversation.waits_for(one.id) == self.conversation.section for one in missing)

    @invariant()
    def what_may_be_answered_is_what_is_taken(self) -> None:
        for person in self.conversation.people:
            for section in SECTIONS:
                try:
                    answering.check_may_answer(self.conversation, person, section)
                except FlowError:
                    assert self.conversation.next_for(person.id) != section
                else:
                    assert self.conversation.may_answer(section, person)

    @invariant()
    def only_what_was_revealed_is_marked_as_changed_afterwards(self) -> None:
        for given in self.conversation.answers:
            if given.after_reveal:
                assert GUIDE.owner[given.question].section in self.reveals


def test_in_any_order_of_answers_reveals_backs_and_changes() -> None:
    run_state_machine_as_test(AnyOrder, settings=settings(max_examples=40, stateful_step_count=30, deadline=None))
