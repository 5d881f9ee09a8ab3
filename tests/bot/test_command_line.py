"""One spelling of each option, one meaning of each exit status, whole sentences in the help: for every command, new ones too."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import env_file
from bot.cli.exit_status import DONE, FAULT, INTERRUPTED, MEANINGS, NOT_DONE, WRONG
from bot.cli.main import app
from bot.cli.options import of_terminal
from bot.cli.program import guarded
from tests.bot.command_table import EXAMPLES, NAMES, Place, commands, copied, make_place

DOC = Path(__file__).parents[2] / "docs" / "command-line.md"
COMMANDS = dict(commands())
SPELLINGS = frozenset(
    (
        *("--lang", "--format", "--view", "--out", "--dry-run", "--guide", "--env-file", "--conversation", "--all"),
        *(
            "--person",
            "--older-than",
            "--team",
            "--before",
            "--json",
            "--lines",
            "--http",
            "--port",
            "--browser",
            "--no-browser",
        ),
        *("--debug", "--version", "--help"),
    )
)
"""Every option there is. Look here for one of the same meaning before you add a spelling."""
CHOICES = {
    "--lang": "choose one of en, fr.",
    "--format": "choose one of",
    "--view": "choose one of team, partner-safe, board.",
}
REST = {"export": ["--all"], "agreement": ["x"], "assess": [os.devnull]}
"""What else these commands need before they look at the option."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("command line"))


@pytest.fixture
def place(prepared: Place, tmp_path: Path) -> Iterator[Place]:
    there = copied(prepared, tmp_path)
    with patch.dict(os.environ, there.environment(COLUMNS="80"), clear=True):  # a command adds what --env-file names
        yield there


def called(*arguments: object) -> Result:
    with patch.dict(os.environ):
        return CliRunner().invoke(app, [str(one) for one in arguments])


def options_of(command: Any) -> Iterator[Any]:
    return (one for one in command.params if one.param_type_name == "option")


# Options


def test_every_option_has_a_known_spelling() -> None:
    group: Any = typer.main.get_command(app)
    for name, command in {**COMMANDS, "the program": group}.items():
        for option in options_of(command):
            assert set(option.opts + option.secondary_opts) <= SPELLINGS, f"{name}: {option.opts}"


@pytest.mark.parametrize("name", NAMES)
def test_an_option_means_the_same_in_every_command(name: str) -> None:
    told: dict[str, str] = {}
    for command in COMMANDS.values():
        for option in options_of(command):
            if option.opts[0] in ("--dry-run", "--out", "--env-file"):
                assert told.setdefault(option.opts[0], option.help) == option.help
            if option.opts[0] == "--lang":
                assert option.help.startswith("Language: en or fr")
    assert "md" not in re.findall(r"\w+", " ".join(str(option.help) for option in options_of(COMMANDS[name])))


@pytest.mark.parametrize(
    ("name", "option"),
    [
        (name, option)
        for name in NAMES
        for one in options_of(COMMANDS[name])
        for option in one.opts
        if option in CHOICES
    ],
)
def test_what_is_no_choice_is_refused_with_the_choices(place: Place, name: str, option: str) -> None:
    for wrong in ("de", "md", "EN"):
        done = called(*name.split(), *REST.get(name, []), option, wrong)
        assert done.exit_code == NOT_DONE
        assert done.stderr.startswith(f"{option} {wrong}: {CHOICES[option]}"), done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "name", [name for name in NAMES if any("--lang" in one.opts for one in options_of(COMMANDS[name]))]
)
def test_the_language_of_a_terminal_refuses_nothing(place: Place, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert of_terminal() == "en"
    if name not in ("rehearse", "demo"):
        arguments = [one for one in EXAMPLES[name][DONE](place) if one not in ("--lang", "fr")]
        assert called(*name.split(), *arguments).exit_code == DONE


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr.UTF-8"}, "fr"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LANG": "fr_FR", "LC_ALL": "C"}, "en"),
    ],
)
def test_the_language_of_the_terminal(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert of_terminal() == language


# Help


def test_the_list_shows_whole_sentences(place: Place) -> None:
    for path in ([], ["guide"], ["db"]):
        shown = called(*path, "--help").stdout
        lines = shown[shown.index("Commands:") :].strip().splitlines()[1:]
        assert lines
        for line in lines:
            assert re.fullmatch(r"  [a-z]+ +[A-Z].*[^.]\.", line), line


@pytest.mark.parametrize("name", NAMES)
def test_every_help_text_is_a_sentence(name: str) -> None:
    for one in COMMANDS[name].params:
        if one.name != "help":
            assert one.help, f"{name} {one.name}"
            assert one.help[0].isalnum(), one.help
            assert one.help.endswith("."), one.help


# Exit status


@pytest.mark.parametrize("name", NAMES)
def test_each_command_ends_with_each_status_as_the_table_says(place: Place, name: str) -> None:
    for status, arguments in EXAMPLES[name].items():
        done = called(*name.split(), *arguments(place))
        assert done.exit_code == status, done.output
        if status == DONE:
            continue
        assert "Traceback" not in done.output
        if name != "doctor":
            said = done.stderr.strip().splitlines()
            assert all(line.endswith((".", ".)", ")")) or ". Fix: " in line for line in said), said
            assert name == "run" or len(said) == 1


@pytest.mark.parametrize("name", NAMES)
def test_wrong_usage_ends_with_2(place: Place, name: str) -> None:
    assert called(*name.split(), "--no-such-option").exit_code == NOT_DONE


def test_a_bad_case_and_other_bad_files_end_with_the_same_status(place: Place) -> None:
    bad = place.file("bad.json", "{")
    for arguments in (["assess", bad], ["rehearse", bad], ["import", bad], ["restore", bad], ["guide", "check", bad]):
        assert called(*arguments).exit_code == WRONG, arguments


def test_the_document_has_the_table_of_the_program() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (.*) \|$", DOC.read_text("utf-8"), re.MULTILINE))
    assert {int(status): meaning.replace("\\|", "|") for status, meaning in rows.items()} == MEANINGS
    documented = set(re.findall(r"^\| `(--[a-z-]+)", DOC.read_text("utf-8"), re.MULTILINE))
    assert documented >= {"--lang", "--format", "--view", "--out", "--dry-run", "--guide", "--env-file", "--debug"}
    assert documented <= SPELLINGS


def ended(work: Callable[[], object]) -> int:
    with pytest.raises(typer.Exit) as caught:
        guarded(work)
    return int(caught.value.exit_code)


def test_a_fault_is_told_by_its_place_and_never_by_its_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_fault() -> None:
        raise KeyError("what Ana answered")

    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.delenv("PARTNERSHIP_DEBUG", raising=False)
    assert ended(at_fault) == FAULT
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "KeyError at at_fault" in said
    monkeypatch.setenv("PARTNERSHIP_DEBUG", "1")
    assert ended(at_fault) == FAULT
    said += capsys.readouterr().err
    assert "in at_fault" in said
    assert "Ana" not in said.replace('raise KeyError("what Ana answered")', "")


def test_ctrl_c_ends_with_130_and_no_traceback(place: Place) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli.main", "assess", "--lines"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"{}\n")
        process.stdin.flush()
        assert process.stdout.readline()  # it has begun
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == INTERRUPTED
        assert process.stderr.read() == b""


# --env-file


def test_variables_come_from_a_file_before_or_after_the_command(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    other = place.file("other.db")
    file = place.file(".env", f'# the coach\nexport DATABASE_URL="sqlite:///{other}"\nUNUSED=${{HOME}}\n')
    for arguments in (["--env-file", file, "db", "upgrade"], ["db", "upgrade", "--env-file", file]):
        assert called(*arguments).exit_code == DONE
        assert other.exists()
        other.unlink()
    assert env_file.read(Path(file))["UNUSED"] == "${HOME}", "values stand as they are written"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{place.file('real.db')}")
    called("--env-file", file, "db", "upgrade")
    assert place.file("real.db").exists(), "what the environment sets wins"
    assert not other.exists()
    monkeypatch.setenv("DATABASE_URL", "")
    called("--env-file", file, "db", "upgrade")
    assert other.exists(), "an empty variable is not set"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"A=1\nthis is no variable\n", "line 2 cannot be read"),
        (b"A=1\n\n\nB='open\n", "line 4 cannot be read"),
        (b"A=1\nB\n", "line 2 cannot be read"),
        (b"A=1\nB=\xe9\n", "line 2 is no UTF-8 text"),
    ],
)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_file_of_variables_that_cannot_be_read_is_named_with_the_line(
    place: Place, content: bytes, said: str, where: str
) -> None:
    file = place.file("wrong.env", content)
    arguments = ["--env-file", file, "doctor"] if where == "before" else ["doctor", "--env-file", file]
    done = called(*arguments)
    assert done.exit_code == NOT_DONE
    assert done.stderr.startswith(f"{file}: {said}")
    assert len(done.stderr.splitlines()) == 1


# The guide of rehearse and demo


def test_a_rehearsal_follows_a_guide_of_ones_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = place.guide()
    text = guide.parent / "text" / "en.toml"
    text.write_text(text.read_text("utf-8").replace('clarity = "', 'clarity = "Zzz ', 1), "utf-8")
    case = place.file("case.json", '{"participants": [{"id": "a", "answers": {"gap": "yes"}}]}')
    assert "Zzz" in called("rehearse", case, "--guide", guide).stdout
    monkeypatch.setenv("PARTNERSHIP_GUIDE", str(guide))
    assert "Zzz" in called("rehearse", case).stdout


def test_a_sample_that_does_not_fit_the_guide_is_one_sentence(place: Place) -> None:
    file = place.guide()
    renamed = file.read_text("utf-8").replace("walk_away_check", "walk_off_check")
    file.write_text(renamed, "utf-8")
    for text in file.parent.glob("text/*.toml"):
        text.write_text(text.read_text("utf-8").replace("walk_away_check", "walk_off_check"), "utf-8")
    done = called("rehearse", "--guide", file)
    assert done.exit_code == NOT_DONE
    assert "The packaged sample is for the built-in guide" in done.stderr
    assert "walk_away_check" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["rehearse", "demo"])
def test_a_guide_that_is_not_there_stops_with_what_named_it(
    place: Place, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = called(name, "--guide", "/nope.toml")
    assert done.exit_code == NOT_DONE
    assert "--guide" in done.stderr
    assert "there is no such file" in done.stderr
    monkeypatch.setenv("PARTNERSHIP_GUIDE", "/nope.toml")
    assert "correct PARTNERSHIP_GUIDE" in called("guide", "check").stderr
    assert "correct the FILE argument" in called("guide", "check", "/nope.toml").stderr


# What a case must not hold


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ('{"participants": [{"id": "a", "answers": {"hours_total": NaN}}]}', "NaN is not a number of JSON"),
        ('{"participants": [{"id": "a", "answers": {"hours_total": -Infinity}}]}', "-Infinity is not a number of JSON"),
        ('{"participants": [{"id": "a", "answers": {"hours_total": 1e999}}]}', "1e999 is too large"),
        ('{"participants": [], "participants": []}', "the key 'participants' stands twice"),
        ('{"participants": [{"id": "a", "answers": {"gap": "yes", "gap": "no"}}]}', "the key 'gap' stands twice"),
        ("[" * 100_000, "too deep"),
        ('{"participants": [{"id": "a", "side": "both"}]}', "participant 'a', side: 'both' is unknown"),
        ('{"participants": [{"side": "ours"}, {"id": 3}]}', "participants 2, id: 3 does not fit; write text"),
        (
            '{"participants": [{"id": "a", "colour": 1}]}',
            "the key 'colour' is unknown; take it out, or write one of",
        ),
        ("", "line 1, column 2: this is not JSON"),
    ],
)
def test_what_no_case_may_hold_is_named(place: Place, case: str, said: str) -> None:
    file = place.file("case.json", case or " ")
    for name in ("assess", "rehearse"):
        done = called(name, file)
        assert done.exit_code == WRONG
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1
