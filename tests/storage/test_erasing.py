"""Erasing a person: no word and no id of theirs is left anywhere, and what was decided stands as before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, select

from flows import conversation as talk
from storage.database import Database
from storage.erasing import WHO, Erasing
from storage.models import Base, ConversationRow
from storage.pseudonyms import Erased
from storage.records import Message, Posted, Record, Remark
from tests.storage.cases import ANA, BEN, PAT, TEAM, a_record, begun, loaded, post, road, stored, written

STATES = list(road(begun()))
CANARY = "a word that only Ana writes"


def told(database: Database, state: talk.Conversation = STATES[-1]) -> Record:
    """A conversation in which Ana wrote wherever one can, and Ben named her."""
    own = talk.Answer(ANA.id, "need", CANARY, after_reveal=True)
    about = talk.Answer(BEN.id, "harm_what", f"ask <@{ANA.id}> or {ANA.id}X", after_reveal=True)
    state = replace(state, answers=(*state.answers, own, about))
    if state.decision:
        state = replace(state, decision=replace(state.decision, reason=CANARY))
    record = stored(database, a_record(state))
    with database.unit_of_work() as uow:
        uow.assessments.add(record.id, state.assessment())
        uow.remarks.add(record.id, Remark("1.1", ANA.id, "clarity", f"{CANARY}, at first"))
        uow.remarks.edit(record.id, "1.1", CANARY)
        uow.remarks.add(record.id, Remark("1.2", BEN.id, "clarity", f"as {ANA.id} says"))
        uow.posts.put(record.id, f"partner:{ANA.id}", Posted("D1", "1.2"))
        uow.preferences.set_language(TEAM, f"user:{ANA.id}", "fr")
        uow.direct_channels.put(TEAM, ANA.id, "D1")
        uow.inbox.first_time(f"click:{ANA.id}:1.2:answer")
        uow.commit()
    body = {"text": "hello", "blocks": [{"text": f"Ana: {CANARY}"}]}
    direct: Any = {"kind": "direct", "user": ANA.id, "channel": ""}
    written(
        database,
        post("quotes", body=body, conversation=record.id),
        post("other", conversation=record.id),
        Message(**direct, team=TEAM, body={"text": "for Ana"}, dedupe_key="direct"),
    )
    return record


def erased(database: Database, person: str = ANA.id) -> Erased:
    with database.unit_of_work() as uow:
        found = Erasing(uow).person(TEAM, person)
        uow.commit()
    return found


def everything(database: Database) -> str:
    """Every value of every row of the database, guides apart."""
    with database.reading() as uow:
        found = [
            str(value)
            for table in Base.metadata.sorted_tables
            if table.name != "guides"
            for row in uow.session.execute(select(*(cast(column, String) for column in table.columns)))
            for value in row
        ]
    return "\n".join(found)


def test_no_word_and_no_id_of_theirs_is_left(database: Database) -> None:
    record = told(database)
    before = everything(database)
    assert CANARY in before
    assert ANA.id in before
    counts = erased(database)
    assert (counts.conversations, counts.remarks, counts.reasons, counts.messages) == (1, 1, 1, 2)
    assert counts.answers > 5
    after = everything(database)
    assert CANARY not in after
    assert after.replace(f"{ANA.id}X", "").count(ANA.id) == 0
    assert f"{ANA.id}X" in after
    assert "other" in after
    found = loaded(database, record).conversation
    assert found.decision is not None
    assert found.decision.outcome == talk.GO
    assert found.decision.by == found.people[0].id == found.answers[0].person
    assert found.people[0].id.startswith("erased-")
    assert found.own_answers(BEN.id)["need"] == record.conversation.own_answers(BEN.id)["need"]
    assert found.own_answers(found.people[0].id)["gap"] == "yes"


def test_the_pseudonym_is_one_in_every_conversation_and_at_every_time(database: Database) -> None:
    records = [told(database) if not number else stored(database) for number in range(2)]
    erased(database)
    names = {loaded(database, one).conversation.people[0].id for one in records}
    later = stored(database)
    erased(database)
    names.add(loaded(database, later).conversation.people[0].id)
    assert len(names) == 1
    erased(database, PAT.id)
    assert loaded(database, later).conversation.people[2].id not in names


def test_an_open_conversation_is_handed_on_so_that_it_can_be_revealed(database: Database) -> None:
    record = stored(database)
    assert erased(database).handed_on == 1
    found = loaded(database, record)
    assert found.conversation.opener == BEN.id
    assert talk.reveal(found.conversation, BEN.id)[0].stage == "screening_revealed"
    assert erased(database, BEN.id).handed_on == 0
    assert loaded(database, record).conversation.opener.startswith("erased-")


def test_what_is_not_committed_is_only_counted(database: Database) -> None:
    told(database)
    before = everything(database)
    with database.unit_of_work() as uow:
        assert Erasing(uow).person(TEAM, ANA.id).conversations == 1
    assert everything(database) == before
    with database.unit_of_work() as uow:
        assert Erasing(uow).teams_of(ANA.id) == [TEAM]
        assert Erasing(uow).teams_of("U0NOBODY") == []


def test_what_a_backup_brings_back_is_erased_again_under_the_same_name(database: Database) -> None:
    record = told(database)
    erased(database)
    name = loaded(database, record).conversation.people[0].id
    with database.unit_of_work() as uow:
        erasing = Erasing(uow)
        assert erasing.conversation(record.id)
        assert not erasing.conversation(record.id)
        known = erasing.recorded()
        uow.commit()
    assert {one.kind for one in known} == {"person", "conversation"}
    assert all(ANA.id not in one.subject for one in known)
    again = stored(database, replace(record, revision=0))
    other = stored(database)
    with database.unit_of_work() as uow:
        assert Erasing(uow).again(known) == 2
        assert Erasing(uow).again(known) == 0
        uow.commit()
    with database.reading() as uow:
        assert uow.conversations.get(TEAM, again.id) is None
    assert loaded(database, other).conversation.people[0].id == name


def test_only_what_ended_long_ago_is_dropped(database: Database) -> None:
    old, still_open = told(database, talk.stop(begun(), ANA.id)[0]), stored(database)
    with database.unit_of_work() as uow:
        assert Erasing(uow).drop_closed(uow.now - timedelta(days=1)) == 0
        assert Erasing(uow).drop_closed(uow.now + timedelta(days=1)) == 1
        uow.commit()
    with database.reading() as uow:
        assert list(uow.session.scalars(select(ConversationRow.id))) == [still_open.id]
    assert old.id not in everything(database)


def test_every_column_that_names_a_person_is_known() -> None:
    known = {f"{column.class_.__tablename__}.{column.key}" for column in WHO}
    found = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name in ("person", "by", "author", "opener", "user", "owner")
    }
    assert found - {"direct_channels.person", "outbox.user"} == known, "tell storage/erasing.py about it"
