"""Every command of the program, as the typer app lists them, with a way to run each to each exit status that it can have.

A command that is added to the app is driven by the tests only when it stands here; a test holds both together.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import typer

from bot.cli.backup import backup
from bot.cli.exit_status import DONE, NOT_DONE, WRONG
from bot.cli.export import export_record
from bot.cli.main import app
from flows.guide import BUILT_IN
from storage.database import Database
from storage.migrations import upgrade
from tests.storage.cases import begun, road, stored

PARTNER = "Łódź ✓ 東京 & Fils"
ANSWERS = {"gap": "yes", "need": "Des professeurs sourds à Kumasi — “vite” ✓"}
CASE: dict[str, Any] = {
    "setup": {"our_kind": "nonprofit", "their_kind": "company", "label": "co_creation"},
    "participants": [{"id": "é", "side": "ours", "role": "delivery", "answers": ANSWERS}],
}
WAIT = 100


@dataclass(frozen=True)
class Place:
    """A folder with a database, its backup, its export, a case and a guide, in names that are not ASCII."""

    folder: Path
    conversation: str

    @property
    def database(self) -> Path:
        """The file of the database that the commands use."""
        return self.folder / "données" / "partnership-coach.db"

    def file(self, name: str, content: str | bytes = "") -> Path:
        """A file here, written when there is something to write."""
        file = self.folder / name
        if content:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def guide(self, old: str = "", new: str = "") -> Path:
        """A guide of one's own, with something replaced."""
        folder = self.folder / "guide é"
        shutil.copytree(BUILT_IN.parent, folder, dirs_exist_ok=True)
        file = folder / "guide.toml"
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
        return file

    def environment(self, **more: str) -> dict[str, str]:
        """What the program is run with: no settings but the folder of the database."""
        dropped = ("SLACK_", "HEALTH_", "DATABASE_", "PARTNERSHIP_", "LANG", "LC_", "PYTHONIOENCODING", "PYTHONUTF8")
        mine = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        return mine | {"PARTNERSHIP_DATA": str(self.database.parent), "NO_PROXY": "127.0.0.1"} | more


def make_place(folder: Path) -> Place:
    """Fill a folder."""
    data = folder / "données"
    data.mkdir()
    database = Database(f"sqlite:///{data / 'partnership-coach.db'}")
    upgrade(database)
    record = stored(database, conversation=list(road(begun()))[-1], partner_name=PARTNER, language="fr")
    database.dispose()
    place = Place(folder, record.id)
    place.file("cas é.json", json.dumps(CASE, ensure_ascii=False))
    with patch.dict(os.environ, place.environment(), clear=True):
        export_record(None, place.file("export é.json"))
        backup(place.file("sauvé.db"))
    return place


def copied(place: Place, folder: Path) -> Place:
    """The same place elsewhere, to be changed."""
    there = folder / "ici"
    shutil.copytree(place.folder, there)
    return Place(there, place.conversation)


def apart(place: Place, *arguments: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a process of its own, from its first import on."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *arguments],
        env=place.environment(**more),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=WAIT,
    )


Arguments = Callable[[Place], list[object]]

EXAMPLES: dict[str, dict[int, Arguments]] = {
    "export": {
        DONE: lambda at: ["--all", "--format", "markdown", "--lang", "fr"],
        NOT_DONE: lambda at: ["--conversation", "é✓"],
    },
    "import": {
        DONE: lambda at: [at.file("export é.json"), "--dry-run"],
        WRONG: lambda at: [at.file("faux é.json", "{}")],
        NOT_DONE: lambda at: [at.file("rien é.json")],
    },
    "agreement": {DONE: lambda at: [at.conversation, "--lang", "fr"], NOT_DONE: lambda at: ["é✓"]},
    "acts": {DONE: lambda at: [at.conversation], NOT_DONE: lambda at: ["é✓"]},
    "erase": {DONE: lambda at: ["--person", "U0ANA", "--dry-run"], NOT_DONE: lambda at: ["--person", "Inès ✓"]},
    "purge": {DONE: lambda at: ["--older-than", "365d", "--dry-run"], NOT_DONE: lambda at: ["--older-than", "été"]},
    "backup": {DONE: lambda at: [at.file("encore é ✓.db")], NOT_DONE: lambda at: [at.file("sauvé.db")]},
    "restore": {
        DONE: lambda at: [at.file("sauvé.db")],
        WRONG: lambda at: [at.file("faux é.db", "no database at all" * 100)],
        NOT_DONE: lambda at: [at.file("rien é.db")],
    },
    "assess": {
        DONE: lambda at: [at.file("cas é.json"), "--lang", "fr"],
        WRONG: lambda at: [at.file("faux é.json", '{"participants": [{"id": "é", "answers": {"é✓": 1}}]}')],
        NOT_DONE: lambda at: [at.file("rien é.json")],
    },
    "rehearse": {
        DONE: lambda at: [at.file("cas é.json"), "--lang", "fr"],
        WRONG: lambda at: [at.file("faux é.json", '{"participants": [{"id": "é", "answers": {"é✓": 1}}]}')],
        NOT_DONE: lambda at: [at.file("rien é.json")],
    },
    "read": {
        DONE: lambda at: [
            at.file("dit é.jsonl", json.dumps({"question": "need", "lang": "fr", "text": ANSWERS["need"]}))
        ],
        WRONG: lambda at: [at.file("faux é.jsonl", '{"question": "é✓", "lang": "fr", "text": "été"}')],
        NOT_DONE: lambda at: [at.file("rien é.jsonl")],
    },
    "demo": {NOT_DONE: lambda at: ["--lang", "fr", "--guide", at.file("rien é.toml"), "--no-browser"]},
    "run": {NOT_DONE: lambda at: []},
    "doctor": {WRONG: lambda at: []},
    "health": {
        WRONG: lambda at: ["--env-file", at.file("santé.env", "HEALTH_PORT=1\n")],
        NOT_DONE: lambda at: ["--env-file", at.file("santé.env", "HEALTH_PORT=é✓\n")],
    },
    "db upgrade": {DONE: lambda at: [], NOT_DONE: lambda at: ["--env-file", at.file("rien é.env")]},
    "guide check": {
        DONE: lambda at: [at.guide()],
        WRONG: lambda at: [at.guide('kind = "numbers"', 'kind = "é✓"')],
        NOT_DONE: lambda at: [at.file("rien é.toml")],
    },
    "guide show": {
        DONE: lambda at: [at.guide(), "--lang", "fr"],
        WRONG: lambda at: [at.guide('kind = "numbers"', 'kind = "é✓"')],
        NOT_DONE: lambda at: [at.file("rien é.toml")],
    },
}
"""By command and exit status: the arguments that bring it about.

How ``run``, ``demo``, ``doctor`` and ``health`` end well is tested apart.
"""


def commands(group: Any = None, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command of the app, with its full name."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


NAMES = [name for name, _ in commands()]
