"""A decision that was taken, from which the tests of check-ins depart: Ana and Ben are ours, Pat is the partner's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.check_ins import checkin as talk
from flows.check_ins.agenda import COMMITMENT, Asked
from flows.check_ins.baseline import Baseline
from flows.check_ins.checkin import CheckIn, prompt, schedule
from flows.commitments import Commitment, make
from flows.schedules.recurrence import Timetable
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


def asking(check_in: CheckIn, who: str, *fields: str) -> CheckIn:
    """The same check-in, in which this person is asked these fields besides: for tests of what becomes of an answer."""
    owner = check_in.baseline.guide.at_check_in.owner
    there = {field for asked in check_in.agendas[who] for field in asked.fields}
    more = tuple(
        Asked(field if field.startswith(COMMITMENT) else owner[field].id, (field,))
        for field in fields
        if field not in there
    )
    agendas = {**check_in.agendas, who: (*check_in.agendas[who], *more)}
    return replace(check_in, agendas=agendas)


def answered(check_in: CheckIn, given: Mapping[str, Raw], **consent: bool) -> CheckIn:
    """The check-in after these answers, whether or not its agendas had a place for them; it is compared, as if by the clock."""
    for who, raw in given.items():
        check_in = asking(check_in, who, *raw)
        check_in, _ = talk.answer(check_in, who, raw, consent=consent.get(who, False))
    return talk.finished(check_in)[0] if check_in.hidden else check_in


def heard(said: tuple[Any, ...]) -> list[str]:
    """What was said, and to whom where it was to one person."""
    return [f"{one.what} {one.person}" if one.person else one.what for one in said]
