"""The commands of the record, as an operator runs them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from storage.database import Database
from storage.migrations import upgrade
from tests.storage.cases import begun, road, stored

STATES = list(road(begun()))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database that the commands use."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PARTNERSHIP_DATA", str(folder))
    database = Database(f"sqlite:///{folder / 'partnership-coach.db'}")
    upgrade(database)
    yield database
    database.dispose()


def runs(*arguments: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == code, result.output
    return result


def test_an_export_is_imported_elsewhere(here: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = stored(here, conversation=STATES[-1])
    stored(here)
    file = tmp_path / "record.json"
    assert "2 conversations" in runs("export", "--all", "--out", file).stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(runs("export", "--conversation", record.id).stdout)["version"] == 1
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert "added: 2 conversations" in runs("import", file, "--dry-run").stdout
    assert "added: 2 conversations" in runs("import", file).stdout
    assert "here already: 2 conversations" in runs("import", file).stdout


def test_what_cannot_be_done_is_said_and_done_not(here: Database, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    assert "--conversation ID, or --all" in runs("export", code=2).stderr
    assert "no conversation 'x'" in runs("export", "--conversation", "x", "--out", file, code=2).stderr
    assert "No such file" in runs("import", file, code=2).stderr
    file.write_bytes(b"one\n\xff")
    assert "line 2 is no UTF-8" in runs("import", file, code=2).stderr
    assert "exists; nothing was written" in runs("export", "--all", "--out", file, code=2).stderr
    assert "is no folder" in runs("export", "--all", "--out", tmp_path / "a" / "b", code=2).stderr
    file.write_text("{}")
    assert "cannot be imported, and nothing of it was. (line 1:" in runs("import", file, code=2).stderr
