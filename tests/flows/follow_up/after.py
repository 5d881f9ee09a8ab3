"""A decision that was taken, from which the tests of check-ins depart: Ana and Ben are ours, Pat is the partner's."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.follow_up.baseline import Baseline
from flows.follow_up.checkin import CheckIn, prompt, schedule
from flows.follow_up.commitments import Commitment, make
from flows.follow_up.recurrence import Timetable
from tests.flows.cases import GUIDE, Person, Raw, everybody, setup

TODAY = date(2027, 1, 4)
PROMPTED = datetime(2027, 1, 4, 8, tzinfo=UTC)
TIMES = Timetable(
    nudges=(PROMPTED + timedelta(days=2), PROMPTED + timedelta(days=4)), closes=PROMPTED + timedelta(days=7)
)


def decided(changes: Mapping[str, Raw] | None = None, *, people: list[Person] | None = None, **more: Any) -> Baseline:
    """The baseline of the sound case with ``changes`` (see ``cases.everybody``)."""
    found = everybody(changes) if people is None else people
    answers = {person.id: given for person, given in found}
    return Baseline(GUIDE, setup(), tuple(person for person, _ in found), answers, answers, **more)


def promised(
    id: str = "c1", *, owner: str = "ana", due: date = TODAY, text: str = "Find a second funder"
) -> Commitment:
    return make(id, text, owner=owner, due=due, by="ben", on=date(2026, 12, 1))


def prompted(baseline: Baseline | None = None, *due: Commitment, **more: Any) -> CheckIn:
    check_in, _ = prompt(schedule(baseline or decided(), "ana", due, **more), TIMES)
    return check_in


def heard(said: tuple[Any, ...]) -> list[str]:
    """What was said, and to whom where it was to one person."""
    return [f"{one.what} {one.person}" if one.person else one.what for one in said]
