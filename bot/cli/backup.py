"""Backup and restore of an SQLite database; for PostgreSQL what its own tools leave to do."""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from sqlalchemy import URL, make_url, update
from sqlalchemy.exc import DBAPIError

from bot.app import prepare_address
from bot.cli.counting import counted
from bot.cli.erasure_key import erasure_key
from bot.cli.files import CannotBeDone, IsWrong, half_of, must_be_new
from bot.cli.progress import Progress, shown
from bot.runtime.settings import Settings
from bot.runtime.single_process import lock_for
from storage.database import Database, DatabaseError
from storage.engine.sqlite_file import file_of, make_private
from storage.migrations import check, current, upgrade
from storage.privacy.erasing import Erasing, Erasure, recorded
from storage.tables.models import PENDING, SENDING, OutboxRow
from storage.tables.writing import change

_MEGABYTE = 1_000_000
_Again = tuple[int, int]
"""Erasures that found something, and those that could not be compared."""


def backup(file: Path) -> str:
    """Copy the database while it is in use, and look whether the copy is sound. Raises CannotBeDone or DatabaseError."""
    address = prepare_address(Settings.read())
    source = file_of(address)
    if source is None:
        raise CannotBeDone(
            "This is a PostgreSQL database, which its own tool backs up; nothing was written. Run:\n"
            f"  pg_dump --format=custom --file={shlex.quote(str(file))} {shlex.quote(_without_password(make_url(address)))}\n"
            "It asks for the password, or reads PGPASSWORD or ~/.pgpass. pg_restore brings it back."
        )
    if not source.is_file():
        raise CannotBeDone(f"There is no database at {source} yet; nothing was written.")
    must_be_new(file)
    try:
        with half_of(file) as half:
            _copy(source, half, "Backing up")
            _check_sound(half)
    except sqlite3.Error as error:
        raise CannotBeDone(f"{source} cannot be backed up to {file} ({error}); nothing was written.") from None
    return f"Backed up to {file} ({counted(file.stat().st_size, 'byte')}), and its integrity checked."


def restore(file: Path | None, before: str = "") -> str:
    """Put a backup in the database's place, and erase again what was erased since. Raises CannotBeDone or DatabaseError.

    On PostgreSQL pg_restore has put it there already, and ``before`` is the address of the database that was used before.
    """
    address = prepare_address(Settings.read())
    target = file_of(address)
    if target is None:
        return _after_pg_restore(address, before if file is None else "")
    if file is None:
        raise CannotBeDone("Name the file that backup wrote; nothing was changed.")
    if not file.is_file():
        raise CannotBeDone(f"{file} is not a file; nothing was changed. Check the path.")
    lock = lock_for(address, "Stop the coach, then restore again; nothing was changed.")
    fresh = target.with_name(f"{target.name}.restoring")
    try:
        erased = _erasures(address, target)
        _copy(file, fresh, "Restoring")
        _check_sound(fresh)
        again = _made_ready(fresh, erased or [])
        aside = _put_in_place(fresh, target)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise IsWrong(f"{file} cannot be restored ({error}); nothing was changed. Take another backup.") from None
        raise CannotBeDone(f"{file} cannot be restored to {target} ({error}); nothing was changed.") from None
    except OSError as error:
        raise CannotBeDone(f"{target} cannot be written ({error.strerror}); nothing was changed.") from None
    finally:
        for left in _with_its_log(fresh):
            left.unlink(missing_ok=True)
        lock.release()
    said = [f"Restored from {file}."]
    if aside is not None:
        said.append(f"What was there before is kept at {aside}: remove it when all is well.")
    said.append(
        "Erasures are not known, since there was no readable database: repeat those that came after the backup."
        if erased is None
        else _erased_again(again)
    )
    return "\n".join(said)


def _after_pg_restore(address: str, before: str) -> str:
    if not before:
        raise CannotBeDone(
            "This is a PostgreSQL database; nothing was changed. Bring the dump back with pg_restore into a new database, let "
            "DATABASE_URL name that one and DATABASE_URL_BEFORE the one that was used before, and run restore again: it erases "
            "again what was erased since."
        )
    if make_url(before) == make_url(address):
        raise CannotBeDone("Both addresses are the same; nothing was changed. Bring the dump back into a new database.")
    with _opened(before) as old:
        erased = _recorded(old)
    with _opened(address) as database:
        again = _bring_up(database, erased)
    return f"Made ready.\n{_erased_again(again)}"


def _erased_again(again: _Again) -> str:
    said = f"Erased again what had been erased since: {counted(again[0], 'erasure')}."
    if not again[1]:
        return said
    return f"{said} NOT compared, since another key made their digests: {counted(again[1], 'erasure')}. Repeat these yourself."


def _made_ready(fresh: Path, erased: list[Erasure]) -> _Again:
    """The copy with this version's schema and without what was erased since; how many erasures found something."""
    with _opened(f"sqlite:///{fresh}") as database:
        again = _bring_up(database, erased)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return again


def _bring_up(database: Database, erased: list[Erasure]) -> _Again:
    """Bring the schema up to date, and erase again; how many found something, and how many another key has made."""
    if current(database) is None:
        raise IsWrong("This is not a database of Partnership Coach; nothing was changed. Take another backup.")
    upgrade(database)
    with database.unit_of_work() as uow:
        erasing = Erasing(uow, erasure_key())
        known = erasing.recorded()
        again = erasing.again(one for one in erased if one not in known)
        # What waited then may have been sent since: the relay looks in Slack before it sends it.
        unsure = update(OutboxRow).where(OutboxRow.state.in_((PENDING, SENDING)))
        change(uow.session, unsure.values(uncertain=True))
        uow.commit()
    return again, erasing.under_other_keys


def _erasures(address: str, target: Path) -> list[Erasure] | None:
    """What was erased in the database that is there now; None where there is none that can be read."""
    if not target.is_file():
        return None
    try:
        with _opened(address) as database:
            return _recorded(database)
    except (DatabaseError, DBAPIError):
        return None


def _recorded(database: Database) -> list[Erasure]:
    check(database)
    with database.reading() as uow:
        return recorded(uow)


@contextmanager
def _opened(address: str) -> Iterator[Database]:
    """A database for as long as it is needed."""
    database = Database(address)
    try:
        yield database
    finally:
        database.dispose()


def _put_in_place(fresh: Path, target: Path) -> Path | None:
    aside = None
    if target.exists():
        # It may be damaged: that may be why it is restored. What its log holds then stays with it.
        with closing(sqlite3.connect(target)) as connection, suppress(sqlite3.DatabaseError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        aside = _free_name(target)
        for old, new in zip(_with_its_log(target), _with_its_log(aside), strict=True):
            if old.exists():
                old.replace(new)
                new.chmod(0o600)
    for left in _with_its_log(target):
        left.unlink(missing_ok=True)
    fresh.replace(target)
    return aside


def _free_name(target: Path) -> Path:
    """Return a name beside the database that nothing has: what an earlier restore set aside stays."""
    for number in count(1):
        aside = target.with_name(f"{target.name}.before-restore{'' if number == 1 else f'-{number}'}")
        if not any(one.exists() for one in _with_its_log(aside)):
            return aside
    raise AssertionError("numbers do not end")


def _copy(source: Path, target: Path, doing: str) -> None:
    make_private(target)
    pages = Progress(
        doing, max(source.stat().st_size // _MEGABYTE, 1), "MB", lambda: target.stat().st_size // _MEGABYTE
    )
    address = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as reading,
        closing(sqlite3.connect(target)) as writing,
        shown(pages),
    ):
        # In one step: of several, each begins anew when somebody wrote meanwhile. In WAL mode no writer waits for it.
        reading.backup(writing)


def _check_sound(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, shown(Progress("Checking the copy")):
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise IsWrong(f"The copy is damaged ({found}); nothing was changed. Take another backup.")


def _with_its_log(file: Path) -> list[Path]:
    return [file, *(file.with_name(f"{file.name}-{end}") for end in ("wal", "shm", "journal"))]


def _without_password(url: URL) -> str:
    """Return the address to print. A password may stand in its query, too."""
    query = {name: value for name, value in url.query.items() if "pass" not in name.lower()}
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database, query).render_as_string()
