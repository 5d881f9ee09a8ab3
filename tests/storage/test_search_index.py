"""The index of `find` holds no word that nobody may read yet, after any sequence of steps (security finding 11).

A look into the index took longer where a word stood in a hidden answer. Here the words are unlike any other, and the rows
themselves are read, on SQLite and on PostgreSQL.
"""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.conversation.lifecycle import CLOSED, DECIDING, FOLLOWING_UP
from flows.errors import FlowError
from flows.guide.sharing import private, protected
from flows.model import Kind, Side
from flows.text.plain import plain
from storage.database import Database
from storage.tables.models import SearchRow
from tests.flows.cases import SECTIONS, SHARED, SOUND
from tests.storage.cases import ANA, BEN, PAT, begun, saved, stored

SUMMED_UP = (DECIDING, FOLLOWING_UP, CLOSED)
PEOPLE = (ANA, BEN, PAT)
STEP = st.tuples(
    st.sampled_from(["answer", "answer", "answer", "answer", "reveal", "go_on", "go_on", "back", "pause", "resume"]),
    st.sampled_from([each.id for each in PEOPLE]),
    st.booleans(),
)


def indexed(database: Database) -> set[str]:
    """Return the words of answers that the index holds."""
    with database.reading() as uow:
        rows = uow.session.execute(select(SearchRow.folded).where(SearchRow.kind == "answer"))
        return {row.folded for row in rows}


def open_words(conversation: Conversation) -> set[str]:
    """Return the written answers that our side may read by now, worked out without the code that is tested."""
    stage = conversation.place.resume_to or conversation.stage
    found = set()
    for person, given_ in conversation.by_person.items():
        ours = conversation.participant(person).side is Side.ours
        for answerable, answer in given_.items():
            guide = conversation.guide
            if guide.kind_of(answerable) is not Kind.text or answer.value in ("unsure", "not_mine"):
                continue
            seen = guide.owner[answerable].section in conversation.place.seen if ours else stage in SUMMED_UP
            kept = private(guide, answerable) if ours else protected(guide, answerable, consent=answer.consent)
            if seen and not kept:
                found.add(plain(str(answer.value)))
    return found


def step(conversation: Conversation, act: str, person: str, word: Callable[[], str], *, consent: bool) -> Conversation:
    """Return the conversation after one act; as it was where that is not allowed now."""
    moves = {"reveal": talk.reveal, "go_on": talk.go_on, "back": talk.back, "pause": talk.pause, "resume": talk.resume}
    if act in moves:
        return moves[act](conversation, ANA.id)[0]
    side = conversation.participant(person).side
    section = conversation.section if side is Side.ours else next(iter(conversation.partner_sections()), None)
    raw = {**(SOUND if side is Side.ours else SHARED)}
    asked = [each for q in conversation.questions(section or SECTIONS[0], side) for each in (q.fields or (q.id,))]
    given_ = {
        each: f"{raw.get(each) or ''} {word()}" if conversation.guide.kind_of(each) is Kind.text else raw.get(each)
        for each in asked
    }
    return answering.answer(conversation, person, section or SECTIONS[0], given_, consent=consent)[0]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=40))
def test_the_index_holds_what_may_be_read_and_nothing_else(
    database: Database, steps: list[tuple[str, str, bool]]
) -> None:
    numbers = count()
    with database.unit_of_work() as uow:
        uow.session.execute(delete(SearchRow))
        uow.commit()
    record = stored(database, conversation=begun())
    for act, person, consent in steps:
        with suppress(FlowError):
            moved = step(record.conversation, act, person, lambda: f"xylophone{next(numbers)}", consent=consent)
            record = saved(database, record, moved)
        assert indexed(database) == open_words(record.conversation)


@pytest.mark.parametrize("consent", [False, True])
def test_a_whole_conversation_to_its_summary(database: Database, *, consent: bool) -> None:
    numbers, record = count(), stored(database, conversation=begun())

    def moved(act: str, person: str) -> None:
        nonlocal record
        then = step(record.conversation, act, person, lambda: f"xylophone{next(numbers)}", consent=consent)
        record = saved(database, record, then)
        assert indexed(database) == open_words(record.conversation)

    for _ in SECTIONS:
        for person in (ANA, BEN):
            moved("answer", person.id)
        if record.conversation.hidden:
            moved("reveal", ANA.id)
        moved("go_on", ANA.id)
    assert any("xylophone" in text for text in indexed(database)), "our side's open answers are found"
    guide = record.conversation.guide
    written = [q for q in guide.questions if q.asked(Side.partner) and q.kind is Kind.text and q.section in SECTIONS]
    assert written
    for question in written:
        theirs = answering.answer(
            record.conversation, PAT.id, question.section, {question.id: "a zither"}, consent=consent
        )
        record = saved(database, record, theirs[0])
        assert "a zither" not in indexed(database)
    moved("go_on", ANA.id)
    assert ("a zither" in indexed(database)) is consent
    moved("back", ANA.id)
    assert "a zither" not in indexed(database), "hidden again while it is asked again"
