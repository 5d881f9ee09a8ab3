"""Text in and out: every command under every encoding, closed pipes, and what PowerShell and Notepad write."""

import codecs
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.exit_status import DONE
from tests.bot.command_table import CASE, EXAMPLES, NAMES, WAIT, Place, apart, copied, make_place
from tests.bot.forked import Forge

ENCODINGS = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "ascii, strict": {"PYTHONIOENCODING": "ascii:strict"},
    "utf-8": {"PYTHONIOENCODING": "utf-8"},
    "the C locale": {"LC_ALL": "C", "PYTHONUTF8": "0"},
}
HARDEST = ("ascii, strict", "the C locale")
OTHERS = tuple(one for one in ENCODINGS if one not in HARDEST)
TRIED = [(name, one) for at, name in enumerate(NAMES) for one in (*HARDEST, OTHERS[at % len(OTHERS)])]
"""Every command under the two that can print least, and under one of the others in turn: all print through one door."""
Run = Callable[..., subprocess.CompletedProcess[bytes]]
SPOKEN = {"cp1252": "cp1252", "latin-1": "latin-1", "ascii": "ascii", "ascii, strict": "ascii"}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("command line é"))


@pytest.fixture
def place(prepared: Place, tmp_path: Path) -> Place:
    return copied(prepared, tmp_path)


@pytest.fixture
def run(forked: Forge) -> Run:
    return lambda place, *arguments, stdin=b"", read=True, **more: forked.run(
        list(arguments), place.environment(**more), stdin, read=read
    )


def test_every_command_has_its_examples_and_every_encoding_its_commands() -> None:
    assert set(EXAMPLES) == set(NAMES)
    assert {encoding for _, encoding in TRIED} == set(ENCODINGS)


@pytest.mark.parametrize(("name", "encoding"), TRIED)
def test_no_character_ends_a_command(run: Run, place: Place, name: str, encoding: str) -> None:
    for status, arguments in EXAMPLES[name].items():
        if (name, status) == ("rehearse", DONE) and encoding == "ascii, strict":
            continue  # it takes seconds, and prints what the others print
        done = run(place, *name.split(), *map(str, arguments(place)), **ENCODINGS[encoding])
        assert b"Traceback" not in done.stderr + done.stdout
        assert b"Error" not in done.stderr + done.stdout
        assert done.returncode == status, done.stderr
        messages = done.stderr.decode(SPOKEN.get(encoding, "utf-8"))
        assert status == DONE or messages or done.stdout
        document = name in ("export", "agreement")  # what a program reads is UTF-8 in every pipe
        done.stdout.decode("utf-8" if document else SPOKEN.get(encoding, "utf-8"))


@pytest.mark.parametrize("encoding", ["ascii, strict", "the C locale"])
@pytest.mark.parametrize("name", ["guide show", "doctor", "assess", "export"])
def test_nor_does_one_in_a_process_of_its_own(place: Place, name: str, encoding: str) -> None:
    ((status, arguments), *_) = EXAMPLES[name].items()
    done = apart(place, *name.split(), *map(str, arguments(place)), **ENCODINGS[encoding])
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_help_text_is_shown_under_the_narrowest_encoding(run: Run, prepared: Place, name: str) -> None:
    done = run(prepared, *name.split(), "--help", **ENCODINGS["ascii"])
    assert (done.returncode, done.stderr) == (0, b"")


def test_json_loses_nothing_under_any_encoding(run: Run, prepared: Place) -> None:
    file = str(prepared.file("cas é.json"))
    printed = {name: run(prepared, "assess", file, "--lang", "fr", **more).stdout for name, more in ENCODINGS.items()}
    read = [json.loads(text.decode(SPOKEN.get(name, "utf-8"))) for name, text in printed.items()]
    assert all(one == read[0] for one in read)
    assert "é" in json.dumps(read[0], ensure_ascii=False)


def test_half_a_character_is_printed_as_it_came(run: Run, prepared: Place) -> None:
    case = {"participants": [{"id": "a", "answers": {"need": "\ud800 half"}}]}
    done = run(prepared, "assess", stdin=json.dumps(case).encode())
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_that_goes_away_is_no_error(run: Run, place: Place, name: str) -> None:
    for status, arguments in list(EXAMPLES[name].items())[:1]:
        done = run(place, *name.split(), *map(str, arguments(place)), read=False)
        assert done.returncode in (DONE, status), done.stderr
        assert b"Traceback" not in done.stderr
        assert b"roken pipe" not in done.stderr


@pytest.mark.parametrize("arguments", [["guide", "show"], ["assess", "--lines"]], ids=["a guide", "many cases"])
def test_the_first_line_alone_can_be_taken(prepared: Place, arguments: list[str]) -> None:
    many = prepared.file("beaucoup.jsonl", (json.dumps(CASE) + "\n") * 300)
    extra = [str(many)] if "assess" in arguments else []
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli.main", *arguments, *extra],
        env=prepared.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(WAIT) == DONE


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_was_closed_before_is_as_good_as_empty(prepared: Place, closed: str) -> None:
    line = f'exec "{sys.executable}" -m bot.cli.main assess - {closed}'
    done = subprocess.run(
        ["sh", "-c", line], env=prepared.environment(), input=b"{}", capture_output=True, check=False, timeout=WAIT
    )
    assert done.returncode == (1 if closed == "<&-" else 0), done.stderr
    assert b"fault" not in done.stderr


# In


TEXT = json.dumps(CASE, ensure_ascii=False, indent=1)
WRITTEN = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with its mark": codecs.BOM_UTF8 + TEXT.encode(),
    "UTF-16, as PowerShell writes it": codecs.BOM_UTF16_LE + TEXT.replace("\n", "\r\n").encode("utf-16-le"),
    "UTF-16, the other way round": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "UTF-32": codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
    "Windows line ends": TEXT.replace("\n", "\r\n").encode(),
}
UNREADABLE = {
    "UTF-16 without its mark": TEXT.encode("utf-16-le"),
    "latin-1": TEXT.replace("—", "-").replace("“", '\\"').replace("”", '\\"').replace("✓", "").encode("latin-1"),
    "half of UTF-16": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1],
    "bytes": bytes(range(1, 256)),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_case_is_read_however_it_was_saved(run: Run, prepared: Place, how: str) -> None:
    file = prepared.file(f"{how}.json", WRITTEN[how])
    plain = run(prepared, "assess", str(prepared.file("cas é.json")))
    assert run(prepared, "assess", str(file)).stdout == plain.stdout
    assert run(prepared, "assess", stdin=WRITTEN[how]).stdout == plain.stdout


@pytest.mark.parametrize("how", UNREADABLE)
def test_what_is_no_text_is_one_sentence_with_the_file_the_line_and_the_fix(
    run: Run, prepared: Place, how: str
) -> None:
    file = prepared.file(f"{how}.json", UNREADABLE[how])
    toml = prepared.file(f"{how}.toml", UNREADABLE[how])
    for arguments, stdin, name in (
        (["assess", str(file)], b"", file.name),
        (["assess", "-"], UNREADABLE[how], "standard input"),
        (["rehearse", str(file)], b"", file.name),
        (["import", str(file)], b"", file.name),
        (["guide", "check", str(toml)], b"", toml.name),
    ):
        done = run(prepared, *arguments, stdin=stdin)
        said = done.stderr.decode()
        assert done.returncode == 1, (arguments, said)
        assert name in said
        assert "line " in said
        assert "save it as UTF-8" in said
        assert len(said.splitlines()) == 1


def test_cases_a_line_are_read_in_utf16_and_a_line_that_is_no_text_is_named(run: Run, prepared: Place) -> None:
    line = json.dumps(CASE, ensure_ascii=False)
    both = codecs.BOM_UTF16_LE + f"{line}\r\n{line}\r\n".encode("utf-16-le")
    assert len(run(prepared, "assess", "--lines", stdin=both).stdout.splitlines()) == 2
    mixed = codecs.BOM_UTF8 + f"{line}\r\n".encode() + b"\xff\r\n" + line.encode()
    done = run(prepared, "assess", "--lines", stdin=mixed)
    assert done.returncode == 1
    first, second, third = (json.loads(one) for one in done.stdout.splitlines())
    assert first == third
    assert second == {"error": "this is no UTF-8 text; save it as UTF-8", "line": 2}
    assert done.stderr.decode().strip() == "line 2: this is no UTF-8 text; save it as UTF-8"


def test_a_guide_and_variables_of_notepad_are_read(run: Run, prepared: Place) -> None:
    guide = prepared.guide()
    for file in (guide, *guide.parent.glob("text/*.toml"), *guide.parent.glob("lexicon/*.json")):
        file.write_bytes(codecs.BOM_UTF8 + file.read_bytes().replace(b"\n", b"\r\n"))
    assert b"Nothing is wrong" in run(prepared, "guide", "check", str(guide)).stdout
    variables = prepared.file("env", codecs.BOM_UTF16_LE + f"PARTNERSHIP_GUIDE={guide}\r\n".encode("utf-16-le"))
    assert b"Nothing is wrong" in run(prepared, "--env-file", str(variables), "guide", "check").stdout
