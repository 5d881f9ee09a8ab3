"""The database that the settings name, for a command: opened, checked, closed."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.app import prepare_address
from bot.runtime.settings import Settings
from storage.database import Database
from storage.migrations import check, current, upgrade


@contextmanager
def opened() -> Iterator[Database]:
    """The database with the schema of this version; an empty one gets it. Raises BadSettings or DatabaseError."""
    database = Database(prepare_address(Settings.read()))
    try:
        check(database)
        if current(database) is None:
            upgrade(database)
        yield database
    finally:
        database.dispose()
