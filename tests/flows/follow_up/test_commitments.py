"""A commitment: owner, due date, tripwire, and a history that only grows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import commitments
from flows.commitments import Commitment, Did, State
from flows.errors import (
    CommitmentClosed,
    CommitmentError,
    DateInThePast,
    NobodyOwnsIt,
    NothingPromised,
    ReasonMissing,
    UnknownCommitment,
)

TODAY = date(2027, 1, 4)
MARCH = date(2027, 3, 1)
JUNE = date(2027, 6, 1)


def funder(**changes: object) -> Commitment:
    told: dict[str, object] = {
        "owner": "ana", "due": MARCH, "by": "ben", "on": TODAY, "flag": "survival_dependence",
        "tripwire": "no second funder by 1 March: we pause",
    }  # fmt: skip
    return commitments.make("c1", "Find a second funder", **{**told, **changes})  # type: ignore[arg-type]


def test_a_commitment_has_an_owner_a_due_date_and_a_tripwire() -> None:
    one = funder()
    assert (one.owner, one.due, one.state, one.flag) == ("ana", MARCH, State.open, "survival_dependence")
    assert one.tripwire == "no second funder by 1 March: we pause"
    assert [(change.did, change.by, change.on) for change in one.history] == [(Did.made, "ben", TODAY)]


REFUSED: list[tuple[str, dict[str, object], type[CommitmentError]]] = [
    ("a date in the past", {"due": TODAY - timedelta(days=1)}, DateInThePast),
    ("no owner", {"owner": " "}, NobodyOwnsIt),
]


@pytest.mark.parametrize(("why", "changes", "error"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_promised_is_refused(why: str, changes: dict[str, object], error: type[CommitmentError]) -> None:
    with pytest.raises(error):
        funder(**changes)


def test_a_commitment_without_words_is_refused_and_one_that_is_due_today_is_not() -> None:
    with pytest.raises(NothingPromised):
        commitments.make("c", " ", owner="ana", due=MARCH, by="ana", on=TODAY)
    assert funder(due=TODAY).is_due(TODAY)


STEPS = {
    "held": (lambda one: commitments.hold(one, by="ana", on=MARCH), State.held, False),
    "failed": (lambda one: commitments.fail(one, by="ana", on=MARCH, reason="nobody signed"), State.failed, True),
    "moved": (
        lambda one: commitments.move(one, JUNE, by="ana", on=MARCH, reason="the board meets in May"),
        State.moved,
        True,
    ),
    "contested": (
        lambda one: commitments.contest(one, by="pat", on=MARCH, reason="it was yours"),
        State.contested,
        True,
    ),
    "handed over": (
        lambda one: commitments.hand_over(one, "cleo", by="ben", on=MARCH, reason="Ana left"),
        State.open,
        True,
    ),
    "closed": (lambda one: commitments.close(one, by="ben", on=MARCH, reason="no longer needed"), State.closed, False),
}


@pytest.mark.parametrize("did", STEPS)
def test_a_change_is_added_with_who_when_and_why_and_nothing_is_taken_out(did: str) -> None:
    step, state, waiting = STEPS[did]
    before = funder()
    after = step(before)
    assert (after.state, after.waiting) == (state, waiting)
    assert after.history[:-1] == before.history
    assert after.history[-1].on == MARCH
    assert before == funder()


def test_moving_and_handing_over_change_the_date_and_the_owner_from_then_on() -> None:
    one = commitments.hand_over(STEPS["moved"][0](funder()), "cleo", by="ben", on=MARCH)
    assert (one.owner, one.due, one.state) == ("cleo", JUNE, State.moved)
    assert [(change.owner, change.due) for change in one.history] == [("ana", MARCH), ("ana", JUNE), ("cleo", JUNE)]


@pytest.mark.parametrize("did", STEPS)
def test_closed_is_the_only_end(did: str) -> None:
    step = STEPS[did][0]
    with pytest.raises(CommitmentClosed):
        step(STEPS["closed"][0](funder()))
    for other in ("held", "failed", "contested"):
        assert step(STEPS[other][0](funder())).history[-1].on == MARCH


def test_moving_contesting_and_closing_need_a_reason() -> None:
    for change in (
        lambda: commitments.move(funder(), JUNE, by="ana", on=MARCH, reason=" "),
        lambda: commitments.contest(funder(), by="ana", on=MARCH, reason=""),
        lambda: commitments.close(funder(), by="ana", on=MARCH, reason="\n"),
    ):
        with pytest.raises(ReasonMissing):
            change()


def test_nothing_is_moved_into_the_past_nor_handed_to_nobody() -> None:
    with pytest.raises(DateInThePast):
        commitments.move(funder(), TODAY, by="ana", on=MARCH, reason="why not")
    with pytest.raises(NobodyOwnsIt):
        commitments.hand_over(funder(), "", by="ana", on=MARCH)


def test_due_are_those_that_still_ask_something_longest_overdue_first() -> None:
    early = commitments.make("a", "Write the agreement", owner="ben", due=TODAY, by="ben", on=TODAY)
    late = commitments.make("b", "Name a back-up", owner="ben", due=JUNE, by="ben", on=TODAY)
    held = STEPS["held"][0](funder())
    assert [one.id for one in commitments.due([late, funder(), early, held], MARCH)] == ["a", "c1"]
    assert commitments.find([late, early], "a") is early
    with pytest.raises(UnknownCommitment):
        commitments.find([late, early], "c9")


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_whatever_is_done_the_history_only_grows(steps: list[str]) -> None:
    one = funder()
    for did in steps:
        before = one
        try:
            one = STEPS[did][0](one)
        except CommitmentClosed:
            assert before.state is State.closed
            continue
        assert one.history[: len(before.history)] == before.history
        assert len(one.history) == len(before.history) + 1
        assert one.id == before.id
        assert one.text == before.text


def test_every_error_has_a_sentence_and_a_key_of_its_own() -> None:
    errors = CommitmentError.__subclasses__()
    assert len({error.key for error in errors} | {CommitmentError.key}) == len(errors) + 1
    assert all((error.__doc__ or "").strip() for error in errors)
