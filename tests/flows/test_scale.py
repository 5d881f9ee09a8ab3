"""A question from 1 to 5, which other guides ask: how it is read, asked again, flagged and compared."""

from pathlib import Path
from typing import Any

import pytest

from flows.assessment.answers import asked_probes, read_answer
from flows.assessment.assessment import flags_raised
from flows.errors import InvalidAnswer
from flows.guide import load_guide
from flows.model import RaisedFlag, Side
from tests.flows.cases import participant, setup

RENEWAL = load_guide(Path(__file__).parent.parent.parent / "docs" / "guides" / "renewal")
STEPS: list[tuple[Any, float]] = [(1, 1), (5, 5), ("3", 3), (" 4 ", 4), (2.0, 2), ("5.0", 5)]
NO_STEPS: list[Any] = [0, 6, -1, "0", "2.5", 3.5, "many", True, "4 of 5"]


@pytest.mark.parametrize(("raw", "step"), STEPS)
def test_a_step_is_read(raw: Any, step: float) -> None:
    assert read_answer(RENEWAL, "promises_kept", raw) == step


@pytest.mark.parametrize("raw", NO_STEPS)
def test_what_is_no_step_is_named(raw: Any) -> None:
    with pytest.raises(InvalidAnswer, match=r"promises_kept: .* is not 1 to 5"):
        read_answer(RENEWAL, "promises_kept", raw)


@pytest.mark.parametrize("raw", ["unsure", "not_mine"])
def test_not_sure_and_not_mine_are_answers(raw: str) -> None:
    assert read_answer(RENEWAL, "promises_kept", raw) == raw


def kept(ours: list[Any], partner: list[Any] = [], **more: Any) -> dict[str, RaisedFlag]:  # noqa: B006
    """The flags where promises were kept so far, in each one's eyes."""
    people = [participant(f"o{n}", {"promises_kept": step, **more}, guide=RENEWAL) for n, step in enumerate(ours)]
    people += [
        participant(f"p{n}", {"promises_kept": step}, side="partner", guide=RENEWAL) for n, step in enumerate(partner)
    ]
    return {flag.id: flag for flag in flags_raised(RENEWAL, setup(), people)}


@pytest.mark.parametrize(
    ("steps", "severity"),
    [([1], "warning"), ([2, 2], "warning"), ([3], "notice"), ([4], None), ([5], None), (["unsure"], None), ([], None)],
)
def test_a_flag_is_raised_from_a_step_on(steps: list[Any], severity: str | None) -> None:
    flag = kept(steps).get("promises_not_kept")
    assert (flag.severity if flag else None) == severity


@pytest.mark.parametrize(("step", "asked"), [(1, True), (3, True), (4, False), ("unsure", False), (None, False)])
def test_a_low_step_is_asked_again(step: Any, asked: bool) -> None:
    answers = {} if step is None else {"promises_kept": read_answer(RENEWAL, "promises_kept", step)}
    probes = asked_probes(RENEWAL, Side.ours, {key: value for key, value in answers.items() if value is not None})
    assert ("promises_broken" in probes) is asked


@pytest.mark.parametrize(
    ("steps", "differ"), [([5, 3], True), ([4, 5], False), ([3, 4, 5], True), ([5, "unsure"], False), ([1], False)]
)
def test_people_disagree_from_two_steps_on(steps: list[Any], differ: bool) -> None:
    flag = kept(steps).get("people_disagree")
    assert (flag is not None) is differ
    if flag is not None:
        assert (flag.next_question, {entry.question for entry in flag.evidence}) == ("promises_kept", {"promises_kept"})


@pytest.mark.parametrize(
    ("ours", "partner", "differ"),
    [
        ([5], [3], True),
        ([5, 5, 1], [3], True),
        ([4], [3], False),
        ([5, 4], [3], False),
        ([1, 5], [3], False),
        ([5], ["unsure"], False),
        ([5], [], False),
    ],
)
def test_the_sides_differ_from_two_steps_between_their_medians_on(
    ours: list[Any], partner: list[Any], differ: bool
) -> None:
    flag = kept(ours, partner).get("sides_differ")
    assert (flag is not None) is differ
    if flag is not None:
        assert flag.next_question == "promises_kept"
