"""The file of a brief is made when it is sent: with names, and nobody waits for Slack with the database open."""

import pytest

from bot.workers.attachments import enclosures
from bot.workers.attachments.enclosures import BRIEF, maker
from storage.database import Database
from storage.records import Record
from tests.storage.cases import ANA, a_record, begun, road, stored

STATES = list(road(begun()))


def summed_up(database: Database) -> Record:
    return stored(database, a_record(STATES[-1]))


def made(database: Database, record: Record, view: str, called: object) -> str:
    content = {"conversations": [record.id, "gone"], "form": "markdown", "view": view, "language": "en"}
    return maker(database, called)(BRIEF, content).decode()  # type: ignore[arg-type]


def test_slack_is_asked_for_names_while_no_connection_is_held(database: Database) -> None:
    record, held = summed_up(database), []

    def called(person: str) -> str:
        held.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return {ANA.id: "Ana"}.get(person, person)

    text = made(database, record, "team", called)
    assert "Ana" in text
    assert ANA.id not in text
    assert held
    assert set(held) == {0}


def test_where_slack_is_slow_the_rest_keep_their_ids(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "_NAMING_SECONDS", -1.0)
    assert ANA.id in made(database, summed_up(database), "team", lambda _: "nobody waits for this")


def test_a_board_s_file_asks_for_no_name(database: Database) -> None:
    asked: list[str] = []
    text = made(database, summed_up(database), "board", asked.append)
    assert asked == []
    assert ANA.id not in text
