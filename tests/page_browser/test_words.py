"""The page's own words: both languages say the same things, nothing that is said lacks words, all are typeset."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.i18n import catalogue
from bot.i18n.languages import LOCALES
from bot.playground.page.words import words

STATIC = Path(__file__).parent.parent.parent / "bot" / "playground" / "page" / "static"
MODULES = sorted(STATIC.glob("*.js"))
WORDS = {path.parent.name: json.loads(path.read_text("utf-8")) for path in LOCALES.glob("*/page.json")}
SAID = re.compile(r"""\b(say|count)\(\s*"([^"]+)\"""")


def holes(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_both_languages_say_the_same_things() -> None:
    english, french = WORDS["en"], WORDS["fr"]
    assert list(english) == list(french)
    assert [key for key in english if holes(english[key]) != holes(french[key])] == []


def test_everything_that_is_said_has_words() -> None:
    said = {found for module in MODULES for found in SAID.findall(module.read_text("utf-8"))}
    wanted = {key for how, key in said if how == "say"} | {
        f"{key}.{form}" for how, key in said if how == "count" for form in ("one", "other")
    }
    assert sorted(wanted - set(WORDS["en"])) == []
    assert len(wanted) > 100


@pytest.mark.parametrize("language", WORDS)
def test_all_are_set_by_the_rule_of_the_catalogues(language: str) -> None:
    said = [*WORDS[language].values(), *words(language).entries.values()]
    typeset = catalogue.words(language).typeset
    assert [text for text in said if typeset(text) != text] == []


def test_no_module_makes_markup_from_text_or_asks_elsewhere() -> None:
    for module in MODULES:
        text = module.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|dangerously|\beval\(", text), (
            module.name
        )
        assert not re.search(r"""(fetch|import|EventSource|src:)\s*\(?\s*["'`]https?:""", text), module.name


def test_the_dark_scheme_changes_colours_only() -> None:
    """`light-dark()` is a colour wherever it stands; a rule for one scheme alone could be anything."""
    for sheet in STATIC.glob("css/*.css"):
        text = sheet.read_text("utf-8")
        assert "prefers-color-scheme" not in text, sheet.name
        for rule in re.findall(r"\[data-theme[^{]*\{([^}]*)\}", text):
            assert re.fullmatch(r"\s*color-scheme: (light|dark);\s*", rule), sheet.name


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here")
def test_modules_parse() -> None:
    check = """
    const { readFileSync } = require("node:fs");
    const { SourceTextModule } = require("node:vm");
    for (const file of process.argv.slice(1)) new SourceTextModule(readFileSync(file, "utf-8"), { identifier: file });
    """
    command = ["node", "--no-warnings", "--experimental-vm-modules", "-e", check, *map(str, MODULES)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
