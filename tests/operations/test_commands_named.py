"""Commands that a document names are there, with their options; what it shows of their answers is what they answer."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.i18n.commands import slash, usages
from bot.i18n.languages import languages
from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from tests.bot.command_table import commands
from tests.bot.test_run_command import command, environment
from tests.operations.test_documents import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = {name: {option for one in each.params for option in one.opts} for name, each in commands()}
ANYWHERE = {"--env-file", "--debug", "--version", "--help"}


def named(text: str) -> Iterator[str]:
    """What a document tells to type after ``partnership-coach``."""
    code = re.findall(r"`([^`\n]+(?:\n[^`\n]+)?)`", text) + re.findall(r"^(?:    |\| )(.*)$", text, re.MULTILINE)
    for one in code:
        line = " ".join(one.split())
        yield from (
            found.strip() for found in re.findall(r"partnership-coach ((?:--env-file \S+ )?[a-z][a-z -][^|`]*)", line)
        )
        if any(line.startswith(f"{name} -") for name in COMMANDS):
            yield line


def unknown(typed: str) -> list[str]:
    """What of a command line the program does not have."""
    words = re.sub(r"^--env-file \S+ ", "", typed).split()
    name = next((one for one in (" ".join(words[:2]), words[0]) if one in COMMANDS), None)
    if name is None:
        return [words[0]]
    options = re.findall(r"(?<![\w-])--[a-z][a-z-]+", typed)
    return [one for one in options if one not in COMMANDS[name] | ANYWHERE] + re.findall(r"--format \S*\bmd\b", typed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_each_command_that_is_named_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [(one, wrong) for one in named(text) if (wrong := unknown(one))] == []
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) - targets == set()


def test_a_command_or_an_option_that_there_is_not_is_noticed() -> None:
    assert len([one for page in PAGES for one in named(page.read_text("utf-8"))]) > 40
    assert unknown("export --all --out drill/all.json") == []
    assert unknown("--env-file coach.env doctor") == []
    assert unknown("exports --all") == ["exports"]
    assert unknown("agreement ID --language fr") == ["--language"]
    assert unknown("agreement ID [--format md]") == ["--format md"]


def test_what_is_typed_in_slack_is_heard() -> None:
    """Every word after a slash command in a document is a word of the table."""
    words = {usage.usage.split()[0] for one in languages() for _, usage in usages(one, "channel")}
    commands_of_slack = "|".join(slash(one).removeprefix("/") for one in languages())
    for page in PAGES:
        typed = re.findall(rf"`/(?:{commands_of_slack}) ([^\W\d_]+)", page.read_text("utf-8"))
        assert set(typed) - words == set(), page.name


def test_doctor_answers_as_the_operators_read(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "operators.md").read_text("utf-8")
    shown = re.search(r"\$ .*doctor\n((?:\s+ok  .*\n)+)", text)
    assert shown is not None
    lines = [re.sub(r"PostgreSQL|SQLite|\bT\w+", "…", line.strip()) for line in shown[1].splitlines()]
    with Emulator(manifest()) as slack:
        done = command(environment(slack, tmp_path), "doctor")
    assert [re.sub(r"PostgreSQL|SQLite|\bT\w+", "…", line) for line in done.stdout.splitlines()] == lines


def test_an_example_for_authors_answers_as_they_read() -> None:
    text = (ROOT / "docs" / "guide-authors.md").read_text("utf-8")
    found = re.search(
        r"\$ echo '(\{.*\})' \| partnership-coach (read) .*\n\nprints the line with ((?:`\w+`(?:, | and )?)+)", text
    )
    assert found is not None
    done = CliRunner().invoke(app, [found[2]], input=found[1])
    assert done.exit_code == 0
    assert re.findall(r"`(\w+)`", found[3]) == [
        key for key in json.loads(done.stdout) if key not in json.loads(found[1])
    ]
    assert shlex.split(found[0].splitlines()[0].removeprefix("$ "))[0] == "echo"
