"""One process on one SQLite file: a lock of the operating system, which ends with the process however it ends."""

import os
from pathlib import Path

from bot.runtime.settings import BadSettings
from storage.engine.sqlite_file import file_of


class FileLock:
    """A lock on a file beside the database. Without a file there is nothing to lock."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Whether this process has it now. Raises OSError where the file system knows no locks."""
        if self._file is None:
            return True
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _locked(descriptor):
                os.close(descriptor)
                return False
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let another process have it. The file stays: removing it would let two have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


SHARE = (
    "Stop that one, or let several share a PostgreSQL: DATABASE_URL=postgresql://user:password@host/partnership_coach"
)
"""What to do for whoever starts a second coach."""


def lock_for(address: str, what_to_do: str = SHARE) -> FileLock:
    """Return the lock of the database at ``address``, taken; raises BadSettings with the reason and ``what_to_do``."""
    database = file_of(address)
    file = None if database is None else database.with_name(f"{database.name}.lock")
    lock = FileLock(file)
    try:
        taken = lock.take()
    except OSError as error:
        raise BadSettings(
            [f"The lock {file} cannot be taken ({error.strerror}). Keep SQLite on a local disk."]
        ) from None
    if not taken:
        raise BadSettings(
            [f"Another process runs on this SQLite database (it holds {file}), and SQLite is for one. {what_to_do}"]
        )
    return lock


def _locked(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
