"""Every language that was begun is whole: what is missing is said at once, with its file."""

import ast

from bot.i18n import commands
from bot.i18n.commands import SLASH, slash_commands
from bot.i18n.languages import DEFAULT, languages
from tests.languages import PLACES, ROOT, lacking, started


def test_no_language_lacks_anything() -> None:
    assert [problem for language in started() for problem in lacking(language)] == []


def test_a_language_that_there_is_not_lacks_every_file() -> None:
    assert [problem.partition(":")[0] for problem in lacking("xx")] == [place.format("xx") for place in PLACES]


def test_no_code_names_a_language_but_the_default() -> None:
    """What the sample people of the playground speak is said of people, like their names."""
    names = {*languages(), *slash_commands()} - {DEFAULT, SLASH}
    named = {
        str(file.relative_to(ROOT))
        for package in ("bot", "storage", "flows")
        for file in (ROOT / package).rglob("*.py")
        for part in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(part, ast.Constant) and part.value in names
    }
    assert named == {"bot/playground/page/world.py"}


def test_a_thread_answers_every_word_of_the_table() -> None:
    names = {value: name for name, value in vars(commands).items() if name.isupper() and isinstance(value, str)}
    answered = (ROOT / "bot" / "use_cases" / "thread.py").read_text("utf-8")
    assert [word for word in commands.IN_THREAD if names[word] not in answered] == []
