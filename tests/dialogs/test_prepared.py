"""What is put back is what was played: the same rows, the same screens, and it goes on in the same way."""

import json
from typing import Any

import pytest

from storage.tables.models import Base
from tests.dialogs import prepared
from tests.dialogs.stage import Stage

_OF_THE_ROAD = {"inbox", "outbox"}
"""What was received and sent on the way; nobody reads it any more."""


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_kept", {})


@pytest.mark.usefixtures("nothing_kept")
@pytest.mark.parametrize("place", ["clarity", "reviewing", "deciding"])
def test_a_prepared_conversation_is_the_played_one(either: Stage, place: str) -> None:
    other = Stage(either.house, either.language)
    for stage in (either, other):
        stage.opens(*stage.cast[:3], partner=[stage.ines])
        calls = len(stage.slack.journal.calls())
        stage.reaches(place, power={"money_control": "partner"})
    assert len(other.slack.journal.calls()) == calls, "the second one was played, too"
    played, prepared_one = (_everything(stage) for stage in (either, other))
    assert prepared_one == played
    for stage in (either, other):
        stage.amina.says("@coach back")
    assert either.place == other.place
    assert _screens(other) == _screens(either)


def _everything(stage: Stage) -> dict[str, Any]:
    """Every row of the conversation, and what stands in Slack, without ids and times."""
    found: dict[str, Any] = {"screens": _screens(stage)}
    with stage.house.app.database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if "conversation_id" in table.columns and table.name not in _OF_THE_ROAD:
                rows = connection.execute(table.select().where(table.c.conversation_id == stage.conversation)).all()
                found[table.name] = sorted(_plain(stage, dict(row._mapping)) for row in rows)
    return found


def _plain(stage: Stage, row: dict[str, Any]) -> str:
    values = {
        name: "…" if name.endswith("_at") or name in ("id", "ts", "since", "opened") else value
        for name, value in row.items()
    }
    text = json.dumps(values, default=str, sort_keys=True)
    return str(prepared._replaced(text, prepared._names(stage)))


def _screens(stage: Stage) -> list[str]:
    return [player.screen for player in stage.players]
