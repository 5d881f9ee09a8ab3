"""The file of an SQLite database: for its owner only, whatever the umask is, and looked at before SQLite opens it."""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from storage.engine.errors import DatabaseUnreachable

_HEADER = b"SQLite format 3\0"
_PATH = "check the path in DATABASE_URL or PARTNERSHIP_DATA"


def file_of(address: str) -> Path | None:
    """Return the file of the database at this address; None for PostgreSQL, for one in memory, and for SQLite's own addresses."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return None
    named = url.database
    if not url.drivername.startswith("sqlite") or not named or named == ":memory:" or named.startswith("file:"):
        return None
    return Path(named)


def make_private_folder(folder: Path) -> None:
    """Make a folder that its owner alone may enter; one that is there already stays as it is. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        folder.chmod(0o700)


def make_private(file: Path) -> None:
    """Make an empty file that its owner alone may read, or make one that is there so. Raises OSError."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    file.chmod(0o600)


def look_at(file: Path) -> None:
    """Raise DatabaseUnreachable when SQLite cannot use the file, or would take a file that is none of its own for an empty one."""
    if not file.absolute().parent.is_dir():
        raise DatabaseUnreachable.saying(f"There is no folder {file.absolute().parent}: make it, or {_PATH}.")
    if file.is_dir():
        raise DatabaseUnreachable.saying(f"{file} is a folder and no database: {_PATH}.")
    if not file.exists():
        return
    try:
        with file.open("rb") as stream:
            begins = stream.read(len(_HEADER))
    except OSError as error:
        raise DatabaseUnreachable.saying(
            f"{file} cannot be read ({error.strerror}): let this user read and write it."
        ) from None
    if begins and begins != _HEADER:
        raise DatabaseUnreachable.saying(f"{file} is not a database of SQLite: {_PATH}, or restore a backup.")


def prepare(file: Path) -> None:
    """Look at the file, and make it, for its owner only, where there is none. Raises DatabaseUnreachable."""
    look_at(file)
    if not file.exists():
        try:
            make_private(file)
        except OSError as error:
            raise DatabaseUnreachable.saying(
                f"{file} cannot be made ({error.strerror}): let this user write in its folder, or {_PATH}."
            ) from None
