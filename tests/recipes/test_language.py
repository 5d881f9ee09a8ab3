"""To add a language: its folders. No code and no test names one; what is missing is said at once."""

import json
import shutil
from pathlib import Path

from tests.recipes.tree import Tree

FOLDERS = ("bot/i18n/locales", "flows/text/typed")
GUIDE = "flows/guide/text"
ASK = """
import json
from datetime import UTC, datetime
from bot.i18n import typed_words
from bot.i18n.commands import usage_hint
from flows.schedules.typed_patterns import Typed
from flows.schedules.typed_rules import read_rule
from flows.text.quantities import number
heard = [typed_words.command("ayuda").word, typed_words.language("español"), typed_words.language("spanish")]
rule = read_rule(Typed("cada 2 semanas", datetime(2026, 11, 25, tzinfo=UTC), "UTC", "es"))
day = read_rule(Typed("3/4/2027", datetime(2026, 11, 25, tzinfo=UTC), "UTC", "es"))
numbers = [number("docena y media"), number("una docena")]
print(json.dumps([heard, rule.pattern.interval, str(day.pattern.on), *numbers, usage_hint("es")]))
"""


def copied(tmp_path: Path) -> Tree:
    """A project in which Spanish is a copy of English."""
    tree = Tree(tmp_path)
    for folder in FOLDERS:
        shutil.copytree(tree.folder / folder / "en", tree.folder / folder / "es")
    shutil.copy(tree.folder / GUIDE / "en.toml", tree.folder / GUIDE / "es.toml")
    return tree


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{file} has no {old!r}"
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_copied_language_is_played_to_its_end_and_no_test_has_to_know_it(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    assert tree.run("-m", "tests.languages").stdout.strip() == "Nothing is missing."
    played = tree.coach("rehearse", "--lang", "es")
    assert (played.returncode, played.stderr) == (0, "")
    assert played.stdout == tree.coach("rehearse", "--lang", "en").stdout
    assert "Language: en or es or fr" in tree.coach("rehearse", "--help").stdout
    tree.documents()  # the codes of all languages stand in the hints
    tree.passes(
        "tests/blocks/test_i18n.py",
        "tests/bot/test_typed_words.py",
        "tests/bot/test_drawn_and_declared.py",
        "tests/operations/test_documents.py::test_what_documents_take_from_the_code_is_what_the_code_says",
        "tests/flows/test_guide.py",
        "tests/test_languages.py",
    )


def test_what_is_translated_is_heard(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    own, typed = (tree.folder / folder / "es" / "typed.toml" for folder in FOLDERS)
    change(own.parent / "LC_MESSAGES" / "bot.po", "Language: en_GB", "Language: es_ES")
    change(own, 'spellings = ["help", "?"]', 'spellings = ["ayuda"]')
    change(typed, 'every = ["every", "each"]', 'every = ["cada"]')
    change(typed, 'week = ["weeks?"]', 'week = ["semanas?"]')
    change(typed, 'slashes = "either"', 'slashes = "day first"')
    change(typed, 'one = ["an?", "one"]', 'one = ["una?"]')
    change(typed, 'article = ["a", "an(?= (?:hours?|hrs?|evenings?|afternoons?|average)\\\\b)"]', 'article = ["una?"]')
    change(typed, "dozen = 12", "docena = 12")
    done = tree.run("-c", ASK)
    assert done.returncode == 0, done.stderr
    heard, weeks, day, no_number, dozen, hint = json.loads(done.stdout)
    assert heard == ["help", "es", "es"]
    assert (weeks, day, no_number, dozen) == (2, "2027-04-03", None, 12)
    assert hint.endswith("language es|en|fr | help")


def test_everything_that_is_missing_is_said_at_once_with_its_file(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    own, method = tree.folder / FOLDERS[0] / "es", tree.folder / FOLDERS[1] / "es"
    (own / "sample.json").unlink()
    change(
        own / "LC_MESSAGES" / "bot.po", 'msgid "minutes"\nmsgid_plural "minutes"\nmsgstr[0] "about {n} minute"\n', ""
    )
    change(own / "LC_MESSAGES" / "bot.po", 'msgstr[1] "about {n} minutes"\n', "")
    change(own / "page.toml", "noscript = ", "script = ")
    change(own / "page.json", '  "page.kind": "playground",\n', "")
    change(own / "typed.toml", "[commands.why]\n", "[commands.wherefore]\n")
    change(method / "typed.toml", 'every = ["every", "each"]\n', "")
    change(method / "typed.toml", 'midnight = ["midnight"]\n', "")
    change(tree.folder / GUIDE / "es.toml", "[gap]\nprompt = ", "[gap]\nquestion = ")
    done = tree.run("-m", "tests.languages")
    assert done.returncode == 1
    said = done.stdout.splitlines()
    for file, missing in (
        ("bot/i18n/locales/es/LC_MESSAGES/bot.po", "minutes is missing"),
        ("bot/i18n/locales/es/page.toml", "page.noscript is missing"),
        ("bot/i18n/locales/es/page.json", "page.kind is missing"),
        ("bot/i18n/locales/es/sample.json", "there is no such file"),
        ("bot/i18n/locales/es/typed.toml", "commands.why is missing"),
        ("flows/text/typed/es/typed.toml", "every is missing"),
        ("flows/text/typed/es/typed.toml", "midnight is missing"),
        ("flows/guide/text/es.toml", "gap.prompt"),
    ):
        assert [line for line in said if line.startswith(file) and missing in line], f"{file}: {missing}: {said}"


def test_a_language_that_is_only_begun_is_not_offered(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    (tree.folder / FOLDERS[0] / "es" / "typed.toml").unlink()
    refused = tree.coach("rehearse", "--lang", "es")
    assert (refused.returncode, refused.stderr.strip()) == (2, "--lang es: choose one of en, fr.")
    assert tree.coach("rehearse", "--lang", "en").returncode == 0


def test_an_unknown_language_is_refused_the_same_way_everywhere(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    case = tree.folder / "case.json"
    shutil.copy(tree.folder / FOLDERS[0] / "en" / "sample.json", case)
    asked = {
        "rehearse": ["rehearse"],
        "a case": ["rehearse", str(case)],
        "assess": ["assess", str(case)],
        "show": ["guide", "show"],
        "demo": ["demo", "--no-browser"],
        "export": ["export", "--all", "--format", "csv"],
        "agreement": ["agreement", "x"],
    }
    said = {name: tree.coach(*arguments, "--lang", "de") for name, arguments in asked.items()}
    assert {one.returncode for one in said.values()} == {2}
    assert {one.stderr.strip() for one in said.values()} == {"--lang de: choose one of en, fr."}
