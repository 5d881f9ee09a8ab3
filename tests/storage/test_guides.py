"""A conversation keeps the guide that it began with, word for word, whatever the built-in one becomes."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.guide import guide_to_json
from flows.model import Guide, Kind, Question
from storage.database import Database
from storage.outbox.repositories import Guides
from storage.tables.models import GuideRow
from tests.flows.cases import GUIDE, where
from tests.storage.cases import ANA, CHANNEL, TEAM, a_record, begun, loaded, road, saved, stored

ONLY_THEN = Question(id="only_then", section="clarity", kind=Kind.choice, options=("yes", "no"), source_line=1)


def guide_with(**changes: Any) -> Guide:
    """The built-in guide with changes, made from scratch: a copy would keep what was computed from the old fields."""
    return Guide(**{name: getattr(GUIDE, name) for name in Guide.model_fields} | changes)


OLDER = guide_with(version="0.9", questions=(*GUIDE.questions, ONLY_THEN))


@pytest.fixture
def _another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of the guides that were stored."""
    monkeypatch.setattr(Guides, "_known", {})
    monkeypatch.setattr(Guides, "_hashes", {})


@pytest.mark.usefixtures("_another_process")
def test_a_conversation_begun_on_an_older_guide_goes_on_and_finishes_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = stored(database, a_record(begun(OLDER)))
    for state in road(record.conversation):
        monkeypatch.setattr(Guides, "_known", {})  # the app was updated and started again: GUIDE is built in now
        found = loaded(database, record)
        assert found.conversation.guide == OLDER
        assert found.conversation.guide.version == "0.9"
        record = saved(database, found, state)
    record = saved(database, record, talk.close(record.conversation, ANA.id)[0])
    assert loaded(database, record).conversation.stage == "closed"


@pytest.mark.usefixtures("_another_process")
def test_a_question_that_only_the_older_guide_asks_can_still_be_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_clarity = next(state for state in road(begun(OLDER)) if where(state) == "clarity_collecting")
    record = stored(database, a_record(at_clarity))
    monkeypatch.setattr(Guides, "_known", {})
    moved, _ = answering.answer(loaded(database, record).conversation, ANA.id, "clarity", {"only_then": "yes"})
    record = saved(database, record, moved)
    found = loaded(database, record).conversation
    assert found.own_answers(ANA.id)["only_then"] == "yes"
    assert found.assessment() == moved.assessment()


@pytest.mark.usefixtures("_another_process")
def test_old_and_new_conversations_live_side_by_side(database: Database) -> None:
    old, new = stored(database, a_record(begun(OLDER))), stored(database, a_record(begun(GUIDE)))
    stored(database, a_record(begun(OLDER)))
    assert "only_then" in loaded(database, old).conversation.guide.question
    assert "only_then" not in loaded(database, new).conversation.guide.question
    with database.reading() as uow:
        assert uow.session.scalar(select(func.count()).select_from(GuideRow)) == 2
        assert sorted(uow.session.scalars(select(GuideRow.version))) == sorted(["0.9", GUIDE.version])
        assert len(uow.conversations.in_channel(TEAM, CHANNEL, limit=9)) == 3


@pytest.mark.usefixtures("_another_process")
def test_a_guide_that_differs_in_one_word_is_another_guide(database: Database) -> None:
    reworded = guide_with(texts={**GUIDE.texts, "en": {**GUIDE.texts["en"], "gap.prompt": "Another?"}})
    with database.unit_of_work() as uow:
        assert uow.guides.put(GUIDE) == uow.guides.put(guide_with())
        assert uow.guides.put(reworded) != uow.guides.put(GUIDE)
        assert uow.guides.get(uow.guides.put(reworded)).texts["en"]["gap.prompt"] == "Another?"


def test_the_hash_of_a_guide_is_the_same_in_every_process() -> None:
    code = "from hashlib import sha256 as h; from flows.guide import *; print(h(guide_to_json(load_guide()).encode()).hexdigest())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent.parent.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert len(guide_to_json(GUIDE)) > 1000
