"""A copy of the project in which a recipe of docs/architecture.md, "Where to add", is followed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PARTS = ("bot", "flows", "storage", "docs", "tests")
WRITTEN = (
    "manifest.yml",
    "docs/user-guide.en.md",
    "docs/user-guide.fr.md",
    ".env.example",
    "docs/operators.md",
)
"""What ``make documents`` writes."""


class Tree:
    """The project in a folder of its own, to be changed and then run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: set[str] = set()
        for part in PARTS:
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("pictures", "recipes"))
        for file in ROOT.iterdir():
            if file.is_file():
                shutil.copy(file, folder / file.name)

    def put(self, file: str, before: str, text: str, nth: int = 1) -> None:
        """Put text before the ``nth`` place where ``before`` stands."""
        path = self.folder / file
        *head, tail = path.read_text("utf-8").split(before, nth)
        assert len(head) == nth, f"{file} has no {before!r}"
        path.write_text(f"{before.join(head)}{text}{before}{tail}", "utf-8")
        self.changed.add(file)

    def append(self, file: str, text: str) -> None:
        """Put text at the end of a file."""
        path = self.folder / file
        path.write_text(f"{path.read_text('utf-8').rstrip()}\n\n{text}", "utf-8")
        self.changed.add(file)

    def run(self, *arguments: str, seconds: float = 300) -> "subprocess.CompletedProcess[str]":
        """Run Python there: the packages are those of this tree."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder), "COLUMNS": "400"},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def coach(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command line there."""
        return self.run("-m", "bot.cli.main", *arguments)

    def documents(self) -> None:
        """Do what ``make documents`` does."""
        done = self.run("-m", "tests.operations.documents")
        assert done.returncode == 0, done.stderr

    def passes(self, *tests: str) -> None:
        """Run these tests there; fails with what they print."""
        done = self.run("-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
