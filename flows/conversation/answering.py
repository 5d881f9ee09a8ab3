"""Answering: what a person says in a section, on time or ahead, what the coach asks again, and the reveal that follows the last."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.assessment.answers import read_answer
from flows.assessment.assessment import own_blockers
from flows.conversation import conversation as talk
from flows.conversation.conversation import (
    CHANGED,
    DOUBT,
    GO,
    PARTNER_HEARD,
    PROBE,
    PROGRESS,
    Answer,
    Conversation,
    Said,
    Step,
    partner_has_answered,
    revealed_when_all_in,
)
from flows.conversation.lifecycle import PAUSED, REVIEWING
from flows.errors import InvalidAnswer, NotAllowedNow, StaleQuestion
from flows.model import NOT_MINE, UNSURE, Guide, Kind, Participant, Side, Value


def answer(
    conversation: Conversation,
    person: str,
    section: str,
    raw: Mapping[str, object],
    *,
    consent: bool | None = False,
    follow_up: bool = False,
) -> Step:
    """Take a person's answers to questions of a section that is open, or still to come (``may_answer``).

    ``raw`` maps answerable ids to what was chosen or written; blank takes an answer back. A ``follow_up`` answers probes and
    is not asked again. ``consent`` is the person's in this section, None where the form did not ask. Raises StaleQuestion,
    NotExpected, or InvalidAnswer with ``fields`` naming every wrong answer.
    """
    participant = conversation.participant(person)
    check_may_answer(conversation, participant, section)
    values = _read(conversation, participant, section, raw)
    after = _shown(conversation, participant, section)
    given = conversation.by_person.get(person, {})
    changed = {q: v for q, v in values.items() if (given[q].value if q in given else None) != v}
    agreed = has_agreed(conversation, person, section) if consent is None else consent
    versions = [Answer(person, q, v, after, agreed) for q, v in changed.items()]
    versions += _agreed_anew(conversation, participant, section, changed, consent=agreed)
    moved = talk.changed(conversation, answers=(*conversation.answers, *versions)) if versions else conversation
    standing = moved.own_answers(person)
    if orphans := [q for q in moved.by_person.get(person, {}) if q not in standing]:
        owner = conversation.guide.owner
        dropped = [Answer(person, q, None, _shown(moved, participant, owner[q].section)) for q in orphans]
        moved = talk.changed(moved, answers=(*moved.answers, *dropped))
    said: list[Said] = []
    if not after and (doubts := _doubts(moved, participant, changed)):
        # To that person first: the section is theirs to finish, or to change, before anybody reads it.
        said.append(Said(DOUBT, section, person, flags=doubts))
    else:
        moved, probes = _finish(moved, participant, section, () if follow_up else tuple(values))
        said += probes
    said += _progress(moved, participant, section, tuple(changed))
    if after and changed:
        said.append(Said(CHANGED, section, person, tuple(changed)))
    return _settle(moved, participant, section, said)


def answer_on(
    conversation: Conversation,
    person: str,
    section: str,
    raw: Mapping[str, object],
    ahead: Iterable[str] | None,
    *,
    consent: bool | None = False,
    follow_up: bool = False,
) -> Step:
    """Take what one form brings that came after the form of another section: the answers to that one's follow-ups (``ahead``), then
    those of its own section. Where its own questions are all blank the section stays unanswered: it is for later. Follow-ups that
    are ``too_late`` are left out. ``ahead`` None: a form that was opened by itself (``answer``). Raises as ``answer`` does.
    """
    if ahead is None:
        return answer(conversation, person, section, raw, consent=consent, follow_up=follow_up)
    before = {one: raw[one] for one in ahead if one in raw}
    own = {one: value for one, value in raw.items() if one not in before}
    said: tuple[Said, ...] = ()
    if before and not too_late(conversation, person, before):
        owner = conversation.guide.owner[next(iter(before))].section
        conversation, said = answer(conversation, person, owner, before, consent=None, follow_up=True)
    if all(value in (None, (), []) for value in own.values()):
        return conversation, said
    moved, more = answer(conversation, person, section, own, consent=consent, follow_up=follow_up)
    return moved, (*said, *more)


def too_late(conversation: Conversation, person: str, raw: Mapping[str, object]) -> bool:
    """Whether follow-ups (answerable id → raw) are not taken any more: the conversation went on past their section while the form
    was open. In a pause they wait, as everything does."""
    owner = conversation.guide.owner
    participant = conversation.participant(person)
    return conversation.stage != PAUSED and any(
        not conversation.may_answer(owner[one].section, participant) for one in raw if one in owner
    )


def confirm(conversation: Conversation, person: str, section: str) -> Step:
    """A person read their doubt and stays with what they said: now the section is finished for them."""
    participant = conversation.participant(person)
    check_may_answer(conversation, participant, section)
    questions = conversation.questions_for(section, participant)
    asked = [answerable for question in questions for answerable in question.fields or (question.id,)]
    moved, said = _finish(conversation, participant, section, asked)
    said += _progress(moved, participant, section)
    return _settle(moved, participant, section, said)


def next_probes(conversation: Conversation, person: str, section: str, submitted: Iterable[str]) -> tuple[str, ...]:
    """What the coach asks again about what was just ``submitted``: at most one probe a question, and ``probes_per_section`` of a
    person in a section, where they matter most: core answers in words first, then by the weight of what rests on them."""
    guide = conversation.guide
    questions = {guide.owner[answerable].id for answerable in submitted}
    left = guide.probes_per_section - len(_asked_before(conversation, person, section))
    called_for = [probe for probe in _open_probes(conversation, person, section) if guide.owner[probe].id in questions]
    chosen = set(sorted(called_for, key=lambda probe: _matters(guide, probe))[: max(0, left)])
    return tuple(probe for probe in called_for if probe in chosen)


def has_asked_enough(conversation: Conversation, person: str, section: str) -> bool:
    """Whether the coach has asked this person what it may ask in a section, and leaves more of it to them."""
    spent = len(_asked_before(conversation, person, section)) >= conversation.guide.probes_per_section
    return spent and bool(_open_probes(conversation, person, section))


def _asked_before(conversation: Conversation, person: str, section: str) -> list[str]:
    owner = conversation.guide.owner
    return [probe for who, probe in conversation.probed if who == person and owner[probe].section == section]


def _open_probes(conversation: Conversation, person: str, section: str) -> list[str]:
    """What could be asked again: the first follow-up of each question about which nothing was asked yet, in the guide's order."""
    guide, given = conversation.guide, conversation.own_answers(person)
    done = {guide.owner[probe].id for probe in _asked_before(conversation, person, section)}
    found: list[str] = []
    for probe in conversation.follow_ups(person, section):
        question, asked = guide.owner[probe].id, guide.probe[probe]
        # "Not sure" and "not mine" are answers: nobody is asked to write more there, or how many.
        settled = (asked.completes or asked.kind is Kind.number) and given.get(question) in (UNSURE, NOT_MINE)
        if question not in done and probe not in given and not settled and not asked.inline:
            found.append(probe)
            done.add(question)
    return found


def _matters(guide: Guide, probe: str) -> tuple[bool, bool, int]:
    """What sorts first is asked first."""
    question = guide.owner[probe]
    return not (question.core and question.kind is Kind.text), not question.core, -guide.weights.get(question.id, 0)


def has_agreed(conversation: Conversation, person: str, section: str) -> bool:
    """Return whether a person of the partner has agreed that our side reads everything that they say in a section."""
    owner = conversation.guide.owner
    given = conversation.by_person.get(person, {}).values()
    return any(one.consent for one in given if owner[one.question].section == section)


def _agreed_anew(
    conversation: Conversation, participant: Participant, section: str, changed: Mapping[str, object], *, consent: bool
) -> list[Answer]:
    """Consent given or taken back counts for everything that this person of the partner said in the section."""
    if participant.side is Side.ours:
        return []
    owner = conversation.guide.owner
    return [
        replace(one, consent=consent)
        for one in conversation.by_person.get(participant.id, {}).values()
        if one.consent != consent and one.question not in changed and owner[one.question].section == section
    ]


def _doubts(conversation: Conversation, participant: Participant, changed: Mapping[str, object]) -> tuple[str, ...]:
    if changed.get("lean") != GO:
        return ()
    own = conversation.own_answers(participant.id)
    return own_blockers(conversation.guide, conversation.setup, participant, own)


def _finish(
    conversation: Conversation, participant: Participant, section: str, submitted: Iterable[str]
) -> tuple[Conversation, list[Said]]:
    """The section is finished for this person; what the coach asks again comes next."""
    person = participant.id
    if not conversation.by_question(section, participant):
        conversation = talk.changed(conversation, submissions=conversation.submissions | {(section, person)})
    probes = next_probes(conversation, person, section, submitted)
    if not probes:
        return conversation, []
    probed = conversation.probed | {(person, probe) for probe in probes}
    return talk.changed(conversation, probed=probed), [Said(PROBE, section, person, probes)]


def _progress(
    conversation: Conversation, participant: Participant, section: str, changed: tuple[str, ...] = ()
) -> list[Said]:
    """Of what is answered ahead the thread hears nothing, not even how many have."""
    ahead = participant.side is Side.ours and section != conversation.section
    return [] if ahead else [Said(PROGRESS, section, participant.id, changed)]


def _settle(conversation: Conversation, participant: Participant, section: str, said: list[Said]) -> Step:
    """Reveal when the last expected person has answered the open section."""
    if participant.side is Side.partner:
        if conversation.stage == REVIEWING and partner_has_answered(conversation):
            said.append(Said(PARTNER_HEARD))
        return conversation, tuple(said)
    if section == conversation.section:
        conversation, more = revealed_when_all_in(conversation)
        said.extend(more)
    return conversation, tuple(said)


def _shown(conversation: Conversation, participant: Participant, section: str) -> bool:
    """Whether what this person answered in a section was revealed: what changes then stands beside it."""
    return participant.side is Side.ours and not conversation.blind(section)


def check_may_answer(conversation: Conversation, participant: Participant, section: str) -> None:
    """Raise NotAllowedNow or StaleQuestion where a person's answers to a section are not taken now."""
    if conversation.stage == PAUSED:
        raise NotAllowedNow("paused", event="answer", stage=PAUSED)
    if not conversation.may_answer(section, participant):
        raise StaleQuestion(section=section)


def _read(
    conversation: Conversation, participant: Participant, section: str, raw: Mapping[str, object]
) -> dict[str, Value | None]:
    values: dict[str, Value | None] = {}
    wrong: dict[str, str] = {}
    for answerable, written in raw.items():
        question = conversation.guide.owner.get(answerable)
        if question is None or question.section != section or not question.asked(participant.side):
            raise StaleQuestion(f"{answerable} is not asked here", section=section)
        try:
            values[answerable] = read_answer(conversation.guide, answerable, written)
        except InvalidAnswer as error:
            wrong[answerable] = error.detail
    if wrong:
        raise InvalidAnswer("; ".join(wrong.values()), **wrong)
    return values
