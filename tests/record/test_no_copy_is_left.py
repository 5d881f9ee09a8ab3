"""After an erasure no copy of the words is left, in the file, the log, the rows; else the command says so and ends with 2."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from flows.conversation import conversation as talk
from storage.database import Database
from storage.engine import overwriting
from storage.privacy.erasing import Erasing
from storage.privacy.traces import Traces, overwritten
from storage.records import Message, Remark
from storage.tables.models import OutboxRow, RemarkRow
from tests.databases import only
from tests.record.operating import runs
from tests.storage.cases import ANA, BEN, ERASURE_KEY, TEAM, begun, post, road, stored, written

CANARY = "forty nurses need twelve beds by May 2027"
ACCENTED = "Énergie partagée : « cœur » du projet à Thiès"
STATES = list(road(begun()))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overwriting, "PATIENCE_SECONDS", 0.3)


def told(database: Database, words: str = CANARY) -> str:
    """A conversation in which Ana wrote these words, as an answer and as a remark; its id."""
    own = talk.Answer(ANA.id, "need", words, after_reveal=True)
    record = stored(database, conversation=replace(STATES[-1], answers=(*STATES[-1].answers, own)))
    with database.unit_of_work() as uow:
        uow.remarks.add(record.id, Remark("1.1", ANA.id, "clarity", words))
        uow.commit()
    return record.id


def on_disk(database: Database) -> bytes:
    """What the disk holds: the file and its log."""
    file = Path(database.url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


@only("sqlite")
def test_every_connection_overwrites_what_it_deletes(own_database: Database) -> None:
    with own_database.reading() as uow:
        assert uow.session.connection().exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    with own_database.unit_of_work() as uow:
        assert uow.session.connection().exec_driver_sql("PRAGMA secure_delete").scalar() == 1


@pytest.mark.parametrize("words", [CANARY, ACCENTED, f"{CANARY} " * 500])
def test_what_another_build_freed_without_overwriting_is_gone_too(here: Database, words: str) -> None:
    told(here, words)
    file = Path(here.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE gone (words TEXT, who TEXT)")
        connection.executemany("INSERT INTO gone VALUES (?, ?)", [(words, ANA.id)] * 50)
        connection.commit()
        connection.execute("DROP TABLE gone")
        connection.commit()
    assert on_disk(here).count(words.encode()[:40]) > 10
    assert f"{ANA.id} is erased" in runs("erase", "--person", ANA.id).stdout
    left = on_disk(here)
    assert words.encode()[:40] not in left
    assert ANA.id.encode() not in left


def test_who_reads_meanwhile_is_said_and_the_command_can_be_run_again(here: Database) -> None:
    told(here)
    with here.reading() as uow:
        uow.conversations.get(TEAM, "none")
        said = runs("erase", "--person", ANA.id, code=2).stderr
        assert f"{ANA.id} is erased" in said
        assert "BUT the database's log" in said
        assert "since something still reads it. Stop the coach" in said
        assert "since something still reads it" in runs("erase", "--person", ANA.id, code=2).stderr
        assert CANARY.encode() in on_disk(here)
    assert "nothing was changed" in runs("erase", "--person", ANA.id).stdout
    assert CANARY.encode() not in on_disk(here)


def test_a_conversation_leaves_no_copy_either(here: Database) -> None:
    conversation = told(here)
    with here.reading() as uow:
        uow.conversations.get(TEAM, "none")
        assert "BUT the database's log" in runs("erase", "--conversation", conversation, code=2).stderr
        assert "BUT the database's log" in runs("purge", "--older-than", "9d", code=2).stderr
    assert "was erased before" in runs("erase", "--conversation", conversation).stdout
    assert CANARY.encode() not in on_disk(here)


def test_what_others_found_of_it_and_could_not_be_sent_goes_too(database: Database) -> None:
    told(database)
    body = {"text": "found", "blocks": [{"text": f"Ana: {CANARY}"}]}
    written(database, Message("ephemeral", TEAM, "C1", body, "whisper:1", user=BEN.id), post("other"))
    with database.unit_of_work() as uow:
        assert Erasing(uow, ERASURE_KEY).person(TEAM, ANA.id).messages == 1
        uow.commit()


def test_a_copy_in_a_row_is_named_but_not_what_somebody_else_wrote_alike(database: Database) -> None:
    conversation = told(database)
    with database.unit_of_work() as uow:
        erased = Erasing(uow, ERASURE_KEY).person(TEAM, ANA.id)
        uow.commit()
    traces = Traces([ANA.id], erased.words)
    assert overwritten(database, traces) == ""
    written(database, post("late", body={"text": CANARY}))
    assert overwritten(database, traces) == "copies of it are left in outbox.body"
    remark = {"conversation_id": conversation, "message_ts": "9.9", "team": TEAM, "author": BEN.id}
    with database.unit_of_work() as uow:
        uow.session.execute(insert(RemarkRow).values(**remark, recorded_at=uow.now, text=CANARY))
        uow.commit()
    assert overwritten(database, traces) == ""
    with database.unit_of_work() as uow:
        uow.session.execute(update(OutboxRow).values(body={"text": f"to {ANA.id}"}))
        uow.commit()
    assert overwritten(database, traces) == "copies of it are left in outbox.body"
    with database.unit_of_work() as uow:
        uow.session.execute(update(OutboxRow).values(body={"text": f"to {ANA.id}X"}))
        uow.commit()
    assert overwritten(database, traces) == ""


@only("postgresql")
def test_who_looks_at_what_was_before_is_waited_for_on_postgresql(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overwriting, "PATIENCE_SECONDS", 0.3)
    told(own_database)
    with own_database.unit_of_work() as uow:
        words = Erasing(uow, ERASURE_KEY).person(TEAM, ANA.id).words
        with own_database.reading() as look:
            look.conversations.get(TEAM, "none")
            uow.commit()
            assert "which somebody uses" in overwritten(own_database, Traces([ANA.id], words))
    assert overwritten(own_database, Traces([ANA.id], words)) == ""


def test_what_a_restore_set_aside_is_named(here: Database) -> None:
    told(here)
    aside = Path(here.url.removeprefix("sqlite:///")).with_name("partnership-coach.db.before-restore")
    aside.write_bytes(b"old")
    assert f"Remove {aside} yourself: it still holds it" in runs("erase", "--person", ANA.id).stdout
