"""To add a command: a row of the table, its words in each language, what answers it. Documents and manifest are written from it."""

import json
from pathlib import Path

from tests.recipes.tree import WRITTEN, Tree

TABLE, ANSWERS = "bot/i18n/commands.py", "bot/listeners/commands.py"
WORDS = {
    "en": """[commands.who]
spellings = ["who", "team"]
channel = { usage = "who", help = "says who is expected" }

""",
    "fr": """[commands.who]
spellings = ["qui"]
channel = { usage = "qui", help = "dit qui est attendu" }

""",
}
ASK = """
import json
from bot.blocks.answers_private import help_text
from bot.i18n import typed_words
from bot.i18n.catalogue import words
from flows.guide import load_guide
heard = [typed_words.command(typed).word for typed in ("who", "Qui ?", "team")]
shown = [json.dumps(help_text(words(language), load_guide(None)), ensure_ascii=False) for language in ("en", "fr")]
print(json.dumps([heard, shown]))
"""


def test_a_command_is_two_files_and_its_words(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.put(TABLE, "    Command(HELP, thread=True),\n", "    Command(WHO),\n")
    tree.put(TABLE, "@dataclass(frozen=True)\nclass Command:", 'WHO = "who"\n\n\n')

    # Without words and answer it does not start, and says everything that is missing, in one language after the other.
    assert "en/typed.toml: commands.who is missing; add it" in tree.run("-c", ASK).stderr
    for language, words in WORDS.items():
        tree.put(f"bot/i18n/locales/{language}/typed.toml", "[commands.why]", words)
    unanswered = tree.coach("rehearse", "--lang", "en")
    assert unanswered.returncode != 0
    assert "who" in unanswered.stderr

    tree.put(
        ANSWERS,
        "        commands.HELP: lambda",
        "        commands.WHO: lambda actor, _: channel.status(actor),\n",
    )
    heard, shown = json.loads(tree.run("-c", ASK).stdout)
    assert heard == ["who"] * 3
    assert "`/partnership who` says who is expected" in shown[0]
    assert "`/partenariat qui` dit qui est attendu" in shown[1]

    touched = {file for file in tree.changed if not file.startswith("bot/i18n/locales/")}
    assert len(touched) <= 3
    stale = tree.run(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/operations/test_documents.py", "-k", "take_from_the_code"
    )
    assert "run `make documents`" in stale.stdout
    tree.documents()
    for file in ("manifest.yml", "docs/user-guide.en.md"):
        assert "| who |" in (text := (tree.folder / file).read_text("utf-8")) or "`/partnership who`" in text, file
        assert file in WRITTEN
    tree.passes(
        "tests/operations/test_documents.py",
        "tests/bot/test_drawn_and_declared.py",
        "tests/bot/test_typed_words.py",
        "tests/blocks/test_i18n.py",
    )
