"""The key of the digests that are kept of erased people: without it nobody can try the ids of a member list against them."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.app import prepare_address
from bot.cli.exit_status import CannotBeDone
from bot.runtime.settings import Settings
from storage.engine.sqlite_file import file_of

FILE = "erasures.key"
"""Beside the database of SQLite, else in PARTNERSHIP_DATA. ``backup`` does not copy it: a backup alone tells of nobody."""


def erasure_key() -> bytes:
    """Return the key that is set, else the one of the data folder, which is made where there is none. Raises CannotBeDone."""
    settings = Settings.read()
    if given := settings.partnership_erasure_key.get_secret_value():
        return given.encode()
    database = file_of(prepare_address(settings))
    file = (database.absolute().parent if database else settings.partnership_data) / FILE
    try:
        if not file.exists():
            _make(file)
        key = file.read_bytes().strip()
    except OSError as error:
        raise CannotBeDone(
            f"{file}: {error.strerror}; nothing was changed. Let this user write there, or set PARTNERSHIP_ERASURE_KEY."
        ) from None
    if not key:
        raise CannotBeDone(f"{file} is empty; nothing was changed. Put the key back from where you keep a copy of it.")
    return key


def _make(file: Path) -> None:
    """Make a key for its owner only. Of two that do so at once, the first one's stays."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f"{FILE}.", suffix=".part")
    half = Path(name)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(f"{secrets.token_hex(32)}\n")
        with suppress(FileExistsError):
            file.hardlink_to(half)
    finally:
        half.unlink()
