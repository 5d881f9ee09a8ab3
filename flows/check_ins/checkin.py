"""One check-in: who is asked what, blind answers, nudges that end, the reveal. Values in, values out.

Every step takes a check-in and returns the next one with what there is to say. Four clicks put it off, and are four different
things: *later* (ask me again then), *skip* (not this one), *away* (I am not there), *never* (I come by myself; do not remind
me). Each is kept. Who says nothing at all until the end is recorded as unanswered.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from flows.assessment.answers import read_answer
from flows.check_ins.agenda import COMMITMENT, Asked, agendas
from flows.check_ins.baseline import Baseline
from flows.check_ins.statechart import COMPARED, ENDED, OPEN, SCHEDULED, send
from flows.commitments import Commitment
from flows.conversation.conversation import ASK, CHANGED, PROGRESS, REVEAL, Answer, Said, latest_of
from flows.errors import InvalidAnswer, NotAllowedNow, NotDecider, NotExpected, StaleQuestion
from flows.model import CHECK_IN, KEPT, NOT_MINE, Participant, Role, Side, Value
from flows.schedules.recurrence import Timetable

PROMPT, MISSED = "prompt", "missed"
"""To one person: the first message. To the thread: nobody answered."""


class Reply(StrEnum):
    """What a person clicked instead of answering; ``left`` is the clock's: they are not there any more."""

    later = "later"
    skip = "skip"
    away = "away"
    never = "never"
    left = "left"


class Standing(StrEnum):
    """What became of one person in a check-in. ``unanswered`` is silence, and only known at the end."""

    waiting = "waiting"
    answered = "answered"
    skipped = "skipped"
    away = "away"
    unanswered = "unanswered"


_PUT_OFF = {Reply.skip: Standing.skipped, Reply.away: Standing.away, Reply.left: Standing.away}


@dataclass(frozen=True, slots=True)
class PutOff:
    """One click, kept. ``until``: when *later* is, or the last day of *away*."""

    person: str
    reply: Reply
    until: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the people made of a check-in."""

    outcome: str
    by: str
    reason: str = ""


@dataclass(frozen=True)
class CheckIn:
    """One check-in. ``people`` are expected; ``agendas`` are what each is asked, fixed when it is scheduled.

    ``told``: (person, message) that was sent already. ``submissions``: who has finished. ``outcome``: None until it ends, and
    when the next check-in came first. ``named``: where our people are asked in the thread, those whom it names there.
    """

    baseline: Baseline
    opener: str
    people: tuple[Participant, ...]
    agendas: Mapping[str, tuple[Asked, ...]]
    due: tuple[Commitment, ...] = ()
    stage: str = SCHEDULED
    timetable: Timetable | None = None
    answers: tuple[Answer, ...] = ()
    submissions: frozenset[str] = frozenset()
    put_off: tuple[PutOff, ...] = ()
    told: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    outcome: Outcome | None = None
    named: tuple[str, ...] | None = None

    @property
    def hidden(self) -> bool:
        """Whether nobody may read anybody else's answers yet."""
        return self.stage in OPEN or self.stage == SCHEDULED

    @property
    def ended(self) -> bool:
        return self.stage in ENDED

    @cached_property
    def by_person(self) -> Mapping[str, Mapping[str, Answer]]:
        """The latest version of each answer: person → what was asked → Answer; taken-back ones are left out."""
        return latest_of(self.people, self.answers)

    def participant(self, person: str) -> Participant:
        """The expected person; raises NotExpected."""
        found = next((one for one in self.people if one.id == person), None)
        if found is None:
            raise NotExpected(person=person)
        return found

    def standing(self, person: str) -> Standing:
        """Where a person stands; who answers after having put it off has answered."""
        if person in self.submissions:
            return Standing.answered
        clicked = [_PUT_OFF[one.reply] for one in self.put_off if one.person == person and one.reply in _PUT_OFF]
        if clicked:
            return clicked[-1]
        return Standing.waiting if self.hidden else Standing.unanswered

    def counts(self) -> dict[Standing, int]:
        """How many stand where: the most that may be said in public before the reveal, and of the silent for ever."""
        found = dict.fromkeys(Standing, 0)
        for person in self.people:
            found[self.standing(person.id)] += 1
        return found

    def waited_for(self) -> tuple[Participant, ...]:
        """Who is still expected to answer."""
        return tuple(one for one in self.people if self.standing(one.id) is Standing.waiting)

    def never_reminded(self, person: str) -> bool:
        return any(one.person == person and one.reply is Reply.never for one in self.put_off)

    def asked_in_thread(self, person: Participant) -> bool:
        """Whether this person reads the thread and is asked there; the partner's people do not, and are asked in private."""
        return self.named is not None and person.side is Side.ours

    def asked(self) -> tuple[tuple[str, str], ...]:
        """(person, question): what has had its turn. What a silent person was asked has not, unless nobody answered at all."""
        heard = self.submissions or self.agendas.keys()
        return tuple(
            (person, one.question) for person in self.agendas if person in heard for one in self.agendas[person]
        )

    def now(self) -> Baseline:
        """The answers as they stand with those of this check-in: what the next one is held against."""
        latest = [answer for given in self.by_person.values() for answer in given.values()]
        return self.baseline.after(latest, self.asked())


Step = tuple[CheckIn, tuple[Said, ...]]


def schedule(
    baseline: Baseline,
    opener: str,
    due: Iterable[Commitment] = (),
    *,
    people: Iterable[Participant] | None = None,
    away: Mapping[str, date] | None = None,
    never: Iterable[str] = (),
    left: Iterable[str] = (),
    in_thread: bool = False,
) -> CheckIn:
    """A check-in that nobody has heard of yet.

    ``due``: the commitments to ask about. ``people``: who is expected, everybody by default. ``away``: who is absent, with
    their last day; ``never``: who wants no reminders: both as they clicked in earlier check-ins. ``left``: who is not
    there any more. ``in_thread``: our people are asked there, those who are away or want no reminders unnamed.
    """
    expected = tuple(baseline.people if people is None else people)
    if not expected:
        raise NotExpected("nobody is expected to answer")
    due = tuple(due)
    ids = {person.id for person in expected}
    put_off = [PutOff(person, Reply.away, last) for person, last in (away or {}).items() if person in ids]
    put_off += [PutOff(person, Reply.never) for person in never if person in ids]
    put_off += [PutOff(person, Reply.left) for person in left if person in ids]
    gone = {one.person for one in put_off if one.reply in _PUT_OFF}
    asked = agendas(baseline, expected, due, gone)
    quiet = {one.person for one in put_off}
    ours = tuple(one.id for one in expected if one.side is Side.ours and one.id not in quiet)
    named = ours if in_thread else None
    return CheckIn(baseline, opener, expected, asked, due, put_off=tuple(put_off), named=named)


def prompt(check_in: CheckIn, timetable: Timetable) -> Step:
    """Ask: each expected person who is there and did not say *never*, and the thread for all.

    Who is asked at their own local time is left to the clock (``nudges.tick``); who is asked in the thread is named there.
    """
    moved = replace(check_in, stage=send(check_in.stage, "prompt"), timetable=timetable)
    at_once = [one for one in moved.waited_for() if timetable.own is None or timetable.own.asked(one.id) is None]
    people = [one for one in at_once if not moved.never_reminded(one.id) and not moved.asked_in_thread(one)]
    return moved, (Said(ASK, CHECK_IN), *(Said(PROMPT, CHECK_IN, one.id) for one in people))


def answer(check_in: CheckIn, person: str, raw: Mapping[str, object], *, consent: bool = False) -> Step:
    """Take a person's answers; blank takes an answer back.

    ``raw``: answerable ids, and ``commitment:<id>`` → held, failed, unsure. Raises StaleQuestion, NotExpected, or InvalidAnswer
    with ``fields`` naming every wrong answer.
    """
    check_in.participant(person)
    if check_in.stage == SCHEDULED or check_in.ended:
        raise StaleQuestion(section=CHECK_IN)
    values = _read(check_in, person, raw)
    revealed = check_in.stage == COMPARED
    given = check_in.by_person[person]
    changed = {one: value for one, value in values.items() if (given[one].value if one in given else None) != value}
    agreed = {one: answer for one, answer in given.items() if one not in changed and answer.consent != consent}
    versions = [Answer(person, one, value, revealed, consent) for one, value in changed.items()]
    versions += [replace(one, consent=consent) for one in agreed.values()]
    moved = replace(
        check_in,
        stage=send(check_in.stage, "answer"),
        answers=(*check_in.answers, *versions),
        submissions=check_in.submissions | {person},
    )
    said = [Said(PROGRESS, CHECK_IN, person, tuple(changed))]
    if revealed:
        return moved, (*said, *([Said(CHANGED, CHECK_IN, person, tuple(changed))] if changed else []))
    return _settled(moved, said)


def _read(check_in: CheckIn, person: str, raw: Mapping[str, object]) -> dict[str, Value | None]:
    offered = {one for asked in check_in.agendas[person] for one in asked.fields}
    values: dict[str, Value | None] = {}
    wrong: dict[str, str] = {}
    for one, written in raw.items():
        if one not in offered:
            raise StaleQuestion(f"{one} is not asked here", section=CHECK_IN)
        try:
            values[one] = _value(check_in, one, written)
        except InvalidAnswer as error:
            wrong[one] = error.detail
    if wrong:
        raise InvalidAnswer("; ".join(wrong.values()), **wrong)
    return values


def _value(check_in: CheckIn, asked: str, written: object) -> Value | None:
    if not asked.startswith(COMMITMENT):
        return read_answer(check_in.baseline.guide.at_check_in, asked, written)
    if written is None or written == "":
        return None
    if written not in (*KEPT, NOT_MINE):
        raise InvalidAnswer(f"{asked}: {written!r} is not one of {', '.join(KEPT)}", question=asked)
    return str(written)


def later(check_in: CheckIn, person: str, until: datetime) -> Step:
    """Remind me then: not before, and once. It must be before the check-in closes."""
    _open_for(check_in, person, Reply.later)
    if check_in.timetable is None or until >= check_in.timetable.closes:
        raise NotAllowedNow("later than the end", event=Reply.later, stage=check_in.stage)
    return _kept(check_in, PutOff(person, Reply.later, until)), ()


def skip(check_in: CheckIn, person: str) -> Step:
    """Not this one; the next check-in asks again."""
    _open_for(check_in, person, Reply.skip)
    return _settled(_kept(check_in, PutOff(person, Reply.skip)), [Said(PROGRESS, CHECK_IN)])


def away(check_in: CheckIn, person: str, last_day: date) -> Step:
    """Not expected in this one, nor in those that come up to ``last_day``."""
    _open_for(check_in, person, Reply.away)
    return _settled(_kept(check_in, PutOff(person, Reply.away, last_day)), [Said(PROGRESS, CHECK_IN)])


def left(check_in: CheckIn, people: Collection[str]) -> Step:
    """Wait no longer for those who are not there any more; who comes back may answer all the same."""
    gone = [person.id for person in check_in.waited_for() if person.id in people]
    if not gone or check_in.stage not in OPEN:
        return check_in, ()
    put_off = (*check_in.put_off, *(PutOff(person, Reply.left) for person in sorted(gone)))
    return _settled(replace(check_in, put_off=put_off), [Said(PROGRESS, CHECK_IN)])


def never(check_in: CheckIn, person: str) -> Step:
    """No reminders any more, in this one and in all that come; still expected, and free to answer."""
    _open_for(check_in, person, Reply.never)
    return _kept(check_in, PutOff(person, Reply.never)), ()


def _open_for(check_in: CheckIn, person: str, event: str) -> None:
    check_in.participant(person)
    if check_in.stage not in OPEN:
        raise NotAllowedNow(f"{event} in {check_in.stage}", event=event, stage=check_in.stage)


def _kept(check_in: CheckIn, put_off: PutOff) -> CheckIn:
    return replace(check_in, put_off=(*check_in.put_off, put_off))


def _settled(check_in: CheckIn, said: list[Said]) -> Step:
    """Compare, or miss, when nobody is waited for any more."""
    if check_in.waited_for():
        return check_in, tuple(said)
    moved, more = finished(check_in)
    return moved, (*said, *more)


def finished(check_in: CheckIn) -> Step:
    """The end of collecting: compared when somebody answered, missed when nobody did."""
    if check_in.submissions:
        return replace(check_in, stage=send(check_in.stage, "compare")), (Said(REVEAL, CHECK_IN),)
    return replace(check_in, stage=send(check_in.stage, "miss")), (Said(MISSED, CHECK_IN),)


def reveal(check_in: CheckIn, by: str) -> Step:
    """Compare before everybody has answered; the opener and our decision makers may, and only what somebody answered."""
    check_decides(check_in, by)
    return replace(check_in, stage=send(check_in.stage, "compare")), (Said(REVEAL, CHECK_IN),)


def check_decides(check_in: CheckIn, by: str) -> None:
    """Raises NotExpected for whoever may not end this check-in: the opener and our decision makers may."""
    if by == check_in.opener:
        return
    person = check_in.participant(by)
    if person.side is not Side.ours or person.role is not Role.decision_maker:
        raise NotDecider("the opener or a decision maker ends a check-in", person=by)
