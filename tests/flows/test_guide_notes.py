"""What ``guide check`` notes of a guide that has nothing wrong: where its principles cannot be shown."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.guide import load_guide
from flows.guide.conditions import ConditionError, calls_in, options_in
from flows.guide.principles import Note, unproven
from tests.flows.cases import GUIDE

RENEWAL = Path(__file__).parent.parent.parent / "docs" / "guides" / "renewal"
Change = Callable[..., Path]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Copy the renewal guide with pieces of one of its files replaced."""

    def change(*pairs: tuple[str, str], file: str = "guide.toml") -> Path:
        folder = tmp_path / "renewal"
        if not folder.exists():
            shutil.copytree(RENEWAL, folder)
        content = (folder / file).read_text("utf-8")
        for old, new in pairs:
            assert old in content
            content = content.replace(old, new, 1)
        (folder / file).write_text(content, "utf-8")
        return folder

    return change


def notes(folder: Path) -> list[Note]:
    return list(unproven(load_guide(folder)))


def test_a_guide_of_which_everything_can_be_shown_has_no_notes() -> None:
    assert notes(RENEWAL) == []


# --- Better and worse ------------------------------------------------------------------------------------------------

ORDER = 'order = [["yes"], ["partly", "unsure"], ["no"]]\n'
AGAIN = 'order = [["yes"], ["yes_if", "unsure"], ["no"]]\n'


def test_options_without_an_order_that_flags_name_are_noted_in_one_line(changed: Change) -> None:
    [note] = notes(changed((ORDER, ""), (AGAIN, "")))
    assert note.where == "questions 'delivered', 'begin_again'"
    assert str(note) == (
        "guide.toml: questions 'delivered', 'begin_again': flags name their options, and no order says which is worse, so nothing"
        " shows that a worse answer never helps. Give them an order from the best to the worst, unless no option is worse."
    )


def test_one_such_question_is_named_alone(changed: Change) -> None:
    assert [note.where for note in notes(changed((ORDER, "")))] == ["question 'delivered'"]


def test_an_option_that_an_order_leaves_out_is_noted_where_a_flag_names_it(changed: Change) -> None:
    [note] = notes(changed((ORDER, 'order = [["yes"], ["no"]]\n')))
    assert (note.where, note.says) == ("question 'delivered'", "flags name partly, unsure, which its order leaves out")


def test_an_option_that_no_flag_names_may_stand_outside_of_the_order(changed: Change) -> None:
    assert notes(changed(('order = [["written"], ["spoken"], ["unknown"]]', 'order = [["spoken"], ["unknown"]]'))) == []


def test_a_choice_without_an_order_that_no_flag_names_is_not_noted() -> None:
    assert not any("our_kind" in note.where or "label" in note.where for note in notes(RENEWAL))


@pytest.mark.parametrize("function", ["opposed", "sides_opposed"])
def test_a_comparison_by_an_order_that_is_not_there_never_holds(changed: Change, function: str) -> None:
    order = 'order = [["heard", "not_needed"], ["not_heard", "not_dared"]]\n'
    folder = changed((order, ""), ("sides_opposed(said_no)", f"{function}(said_no)"))
    says = [note for note in notes(folder) if "never holds" in note.says]
    assert [(note.where, note.says) for note in says] == [
        ("flag 'sides_differ', warning", f"{function}(said_no) never holds, since 'said_no' has no order")
    ]


# --- Silence ---------------------------------------------------------------------------------------------------------


def test_a_section_without_a_core_question_can_stay_silent(changed: Change) -> None:
    folder = changed()
    content = (folder / "guide.toml").read_text("utf-8")
    start, end = content.index("# How it really went."), content.index("# What the next term needs.")
    (folder / "guide.toml").write_text(
        content[:start] + content[start:end].replace("core = true\n", "") + content[end:], "utf-8"
    )
    [note] = notes(folder)
    assert (note.where, note.says) == (
        "section 'how_it_went'",
        "no question is core, so nothing is said when nobody answers it",
    )


def test_the_section_of_the_opener_is_filled_in_to_begin_with() -> None:
    assert not any(question.core for question in load_guide(RENEWAL).in_section("setup"))
    assert not any("'setup'" in note.where for note in notes(RENEWAL))


# --- Words -----------------------------------------------------------------------------------------------------------

CAUSE = """notice = "delivered == unsure"
evidence = ["delivered", "delivered_missing"]
next = ["delivered_missing"]
recheck = ["delivered"]
"""
MORE = '[[flags.more]]\nid = "{id}"\nseverity = "warning"\nscope = "everyone"\nwhen = "{when}"\n'
NEVER_SAID = MORE.format(id="nobody_knows", when="most(delivered, unsure)")
TITLE = '[flag.not_delivered.nobody_knows]\ntitle = "{}"\n\n[flag.not_again]'


def test_a_cause_with_the_words_of_its_flag_is_noted_in_each_language(changed: Change) -> None:
    found = notes(changed((CAUSE, CAUSE + NEVER_SAID)))
    assert [(note.file, note.where) for note in found] == [
        (f"text/{language}.toml", "flag 'not_delivered', nobody_knows") for language in ("en", "fr")
    ]
    assert found[0].way == "Write flag.not_delivered.nobody_knows.title anew"


def test_a_cause_with_words_of_its_own_is_not(changed: Change) -> None:
    changed((CAUSE, CAUSE + NEVER_SAID))
    folder = changed(("[flag.not_again]", TITLE.format("Nobody knows")), file="text/en.toml")
    assert [note.file for note in notes(folder)] == ["text/fr.toml"]
    folder = changed(("[flag.not_again]", TITLE.format("Personne ne sait")), file="text/fr.toml")
    assert notes(folder) == []


def test_two_causes_that_are_said_in_the_same_words_are_noted_together(changed: Change) -> None:
    changed((CAUSE, CAUSE + NEVER_SAID + MORE.format(id="unclear", when="unanimous(delivered, unsure)")))
    same = TITLE.format("Nobody knows").replace("\n\n", '\n[flag.not_delivered.unclear]\ntitle = "Nobody knows"\n\n')
    folder = changed(("[flag.not_again]", same), file="text/en.toml")
    [note] = [note for note in notes(folder) if note.file == "text/en.toml"]
    assert note.where == "flag 'not_delivered', nobody_knows, unclear"


def test_one_cause_of_several_severities_needs_its_words_once(changed: Change) -> None:
    again = NEVER_SAID.replace('"warning"', '"notice"')
    changed((CAUSE, CAUSE + NEVER_SAID + again))
    for language in ("en", "fr"):
        folder = changed(("[flag.not_again]", TITLE.format("?!")), file=f"text/{language}.toml")
    assert notes(folder) == []


# --- The built-in guide ----------------------------------------------------------------------------------------------


def test_of_the_built_in_guide_only_what_is_meant_so_is_noted() -> None:
    """No side that holds the money is worse than the other, and the last section is for what the pillars left unsaid."""
    assert [note.where for note in unproven(GUIDE)] == [
        "questions 'label', 'stage', 'meaning', 'money_control', 'dependence'",
        "section 'closing'",
    ]


# --- What a condition names ------------------------------------------------------------------------------------------

NAMED = [
    ("gap == no", {("gap", "no")}),
    ("gap != 'no'", {("gap", "no")}),
    ("gap in {no, unsure} and not gap == yes", {("gap", "no"), ("gap", "unsure"), ("gap", "yes")}),
    ("exit in written or review not in written", {("written", "exit"), ("written", "review")}),
    ("written == {nothing}", {("written", "nothing")}),
    ("most(gap, no, unsure) or our_side_says(messenger, available)",
     {("gap", "no"), ("gap", "unsure"), ("messenger", "available")}),
    ("count_of(written, exit) < 2 and hours_total >= 20", {("written", "exit")}),
    ("quality(need) != ok or missing(gap) or imbalance or distinct(meaning) >= 2", set()),
]  # fmt: skip


@pytest.mark.parametrize(("source", "named"), NAMED)
def test_the_options_that_a_condition_names(source: str, named: set[tuple[str, str]]) -> None:
    assert set(options_in(source)) == named


def test_the_functions_that_a_condition_calls() -> None:
    source = "opposed(gap) or (most(gap, no, 'unsure') and not quality(need) == ok)"
    assert sorted(calls_in(source)) == [
        ("most", ("gap", "no", "unsure")),
        ("opposed", ("gap",)),
        ("quality", ("need",)),
    ]
    with pytest.raises(ConditionError):
        list(calls_in("opposed(gap"))


# --- Room ------------------------------------------------------------------------------------------------------------


def test_words_that_slack_would_cut_are_noted(changed: Change) -> None:
    long = "A partnership that has mostly been a grant, a sponsorship or a donation of some other kind"
    folder = changed(('funding = "Grant, sponsorship, donation"', f'funding = "{long}"'), file="text/en.toml")
    [note] = notes(folder)
    assert (note.file, note.where) == ("text/en.toml", "label.option.funding")
    assert note.says == f"it has {len(long)} characters, and 75 are shown"
