"""To add a flag: one entry of the guide, its words in each language. Its test is a case that raises it, and one that does not."""

from pathlib import Path

from tests.recipes.tree import Tree

GUIDE, TEXTS = "flows/guide/guide.toml", ("flows/guide/text/en.toml", "flows/guide/text/fr.toml")
FLAG = """[[flags]]
id = "outside_money"
section = "power"
warning = "money_control == third_party"
evidence = ["money_control"]
next = ["money_control"]
recheck = ["money_control"]
source_line = 25

"""
WORDS = (
    """[flag.outside_money]
title = "The money comes from outside"
why = "Who pays may leave."
guardrail = "Ask who else would pay."
truth = "Neither of you holds the purse."
recheck = "Does the money still come from outside?"
""",
    """[flag.outside_money]
title = "L’argent vient d’ailleurs"
why = "Qui paie peut partir."
guardrail = "Demandez qui d’autre paierait."
truth = "Aucun de vous ne tient la bourse."
recheck = "L’argent vient-il toujours d’ailleurs ?"
""",
)
CASE = '''"""The flag of the recipe: when it is raised, and when not."""

from tests.flows.cases import everybody, flags_of, judged


def test_it_is_raised_by_one_voice_and_not_without() -> None:
    assert flags_of(judged(*everybody({"ours": {"money_control": "third_party"}})))["outside_money"].severity == "warning"
    assert "outside_money" not in flags_of(judged(*everybody({"ours": {"money_control": "shared"}})))
'''


def test_a_flag_is_three_files_and_every_missing_text_is_named_at_once(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.put(GUIDE, "[[flags]]", FLAG)

    found = tree.coach("guide", "check")
    assert found.returncode == 1
    missing = [line.split(": ")[:2] for line in found.stderr.splitlines()]
    parts = ("title", "why", "guardrail", "truth", "recheck")
    assert missing == [
        [f"text/{language}.toml", f"flag.outside_money.{part}"] for language in ("en", "fr") for part in parts
    ]

    for file, words in zip(TEXTS, WORDS, strict=True):
        tree.append(file, words)
    assert tree.coach("guide", "check").returncode == 0
    assert len(tree.changed) <= 3

    (tree.folder / "tests" / "flows" / "test_outside_money.py").write_text(CASE, "utf-8")
    tree.passes(
        "tests/flows/test_outside_money.py",
        "tests/flows/test_guide.py",
        "tests/flows/test_flags.py",
        "tests/flows/follow_up/test_agenda.py",
        "tests/flows/follow_up/test_guide_check_in.py",
    )
