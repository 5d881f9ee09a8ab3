"""Then and now: what became of each flag and commitment, and of what people feared at the decision.

Computed twice: from everything, for the record, and from what our side may read, for the thread (``shareable``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from flows.assessment import RANK
from flows.follow_up.agenda import COMMITMENT
from flows.follow_up.baseline import Baseline
from flows.follow_up.checkin import CheckIn, Standing
from flows.follow_up.commitments import Commitment
from flows.follow_up.drift import drift
from flows.follow_up.predictions import Prediction, predictions
from flows.model import FAILED, HELD, RaisedFlag, Severity, Side, Value
from flows.summary import protected

SIDES_DIFFER = "sides_differ"


class Became(StrEnum):
    """What became of a flag. ``still_open`` may have become lighter: its severities tell."""

    worse = "worse"
    new = "new"
    still_open = "still_open"
    closed = "closed"


class Kept(StrEnum):
    """What was said of a commitment; one voice that it failed is enough."""

    failed = "failed"
    unanswered = "unanswered"
    held = "held"


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """One person's answer to one question, before and after; None where there was none. ``asked``: given in this check-in."""

    question: str
    person: str
    then: Value | None
    now: Value | None
    asked: bool


@dataclass(frozen=True, slots=True)
class FlagChange:
    """``was``, ``now``: severities, None where the flag was not raised. ``asked``: whether anybody answered what it re-checks;
    a flag that nobody was asked about stays open by itself."""

    flag: str
    became: Became
    was: Severity | None
    now: Severity | None
    answers: tuple[ThenAndNow, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class CommitmentResult:
    """``said``: who said what of it; ``disputed``: held for one and failed for another."""

    commitment: Commitment
    kept: Kept
    said: tuple[tuple[str, str], ...]

    @property
    def disputed(self) -> bool:
        return {HELD, FAILED} <= {token for _, token in self.said}


@dataclass(frozen=True, slots=True)
class Came:
    """What came, for predictions to be held against: flags that are new or worse, commitments that failed, what people wrote."""

    flags: tuple[str, ...]
    commitments: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The report of a check-in. ``unchanged``: people answered, and nobody changed a word. ``withheld``: how many flag changes
    rest on what the partner's people did not share; nothing but their number may be told."""

    flags: tuple[FlagChange, ...]
    commitments: tuple[CommitmentResult, ...]
    predictions: tuple[Prediction, ...]
    came: Came
    drift: dict[str, float]
    counts: dict[Standing, int]
    still_yes: tuple[tuple[str, str], ...]
    unchanged: bool
    withheld: int = 0


def compare(check_in: CheckIn, *, shareable: bool = False) -> Comparison:
    """The comparison of a check-in with what was before it; ``shareable``: as our side may read it."""
    now = check_in.now()
    then = _readable_then(check_in.baseline, now) if shareable else check_in.baseline
    flags = _flag_changes(check_in, then, now, shareable=shareable)
    commitments = tuple(_kept(check_in, one) for one in check_in.due)
    withheld = 0
    if shareable:
        flags, withheld = _told(flags, _flag_changes(check_in, check_in.baseline, now, shareable=False))
    came = _came(check_in, now, flags, commitments, shareable=shareable)
    return Comparison(
        flags=flags,
        commitments=commitments,
        predictions=predictions(now, _written(check_in, came), shareable=shareable),
        came=came,
        drift=drift(now, shareable=shareable),
        counts=check_in.counts(),
        still_yes=_said(check_in, now, "still_yes", shareable=shareable),
        unchanged=_nobody_changed_a_word(check_in),
        withheld=withheld,
    )


def answered_again(check_in: CheckIn, *, shareable: bool = False) -> tuple[ThenAndNow, ...]:
    """Everything that was answered but for commitments, in the order in which it was asked; then and now.

    Of hours, and of what only check-ins ask, there is no "then": they count from one check-in to the next.
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
            found.append(ThenAndNow(one, person.id, old, given.value, True))
    return tuple(found)


def _told(shown: tuple[FlagChange, ...], whole: tuple[FlagChange, ...]) -> tuple[tuple[FlagChange, ...], int]:
    """What may be told of all flag changes, and how many it leaves out. That the two sides differ may always be said; what
    they said may not."""
    told = {one.flag: one for one in shown}
    for one in whole:
        if one.flag == SIDES_DIFFER and one.flag not in told:
            told[one.flag] = replace(one, answers=(), asked=False)
    withheld = sum(one.flag not in told or told[one.flag].became is not one.became for one in whole)
    return _worst_first(told.values()), withheld


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
        answers = _side_by_side(check_in, then, now, (was, is_now), shareable=shareable)
        found.append(
            FlagChange(
                flag=flag,
                became=_became(was, is_now),
                was=was.severity if was else None,
                now=is_now.severity if is_now else None,
                answers=answers,
                asked=any(one.asked for one in answers),
            )
        )
    return _worst_first(found)


def _became(was: RaisedFlag | None, now: RaisedFlag | None) -> Became:
    if was is None:
        return Became.new
    if now is None:
        return Became.closed
    return Became.worse if RANK[now.severity] < RANK[was.severity] else Became.still_open


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
        if question in guide.owner and not (shareable and now.is_private(question))
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


def _nobody_changed_a_word(check_in: CheckIn) -> bool:
    """Whether what was asked again was answered, and each time as before."""
    baseline = check_in.baseline
    again = [
        (person, answer)
        for person in check_in.people
        for question, answer in check_in.by_person[person.id].items()
        if question in baseline.guide.owner and question not in baseline.guide.check_in.since
    ]
    before = {person.id: baseline.answers_of(person) for person in check_in.people}
    return bool(again) and all(before[person.id].get(one.question) == one.value for person, one in again)
