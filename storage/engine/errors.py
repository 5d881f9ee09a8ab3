"""What storage refuses; the docstring is the message.

StorageError
├── DatabaseError           an operator has to act
│   ├── DatabaseUnreachable     it cannot be used: no server, no file, no right, no room
│   ├── DatabaseBusy            another writer did not finish in time
│   ├── SchemaTooNew            a newer version of the app has migrated it
│   └── SchemaTooOld            it was not migrated to this version yet
├── StaleRecord             somebody else saved this conversation meanwhile
└── ArchiveRefused          a file that cannot be imported: place, problem and fix
"""

from typing import Self


class StorageError(Exception):
    """Storage refused."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        message = " ".join((self.__doc__ or "").split())
        super().__init__(f"{message} ({detail})" if detail else message)

    @classmethod
    def saying(cls, sentence: str) -> Self:
        """Return an error that says this sentence instead of the general one."""
        error = cls()
        error.args = (sentence,)
        return error


class DatabaseError(StorageError):
    """The database could not do that; look at it, then do it again."""


class DatabaseUnreachable(DatabaseError):
    """The database cannot be used. Check DATABASE_URL."""


class DatabaseBusy(DatabaseError):
    """The database is busy: another writer did not finish in time. Nothing was written; try again."""


class SchemaTooNew(DatabaseError):
    """The database was migrated by a newer version of Partnership Coach. Install that version, or restore a backup."""


class SchemaTooOld(DatabaseError):
    """The database has the schema of an older version of Partnership Coach. Run: partnership-coach db upgrade."""


class StaleRecord(StorageError):
    """Somebody else saved this conversation meanwhile; load it again."""


class ArchiveRefused(StorageError):
    """The file cannot be imported, and nothing of it was."""

    def __init__(self, place: str, problem: str, fix: str) -> None:
        self.place = place
        super().__init__(f"{place}: {problem}; {fix}")
