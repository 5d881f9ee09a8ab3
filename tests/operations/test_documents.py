"""What the operators' documents say of settings, metrics, the log, tables and scopes is what the code has."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.doctor import SCOPES
from bot.runtime.settings import ELSEWHERE, Settings
from flows.guide import load_guide
from storage.tables.models import Base
from tests.operations import guide_shape, imports, shelf
from tests.operations.documents import GUIDE, ROOT, documents

LEVELS = {"warning", "error", "exception", "critical", "log"}
EVENT = re.compile(r"[a-z_]+\.[a-z_]+")
PAGES = (GUIDE, *sorted((ROOT / "docs" / "operators").glob("*.md")))
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
"""The shelf of those who run the coach."""


def section(title: str) -> str:
    """The part of the shelf under this heading."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(text: str) -> list[str]:
    """What stands in backticks in the first column of the tables."""
    return [one for row in re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE) for one in re.findall(r"`([^`]+)`", row)]


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in ("bot", "storage", "flows"):
        for file in (ROOT / package).rglob("*.py"):
            if "playground" not in file.parts:
                yield file, ast.parse(file.read_text("utf-8"))


def warnings() -> dict[str, str]:
    """Every event that the app logs as a warning or worse, with the file that does.

    The level may be chosen first (``level = log.info if … else log.error``): a name that was given such a method counts as one.
    """
    found = {}
    for file, tree in sources():
        names = {
            target.id
            for one in ast.walk(tree)
            if isinstance(one, ast.Assign) and _loud(one.value)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for one in ast.walk(tree):
            if not isinstance(one, ast.Call) or not one.args or not isinstance(one.args[0], ast.Constant):
                continue
            event = one.args[0].value
            if isinstance(event, str) and EVENT.fullmatch(event) and (_loud(one.func) or _named(one.func, names)):
                found[event] = file.name
    return found


def _loud(tree: ast.AST) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr in LEVELS for one in ast.walk(tree))


def _named(function: ast.expr, names: set[str]) -> bool:
    return isinstance(function, ast.Name) and function.id in names


def test_what_documents_take_from_the_code_is_what_the_code_says() -> None:
    stale = [file.relative_to(ROOT).as_posix() for file, text in documents().items() if file.read_text("utf-8") != text]
    assert stale == [], "run `make documents`"


def test_the_graph_of_imports_has_no_circle() -> None:
    assert [imports.circle(imports.rooms(ROOT, package)) for package in imports.PACKAGES] == [[], [], []]


def test_a_package_has_few_rooms() -> None:
    """As many as a newcomer keeps in mind; the number of each is decided in docs/architecture.md."""
    found = {package: len(imports.rooms(ROOT, package)) for package in imports.PACKAGES}
    assert found["bot"] <= 13
    assert found["storage"] <= 10
    assert found["flows"] <= 11


def test_every_id_of_a_question_or_flag_that_the_code_names_is_told_to_authors_of_a_guide() -> None:
    guide = load_guide()
    told = {each for ids in guide_shape.BY_ID for each in ids.split()}
    ids = guide.at_check_in.question.keys() | guide.at_check_in.owner.keys() | guide.flag.keys()
    assert told <= ids | {"still_why"}
    # The first edition's cases are read as those of the second, and the playground plays the built-in guide.
    elsewhere = ("flows/guide/first_edition.py", "bot/playground/")
    code = [
        file.read_text("utf-8")
        for folder in ("bot", "flows", "storage")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if not file.relative_to(ROOT).as_posix().startswith(elsewhere)
    ]
    named = {each for text in code for each in re.findall(r'"(\w+)"', text)} & ids
    assert named - told == WORDS_OF_THE_CODE


WORDS_OF_THE_CODE = {"gap", "gap_exact", "stage", "unanswered"}
"""Ids of the built-in guide that stand in code as an example, or as a word of its own."""


def test_each_setting_stands_in_the_table_once_and_each_variable_that_the_code_reads_is_known() -> None:
    named = first_cells(section("Settings"))
    assert sorted(named) == sorted([*(name.upper() for name in Settings.model_fields), *ELSEWHERE])
    variable = re.compile(r"(?:SLACK|DATABASE|PARTNERSHIP|HEALTH|READY|LOG)_[A-Z_]*[A-Z]")
    read = {
        one.value
        for _, tree in sources()
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and variable.fullmatch(one.value)
    }
    assert {"DATABASE_URL_BEFORE", "PARTNERSHIP_FAILPOINT", "PARTNERSHIP_GUIDE"} <= read
    assert read - set(named) == set(), "a variable that no document knows"


def test_every_warning_of_the_log_is_explained_or_said_to_need_no_alert() -> None:
    text = section("Logs")
    table, no_alert = text.split("Warnings that need no alert")
    explained = [one for one in first_cells(table) if EVENT.fullmatch(one)]
    quiet = re.findall(r"`([a-z_]+\.[a-z_]+)`", no_alert)
    logged = warnings()
    assert {"relay.delivery", "incoming.failed", "process.uncaught", "ticker.set_aside"} <= logged.keys()
    assert set(explained) | set(quiet) == logged.keys()
    assert not set(explained) & set(quiet)
    rows = re.findall(r"^\| ([^|]*) \|", table, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert len(set(explained)) == len(explained) - 3, "relay.delivery has four rows, all others one"


def test_every_event_that_the_guide_names_is_logged() -> None:
    said = set()
    for _, tree in sources():
        said |= {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    for file in (ROOT / "docs").rglob("*.md"):
        named = re.findall(
            r"`((?:relay|ticker|incoming|socket|http|process|coach|whereabouts)\.(?!(?:env|py)`)[a-z_]+)`",
            file.read_text("utf-8"),
        )
        assert set(named) - said == set(), file


def test_every_table_is_listed_once() -> None:
    listed = first_cells(section("What is stored"))
    assert sorted(listed) == sorted([*Base.metadata.tables, "alembic_version"])


def test_the_number_of_scopes_is_the_real_one() -> None:
    for file in (*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"):
        for number in re.findall(r"(\d+) scopes granted", file.read_text("utf-8")):
            assert int(number) == len(SCOPES), file


@pytest.mark.parametrize("heading", re.findall(r"^## (.*)$", TEXT, re.MULTILINE))
def test_no_section_stands_twice(heading: str) -> None:
    assert TEXT.count(f"\n## {heading}\n") == 1


def test_every_file_that_the_shelf_links_to_exists() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)[#)]", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_it_is_said_of_every_scope_why_it_is_asked_for() -> None:
    assert list(shelf.WHY) == list(SCOPES)


def test_no_module_has_a_name_that_the_glossary_does_not_use() -> None:
    unused = re.findall(
        r"`(\w+)`",
        (ROOT / "docs" / "glossary.md").read_text("utf-8").split("## Names that are not used")[1].split(":")[0],
    )
    assert {"utils", "manager"} <= set(unused)
    modules = [file for package in ("bot", "storage", "flows", "tests") for file in (ROOT / package).rglob("*.py")]
    assert [file.name for file in modules if set(file.stem.split("_")) & set(unused)] == []
