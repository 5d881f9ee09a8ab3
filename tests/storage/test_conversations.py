"""What is loaded is what was saved; answers are only ever added; a foreign workspace finds nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.conversation import Conversation
from flows.conversation.lifecycle import Place
from flows.errors import BrokenConversation, FlowError
from storage.conversations.finding import Reader
from storage.database import Database
from storage.engine.errors import StaleRecord
from storage.records import Record
from storage.tables.models import AnswerRow, ConversationRow, DecisionRow
from tests.databases import POSTGRESQL, SQLITE, only
from tests.flows.cases import GUIDE
from tests.storage.cases import ANA, BEN, CHANNEL, PAT, TEAM, a_record, answered, begun, loaded, road, saved, stored

FOREIGN = "T0ELSEWHERE"


def without_times(record: Record) -> Record:
    return replace(record, created_at=None, decided_at=None)


def test_a_new_conversation_is_loaded_as_it_was_added(database: Database) -> None:
    added = stored(database, partner_name="Ubuntu & Söhne 🦺", language="fr", decide_by="2026-05-01", thread_ts="1.2")
    assert loaded(database, added) == added
    assert added.revision == 1


def test_every_state_of_the_road_is_loaded_as_it_was_saved(database: Database) -> None:
    record = stored(database)
    for state in road(record.conversation):
        record = saved(database, record, state)
        assert loaded(database, record) == record
    assert record.conversation.stage == "following_up"
    assert record.decided_at is not None


EVENTS = ("reveal", "next", "back", "pause", "resume", "stop", "decide", "answer", "answer", "answer")
STEPS = st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from([ANA.id, BEN.id, PAT.id])), max_size=12)
LISTS = st.lists(st.sampled_from(["gap", "bandwidth", "admin_load", "need", "we_get", "lean"]), max_size=3)


def stepped(conversation: Conversation, event: str, who: str, asked: list[str], text: str) -> Conversation:
    """One step, when it is allowed."""
    try:
        if event == "answer":
            offered = {name: (*GUIDE.options_of(name), text)[0] for name in asked} | {"need": text}
            open_now = {q.id for q in conversation.questions(conversation.section or "clarity")}
            raw = {name: value for name, value in offered.items() if name in open_now}
            return answering.answer(conversation, who, conversation.section or "clarity", raw)[0]
        if event == "decide":
            return talk.decide(conversation, who, talk.NO, "because")[0]
        return getattr(talk, {"next": "go_on"}.get(event, event))(conversation, who)[0]  # type: ignore[no-any-return]
    except FlowError:
        return conversation


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sampled_from([0, 3, 6, 12, 18, 19]), steps=STEPS, asked=LISTS, text=st.text(max_size=20))
def test_whatever_people_do_is_loaded_as_it_was_saved(
    database: Database, start: int, steps: list[tuple[str, str]], asked: list[str], text: str
) -> None:
    conversation = [begun(), *road(begun())][start]
    record = stored(database, a_record(conversation))
    for event, who in steps:
        conversation = stepped(conversation, event, who, asked, text)
        record = saved(database, record, conversation)
    found = loaded(database, record)
    assert found.conversation == conversation
    assert without_times(found) == without_times(record)


def test_an_answer_that_changes_is_added_and_both_versions_stay(database: Database) -> None:
    record = stored(database)
    first, _ = answering.answer(record.conversation, ANA.id, "screening", {"gap": "yes"})
    record = saved(database, record, first)
    second, _ = answering.answer(first, ANA.id, "screening", {"gap": "no"})
    record = saved(database, record, second)
    third, _ = answering.answer(second, ANA.id, "screening", {"gap": ""})
    record = saved(database, record, third)
    with database.reading() as uow:
        rows = uow.session.execute(
            select(AnswerRow.question, AnswerRow.value)
            .where(AnswerRow.conversation_id == record.id)
            .order_by(AnswerRow.position)
        )
        assert [(question, value) for question, value in rows if question == "gap"] == [
            ("gap", "yes"),
            ("gap", "no"),
            ("gap", None),
        ]
    assert "gap" not in loaded(database, record).conversation.by_person[ANA.id]


def test_saving_again_without_news_adds_no_answer(database: Database) -> None:
    record = stored(database)
    record = saved(database, record, answered(record.conversation, ANA.id, "screening"))
    record = saved(database, record, record.conversation)
    assert record.revision == 3
    with database.reading() as uow:
        assert uow.session.scalar(select(func.count()).select_from(AnswerRow)) == len(record.conversation.answers)


def test_an_answer_keeps_its_consent_and_that_it_came_after_the_reveal(database: Database) -> None:
    record = stored(database)
    revealed, _ = talk.reveal(record.conversation, ANA.id)
    late, _ = answering.answer(revealed, BEN.id, "screening", {"gap": "yes"}, consent=True)
    record = saved(database, record, late)
    found = loaded(database, record).conversation.answers[0]
    assert (found.after_reveal, found.consent) == (True, True)


@pytest.mark.parametrize(
    "text", ["a\x00b", "lone \ud800", "\x1a0000", "مرحبا 👩🏽‍🚒 e\u0301 \u202e", "'; DROP TABLE answers; --"]
)
def test_text_is_kept_exactly(database: Database, text: str) -> None:
    record = stored(database, partner_name=text)
    conversation = replace(record.conversation, answers=(talk.Answer(ANA.id, "need", text),))
    decision = talk.Decision("go", text, ANA.id, conversation.assessment().verdict, False)
    record = saved(database, record, replace(conversation, decision=decision))
    found = loaded(database, record)
    assert found.partner_name == text
    assert found.conversation.answers[0].value == text
    assert found.conversation.decision == decision


def test_a_decision_that_is_taken_again_is_added_and_the_latest_counts(database: Database) -> None:
    record = stored(database, a_record([*road(begun())][-2]))
    for reason in ("at first", "on reflection", "at first"):
        conversation, _ = talk.decide(record.conversation, ANA.id, talk.GO, reason)
        record = saved(database, record, conversation)
        assert loaded(database, record).conversation.decision == conversation.decision
        record = saved(database, record, talk.back(conversation, ANA.id)[0])
    with database.reading() as uow:
        reasons = uow.session.scalars(select(DecisionRow.reason).order_by(DecisionRow.id)).all()
    assert reasons == ["at first", "on reflection", "at first"]


# Revisions


def test_a_stale_revision_is_refused_and_changes_nothing(database: Database) -> None:
    record = stored(database)
    newer = saved(database, record, answered(record.conversation, ANA.id, "screening"))
    with pytest.raises(StaleRecord), database.unit_of_work() as uow:
        uow.conversations.save(replace(record, conversation=answered(record.conversation, BEN.id, "screening")))
    assert loaded(database, record) == newer


def test_of_eight_who_loaded_the_same_revision_one_saves(database: Database) -> None:
    record = stored(database)
    ready = threading.Barrier(8)

    def save(_: int) -> bool:
        ready.wait()
        try:
            saved(database, record, answered(record.conversation, ANA.id, "screening"))
        except StaleRecord:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(8))) == 1
    assert len(loaded(database, record).conversation.answers) == 3


def test_eight_who_lock_first_all_save_one_after_the_other(database: Database) -> None:
    record = stored(database)

    def take(number: int) -> None:
        with database.unit_of_work() as uow:
            found = uow.conversations.get(record.team, record.id, lock=True)
            assert found is not None
            gap = GUIDE.options_of("gap")[number % 2]
            moved, _ = answering.answer(found.conversation, ANA.id, "screening", {"gap": gap, "bandwidth": "both"})
            uow.conversations.save(replace(found, conversation=moved))
            uow.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(8)))
    assert loaded(database, record).revision == 9


@only(POSTGRESQL)
def test_a_look_without_a_lock_is_never_half_old_and_half_new(database: Database) -> None:
    record = stored(database)
    states = [state for state in road(record.conversation) for _ in (1, 2)]
    stop = threading.Event()
    torn: list[str] = []

    def look() -> None:
        while not stop.is_set():
            with database.unit_of_work() as uow:
                found = uow.conversations.get(record.team, record.id)
            assert found is not None
            expected = states[found.revision - 2].answers if found.revision > 1 else ()
            if found.conversation.answers != expected:
                torn.append(f"revision {found.revision}: {len(found.conversation.answers)} answers")

    with ThreadPoolExecutor(3) as pool:
        looking = [pool.submit(look) for _ in range(3)]
        moving = record
        for state in states:
            moving = saved(database, moving, state)
        stop.set()
        for one in looking:
            one.result()
    assert torn == []


# Whose


def test_a_foreign_workspace_finds_nothing_by_any_read(database: Database) -> None:
    record = stored(database, thread_ts="1.2")
    with database.unit_of_work() as uow:
        uow.preferences.set_language(TEAM, f"user:{ANA.id}", "fr")
        uow.direct_channels.put(TEAM, ANA.id, "D1")
        here, there = (
            (
                uow.conversations.get(team, record.id),
                uow.conversations.get(team, record.id, lock=True),
                uow.conversations.by_thread(team, CHANNEL, "1.2"),
                *uow.conversations.in_channel(team, CHANNEL, limit=9),
                *uow.conversations.in_channel(team, CHANNEL, limit=9, open_only=True),
                *uow.conversations.several(team, [record.id]).values(),
                *uow.conversations.several(team, uow.agenda.conversations(Reader(team, PAT.id, ()), limit=9)).values(),
                uow.preferences.language(team, f"user:{ANA.id}"),
                uow.direct_channels.get(team, ANA.id),
            )
            for team in (TEAM, FOREIGN)
        )
    assert here == (*[record] * 7, "fr", "D1")
    assert set(there) == {None}


def test_a_record_of_a_foreign_workspace_cannot_be_saved(database: Database) -> None:
    record = stored(database)
    with pytest.raises(StaleRecord), database.unit_of_work() as uow:
        uow.conversations.save(replace(record, team=FOREIGN))


def test_a_thread_of_another_channel_is_another_thread(database: Database) -> None:
    stored(database, thread_ts="1.2")
    with database.reading() as uow:
        assert uow.conversations.by_thread(TEAM, "C0OTHER", "1.2") is None
        assert uow.conversations.by_thread(TEAM, CHANNEL, "") is None


# Lists


def test_a_channel_lists_its_conversations_newest_first_and_only_the_open_ones_when_asked(database: Database) -> None:
    first, second, third = (stored(database, partner_name=name) for name in ("first", "second", "third"))
    stored(database, channel="C0OTHER")
    saved(database, second, talk.stop(second.conversation, ANA.id)[0])
    with database.reading() as uow:
        all_here = uow.conversations.in_channel(TEAM, CHANNEL, limit=9)
        newest = uow.conversations.in_channel(TEAM, CHANNEL, limit=1)
        still_open = uow.conversations.in_channel(TEAM, CHANNEL, limit=9, open_only=True)
    assert [one.partner_name for one in all_here] == ["third", "second", "first"]
    assert [one.id for one in newest] == [third.id]
    assert [one.id for one in still_open] == [third.id, first.id]


# What cannot be gone on with


@pytest.mark.parametrize(
    "place",
    [
        *(Place("gone"), Place("paused"), Place("deciding", resume_to="deciding"), Place("")),
        *(
            Place("collecting"),
            Place("collecting", "gone"),
            Place("deciding", "clarity"),
            Place("paused", resume_to="revealed"),
        ),
    ],
)
def test_a_place_that_cannot_be_gone_on_from_is_refused_at_save(database: Database, place: Place) -> None:
    record = stored(database)
    with pytest.raises(BrokenConversation), database.unit_of_work() as uow:
        uow.conversations.save(replace(record, conversation=replace(record.conversation, place=place)))
    assert loaded(database, record) == record


def break_row(database: Database, record: Record) -> None:
    with database.unit_of_work() as uow:
        uow.session.execute(update(ConversationRow).where(ConversationRow.id == record.id).values(stage="renamed"))
        uow.commit()


def test_a_stored_place_that_is_none_any_more_is_refused_at_load(database: Database) -> None:
    record = stored(database)
    break_row(database, record)
    with database.reading() as uow, pytest.raises(BrokenConversation, match="renamed"):
        uow.conversations.get(record.team, record.id)


def test_a_broken_conversation_does_not_hide_its_neighbours(database: Database) -> None:
    broken, sound = stored(database), stored(database)
    break_row(database, broken)
    with database.reading() as uow:
        assert [one.id for one in uow.conversations.in_channel(TEAM, CHANNEL, limit=9)] == [sound.id]
        assert list(uow.conversations.several(TEAM, [broken.id, sound.id])) == [sound.id]


@only(SQLITE)
def test_rows_of_a_conversation_go_with_it(database: Database) -> None:
    record = stored(database, a_record([*road(begun())][-1]))
    with database.unit_of_work() as uow:
        uow.session.execute(text("DELETE FROM conversations WHERE id = :id"), {"id": record.id})
        for table in ("answers", "participants", "submissions", "probes", "decisions", "posts", "remarks"):
            assert uow.session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
