"""The emulator knows Slack and nothing else of this project."""

import ast
from importlib import resources
from pathlib import Path

import pytest

from bot.playground.facts import BLOCKS, ELEMENTS, METHODS, SURFACES
from bot.playground.methods import ALL
from bot.playground.reading_blocks import BlockReader

OF_THE_APP_TOO = ("rehearsal", "long_rehearsal", "stage", "app_process")
"""Rooms of the playground that bring the app and the emulator together. The page has a contract of its own."""

ROOMS = [
    path
    for path in sorted(Path(str(resources.files("bot.playground"))).rglob("*.py"))
    if not path.stem.startswith(OF_THE_APP_TOO) and "page" not in path.parts
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.stem)
def test_no_room_of_the_emulator_imports_the_app(room: Path) -> None:
    tree = ast.parse(room.read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    ours = [name for name in imported if name.split(".")[0] in ("bot", "flows", "storage")]
    assert [name for name in ours if not name.startswith("bot.playground")] == []
    assert not any(name.startswith(("slack_bolt", "slack_sdk")) for name in imported)


def test_every_method_of_the_table_is_there_and_no_other() -> None:
    assert sorted(ALL) == sorted(METHODS)


def test_every_block_has_a_surface_and_a_reader() -> None:
    assert set(BLOCKS) <= set(SURFACES)
    # The reader keeps its own table: a block that can be sent can be read.
    reader = BlockReader.__new__(BlockReader)
    BlockReader.__init__(reader, workspace=None)  # type: ignore[arg-type]
    assert set(BLOCKS) == set(reader._readers)


def test_every_element_says_where_it_may_stand() -> None:
    places = {"section", "actions", "input", "context", "card", "container"}
    assert all(set(facts["in"]) <= places for facts in ELEMENTS.values())
