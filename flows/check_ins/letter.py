"""Three lines for the other side, after it was said to go on: what works, what each side still needs, one thing to change.

They are offered to who went on, to be changed and sent by them; nothing is sent. Only what our side may read is in them.
"""

from dataclasses import dataclass

from flows.check_ins.checkin import CheckIn
from flows.check_ins.closing import level_of
from flows.check_ins.comparison import Kept, ThenAndNow, answered_again, compare
from flows.check_ins.reading_back import read_back
from flows.model import NARROW, NOT_MINE, RENEGOTIATE, UNSURE, Participant, Side, Value


@dataclass(frozen=True, slots=True)
class Need:
    """What one side still needs. ``met``: answers that are not the best one, worst first; empty where all is well, None where
    nobody said. ``written``: as that side wrote it, where our side may read it."""

    side: Side
    met: tuple[str, ...] | None
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """``works``: what went better than expected, in people's words. ``change``: what is to change; empty where nothing is known."""

    works: tuple[str, ...]
    needs: tuple[Need, ...]
    change: str


def letter_of(check_in: CheckIn) -> Letter:
    """The three lines, from what was said in a check-in that has ended."""
    answers = answered_again(check_in, shareable=True)
    plan = check_in.baseline.guide.check_in
    return Letter(
        works=tuple(dict.fromkeys(_texts(answers, plan.works))),
        needs=tuple(_need(check_in, answers, side) for side in Side),
        change=_change(check_in, answers),
    )


def _texts(answers: tuple[ThenAndNow, ...], question: str | None) -> list[str]:
    return [str(one.now) for one in answers if one.question == question and one.now not in (UNSURE, NOT_MINE)]


def _need(check_in: CheckIn, answers: tuple[ThenAndNow, ...], side: Side) -> Need:
    baseline = check_in.baseline
    reading, question = baseline.guide.at_check_in, baseline.guide.check_in.needs
    people = [person for person in baseline.people if person.side is side]
    ids = {person.id for person in people}
    said = [one.now for one in answers if one.question == question and one.person in ids and one.now is not None]
    levels: dict[Value, int] = {each: level_of(reading, question, each) or 0 for each in said} if question else {}
    short = sorted({str(each) for each, level in levels.items() if level > 0}, key=lambda each: -levels[each])
    readable = _written(check_in, people) if side is Side.ours and question else ()
    return Need(side, tuple(short) if said else None, readable)


def _written(check_in: CheckIn, people: list[Participant]) -> tuple[str, ...]:
    question = check_in.baseline.guide.check_in.needs
    return read_back(check_in.baseline, people[0], question) if people and question else ()


def _change(check_in: CheckIn, answers: tuple[ThenAndNow, ...]) -> str:
    """The reason for going on otherwise; else what the other side has not heard yet, else a promise that did not hold."""
    outcome = check_in.outcome
    if outcome is not None and outcome.outcome in (RENEGOTIATE, NARROW) and outcome.reason:
        return outcome.reason
    ours = {person.id for person in check_in.baseline.people if person.side is Side.ours}
    unheard = [
        text
        for question in check_in.baseline.guide.check_in.unnamed
        for text in _texts(tuple(one for one in answers if one.person in ours), question)
    ]
    failed = [one.commitment.text for one in compare(check_in, shareable=True).commitments if one.kept is Kept.failed]
    return next(iter((*unheard, *failed)), "")
