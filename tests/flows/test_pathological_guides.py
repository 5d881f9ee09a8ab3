"""Guides that nobody writes by hand end in one sentence, before they cost anything."""

import os
import shutil
from pathlib import Path

import pytest

from flows.errors import GuideError
from flows.guide import load_guide
from flows.guide.conditions import MOST_CHARACTERS, ConditionError, compile_condition, names_in
from flows.guide.loading import BUILT_IN, MOST_BYTES
from flows.model import MOST_ENTRIES
from tests.flows.cases import GUIDE
from tests.flows.test_conditions import WORDS

CONDITION = 'notice = "gap == unsure or (gap == yes and (gap_buyable == yes or pooled_quality(gap_exact) != ok))"'
CAUSE = 'when = "most(gap_buyable, yes) and people_heard >= 2"'
FLAG = '\n[[flags]]\nid = "f{n}"\nsection="closing"\nscope="person"\nnotice="gap == yes"\nevidence=["gap"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in guide."""
    return shutil.copytree(BUILT_IN.parent, tmp_path / "guide", ignore=shutil.ignore_patterns("*.py", "__pycache__"))


def refused(folder: Path) -> str:
    with pytest.raises(GuideError) as raised:
        load_guide(folder)
    said = str(raised.value)
    assert len(said) < 3_000
    return said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("not " * 50_000 + "gap == yes", "characters, more than"),
        ("(" * 100_000 + "gap == yes" + ")" * 100_000, "characters, more than"),
        (" and ".join(["gap == yes"] * 50_000), "characters, more than"),
        ("not " * 400 + "gap == yes", "nested"),
        ("(" * 900 + "gap == yes" + ")" * 900, "too many nested parentheses"),
        ("(gap == yes or " * 30 + "gap == no" + ")" * 30, "nested more than"),
        ("hours_total > " + "9" * 5_000, "characters, more than"),
    ],
)
def test_a_condition_is_bounded_before_it_is_parsed(folder: Path, condition: str, said: str) -> None:
    file = folder / "guide.toml"
    text = file.read_text("utf-8")
    for where in (CONDITION, CAUSE):
        assert where in text
        key = where.partition(" ")[0]
        file.write_text(text.replace(where, f'{key} = "{condition}"'), "utf-8")
        assert said in refused(folder)


@pytest.mark.parametrize("length", [MOST_CHARACTERS + 1, 200_000])
def test_nothing_of_a_long_condition_reaches_the_parser(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.guide.conditions.ast.parse", None)
    source = "n" * length
    for read in (names_in, lambda source: compile_condition(source, WORDS)):
        with pytest.raises(ConditionError, match=f"has {length} characters"):
            read(source)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("x = " + "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        (".".join("a" * 5_000) + " = 1", "more than 1000 dots"),
        ("# " + "x" * MOST_BYTES, "more than 1,000,000 bytes"),
    ],
)
def test_toml_that_is_deep_or_endless_is_one_sentence(folder: Path, before: str, said: str) -> None:
    for name in ("guide.toml", "text/en.toml"):
        file = folder / name
        whole = file.read_text("utf-8")
        file.write_text(f"{before}\n{whole}", "utf-8")
        told = refused(folder)
        assert said in told
        file.write_text(whole, "utf-8")


def test_twenty_thousand_flags_are_too_many(folder: Path) -> None:
    with (folder / "guide.toml").open("a") as file:
        file.writelines(FLAG.format(n=number) for number in range(5_000))
    assert f"flags: {5_000 + len(GUIDE.flags)} entries are too many. Fix: keep {MOST_ENTRIES} at most" in refused(
        folder
    )
    with (folder / "guide.toml").open("a") as file:
        file.writelines(FLAG.format(n=number) for number in range(5_000, 20_000))
    assert "more than 1,000,000 bytes" in refused(folder)


def test_a_lexicon_that_is_deep_is_one_sentence(folder: Path) -> None:
    (folder / "lexicon" / "xx.json").write_text("[" * 100_000)
    assert "lexicon/xx.json: (syntax): it is nested too deeply" in refused(folder)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_a_pipe_and_a_device_are_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for file in (Path("/dev/zero"), tmp_path / "pipe"):
        with pytest.raises(GuideError, match="it is not a plain file"):
            load_guide(file)
