"""The app's database, seen from outside the process that the app runs in."""

import time
from pathlib import Path

from flows.guide import load_guide
from storage.database import Database

LOOK_EVERY_SECONDS = 0.02


class Onlooker:
    """What a rehearsal needs of an app in another process. Close it in the end."""

    def __init__(self, database: Path, guide: Path | None) -> None:
        self.guide = load_guide(guide)
        self.database = Database(f"sqlite:///{database}")

    @property
    def relay(self) -> "Onlooker":
        return self

    def drain(self, timeout: float) -> bool:
        """Wait until nothing waits to be sent any more."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            with self.database.reading() as uow:
                if uow.outbox.backlog().count == 0:
                    return True
            time.sleep(LOOK_EVERY_SECONDS)
        return False

    def close(self) -> None:
        self.database.dispose()
