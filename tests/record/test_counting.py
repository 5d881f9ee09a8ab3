"""Counted things are words in the singular and in the plural, and nothing is glued on."""

import re
from pathlib import Path

import pytest

from bot.cli.counting import THINGS, counted

SOURCES = sorted((Path(__file__).parents[2] / "bot").rglob("*.py"))


@pytest.mark.parametrize("thing", THINGS)
def test_none_one_and_two(thing: str) -> None:
    one, several = THINGS[thing]
    assert counted(1, thing) == one.format(n="1")
    assert counted(0, thing) == several.format(n="0")
    assert counted(2000, thing) == several.format(n="2,000")
    assert one != several
    # One word of it is in the plural, and the others are as they were.
    changed = [(a, b) for a, b in zip(one.split(), several.split(), strict=True) if a != b]
    assert changed[0][1] in (f"{changed[0][0]}s", f"{changed[0][0][:-1]}ies")
    assert changed[1:] in ([], [("tells", "tell")])


def test_every_thing_that_is_counted_stands_in_the_table() -> None:
    used = {
        name
        for file in SOURCES
        for name in re.findall(r"""\bcounted\([^"']*?["']([a-z -]+)["']\)""", file.read_text("utf-8"))
    }
    assert used
    assert used <= set(THINGS)


def test_no_plural_is_glued_together() -> None:
    glued = re.compile(r"""(["'])s?\1 if [^\n]* == 1 else (["'])s?\2""")
    assert [file.name for file in SOURCES if glued.search(file.read_text("utf-8"))] == []
