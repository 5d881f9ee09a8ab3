"""To add a question: one entry of the guide, its words in each language. Nothing else is touched."""

from pathlib import Path

from tests.recipes.tree import Tree

GUIDE, TEXTS = "flows/guide/guide.toml", ("flows/guide/text/en.toml", "flows/guide/text/fr.toml")
QUESTION = """[[questions]]
id = "exit_cost"
section = "closing"
kind = "choice"
asked_of = "both"
options = ["low", "high", "unsure"]
sharing = "team"
source_line = 23
seconds = 10

[[questions.probes]]
id = "exit_cost_what"
when = "exit_cost == high"

"""
WORDS = """[exit_cost]
prompt = "What would it cost to stop?"
why = "What is hard to leave is hard to steer."
[exit_cost.option]
low = "Little"
high = "A lot"
unsure = "Not sure"
[exit_cost_what]
prompt = "What would be lost?"
"""
KEYS = ("exit_cost.prompt", "exit_cost.why", *(f"exit_cost.option.{one}" for one in ("low", "high", "unsure")))


def test_a_question_is_three_files_and_every_missing_text_is_named_at_once(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.put(GUIDE, "[[flags]]", QUESTION)

    found = tree.coach("guide", "check")
    assert found.returncode == 1
    missing = {tuple(line.split(": ")[:2]) for line in found.stderr.splitlines()}
    wanted = {(f"text/{language}.toml", key) for language in ("en", "fr") for key in (*KEYS, "exit_cost_what.prompt")}
    assert wanted == missing

    for file in TEXTS:
        tree.append(file, WORDS)
    done = tree.coach("guide", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing is wrong." in done.stdout
    assert "What would it cost to stop?" in tree.coach("guide", "show").stdout

    assert len(tree.changed) <= 3
    played = tree.coach("rehearse", "--lang", "en")
    assert played.returncode == 0, played.stderr
    tree.passes(
        "tests/flows/test_guide.py",
        "tests/flows/follow_up/test_agenda.py",
        "tests/blocks/test_i18n.py",
    )
    tree.passes("tests/blocks/test_surfaces.py", "-k", "key_surface")
