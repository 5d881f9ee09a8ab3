"""One person's mentions: answered up to a limit, told once to go slower, and never in the way of a team's posts."""

from sqlalchemy import select

from bot.listeners.pace import MOST_A_MINUTE
from storage.tables.models import OutboxRow
from tests.dialogs.stage import Stage, no

SLOWER = "Please go slower"


def test_who_says_too_much_is_told_once_and_then_nothing(stage: Stage) -> None:
    stage.opens(stage.amina, stage.tom)
    with stage.hurry():
        for _ in range(MOST_A_MINUTE + 10):
            stage.gus.says("@coach help")
    whispers = [stage.read(each, stage.gus) for each in stage.messages_of(stage.gus) if each.ephemeral_to]
    assert len(whispers) == MOST_A_MINUTE + 1
    assert sum(SLOWER in said for said in whispers) == 1
    stage.tom.says("@coach status")
    stage.tom.sees("your answers are needed", no(SLOWER))


def test_what_one_person_is_answered_is_in_no_lane_of_the_team(stage: Stage) -> None:
    stage.opens(stage.amina, stage.tom)
    stage.gus.says("@coach help")
    with stage.house.app.database.reading() as uow:
        lanes = set(uow.session.scalars(select(OutboxRow.lane).where(OutboxRow.kind == "ephemeral")))
    assert lanes == {f"whisper:{stage.gus.id}"}
