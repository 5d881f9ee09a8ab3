"""The commands of the record, as an operator runs them."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from bot.runtime.single_process import lock_for
from flows.conversation import conversation as talk
from storage.database import Database
from storage.tables.models import ConversationRow, OutboxRow
from tests.record.operating import runs
from tests.storage.cases import ANA, TEAM, begun, post, road, stored, written
from tests.storage.follow_up import followed, followed_up

STATES = list(road(begun()))


def test_an_export_is_imported_elsewhere(here: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = stored(here, conversation=STATES[-1])
    stored(here)
    file = tmp_path / "record.json"
    assert "2 conversations" in runs("export", "--all", "--out", file).stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(runs("export", "--conversation", record.id).stdout)["version"] == 1
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert "added: 2 conversations" in runs("import", file, "--dry-run", "--team", TEAM).stdout
    assert "added: 2 conversations" in runs("import", file, "--team", TEAM).stdout
    assert "here already: 2 conversations" in runs("import", file).stdout


def test_an_import_says_which_dates_went_by(here: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record, file = followed(here), tmp_path / "record.json"
    followed_up(here, record)
    runs("export", "--all", "--out", file)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    said = runs("import", file, "--dry-run", "--team", TEAM).stdout
    assert "due since the export, and asked once when the coach runs: 1 schedule" in said
    assert "not in the file, since it was hidden when it was exported: 2 rows" in said


def test_what_cannot_be_done_is_said_and_done_not(here: Database, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    assert "--conversation ID, or --all" in runs("export", code=2).stderr
    assert "no conversation 'x'" in runs("export", "--conversation", "x", "--out", file, code=2).stderr
    assert "No such file" in runs("import", file, code=2).stderr
    file.write_bytes(b"one\n\xff")
    assert "line 2 is no UTF-8" in runs("import", file, code=1).stderr
    assert "exists; nothing was written" in runs("export", "--all", "--out", file, code=2).stderr
    assert "is not a folder" in runs("export", "--all", "--out", tmp_path / "a" / "b", code=2).stderr
    file.write_text("{}")
    assert "cannot be imported, and nothing of it was. (line 1:" in runs("import", file, code=1).stderr


# Erasing and retention


def test_a_person_is_erased_to_the_last_byte_of_the_file(here: Database, tmp_path: Path) -> None:
    stored(here, conversation=STATES[-1])
    assert "Nothing of U0NOBODY is stored" in runs("erase", "--person", "U0NOBODY").stdout
    assert "is not a user id of Slack" in runs("erase", "--person", "Ana", code=2).stderr
    assert "Say what" in runs("erase", code=2).stderr
    dry = runs("erase", "--person", "U0ANA", "--dry-run").stdout
    assert "Nothing was changed (--dry-run)" in dry
    assert "1 conversation with them" in dry
    assert b"U0ANA" in _bytes(here)
    assert "U0ANA is erased" in runs("erase", "--person", "U0ANA").stdout
    assert b"U0ANA" not in _bytes(here)


def test_who_opened_is_told_once_of_what_they_are_to_keep_now_and_not_of_whom(here: Database) -> None:
    record = stored(here, conversation=STATES[-1])
    followed_up(here, record)
    dry = runs("erase", "--person", "U0ANA", "--dry-run").stdout
    assert "1 open commitment handed over to the person who leads the conversation" in dry
    assert "1 message that tells them so" in dry
    assert _told(here) == []
    assert "1 message that tells them so" in runs("erase", "--person", "U0ANA").stdout
    ((user, body),) = _told(here)
    assert user == "U0BEN"
    assert "A commitment with *Acme* has no owner any more. It is yours now" in body
    assert "U0ANA" not in body
    assert "erased-" not in body
    runs("erase", "--person", "U0ANA")
    assert len(_told(here)) == 1


def test_a_restored_backup_tells_nobody_again(here: Database, tmp_path: Path) -> None:
    record, file = stored(here, conversation=STATES[-1]), tmp_path / "backup.db"
    followed_up(here, record)
    runs("backup", file)
    runs("erase", "--person", "U0ANA")
    here.dispose()
    runs("restore", file)
    assert _told(here) == []
    with here.reading() as uow:
        assert {one.owner for one in uow.commitments.of(record.id) if one.waiting} == {"U0BEN"}


def _told(database: Database) -> list[tuple[str, str]]:
    """What waits to be told to one person: whom, and in which words."""
    with database.reading() as uow:
        rows = uow.session.query(OutboxRow).where(OutboxRow.kind == "direct", OutboxRow.state == "pending")
        return [(str(row.user), json.dumps(row.body, ensure_ascii=False)) for row in rows]


def _bytes(database: Database) -> bytes:
    """What the disk holds: the file and its log."""
    file = Path(database.url.removeprefix("sqlite:///"))
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


def test_a_conversation_is_erased_and_an_old_export_does_not_bring_it_back(here: Database, tmp_path: Path) -> None:
    record, file = stored(here, conversation=STATES[-1]), tmp_path / "record.json"
    other = stored(here)
    runs("export", "--all", "--out", file)
    assert "no conversation 'x'" in runs("erase", "--conversation", "x", code=2).stderr
    assert "Nothing was changed" in runs("erase", "--conversation", record.id, "--dry-run").stdout
    assert "Erased: 1 conversation" in runs("erase", "--conversation", record.id).stdout
    said = runs("import", file).stdout
    assert "erased again, since it was erased after the export: 1 erasure" in said
    assert "here already: 1 conversation" in said
    with here.reading() as uow:
        assert uow.conversations.get(record.team, record.id) is None
        assert uow.conversations.get(other.team, other.id) is not None


def test_retention_counts_what_it_drops(here: Database) -> None:
    stored(here, conversation=talk.stop(begun(), ANA.id)[0])
    for wrong in ("0d", "-1d", "soon", "1e9", "999999d"):
        assert "write a number of days" in runs("purge", f"--older-than={wrong}", code=2).stderr
    assert "0 closed conversations" in runs("purge", "--older-than", "365d").stdout
    with time_machine.travel(datetime.now(UTC) + timedelta(days=400), tick=True):
        assert "1 closed conversation," in runs("purge", "--older-than", "365d", "--dry-run").stdout
        assert "1 closed conversation," in runs("purge", "--older-than", "365").stdout
        assert "0 closed conversations," in runs("purge", "--older-than", "365").stdout


# Backup


def test_a_backup_is_restored_and_what_was_erased_since_stays_erased(here: Database, tmp_path: Path) -> None:
    record, gone, file = stored(here, conversation=STATES[-1]), stored(here), tmp_path / "backup.db"
    written(here, post("waiting"))
    assert "integrity checked" in runs("backup", file).stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert "exists; nothing was written" in runs("backup", file, code=2).stderr
    runs("erase", "--person", "U0ANA")
    runs("erase", "--conversation", gone.id)
    later = stored(here)
    here.dispose()
    said = runs("restore", file).stdout
    assert "Erased again what had been erased since: 2 erasures" in said
    assert "before-restore" in said
    with here.reading() as uow:
        found = uow.conversations.get(record.team, record.id)
        assert found is not None
        assert found.conversation.people[0].id.startswith("erased-")
        assert uow.conversations.get(gone.team, gone.id) is None
        assert uow.conversations.get(later.team, later.id) is None
        assert uow.outbox.backlog().uncertain == 1


def test_a_restore_refuses_what_would_do_harm(here: Database, tmp_path: Path) -> None:
    stored(here)
    file, other = tmp_path / "backup.db", tmp_path / "other.db"
    runs("backup", file)
    lock = lock_for(here.url)
    refused = runs("restore", file, code=2).stderr
    assert "Another process runs" in refused
    assert refused.rstrip().endswith("Stop the coach, then restore again; nothing was changed.")
    lock.release()
    assert "is not a file" in runs("restore", tmp_path / "none.db", code=2).stderr
    assert "Name the file" in runs("restore", code=2).stderr
    other.write_bytes(b"no database at all" * 100)
    assert "cannot be restored" in runs("restore", other, code=1).stderr
    with closing(sqlite3.connect(tmp_path / "empty.db")) as connection:
        connection.execute("CREATE TABLE x (y)")
    assert "not a database of Partnership Coach" in runs("restore", tmp_path / "empty.db", code=1).stderr
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    assert "newer version" in runs("restore", file, code=2).stderr
    with here.reading() as uow:
        assert uow.session.scalar(select(func.count()).select_from(ConversationRow)) == 1
    assert not list(Path(here.url.removeprefix("sqlite:///")).parent.glob("*restor*"))


def test_what_a_restore_sets_aside_stays_whatever_is_restored_after_it(here: Database, tmp_path: Path) -> None:
    stored(here)
    file, folder = tmp_path / "backup.db", Path(here.url.removeprefix("sqlite:///")).parent
    runs("backup", file)
    here.dispose()
    kept = []
    for _ in range(3):
        said = runs("restore", file).stdout
        kept.append(next(one for one in said.split() if "before-restore" in one).rstrip(":"))
    assert len(set(kept)) == 3
    assert [Path(one).name.partition(".before-restore")[2] for one in kept] == ["", "-2", "-3"]
    left = {one.name: one.stat().st_mode & 0o777 for one in folder.iterdir()}
    assert set(left.values()) == {0o600}, left
    assert {Path(one).name for one in kept} <= set(left)


def test_a_damaged_database_is_set_aside_as_it_was(here: Database, tmp_path: Path) -> None:
    stored(here)
    file, there = tmp_path / "backup.db", Path(here.url.removeprefix("sqlite:///"))
    runs("backup", file)
    here.dispose()
    there.write_bytes(there.read_bytes()[:100] + b"\xff" * 5000)
    assert "Erasures are not known" in runs("restore", file).stdout
    aside = there.with_name(f"{there.name}.before-restore")
    assert aside.read_bytes().endswith(b"\xff" * 5000)


def test_a_database_that_cannot_be_used_is_one_sentence_for_every_command(
    here: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("x")
    for address, said in (
        (f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}", "There is no folder"),
        (f"sqlite:///{notes}", "is not a database of SQLite"),
        (f"sqlite:///{tmp_path}", "is a folder"),
        ("postgresql://coach:hunter2@127.0.0.1:9/x", "PostgreSQL at 127.0.0.1 does not answer"),
        ("postgresql://coach:hunter2@no-such-host.invalid/x", "cannot be found by its name"),
    ):
        monkeypatch.setenv("DATABASE_URL", address)
        for command in (
            ["export", "--all"],
            ["purge", "--older-than", "9d"],
            ["erase", "--person", "U0ANA"],
            ["db", "upgrade"],
        ):
            told = runs(*command, code=2).stderr
            assert said in told
            assert len(told.splitlines()) == 1
            assert "hunter2" not in told
    assert notes.read_text() == "x"


def test_doctor_finds_what_others_may_read_and_mends_nothing(here: Database) -> None:
    stored(here)
    here.dispose()
    there = Path(here.url.removeprefix("sqlite:///"))
    before = {one.name: one.read_bytes() for one in there.parent.iterdir()}
    assert "Every user of this machine" not in runs("doctor", code=1).stdout
    there.chmod(0o644)
    assert f"Every user of this machine may read {there}" in runs("doctor", code=1).stdout
    assert there.stat().st_mode & 0o777 == 0o644
    assert {one.name: one.read_bytes() for one in there.parent.iterdir()} == before
    there.write_bytes(b"x")
    assert "is not a database of SQLite" in runs("doctor", code=1).stdout


def test_postgresql_is_told_its_own_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://coach:secret@db/coach")
    said = runs("backup", tmp_path / "my dump", code=2).stderr
    assert "pg_dump --format=custom" in said
    assert "postgresql://coach@db/coach" in said
    assert "secret" not in said
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://coach@db/coach?password=hunter2&sslpassword=hunter3&sslmode=require"
    )
    said = runs("backup", tmp_path / "my dump", code=2).stderr
    assert "postgresql://coach@db/coach?sslmode=require" in said
    assert "hunter" not in said
    monkeypatch.setenv("DATABASE_URL", "postgresql://coach:secret@db/coach")
    assert "pg_restore" in runs("restore", tmp_path / "dump", code=2).stderr
    assert "DATABASE_URL_BEFORE" in runs("restore", code=2).stderr
    same = runs("restore", "--before", "postgresql://coach:secret@db/coach", code=2).stderr
    assert "Both addresses are the same" in same


# Formats to read


def test_a_brief_is_written_for_its_readers(here: Database, tmp_path: Path) -> None:
    record = stored(here, conversation=STATES[-1], partner_name="=Acmé")
    text = runs("export", "--all", "--format", "csv").stdout
    assert '"\'=Acmé"' in text
    assert "# Le dossier" in runs("export", "--all", "--format", "markdown", "--view", "board", "--lang", "fr").stdout
    file = tmp_path / "brief.html"
    theirs = ("--format", "html", "--view", "partner-safe")
    said = runs("export", "--conversation", record.id, *theirs, "--out", file).stderr
    assert "Exported for partner-safe: 1 conversation" in said
    assert "<!doctype html>" in file.read_text("utf-8")
    assert "about one partnership" in runs("export", "--all", *theirs, code=2).stderr
    assert "choose one of json, csv" in runs("export", "--all", "--format", "pdf", code=2).stderr
    assert "choose one of team" in runs("export", "--all", "--format", "csv", "--view", "x", code=2).stderr
    assert "choose one of en, fr" in runs("export", "--all", "--format", "csv", "--lang", "x", code=2).stderr
    assert "the whole record" in runs("export", "--all", "--view", "board", code=2).stderr


# The draft of an agreement


def test_an_agreement_is_drafted_in_either_language_and_as_a_word_file(here: Database, tmp_path: Path) -> None:
    record = stored(here, conversation=STATES[-1])
    assert "To be agreed:" in runs("agreement", record.id).stdout
    assert "À convenir" in runs("agreement", record.id, "--lang", "fr").stdout
    file = tmp_path / "agreement.docx"
    assert str(file) in runs("agreement", record.id, "--format", "docx", "--out", file).stderr
    assert file.read_bytes().startswith(b"PK")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "nothing was written" in runs("agreement", record.id, "--format", "docx", "--out", file, code=2).output


def test_what_no_agreement_can_be_drafted_from_is_said(here: Database) -> None:
    early = stored(here, conversation=STATES[0])
    assert "decide first" in runs("agreement", early.id, code=2).output
    assert "no conversation" in runs("agreement", "nothing", code=2).output
    assert "--out" in runs("agreement", early.id, "--format", "docx", code=2).output
    assert "markdown, docx" in runs("agreement", early.id, "--format", "pdf", code=2).output
    assert "en, fr" in runs("agreement", early.id, "--lang", "xx", code=2).output


def test_an_import_of_what_never_ends_or_is_too_deep_is_one_sentence(here: Database, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for endless in (Path("/dev/zero"), tmp_path / "pipe"):
        said = runs("import", endless, code=2).stderr
        assert said == f"{endless} is a pipe or a device; nothing was changed. Save what it gives to a file first.\n"
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(600_000_000)
    assert "has more than 500,000,000 bytes; nothing was changed" in runs("import", huge, code=1).stderr
    stored(here)
    export = json.loads(runs("export", "--all").stdout)
    for depth in (50, 300, 330, 900, 990, 100_000):
        deep = tmp_path / f"deep{depth}.json"
        export["conversations"][0]["conversation"]["setup"] = "DEEP"
        text = json.dumps(export).replace('"DEEP"', '{"a":' * depth + "1" + "}" * depth)
        deep.write_text(text)
        said = runs("import", deep, code=1).stderr
        assert said.count("\n") == 1
        assert "Traceback" not in said
        assert "fault of Partnership Coach" not in said


def test_an_import_is_of_this_workspace_or_of_the_one_that_is_named(here: Database, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    here_is = stored(here)
    text = runs("export", "--all").stdout
    file.write_text(text)
    assert "here already: 1 conversation" in runs("import", file).stdout
    other = "belongs to the workspace 'T0HOME', and not to T0OTHER"
    assert other in runs("import", file, "--team", "T0OTHER", code=1).stderr
    runs("erase", "--conversation", here_is.id)
    said = runs("import", file, code=2).stderr
    assert said.startswith("Whose conversations are these? This database holds none yet")


def test_retention_has_a_default_that_a_setting_changes(here: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    two_years = datetime.now(UTC) - timedelta(days=730)
    assert f"Dropped what is older than {two_years:%Y-%m-%d}:" in runs("purge").stdout
    assert "Nothing was changed (--dry-run)" in runs("purge", "--dry-run").stdout
    monkeypatch.setenv("PARTNERSHIP_KEEP_DAYS", "30")
    assert f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}" in runs("purge").stdout
    monkeypatch.setenv("PARTNERSHIP_KEEP_DAYS", "never")
    assert "PARTNERSHIP_KEEP_DAYS is not a whole number" in runs("purge", code=2).stderr
