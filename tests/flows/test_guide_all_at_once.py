"""What is wrong with a guide is said in one go, by file and name, and what explains another fault is not said twice."""

import shutil
from pathlib import Path

import pytest

from flows.errors import GuideError
from flows.guide import load_guide

GRANT = Path(__file__).parent.parent.parent / "docs" / "guides" / "grant"


def said_of(tmp_path: Path, *changes: tuple[str, str, str], without: str = "") -> list[str]:
    """Return the lines that are said of the grant guide with pieces of its files replaced, and perhaps one file gone."""
    folder = Path(shutil.copytree(GRANT, tmp_path / "grant"))
    for name, old, new in changes:
        file = folder / name
        content = file.read_text("utf-8")
        assert old in content
        file.write_text(content.replace(old, new, 1), "utf-8")
    if without:
        (folder / without).unlink()
    with pytest.raises(GuideError) as caught:
        load_guide(folder)
    return str(caught.value).splitlines()


WRONG_KEY = ("guide.toml", "optional = true", "optionel = true")
WRONG_VALUE = ("guide.toml", 'kind = "multi"', 'kind = "several"')
NO_CONDITION = ("guide.toml", 'when = "coverage < 60"\n', "")
WRONG_OPTION = ("guide.toml", "paid_when == unsure", "paid_when == never")
WRONG_SECTION = ("guide.toml", 'id = "no_way_out"\nsection = "day_after"', 'id = "no_way_out"\nsection = "after"')
NO_EVIDENCE = ("guide.toml", 'evidence = ["admin_hours"]', 'evidence = ["hours"]')
NO_WORDS = ("text/fr.toml", 'title = "Pas de sortie claire"\n', "")


def test_shape_references_conditions_and_words_are_said_together(tmp_path: Path) -> None:
    said = said_of(tmp_path, WRONG_KEY, NO_CONDITION, WRONG_OPTION, WRONG_SECTION, NO_WORDS)
    begin = [line.partition(". Fix: ")[0] for line in said]
    assert begin == [
        "guide.toml: question 'admin_hours': the key 'optionel' is unknown",
        "guide.toml: verdict 'insufficient', reason 'coverage': when is missing",
        "guide.toml: flag 'no_way_out': unknown section 'after'",
        "guide.toml: flag 'paid_late', notice: 'paid_when' never is 'never'"
        " (it can be afterwards, ahead, in_steps, not_mine, unsure) in 'paid_when == never'",
        "text/fr.toml: flag.no_way_out.title: the text is missing",
    ]


def test_a_file_that_is_not_there_hides_nothing_of_the_others(tmp_path: Path) -> None:
    said = said_of(tmp_path, NO_EVIDENCE, without="text/fr.toml")
    assert len(said) == 2
    assert said[0].startswith("guide.toml: flag 'heavy_reports': unknown question 'hours'")
    assert said[1].startswith("text/fr.toml: (file): there is no such file")


def test_what_a_misshapen_question_explains_is_left_out(tmp_path: Path) -> None:
    """Flags, verdicts and a check-in name it; only the question itself is said, beside what has nothing to do with it."""
    said = said_of(tmp_path, WRONG_VALUE, NO_EVIDENCE)
    assert [line.partition(",")[0].partition(": unknown")[0] for line in said] == [
        "guide.toml: question 'strings'",
        "guide.toml: flag 'heavy_reports'",
    ]


def test_nothing_is_named_by_its_place_in_a_list(tmp_path: Path) -> None:
    no_ask = ("guide.toml", 'ask = ["admin_hours"]\nwhen = "answered(admin_hours)"', 'ask = ["admin_hours"]\nwhen = 3')
    said = said_of(tmp_path, WRONG_VALUE, NO_CONDITION, no_ask)
    assert "check_in, standing 'admin_hours', when" in said[-1]
    assert not [
        line for line in said if any(part.strip().split(" ")[-1].isdigit() for part in line.split(":")[1].split(","))
    ]


def test_a_language_without_any_of_the_words_is_said_in_one_line(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GRANT, tmp_path / "grant"))
    (folder / "text" / "fr.toml").write_text("", "utf-8")
    with pytest.raises(GuideError) as caught:
        load_guide(folder)
    assert str(caught.value).splitlines() == [
        "text/fr.toml: (file): it has none of the words of this guide."
        " Fix: copy the file of a language that has them, such as text/en.toml, and translate it"
    ]


def test_every_word_list_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GRANT, tmp_path / "grant"))
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "de.json").write_text('{"vague": "alles"}', "utf-8")
    (folder / "lexicon" / "fr.json").write_text("{", "utf-8")
    with pytest.raises(GuideError) as caught:
        load_guide(folder)
    assert {line.partition(":")[0] for line in str(caught.value).splitlines()} == {"lexicon/de.json", "lexicon/fr.json"}


def test_how_people_of_a_side_differ_has_the_id_that_keeps_the_partners_part_hidden(tmp_path: Path) -> None:
    said = said_of(tmp_path, ("guide.toml", 'id = "people_disagree"', 'id = "we_disagree"'))
    assert said[0].startswith("guide.toml: flag 'we_disagree': how people of one side differ is told without names")


def test_a_flag_without_a_place_of_its_own_is_said(tmp_path: Path) -> None:
    assert said_of(tmp_path, WRONG_SECTION) == [
        "guide.toml: flag 'no_way_out': unknown section 'after'."
        " Fix: use one of conditions, day_after, full_cost, setup, worth_it"
    ]
