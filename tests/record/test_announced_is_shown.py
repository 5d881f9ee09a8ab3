"""What is announced of each question is what is shown: by trying, for every answer of two guides, what makes a difference where.

An answer is read by somebody where another answer in its place would give them another page. The verdict apart, which counts
everything (docs/decisions/0005).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from bot.blocks import reveal
from bot.blocks.check_in_report import report_messages
from bot.blocks.conditions import conditions_modal
from bot.blocks.points import points_message
from bot.blocks.summary import summary_message
from bot.documents.record.readers import View
from bot.documents.record.views import brief
from bot.i18n.catalogue import words
from flows.check_ins import checkin
from flows.check_ins.baseline import baseline_of
from flows.check_ins.checkin import CheckIn
from flows.check_ins.comparison import compare
from flows.check_ins.conclusion import speaks_against
from flows.conversation.conversation import Conversation
from flows.conversation.lifecycle import DECIDING, REVEALED, Place
from flows.conversation.summary import readable
from flows.guide.sharing import Reads, announced, answerables, readers
from flows.model import Side, Verdict
from storage.conversations.hiding import Hiding
from storage.follow_up.check_ins import StoredCheckIn
from tests.record.guides import GUIDES, OURS, THEIRS, Said, answering, as_read, decided, possible
from tests.record.test_views import TIMES
from tests.storage.cases import MIDDAY, a_record

EN = words("en")
CASES = [
    pytest.param(name, side, answerable, id=f"{name}-{side}-{answerable}")
    for name, guide in GUIDES.items()
    for side in Side
    for answerable in answerables(guide, side)
    if guide.owner[answerable].section in guide.road
]


def team_reads(conversation: Conversation) -> tuple[object, ...]:
    """Return all that our side is shown, but for the verdict with its reasons."""
    assessment = conversation.assessment()
    deciding = replace(conversation, place=replace(conversation.place, stage=DECIDING), decision=None)
    record = a_record(deciding, id="c1")
    weighed = assessment.model_copy(update={"verdict": Verdict.conditional, "because": ()})
    told = [tell(EN, record, weighed) for tell in (summary_message, points_message, conditions_modal)]
    file = replace(as_read(conversation, View.team), verdict="", because=())
    read = readable(conversation, assessment)
    revealed = [
        reveal.reveal_messages(EN, a_record(_at(conversation, section), id="c1"), section)
        for section in conversation.guide.road
    ]
    return told, file, read.assessment.flags, read.withheld, revealed


def _at(conversation: Conversation, section: str) -> Conversation:
    return replace(conversation, place=Place(REVEALED, section, None, conversation.place.seen), decision=None)


def variants(name: str, side: Side, answerable: str, *, consent: bool = False) -> Iterator[Conversation]:
    """Yield conversations that differ in nothing but one person's answer to this; none where nothing calls for it."""
    guide = GUIDES[name]
    said: Said = {
        person.id: answering(guide, person.side, answerable if person.side is side else next(answerables(guide, side)))
        for person in (*OURS, *THEIRS)
    }
    author = next(person.id for person in (*OURS, *THEIRS) if person.side is side)
    agreed = frozenset(person.id for person in THEIRS) if consent else frozenset()
    if answerable not in said[author]:
        return
    for value in possible(guide, answerable):
        changed = decided(guide, {**said, author: {**said[author], answerable: value}}, agreed)
        if answerable in changed.own_answers(author):
            yield changed


@pytest.mark.parametrize(("name", "side", "answerable"), CASES)
def test_who_reads_an_answer_is_who_was_said_to(name: str, side: Side, answerable: str) -> None:
    reads = readers(GUIDES[name], answerable, side)
    tried = list(variants(name, side, answerable))
    assert len(tried) > 1, "no answer of this test calls for this follow-up"
    assert _differ(map(team_reads, tried)) is (reads.ours in (Reads.named, Reads.nameless))
    assert _differ(as_read(each, View.partner_safe) for each in tried) is (reads.partner is Reads.counted)
    agreed = list(variants(name, side, answerable, consent=True))
    assert _differ(map(team_reads, agreed)) is (reads.ours is not Reads.nothing)
    assert _differ(as_read(each, View.partner_safe) for each in agreed) is (reads.partner is Reads.counted)


def _differ(pages: Iterable[object]) -> bool:
    first, *others = [repr(page) for page in pages]
    return any(other != first for other in others)


@pytest.mark.parametrize("name", GUIDES)
def test_a_name_stands_where_it_was_said_and_nowhere_else(name: str) -> None:
    guide = GUIDES[name]
    said = {
        person.id: answering(guide, person.side, next(answerables(guide, person.side))) for person in (*OURS, *THEIRS)
    }
    conversation = decided(guide, said, frozenset(person.id for person in THEIRS))
    team = repr(team_reads(conversation)[:2] + team_reads(conversation)[4:])
    assert all(person.id in team for person in OURS)
    partner, board = (repr(as_read(conversation, view)) for view in (View.partner_safe, View.board))
    for page in (partner, board):
        assert not [person.id for person in (*OURS, *THEIRS) if person.id in page]
    assert not [person.id for person in THEIRS if person.id in team]


@pytest.mark.parametrize("name", GUIDES)
def test_the_announcement_holds_every_question_of_the_partner_once(name: str) -> None:
    guide, found = GUIDES[name], announced(GUIDES[name])
    asked = [question.id for question in guide.questions if question.asked(Side.partner)]
    assert sorted((*found.shared, *found.kept)) == sorted(asked)
    assert found.shared
    assert found.kept


# A check-in


def check_in_of(name: str) -> CheckIn:
    """Return a check-in that asks everybody, whose people said the same as each other before."""
    guide = GUIDES[name]
    said = {
        person.id: {
            each: possible(guide, each)[0]
            for question in guide.questions
            if question.asked(person.side)
            for each in question.fields or (question.id,)
        }
        for person in (*OURS, *THEIRS)
    }
    return checkin.prompt(checkin.schedule(baseline_of(decided(guide, said)), OURS[0].id, ()), TIMES)[0]


def asked(check_in: CheckIn, person: str) -> list[str]:
    return sorted({each for agenda in check_in.agendas[person] for each in agenda.fields})


def after(check_in: CheckIn, author: str, answerable: str, value: object, *, consent: bool, changing: bool) -> CheckIn:
    """Return the check-in after all have answered: as before, or with other answers of ours where ``changing``."""
    guide = check_in.baseline.guide.at_check_in
    for person in (*OURS, *THEIRS):
        other = -1 if changing and person.side is Side.ours else 0
        said = {each: possible(guide, each)[other] for each in asked(check_in, person.id)}
        said |= {answerable: value} if person.id == author else {}
        check_in = checkin.answer(check_in, person.id, said, consent=consent and person.side is Side.partner)[0]
    return check_in


def report(check_in: CheckIn) -> tuple[object, ...]:
    """Return all that our side is shown of a check-in."""
    conversation = decided(check_in.baseline.guide, {person.id: {} for person in (*OURS, *THEIRS)})
    record, stored = (
        a_record(conversation, id="c1", decided_at=MIDDAY),
        StoredCheckIn("i1", "T1", "c1", 1, MIDDAY, check_in),
    )
    page = brief(record, Hiding(conversation), [], View.team, EN, (stored,))
    return (
        report_messages(EN, record, stored),
        page.check_ins,
        page.drift,
        speaks_against(compare(check_in, shareable=True)),
    )


CHECKED = [
    pytest.param(name, side, answerable, id=f"{name}-{side}-{answerable}")
    for name in GUIDES
    for side, author in ((Side.ours, OURS[0]), (Side.partner, THEIRS[0]))
    for answerable in asked(check_in_of(name), author.id)
]


@pytest.mark.parametrize("changing", [False, True], ids=["ours as before", "ours changed"])
@pytest.mark.parametrize(("name", "side", "answerable"), CHECKED)
def test_who_reads_an_answer_of_a_check_in_is_who_was_said_to(
    name: str, side: Side, answerable: str, *, changing: bool
) -> None:
    before = check_in_of(name)
    guide = before.baseline.guide.at_check_in
    author = (OURS if side is Side.ours else THEIRS)[0].id
    reads = readers(guide, answerable, side)
    for consent in (False, True):
        shown = [
            report(after(before, author, answerable, value, consent=consent, changing=changing))
            for value in possible(guide, answerable)
        ]
        announced_to_us = reads.ours in (Reads.named, Reads.nameless) or (consent and reads.ours is Reads.with_consent)
        assert _differ(shown) is announced_to_us
