"""The database that the commands use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrations import upgrade


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the data, which the environment names."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PARTNERSHIP_DATA", str(folder))
    return folder


@pytest.fixture
def here(data: Path) -> Iterator[Database]:
    """The database that the commands use."""
    database = Database(f"sqlite:///{data / 'partnership-coach.db'}")
    upgrade(database)
    yield database
    database.dispose()
