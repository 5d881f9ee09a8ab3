"""Then and now: what became of each flag and commitment, of each answer, and of what people feared at the decision.

Computed twice: from everything, for the record, and from what our side may read, for the thread (``shareable``).
"""

from collections.abc import Iterable
from dataclasses import replace
from statistics import median

from flows.assessment.assessment import RANK
from flows.check_ins.agenda import COMMITMENT
from flows.check_ins.baseline import Baseline
from flows.check_ins.changes import (
    Became,
    Came,
    CommitmentResult,
    Comparison,
    FlagChange,
    Kept,
    PlannedAndCame,
    ThenAndNow,
)
from flows.check_ins.checkin import CheckIn
from flows.check_ins.closing import Stand, level_of
from flows.check_ins.drift import drift
from flows.check_ins.predictions import predictions
from flows.commitments import Commitment
from flows.guide.sharing import protected
from flows.model import FAILED, HELD, NOT_MINE, Guide, Kind, RaisedFlag, Side

__all__ = [
    "LEAST_POINTS",
    "MORE",
    "STILL_YES",
    "Became",
    "Came",
    "CommitmentResult",
    "Comparison",
    "FlagChange",
    "Kept",
    "PlannedAndCame",
    "ThenAndNow",
    "answered_again",
    "compare",
    "is_worse",
]


def compare(check_in: CheckIn, *, shareable: bool = False) -> Comparison:
    """The comparison of a check-in with what was before it; ``shareable``: as our side may read it."""
    now = check_in.now()
    then = _readable_then(check_in.baseline, now) if shareable else check_in.baseline
    flags = _flag_changes(check_in, then, now, shareable=shareable)
    commitments = tuple(_kept(check_in, one) for one in check_in.due)
    came = _came(check_in, now, flags, commitments, shareable=shareable)
    told = {answer for one in flags if one.became in (Became.worse, Became.new) for answer in one.answers}
    return Comparison(
        flags=flags,
        commitments=commitments,
        predictions=predictions(now, _written(check_in, came), shareable=shareable),
        came=came,
        drift=drift(now, shareable=shareable),
        counts=check_in.counts(),
        still_yes=_said(check_in, now, STILL_YES, shareable=shareable),
        unchanged=_nobody_changed_a_word(check_in, now, shareable=shareable),
        withheld=shareable and _keeps_something(check_in, now),
        worsened=tuple(
            one
            for one in answered_again(check_in, shareable=shareable)
            if is_worse(check_in.baseline.guide, one) and one not in told
        ),
        worked=tuple(_planned_and_came(check_in, now, shareable=shareable)),
        against=tuple(_against(check_in, now, shareable=shareable)),
    )


STILL_YES = "still_yes"
"""The question whether people would say yes again; every guide calls it so."""
_NOT_AS_IT_IS = ("yes_if", "no")


def _against(check_in: CheckIn, now: Baseline, *, shareable: bool) -> Iterable[tuple[str, str]]:
    """Who would not say yes again as it is, and who gave the worst answer to another question that only check-ins ask."""
    for question in now.guide.check_in.questions:
        levels = now.guide.at_check_in.levels.get(question.id, {})
        for person, said in _said(check_in, now, question.id, shareable=shareable):
            if question.id == STILL_YES:
                if said in _NOT_AS_IT_IS:
                    yield question.id, person
            elif levels and levels.get(said) == max(levels.values()) > 0:
                yield question.id, person


def is_worse(guide: Guide, one: ThenAndNow) -> bool:
    """Whether an answer is less good than the one before, by what the guide declares: the order of options, ticks that are
    gone, numbers of which more is worse."""
    reading, then, now = guide.at_check_in, one.then, one.now
    if then is None or now is None or then == now or NOT_MINE in (then, now):
        return False
    if one.question in guide.check_in.more_is_worse:
        numbers = isinstance(then, int | float) and isinstance(now, int | float)
        return numbers and float(now) >= float(then) * MORE and float(now) - float(then) >= LEAST_POINTS  # type: ignore[arg-type]
    if one.question in reading.levels:
        levels = [level_of(reading, one.question, each) for each in (then, now)]
        return levels[0] is not None and levels[1] is not None and levels[1] > levels[0]
    if isinstance(then, tuple) and isinstance(now, tuple):
        nothing = {reading.owner[one.question].nothing}
        return set(now) - nothing < set(then) - nothing
    return False


MORE, LEAST_POINTS = 1.25, 5.0
"""From a quarter more, and five points more, a growing number is told. Our rule of thumb (docs/method.md)."""


def _planned_and_came(check_in: CheckIn, now: Baseline, *, shareable: bool) -> Iterable[PlannedAndCame]:
    """What was planned beside what has come, for what somebody counted in this check-in; medians of a side's people."""
    for answerable in now.guide.check_in.since:
        for side in Side:
            people = [person for person in now.people if person.side is side]
            if shareable:
                people = [person for person in people if answerable in now.shareable(person, now.answers_of(person))]
            counted = [one.id for one in people if answerable in check_in.by_person.get(one.id, {})]
            if not any(isinstance(check_in.by_person[one][answerable].value, float) for one in counted):
                continue
            planned = [value for one in people if isinstance(value := now.planned_by(one).get(answerable), int | float)]
            yield PlannedAndCame(answerable, side, median(planned) if planned else None, now.came[side, answerable])


def answered_again(check_in: CheckIn, *, shareable: bool = False) -> tuple[ThenAndNow, ...]:
    """Everything that was answered but for commitments, in the order in which it was asked; then and now.

    Of hours, and of texts that only check-ins ask, there is no "then": they tell from one check-in to the next.
    """
    now = check_in.now()
    then = _readable_then(check_in.baseline, now) if shareable else check_in.baseline
    before = {person.id: answers for person, answers in then.everyone(shareable=shareable)}
    asked = dict.fromkeys(one for agenda in check_in.agendas.values() for each in agenda for one in each.fields)
    found = []
    for one in asked:
        for person in check_in.people:
            given = check_in.by_person[person.id].get(one)
            if one.startswith(COMMITMENT) or given is None or given.value is None:
                continue
            if shareable and not _may_read(now, person.side, one, consent=given.consent):
                continue
            old = None if one in check_in.baseline.guide.check_in.since else before[person.id].get(one)
            if one not in check_in.baseline.guide.owner and now.guide.at_check_in.kinds[one] is not Kind.text:
                old = check_in.baseline.said.get((person.id, one))
            found.append(ThenAndNow(one, person.id, old, given.value, True))
    return tuple(found)


def _keeps_something(check_in: CheckIn, now: Baseline) -> bool:
    return any(
        given.value is not None and not _may_read(now, person.side, answerable, consent=given.consent)
        for person in check_in.people
        for answerable, given in check_in.by_person[person.id].items()
        if not answerable.startswith(COMMITMENT)
    )


def _worst_first(flags: Iterable[FlagChange]) -> tuple[FlagChange, ...]:
    return tuple(sorted(flags, key=lambda one: tuple(Became).index(one.became)))


def _readable_then(then: Baseline, now: Baseline) -> Baseline:
    """The baseline with today's consent: what is taken back is taken back for what was said before too, and what is given
    opens an old answer only where it is the same."""
    same = {
        (person, one)
        for person, one in now.consented
        if then.latest.get(person, {}).get(one) == now.latest.get(person, {}).get(one)
    }
    return replace(then, consented=now.consented & (then.consented | same))


def _flag_changes(check_in: CheckIn, then: Baseline, now: Baseline, *, shareable: bool) -> tuple[FlagChange, ...]:
    then_raised = {flag.id: flag for flag in then.flags(shareable=shareable)}
    now_raised = {flag.id: flag for flag in now.flags(shareable=shareable)}
    found: list[FlagChange] = []
    for flag in dict.fromkeys((*now_raised, *then_raised)):  # display order, closed ones last
        was, is_now = then_raised.get(flag), now_raised.get(flag)
        became = _became(was, is_now, now, shareable=shareable)
        raised = is_now or was
        if became is None or raised is None:
            continue
        # How people differ is told by what they differ in now; what they agree in by now is told by the flag that it raised.
        rests = (is_now,) if is_now and check_in.baseline.guide.flag[flag].compares else (was, is_now)
        answers = _side_by_side(check_in, then, now, rests, shareable=shareable)
        found.append(
            FlagChange(
                flag=flag,
                became=became,
                was=was.severity if was else None,
                now=is_now.severity if is_now else None,
                answers=answers,
                asked=any(one.asked for one in answers),
                raised=raised,
            )
        )
    return _worst_first(found)


def _became(was: RaisedFlag | None, is_now: RaisedFlag | None, now: Baseline, *, shareable: bool) -> Became | None:
    """What became of a flag; None where our side may not be told."""
    if was is None:
        return Became.new
    if is_now is None:
        stand, _ = now.stand(was, shareable=shareable)
        return {Stand.closed: Became.closed, Stand.agreed: Became.agreed}.get(stand)
    return Became.worse if RANK[is_now.severity] < RANK[was.severity] else Became.still_open


def _side_by_side(
    check_in: CheckIn, then: Baseline, now: Baseline, raised: Iterable[RaisedFlag | None], *, shareable: bool
) -> tuple[ThenAndNow, ...]:
    """What the flag rests on and what it re-checks, for those on whose answers it rests and those who answered again."""
    flags = [flag for flag in raised if flag]
    guide = check_in.baseline.guide
    questions = dict.fromkeys(
        question
        for flag in flags
        for question in (*guide.flag[flag.id].recheck, *(one.question for one in flag.evidence))
        if question in guide.owner
        and not (shareable and now.is_private(question))
        and (question not in guide.check_in.since or set(guide.flag[flag.id].recheck) <= set(guide.check_in.since))
    )
    rests_on = {(one.question, one.participant) for flag in flags for one in flag.evidence}
    before = {person.id: answers for person, answers in then.everyone(shareable=shareable)}
    after = {person.id: answers for person, answers in now.everyone(shareable=shareable)}
    found = []
    for question in questions:
        for person in now.people:
            old, new = before[person.id].get(question), after[person.id].get(question)
            if old is None and new is None:
                continue
            again = question in check_in.by_person.get(person.id, {})
            if not again and question in guide.check_in.since:
                continue  # what came is told by who counted it
            if again or (question, person.id) in rests_on:
                found.append(ThenAndNow(question, person.id, old, new, again))
    return tuple(found)


def _kept(check_in: CheckIn, commitment: Commitment) -> CommitmentResult:
    said = tuple(
        (person, str(given[COMMITMENT + commitment.id].value))
        for person, given in check_in.by_person.items()
        if COMMITMENT + commitment.id in given
    )
    tokens = {token for _, token in said}
    kept = Kept.failed if FAILED in tokens else Kept.held if HELD in tokens else Kept.unanswered
    return CommitmentResult(commitment, kept, said)


def _said(check_in: CheckIn, now: Baseline, question: str, *, shareable: bool) -> tuple[tuple[str, str], ...]:
    """Who answered what to a question that only check-ins ask."""
    found = []
    for person in check_in.people:
        given = check_in.by_person[person.id].get(question)
        if given is None or given.value is None:
            continue
        if shareable and not _may_read(now, person.side, question, consent=given.consent):
            continue
        found.append((person.id, str(given.value)))
    return tuple(found)


def _may_read(now: Baseline, side: Side, question: str, *, consent: bool) -> bool:
    if now.is_private(question):
        return False
    return side is Side.ours or not protected(now.guide.at_check_in, question, consent=consent)


def _came(
    check_in: CheckIn,
    now: Baseline,
    flags: tuple[FlagChange, ...],
    commitments: tuple[CommitmentResult, ...],
    *,
    shareable: bool,
) -> Came:
    texts = [text for _, text in _said(check_in, now, "unforeseen", shareable=shareable)]
    return Came(
        flags=tuple(one.flag for one in flags if one.became in (Became.new, Became.worse)),
        commitments=tuple(one.commitment.id for one in commitments if one.kept is Kept.failed),
        texts=tuple(texts),
    )


def _written(check_in: CheckIn, came: Came) -> list[str]:
    """The words in which what came is told: what people wrote, and what was promised and failed."""
    failed = [one for one in check_in.due if one.id in came.commitments]
    return [*came.texts, *(text for one in failed for text in (one.text, one.tripwire))]


def _nobody_changed_a_word(check_in: CheckIn, now: Baseline, *, shareable: bool) -> bool:
    """Whether what was asked again was answered, and each time as before; ``shareable``: of what our side may read."""
    baseline = check_in.baseline
    again = [
        (person, answer)
        for person in check_in.people
        for question, answer in check_in.by_person[person.id].items()
        if question in baseline.guide.owner and question not in baseline.guide.check_in.since
        if not shareable or _may_read(now, person.side, question, consent=answer.consent)
    ]
    before = {person.id: baseline.answers_of(person) for person in check_in.people}
    return bool(again) and all(before[person.id].get(one.question) == one.value for person, one in again)
