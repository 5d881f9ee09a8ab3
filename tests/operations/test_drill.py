"""The backup drill of docs/operators/database.md, as it stands there: each line is typed into a shell."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.bot.command_table import make_place
from tests.operations.documents import ROOT

PAGE = ROOT / "docs" / "operators" / "database.md"


def lines_of(heading: str) -> str:
    """The lines to type below a heading."""
    below = PAGE.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return textwrap.dedent("\n".join(line for line in below.splitlines() if line.startswith("    ")))


def test_the_backup_drill_brings_the_conversations_back_and_touches_nothing(tmp_path: Path) -> None:
    (tmp_path / "coach").mkdir()
    place = make_place(tmp_path / "coach")
    before = place.database.read_bytes()
    here = tmp_path / "here"
    here.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DATABASE_"))}
    environment |= {
        "PARTNERSHIP_DATA": str(place.database.parent),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    ran = subprocess.run(
        ["bash", "-euc", lines_of("The backup drill")],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "1 conversation" in ran.stdout + ran.stderr
    assert place.database.read_bytes() == before
    assert list(here.iterdir()) == []
