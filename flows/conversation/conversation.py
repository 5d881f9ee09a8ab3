"""The pure heart: one team's run of the guide. Values in, values out; no Slack, no SQL, no clock.

Every step takes a conversation and returns the next one with what the coach has to say about it. Answers are append-only;
the next question is a function of guide and answers, so changing an early answer drops what it orphans. Answering is in
``flows.conversation.answering``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flows.assessment.answers import Standing, asked_probes, live_answers
from flows.assessment.assessment import assess
from flows.assessment.screening import Screening, screened
from flows.conversation.lifecycle import (
    COLLECTING,
    DECIDING,
    ENDED,
    FOLLOWING_UP,
    IN_A_SECTION,
    PAUSED,
    REVIEWING,
    Place,
    send,
    starting_place,
)
from flows.errors import (
    AlreadyNamed,
    InvalidAnswer,
    NotAllowedNow,
    NotDecider,
    NotExpected,
    NotOpener,
    ReasonRequired,
)
from flows.model import (
    Assessment,
    Guide,
    Participant,
    Probe,
    Question,
    Role,
    Setup,
    Side,
    Value,
    Verdict,
)

GO, GO_IF, NOT_YET, NO = "go", "go_if", "not_yet", "no"
OUTCOMES = (GO, GO_IF, NOT_YET, NO)
"""What a team can decide."""

_EXPECTED_OUTCOMES = {
    Verdict.strategic: (GO,),
    Verdict.conditional: (GO_IF, NOT_YET),
    Verdict.distraction: (NO, NOT_YET),
    Verdict.insufficient: (NOT_YET, NO),
}
"""What follows the verdict; any other outcome overrides it and needs a reason."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One version of one answer; ``value`` None takes an earlier one back. ``consent``: the other side may read it."""

    person: str
    question: str
    value: Value | None
    after_reveal: bool = False
    consent: bool = False


def latest_of(people: Iterable[Participant], answers: Iterable[Answer]) -> Mapping[str, Mapping[str, Answer]]:
    """The latest version of each answer: person → what was asked → Answer; taken-back ones are left out."""
    latest: dict[str, dict[str, Answer]] = {person.id: {} for person in people}
    for answer in answers:
        if answer.value is None:
            latest.setdefault(answer.person, {}).pop(answer.question, None)
        else:
            latest.setdefault(answer.person, {})[answer.question] = answer
    return latest


@dataclass(frozen=True, slots=True)
class Decision:
    """What the people decided, by whom, and why; ``overrides`` when it goes against the verdict. ``minority``: what those saw who
    leaned another way, as it was written down, without a name."""

    outcome: str
    reason: str
    by: str
    verdict: Verdict
    overrides: bool
    minority: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Something that the coach has to say. ``what`` is one of the constants below."""

    what: str
    section: str | None = None
    person: str | None = None
    questions: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


ASK, PROGRESS, PROBE, REVEAL, CHANGED = "ask", "progress", "probe", "reveal", "changed"
SCREENED, HEAR_PARTNER, PARTNER_HEARD, SUMMARISE, DECIDED = (
    "screened",
    "hear_partner",
    "partner_heard",
    "summarise",
    "decided",
)
DOUBT = "doubt"
"""To one person alone, before their section counts as finished: they lean yes, and their own answers hold a blocker."""
PAUSE, RESUME, REOPEN, STOP, CLOSE = "pause", "resume", "reopen", "stop", "close"


@dataclass(frozen=True)
class Conversation:
    """One team's run of the guide. ``opener`` opened it; ``people`` are expected to answer, on either side."""

    guide: Guide
    setup: Setup
    opener: str
    people: tuple[Participant, ...]
    place: Place
    answers: tuple[Answer, ...] = ()
    submissions: frozenset[tuple[str, str]] = frozenset()
    """(section, person): who has finished a section."""
    probed: frozenset[tuple[str, str]] = frozenset()
    """(person, probe): what the coach has asked again."""
    decision: Decision | None = None

    @cached_property
    def stage(self) -> str:
        """The state of the lifecycle."""
        return self.place.stage

    @cached_property
    def section(self) -> str | None:
        """The open section; None while no section is open."""
        return self.place.open_section

    @cached_property
    def hidden(self) -> bool:
        """Whether the open section's answers are still hidden."""
        return self.stage == COLLECTING

    @property
    def ended(self) -> bool:
        """Closed or abandoned."""
        return self.stage in ENDED

    def blind(self, section: str) -> bool:
        """Whether nobody may read yet what others of our side answered in a section: it was not revealed."""
        return section not in self.place.seen

    @cached_property
    def by_person(self) -> Mapping[str, Mapping[str, Answer]]:
        """The latest version of each answer: person → answerable id → Answer; taken-back ones are left out."""
        return latest_of(self.people, self.answers)

    def participant(self, person: str) -> Participant:
        """The expected person; raises NotExpected."""
        found = self._by_id.get(person)
        if found is None:
            raise NotExpected(person=person)
        return found

    def side(self, side: Side) -> tuple[Participant, ...]:
        """The people of a side, those who were replaced among them."""
        return self._by_side[side]

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who may decide: the opener, and the decision makers of our side who are expected."""
        ours = [one.id for one in self.side(Side.ours) if one.role is Role.decision_maker and not one.replaced]
        return tuple(dict.fromkeys((self.opener, *ours)))

    def heard(self, section: str, side: Side = Side.ours) -> tuple[Participant, ...]:
        """Whose answers a section has or waits for: who was replaced counts where they have finished, and took nothing back."""
        return tuple([one for one in self._by_side[side] if not one.replaced or self._stays(section, one)])

    def _stays(self, section: str, person: Participant) -> bool:
        owner, given = self.guide.owner, self.by_person.get(person.id, {})
        return self.finished(section, person) and any(owner[one].section == section for one in given)

    def replaceable(self, person: str) -> bool:
        """Whether somebody else may be named in this person's place: they are on our side, still expected, and it is not over."""
        return not self.ended and any(one.id == person and not one.replaced for one in self.side(Side.ours))

    @cached_property
    def _by_id(self) -> dict[str, Participant]:
        return {person.id: person for person in reversed(self.people)}

    @cached_property
    def _by_side(self) -> dict[Side, tuple[Participant, ...]]:
        return {side: tuple([person for person in self.people if person.side is side]) for side in Side}

    @cached_property
    def _standing(self) -> dict[str, Standing]:
        """Person → their standing answers; filled as people are asked about."""
        return {}

    def own_answers(self, person: str) -> dict[str, Value]:
        """A person's standing answers, without orphans; worked out once for a conversation value: not to be changed."""
        return self._stands(person)

    def _stands(self, person: str) -> Standing:
        known = self._standing.get(person)
        if known is None:
            side = self.participant(person).side
            raw = {q: a.value for q, a in self.by_person.get(person, {}).items() if a.value is not None}
            called_for = asked_probes(self.guide, side, raw)
            standing = live_answers(self.guide, side, raw, called_for)
            if len(standing) != len(raw):  # what was orphaned calls for nothing
                called_for = asked_probes(self.guide, side, standing)
            known = self._standing[person] = Standing(standing, called_for)
        return known

    def questions(self, section: str, side: Side = Side.ours) -> tuple[Question, ...]:
        """What a side is asked in a section, as far as it concerns its kind of organisation."""
        found = self._asked.get((section, side))
        if found is None:
            kind = self.setup.kind(side)
            found = tuple([each for each in self.guide.in_section(section, side) if each.concerns(kind)])
            self._asked[section, side] = found
        return found

    def questions_for(self, section: str, person: Participant) -> tuple[Question, ...]:
        """What this person is asked in a section: not what others of their side know by their role."""
        return tuple([q for q in self.questions(section, person.side) if self._knows(q.roles, person)])

    def inline_for(self, question: Question, person: Participant) -> tuple[Probe, ...]:
        """The follow-ups that stand with a question from the start for this person."""
        return tuple([probe for probe in question.probes if probe.inline and self._knows(probe.roles, person)])

    def _knows(self, roles: tuple[Role, ...], person: Participant) -> bool:
        """What some roles know is asked of them; of everybody where a side has none of them."""
        there = {each.role for each in self.side(person.side) if not each.replaced}
        return not roles or person.role in roles or there.isdisjoint(roles)

    @cached_property
    def _screened(self) -> frozenset[str]:
        return frozenset([question.id for question in self.questions(self.guide.screening_section or "")])

    @cached_property
    def _asked(self) -> dict[tuple[str, Side], tuple[Question, ...]]:
        return {}

    def partner_sections(self) -> tuple[str, ...]:
        """The sections that the partner's people are asked, in order."""
        return tuple(section for section in self.guide.road if self.questions(section, Side.partner))

    def finished(self, section: str, person: Participant) -> bool:
        """Whether a person has finished a section; the screening is finished question by question."""
        if self.by_question(section, person):
            given = self.by_person.get(person.id, {})
            return given.keys() >= self._screened
        return (section, person.id) in self.submissions

    def by_question(self, section: str, person: Participant) -> bool:
        """Whether a person answers a section question by question: ours do in the screening."""
        return section == self.guide.screening_section and person.side is Side.ours

    def waits_for(self, person: str | None) -> str | None:
        """The open section that waits for this person's answers; None when nothing does."""
        participant = self._by_id.get(person) if person is not None else None
        if participant is None or participant.replaced or self.stage == PAUSED:
            return None
        if participant.side is Side.partner:
            if self.stage != REVIEWING:
                return None
            return next((one for one in self.partner_sections() if not self.finished(one, participant)), None)
        if self.section is None or not self.hidden or self.finished(self.section, participant):
            return None
        return self.section

    def may_answer(self, section: str, person: Participant) -> bool:
        """Whether a person's answers to a section are taken now: those to the open section, and ahead those to one that is still
        blind; of the partner's people, once they are heard."""
        if person.side is Side.partner:
            return self.stage == REVIEWING and section in self.partner_sections()
        if self.stage not in IN_A_SECTION or section not in self.guide.road:
            return False
        return section == self.section or (self.blind(section) and not person.replaced)

    def next_for(self, person: str, after: str | None = None) -> str | None:
        """The section that a person may go on with in the same sitting: the next on the road that they have not finished, those
        behind ``after`` first. None when there is none, or when ``after`` itself waits for answers that are clicked."""
        participant = self._by_id.get(person)
        if participant is None or participant.replaced:
            return None
        if after and self.by_question(after, participant) and not self.finished(after, participant):
            return None
        road = self.guide.road
        start = road.index(after) + 1 if after in road else 0
        left = (one for one in (*road[start:], *road[:start]) if one != after and not self.finished(one, participant))
        theirs = participant.side is Side.partner
        return next((one for one in left if self.may_answer(one, participant) and (theirs or self.blind(one))), None)

    def missing(self, section: str, side: Side = Side.ours) -> tuple[Participant, ...]:
        """Who has not finished a section yet."""
        return tuple([one for one in self.side(side) if not one.replaced and not self.finished(section, one)])

    def answered_count(self, section: str, question: str | None = None) -> tuple[int, int]:
        """How many of our expected people have finished a section (or answered a question of the screening)."""
        people = self.heard(section)
        if question is not None:
            people = self.side(Side.ours)
            given = [question in self.by_person.get(person.id, {}) for person in people]
            return sum(given), sum(has or not one.replaced for has, one in zip(given, people, strict=True))
        return len(people) - len(self.missing(section)), len(people)

    def all_answers(self) -> list[tuple[Participant, dict[str, Value]]]:
        """Everybody's standing answers, for the assessment: of ours those to sections that were revealed."""
        return [(person, self.shown_answers(person)) for person in self.people]

    def shown_answers(self, person: Participant) -> dict[str, Value]:
        """A person's standing answers, of ours without those that are still blind: not to be changed."""
        own = self._stands(person.id)
        if person.side is Side.partner or self.place.seen.issuperset(self.guide.road):
            return own
        owner = self.guide.owner
        shown = {q: value for q, value in own.items() if not self.blind(owner[q].section)}
        return Standing(shown, tuple([probe for probe in own.called_for if not self.blind(owner[probe].section)]))

    def assessment(self) -> Assessment:
        """What the answers add up to now."""
        return assess(self.guide, self.setup, self.all_answers())

    def screening(self) -> Screening:
        """What the screening alone adds up to."""
        expected = sum(not person.replaced for person in self.side(Side.ours))
        return screened(self.guide, self.setup, self.all_answers(), expected)

    def follow_ups(self, person: str, section: str) -> tuple[str, ...]:
        """Every follow-up that a person could still answer in a section, whether the coach asked or not."""
        return tuple(probe for probe in self._stands(person).called_for if self.guide.owner[probe].section == section)


_OF_PEOPLE = ("_by_id", "_by_side", "_asked", "_screened")
_OF_ANSWERS = ("by_person", "_standing")
"""What a conversation value works out from guide and people, and from its answers too."""


def changed(conversation: Conversation, **changes: Any) -> Conversation:
    """The next value: what was worked out of the answers goes along where it stays true."""
    moved = replace(conversation, **changes)
    if not changes.keys() & {"guide", "people"}:
        known = _OF_PEOPLE if "answers" in changes else (*_OF_PEOPLE, *_OF_ANSWERS)
        kept = conversation.__dict__
        moved.__dict__.update({name: kept[name] for name in known if name in kept})
    return moved


Step = tuple[Conversation, tuple[Said, ...]]


def begin(guide: Guide, setup: Setup, opener: str, people: Iterable[Participant]) -> Step:
    """A conversation at its first question."""
    conversation = Conversation(guide, setup, opener, tuple(people), starting_place(guide.road))
    if not conversation.side(Side.ours):
        raise NotExpected("nobody on our side is expected to answer")
    return conversation, (Said(ASK, conversation.section),)


def partner_has_answered(conversation: Conversation) -> bool:
    """Whether every expected person of the partner has finished every mirrored section."""
    return not any(conversation.missing(section, Side.partner) for section in conversation.partner_sections())


def reveal(conversation: Conversation, by: str) -> Step:
    """Show the open section's answers before everybody has answered; the opener and the decision makers may."""
    _check_decides(conversation, by)
    return _revealed(conversation)


def revealed_when_all_in(conversation: Conversation) -> Step:
    """Reveal the open section where nobody is missing any more; else nothing is said."""
    section = conversation.section
    if section is None or not conversation.hidden or conversation.missing(section):
        return conversation, ()
    return _revealed(conversation)


def _revealed(conversation: Conversation) -> Step:
    section = conversation.section
    moved = _moved(conversation, "reveal")
    said = [Said(REVEAL, section)]
    if section == conversation.guide.screening_section:
        said.append(Said(SCREENED, section))
    return moved, tuple(said)


def go_on(conversation: Conversation, by: str) -> Step:
    """Close the revealed section and open the next one; from the review, sum up."""
    _check_ours(conversation, by)
    if conversation.stage == REVIEWING:
        return summarise(conversation, by)
    moved = _moved(conversation, "next")
    said = [Said(PROGRESS, conversation.section)]
    if moved.stage == REVIEWING:
        if partner_has_answered(moved):
            moved = _moved(moved, "summarise")
            return moved, (*said, Said(SUMMARISE))
        return moved, (*said, Said(HEAR_PARTNER))
    if not moved.hidden:
        return moved, (*said, Said(REOPEN, moved.section))
    shown, more = revealed_when_all_in(moved)
    return shown, (*said, *(more or (Said(ASK, moved.section),)))


def summarise(conversation: Conversation, by: str) -> Step:
    """Sum up, whether the partner's people have all answered or not; only the opener may cut them short."""
    if not partner_has_answered(conversation) and by != conversation.opener:
        raise NotOpener("only the opener sums up early", person=by)
    return _moved(conversation, "summarise"), (Said(SUMMARISE),)


def back(conversation: Conversation, by: str) -> Step:
    """Reopen the section before: its answers may change again."""
    _check_ours(conversation, by)
    moved = _moved(conversation, "back")
    closed = [Said(PROGRESS, conversation.section)] if conversation.section else []
    return moved, (*closed, Said(REOPEN, moved.section))


def pause(conversation: Conversation, by: str) -> Step:
    """Stop for now; nothing is lost."""
    _check_ours(conversation, by)
    return _moved(conversation, "pause"), (Said(PAUSE, person=by),)


def resume(conversation: Conversation, by: str) -> Step:
    """Go on where it was paused."""
    _check_ours(conversation, by)
    moved = _moved(conversation, "resume")
    return moved, (Said(RESUME, moved.section),)


def name_another(conversation: Conversation, by: str, person: str, another: str, language: str) -> Step:
    """Expect somebody else in the place of one of our people, in the same role; who decides may.

    What was answered stays. Raises NotDecider, NotExpected, AlreadyNamed or NotAllowedNow.
    """
    _check_decides(conversation, by)
    if conversation.ended:
        raise NotAllowedNow("over", event="name_another", stage=conversation.stage)
    before = conversation.participant(person)
    if not conversation.replaceable(person):
        raise NotExpected("nobody waits for them", person=person)
    known = next((one for one in conversation.people if one.id == another), None)
    if known is not None and not (known.side is Side.ours and known.replaced):
        raise AlreadyNamed(person=another)
    now = {person: before.model_copy(update={"replaced": True})}
    if known is not None:  # who was replaced before is back
        now[another] = known.model_copy(update={"replaced": False})
    people = [now.get(one.id, one) for one in conversation.people]
    if known is None:
        people.append(Participant(id=another, side=before.side, role=before.role, language=language))
    moved = changed(conversation, people=tuple(people))
    return moved, (Said(PROGRESS, moved.section),)


def stop(conversation: Conversation, by: str) -> Step:
    """Stop for good and kindly; the opener and the decision makers may."""
    _check_decides(conversation, by)
    return _moved(conversation, "stop"), (Said(STOP),)


def decide(conversation: Conversation, by: str, outcome: str, reason: str, minority: str = "") -> Step:
    """Record what the people decided. Against the verdict it needs a written reason; raises ReasonRequired."""
    _check_decides(conversation, by)
    if outcome not in OUTCOMES:
        raise InvalidAnswer(f"{outcome!r} is not a decision", outcome=outcome)
    if conversation.stage != DECIDING:
        raise NotAllowedNow("decide", event="decide", stage=conversation.stage)
    verdict = conversation.assessment().verdict
    overrides = outcome not in _EXPECTED_OUTCOMES[verdict]
    if overrides and not reason.strip():
        raise ReasonRequired(verdict=verdict)
    moved = changed(
        conversation,
        place=send(conversation.place, "decline" if outcome == NO else "decide", conversation.guide.road),
        decision=Decision(outcome, reason.strip(), by, verdict, overrides, minority.strip()),
    )
    return moved, (Said(DECIDED),)


def close(conversation: Conversation, by: str) -> Step:
    """End the follow-up."""
    _check_decides(conversation, by)
    return _moved(conversation, "close"), (Said(CLOSE),)


def _moved(conversation: Conversation, event: str) -> Conversation:
    """The conversation after an event of its lifecycle; raises NotAllowedNow or BrokenConversation."""
    return changed(conversation, place=send(conversation.place, event, conversation.guide.road))


def _check_ours(conversation: Conversation, by: str) -> None:
    if by != conversation.opener and conversation.participant(by).side is not Side.ours:
        raise NotExpected("our side leads the conversation", person=by)


def _check_decides(conversation: Conversation, by: str) -> None:
    if by not in conversation.deciders:
        conversation.participant(by)
        raise NotDecider("the opener or a decision maker decides", person=by)


def goes_on(decision: Decision) -> bool:
    """Whether the partnership is followed up: after a yes, a yes on conditions, and a not yet."""
    return decision.outcome != NO


def overridden(verdict: Verdict, outcome: str) -> bool:
    """Whether an outcome goes against a verdict."""
    return outcome not in _EXPECTED_OUTCOMES[verdict]


__all__ = [
    "FOLLOWING_UP",
    "Answer",
    "Conversation",
    "Decision",
    "Said",
    "back",
    "begin",
    "changed",
    "close",
    "decide",
    "go_on",
    "name_another",
    "overridden",
    "pause",
    "resume",
    "reveal",
    "revealed_when_all_in",
    "stop",
    "summarise",
]
