"""Who was erased is kept under a key: without it a member list tells nobody who it was."""

from hashlib import sha256
from pathlib import Path

import pytest

from bot.cli.erasure_key import FILE, erasure_key
from storage.database import Database
from storage.privacy.erasing import Erasing, recorded, subject_of
from tests.record.operating import runs
from tests.storage.cases import ANA, ERASURE_KEY, TEAM, stored

OTHER_KEY = "another key of at least thirty-two letters".replace(" ", "-")


def test_a_key_is_made_once_for_its_owner_alone(here: Database, data: Path) -> None:
    stored(here)
    runs("erase", "--person", ANA.id)
    file = data / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_text().strip()) == 64
    assert erasure_key() == erasure_key() == file.read_text().strip().encode()
    assert not list(data.glob("*.part"))
    with here.reading() as uow:
        (kept,) = recorded(uow)
    assert kept.subject == subject_of(erasure_key(), TEAM, ANA.id)
    assert sha256(f"{TEAM}:{ANA.id}".encode()).hexdigest() not in kept.subject
    assert kept.subject != subject_of(ERASURE_KEY, TEAM, ANA.id)


def test_a_key_that_is_set_counts_and_none_is_made(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSHIP_ERASURE_KEY", OTHER_KEY)
    assert erasure_key() == OTHER_KEY.encode()
    assert not (data / FILE).exists()


def test_an_empty_key_is_refused(here: Database, data: Path) -> None:
    stored(here)
    (data / FILE).write_text("\n")
    assert "is empty; nothing was changed" in runs("erase", "--person", ANA.id, code=2).stderr


def test_what_another_key_has_made_is_said_and_not_passed_over(
    here: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(here)
    file, export = tmp_path / "backup.db", tmp_path / "record.json"
    runs("backup", file)
    runs("export", "--all", "--out", export)
    runs("erase", "--person", ANA.id)
    monkeypatch.setenv("PARTNERSHIP_ERASURE_KEY", OTHER_KEY)
    assert "not compared, since another key made their digests: 1 erasure" in runs("import", export).stdout
    here.dispose()
    said = runs("restore", file).stdout
    assert "NOT compared, since another key made their digests: 1 erasure. Repeat these yourself." in said


def test_erasures_of_another_key_are_counted(database: Database) -> None:
    stored(database)
    with database.unit_of_work() as uow:
        Erasing(uow, b"before").person(TEAM, ANA.id)
        erasing = Erasing(uow, ERASURE_KEY)
        assert erasing.again(erasing.recorded()) == 0
        assert erasing.under_other_keys == 1
