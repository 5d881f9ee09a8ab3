"""What storage refuses; the docstring is the message.

StorageError
├── DatabaseError           an operator has to act
│   ├── DatabaseUnreachable     nobody answers at the address
│   ├── DatabaseBusy            another writer did not finish in time
│   ├── SchemaTooNew            a newer version of the app has migrated it
│   └── SchemaTooOld            it was not migrated to this version yet
├── StaleRecord             somebody else saved this conversation meanwhile
└── ArchiveRefused          a file that cannot be imported: place, problem and fix
"""


class StorageError(Exception):
    """Storage refused."""

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        message = " ".join((self.__doc__ or "").split())
        super().__init__(f"{message} ({detail})" if detail else message)


class DatabaseError(StorageError):
    """Something about the database needs an operator."""


class DatabaseUnreachable(DatabaseError):
    """The database does not answer. Check DATABASE_URL, and that the server runs and lets this user in."""


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
