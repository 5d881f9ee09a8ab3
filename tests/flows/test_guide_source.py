"""On what a guide rests: what it may say of it, and what is refused, each by its key."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from flows.errors import GuideError
from flows.guide import guide_from_json, guide_to_json, load_guide
from flows.text.source import MOST_AUTHOR, MOST_TITLE, Source

GUIDES = Path(__file__).parent.parent.parent / "docs" / "guides"
GOOD = 'author = "Ada Obi"\ntitle = "Partners"\n'


def with_source(folder: Path, source: str, *, lines: bool = False) -> Path:
    """Return a copy of the grant guide with a table [source], and perhaps a line in its first question and flag."""
    copy = Path(shutil.copytree(GUIDES / "grant", folder / "grant"))
    content = (copy / "guide.toml").read_text("utf-8")
    content = content.replace("\n[[sections]]", f"\n{source}\n[[sections]]", 1)
    for head in ("[[questions]]\n", "[[flags]]\n", "[[check_in.questions]]\n") if lines else ():
        assert head in content
        content = content.replace(head, f"{head}source_line = 4\n", 1)
    (copy / "guide.toml").write_text(content, "utf-8")
    return copy


def refusals(folder: Path) -> list[str]:
    with pytest.raises(GuideError) as caught:
        load_guide(folder)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("written", "day"),
    [("day = 2025-05-15", date(2025, 5, 15)), ('day = "2025-05-15"', date(2025, 5, 15)), ("", None)],
)
def test_a_source_is_read_and_kept_with_the_guide(tmp_path: Path, written: str, day: date | None) -> None:
    guide = load_guide(with_source(tmp_path, f"[source]\n{GOOD}{written}\n", lines=True))
    assert guide.source == Source(author="Ada Obi", title="Partners", day=day)
    assert guide.questions[0].source_line == guide.flags[0].source_line == 4
    assert guide_from_json(guide_to_json(guide)) == guide


@pytest.mark.parametrize("name", sorted(file.parent.name for file in GUIDES.glob("*/guide.toml")))
def test_the_guides_of_ours_rest_on_nobody(name: str) -> None:
    assert load_guide(GUIDES / name).source is None


def test_the_built_in_guide_names_a_line_for_everything_that_it_asks_and_flags() -> None:
    guide = load_guide()
    assert guide.source
    assert all(one.source_line for one in (*guide.at_check_in.questions, *guide.flags))


def test_a_line_without_a_source_is_refused_for_each_that_has_one(tmp_path: Path) -> None:
    said = refusals(with_source(tmp_path, "", lines=True))
    guide = load_guide(GUIDES / "grant")
    named = [f"question {one.id!r}" for one in (guide.questions[0], guide.check_in.questions[0])]
    for what, line in zip((*named, f"flag {guide.flags[0].id!r}"), said, strict=True):
        assert line.startswith(f"guide.toml: {what}, source_line: ")
        assert "add [source]" in line


@pytest.mark.parametrize(
    ("table", "begins"),
    [
        ('[source]\nauthor = "Ada"', "source: title is missing"),
        ('[source]\ntitle = "T"', "source: author is missing"),
        ('[source]\nauthor = " "\ntitle = "T"', "source, author: it is empty"),
        ('[source]\nauthor = "Ada"\ntitle = ""', "source, title: it is empty"),
        ("[source]\nauthor = 3\ntitle = 'T'", "source, author: 3 does not fit"),
        (f"[source]\nauthor = '{'a' * (MOST_AUTHOR + 1)}'\ntitle = 'T'", "source, author: it has more than"),
        (f"[source]\nauthor = 'a'\ntitle = '{'T' * (MOST_TITLE + 1)}'", "source, title: it has more than"),
        (f'[source]\n{GOOD}day = "last May"', "source, day: 'last May' does not fit"),
        (f'[source]\n{GOOD}day = "2025-02-30"', "source, day: '2025-02-30' does not fit"),
        (f"[source]\n{GOOD}day = 2025", "source, day: 2025 does not fit"),
        (f"[source]\n{GOOD}day = 86400", "source, day: 86400 does not fit"),
        (f'[source]\n{GOOD}day = "86400"', "source, day: '86400' does not fit"),
        (f"[source]\n{GOOD}day = 2025-05-15T10:00:00", "source, day: "),
        (f"[source]\n{GOOD}url = 'https://ada.example'", "source: the key 'url' is unknown"),
        ("source = 'Ada Obi'", "source: 'Ada Obi' does not fit"),
    ],
)
@pytest.mark.parametrize("lines", [False, True])
def test_a_table_that_says_it_wrongly_is_refused_in_one_line(
    tmp_path: Path, table: str, begins: str, lines: bool
) -> None:
    """Lines of a source that cannot be read are no second fault."""
    [said] = refusals(with_source(tmp_path, table + "\n", lines=lines))
    assert said.startswith(f"guide.toml: {begins}")


@pytest.mark.parametrize("line", ["0", "-3", '"four"', "1.5"])
def test_a_line_that_is_no_line_is_refused(tmp_path: Path, line: str) -> None:
    folder = with_source(tmp_path, f"[source]\n{GOOD}", lines=True)
    file = folder / "guide.toml"
    file.write_text(file.read_text("utf-8").replace("source_line = 4", f"source_line = {line}", 1), "utf-8")
    [said] = refusals(folder)
    assert "source_line" in said
