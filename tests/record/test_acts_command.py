"""``partnership-coach acts``: what operators did is noted, printed, and checked."""

from pathlib import Path

from sqlalchemy import update

from storage.database import Database
from storage.tables.act_models import ActRow
from tests.record.operating import runs
from tests.storage.cases import ANA, TEAM, begun, road, stored

STATES = list(road(begun()))


def test_what_operators_do_is_noted_with_who_and_under_what(here: Database, tmp_path: Path) -> None:
    record, file = stored(here, conversation=STATES[-1]), tmp_path / "record.json"
    runs("export", "--all", "--out", file)
    runs("export", "--conversation", record.id, "--format", "csv", "--view", "board")
    said = runs("acts", record.id).stdout
    assert "operator_exports  operator:" in said
    assert "  json\n" in said
    assert "  csv, board\n" in said
    assert "2 acts; the chain is whole, and ends in " in said
    runs("erase", "--conversation", record.id)
    assert "There is no act" in runs("acts", record.id, code=2).stderr
    runs("import", file, "--team", TEAM)
    assert "There is no act" in runs("acts", record.id, code=2).stderr  # it was erased again
    gone = runs("acts", TEAM).stdout
    assert "operator_erases_conversation" in gone
    assert record.id in gone


def test_an_import_and_an_erasure_are_acts_that_name_nobody_who_is_erased(here: Database, tmp_path: Path) -> None:
    record, file = stored(here), tmp_path / "record.json"
    runs("export", "--all", "--out", file)
    with here.unit_of_work() as uow:
        from storage.tables.models import ConversationRow

        uow.session.delete(uow.session.get_one(ConversationRow, record.id))
        uow.commit()
    runs("import", file, "--team", TEAM)
    assert "operator_imports" in runs("acts", record.id).stdout
    runs("erase", "--person", ANA.id, "--dry-run")
    assert "There is no act" in runs("acts", TEAM, code=2).stderr
    runs("erase", "--person", ANA.id)
    said = runs("acts", TEAM).stdout
    assert "operator_erases_person" in said
    assert "erased-" in said
    assert ANA.id not in said


def test_a_broken_chain_is_said_and_ends_with_1(here: Database) -> None:
    record = stored(here)
    runs("export", "--conversation", record.id)
    runs("export", "--conversation", record.id)
    with here.unit_of_work() as uow:
        uow.session.execute(update(ActRow).where(ActRow.position == 1).values(key="nothing"))
        uow.commit()
    assert "BROKEN at act 1: it, or one before it, was changed" in runs("acts", record.id, code=1).stderr
