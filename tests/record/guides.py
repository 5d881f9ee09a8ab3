"""Conversations about any guide, in which everybody has answered what they can: what files and announcements are tried on."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path

from bot.documents.record.readers import View
from bot.documents.record.views import Brief, brief
from bot.i18n.catalogue import words
from flows.assessment.answers import asked_probes, read_answer
from flows.conversation.conversation import GO_IF, Answer, Conversation, Decision
from flows.conversation.lifecycle import FOLLOWING_UP, Place
from flows.guide import load_guide
from flows.model import SCALE, UNSURE, Guide, Kind, Participant, Question, Role, Setup, Side, Verdict
from storage.conversations.hiding import Hiding
from tests.storage.cases import MIDDAY, a_record

GUIDES = {
    "built-in": load_guide(),
    "renewal": load_guide(Path(__file__).parent.parent.parent / "docs" / "guides" / "renewal" / "guide.toml"),
}
ROLES = (Role.decision_maker, Role.delivery, Role.finance, Role.community)
OURS = tuple(Participant(id=f"U0OUR{n}", role=ROLES[n]) for n in range(4))
THEIRS = tuple(Participant(id=f"U0THEIR{n}", side=Side.partner, role=ROLES[n]) for n in range(3))
_WEAK = {Kind.text: ("no idea", "?", "x"), Kind.number: (None,)}
"""Answers that the coach asks again about."""
Said = Mapping[str, Mapping[str, object]]
"""person → answerable → what was chosen or written."""


def possible(guide: Guide, answerable: str) -> Sequence[object]:
    """Return answers that differ much: every option, every step of a scale, figures and texts."""
    kind = guide.kind_of(answerable)
    if kind is Kind.scale:
        return [str(step) for step in SCALE] + [UNSURE]
    if kind is Kind.number:
        return ["1", "20", "40", "99"]
    if kind is Kind.text:
        return [f"{word} {answerable}" for word in ("Alpacas", "Beavers", "Camels", "Dormice")]
    options = list(guide.options_of(answerable))
    return [[each] for each in options] if kind is Kind.multi else options


def bundle(question: Question) -> tuple[str, ...]:
    """Return a question or its number fields, and its follow-ups."""
    return (*(question.fields or (question.id,)), *(probe.id for probe in question.probes))


def answering(guide: Guide, side: Side, wanted: str) -> dict[str, object]:
    """Return answers of one person under which ``wanted`` stands; without it where no answer calls for it."""
    first = {each: possible(guide, each)[0] for each in _asked(guide, side)}
    owner = guide.owner[wanted]
    if wanted not in guide.probe:
        return first
    before = bundle(owner)[: bundle(owner).index(wanted)]
    for values in product(*((*possible(guide, each), *_WEAK.get(guide.kind_of(each), ())) for each in before)):
        tried = first | dict(zip(before, values, strict=True))
        read = {each: read_answer(guide, each, raw) for each, raw in tried.items()}
        if wanted in asked_probes(guide, side, {each: value for each, value in read.items() if value is not None}):
            return tried | {wanted: possible(guide, wanted)[0]}
    return first


def _asked(guide: Guide, side: Side) -> Iterable[str]:
    return [each for q in guide.questions if q.asked(side) and q.section in guide.road for each in q.fields or (q.id,)]


def decided(guide: Guide, said: Said, consent: frozenset[str] = frozenset()) -> Conversation:
    """Return a conversation in which these people said this, and all is open. ``consent``: who of the partner agreed."""
    people = tuple(person for person in (*OURS, *THEIRS) if person.id in said)
    answers = [
        Answer(person, answerable, value, consent=person in consent)
        for person, given in said.items()
        for answerable, raw in given.items()
        if (value := read_answer(guide, answerable, raw)) is not None
    ]
    return Conversation(
        guide=guide,
        setup=Setup(our_kind="nonprofit", their_kind="company", label="funding", decision="Wanted words"),
        opener=OURS[0].id,
        people=people,
        place=Place(stage=FOLLOWING_UP, section=None, resume_to=None, seen=frozenset(guide.road)),
        answers=tuple(answers),
        submissions=frozenset((section, person.id) for section in guide.road for person in people),
        decision=Decision(GO_IF, "Reason words", OURS[0].id, Verdict.conditional, overrides=False),
    )


def as_read(conversation: Conversation, view: View, language: str = "en", **facts: object) -> Brief:
    """Return what a view shows."""
    record = a_record(conversation, id="c1", decided_at=MIDDAY, **facts)
    return brief(record, Hiding(conversation), [], view, words(language))
