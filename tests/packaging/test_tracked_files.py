"""What no tracked file may hold, whatever kind of file it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.closure import ROOT
from tests.packaging.tracked import NoClone, tracked

CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
ONE_MACHINE = re.compile(
    r"(?<![\w.~:/-])/(?:work|root|tmp|home/[\w.-]+|Users/[\w.-]+)/[\w.-]+|\b[A-Z]:\\Users\\[\w.-]+"
)


def _texts() -> Iterator[tuple[str, str]]:
    """Yield name and content of each tracked file that is a text."""
    try:
        names = tracked()
    except NoClone:
        pytest.skip("this is not a clone")
    for name in names:
        if b"\0" not in (content := (ROOT / name).read_bytes()):
            yield name, content.decode("utf-8", "replace")


def _found(what: re.Pattern[str], but: str = "") -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]}"
        for name, text in _texts()
        if name != but
        for found in what.finditer(text)
    ]


def test_no_file_holds_a_conflict_marker() -> None:
    assert _found(CONFLICT) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _found(ONE_MACHINE, but=Path(__file__).relative_to(ROOT).as_posix()) == []


@pytest.mark.parametrize("marker", ["<" * 7 + " HEAD", ">" * 7 + " origin/main", "|" * 7 + " 1a2b3c4"])
def test_a_conflict_marker_is_seen(marker: str) -> None:
    assert CONFLICT.search(f"text\n{marker}\ntext")


@pytest.mark.parametrize(
    "path", ["see /home/ann/coach/main.py", '"/Users/ann/coach"', "in /tmp/out/x.log", r"C:\Users\ann"]
)
def test_a_path_of_one_machine_is_seen(path: str) -> None:
    assert ONE_MACHINE.search(path)


@pytest.mark.parametrize(
    "path", ["GET /home", "tmpfs: /tmp", "/api/users.list", "~/src/coach", "https://example.com/home/ann/x"]
)
def test_what_is_no_path_of_one_machine_is_let_be(path: str) -> None:
    assert not ONE_MACHINE.search(path)
