"""The page's own words: both languages say the same things, nothing that is said lacks words, French is typeset."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent.parent / "bot" / "playground" / "page" / "static"
MODULES = sorted(STATIC.glob("*.js"))
WORDS = {path.stem: json.loads(path.read_text("utf-8")) for path in (STATIC / "words").glob("*.json")}
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


def test_french_is_typeset() -> None:
    loose = re.compile(r"(?<=\w) [;:?!»]|« |\w'\w")
    assert [text for key, text in WORDS["fr"].items() if loose.search(text) and key != "bar.language"] == []


def test_no_module_makes_markup_from_text_or_asks_elsewhere() -> None:
    for module in MODULES:
        text = module.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|dangerously|\beval\(", text), (
            module.name
        )
        assert not re.search(r"""(fetch|import|EventSource|src:)\s*\(?\s*["'`]https?:""", text), module.name


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here")
def test_modules_parse() -> None:
    for module in MODULES:
        subprocess.run(["node", "--check", str(module)], check=True, capture_output=True)
