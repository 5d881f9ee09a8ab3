"""``partnership-coach assess`` as a person or a script meets it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.i18n.languages import LOCALES

RENEWAL = Path(__file__).parent.parent.parent / "docs" / "guides" / "renewal"
CASE = {
    "setup": {"our_kind": "nonprofit", "their_kind": "company", "label": "co_creation"},
    "participants": [{"id": "a", "side": "ours", "role": "delivery", "lang": "en", "answers": {"gap": "yes"}}],
}


def command(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *arguments], input=stdin, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_case_prints_its_assessment_in_the_language_asked_for(language: str) -> None:
    done = command("assess", str(LOCALES / language / "sample.json"), "--lang", language)
    printed = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(printed) == {"verdict", "coverage", "because", "flags", "conditions", "missing"}
    assert printed["verdict"] == "conditional"
    worst: dict[str, Any] = printed["flags"][0]
    assert worst["id"] == "power_unacknowledged"
    assert set(worst) == {"id", "severity", "support", "title", "evidence", "why", "guardrail", "next_question"}
    assert (
        worst["title"]
        == {"en": "Power imbalance not acknowledged", "fr": "Déséquilibre de pouvoir non reconnu"}[language]
    )


def test_one_case_a_line_keeps_going_after_a_line_that_is_no_case() -> None:
    lines = "\n".join([json.dumps(CASE), "{broken", json.dumps(CASE)])
    done = command("assess", "-", "--lines", stdin=lines)
    first, second, third = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert first == third
    assert first["verdict"] == "insufficient"
    assert second["line"] == 2
    assert "line 2" in done.stderr


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"gap": "maybe"}, "gap: 'maybe' is not one of yes, no, unsure"),
        ({"gape": "yes"}, "unknown question 'gape'"),
        ({"written": ["roles"]}, "written: 'roles' is not one of lead_and_stand_in, amounts"),
        ({"need": "x" * 3001}, "need: longer than 3000 characters"),
    ],
)
def test_an_answer_that_the_question_does_not_offer_is_named(answers: dict[str, Any], sentence: str) -> None:
    case = {"participants": [{"id": "a", "answers": answers}]}
    done = command("assess", stdin=json.dumps(case))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_step_that_a_scale_does_not_have_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERSHIP_GUIDE", str(RENEWAL))
    done = command("assess", stdin=json.dumps({"participants": [{"id": "a", "answers": {"promises_kept": 6}}]}))
    assert done.returncode == 1
    assert "promises_kept: 6 is not 1 to 5" in done.stderr


def test_a_number_that_is_none_is_missing() -> None:
    participants = [{"id": "a", "answers": {"hours_total": "a lot", "money_received": "-5"}}]
    assert command("assess", stdin=json.dumps({"participants": participants})).returncode == 0


def test_a_missing_file_and_an_unknown_language_say_what_to_do() -> None:
    assert "give the path of a JSON case" in command("assess", "nowhere.json").stderr
    assert "choose one of en, fr" in command("assess", "--lang", "de", stdin="{}").stderr


def test_the_guide_is_checked_and_shown() -> None:
    assert "Nothing is wrong" in command("guide", "check").stdout
    shown = command("guide", "show", "--lang", "fr").stdout
    assert "De quoi avez-vous exactement besoin" in shown
    assert "power_unacknowledged" in shown


def test_a_guide_that_is_not_there_is_named_with_its_fix(tmp_path: Path) -> None:
    done = command("guide", "check", str(tmp_path / "guide.toml"))
    assert done.returncode == 2
    assert "there is no such file" in done.stderr
    assert "correct the FILE argument" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_guide_is_checked_assessed_and_rehearsed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The second guide of docs/guides has none of the built-in sections and questions."""
    assert (
        "renewal 1.0.0: 15 questions, 5 follow-ups, 13 flags, in en, fr"
        in command("guide", "check", str(RENEWAL)).stdout
    )
    ours = {"delivered": "partly", "begin_again": "yes", "time_left": "both", "promises_kept": 2, "said_no": "heard"}
    ours |= {
        "better_off": "Forty families in Tamale",
        "must_change": "Invoices paid within thirty days",
        "lean": "go_if",
    }
    theirs = {"begin_again": "no", "time_left": "only_ours", "work_paid": "covered"}
    people = [{"id": "a", "role": "delivery", "answers": ours}, {"id": "b", "side": "partner", "answers": theirs}]
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"participants": people}), "utf-8")
    rehearsed = command("rehearse", str(case), "--guide", str(RENEWAL), "--json", "--lang", "fr")
    monkeypatch.setenv("PARTNERSHIP_GUIDE", str(RENEWAL))
    assessed = command("assess", str(case), "--lang", "fr")
    assert (rehearsed.returncode, assessed.returncode) == (0, 0), rehearsed.stderr + assessed.stderr
    assert json.loads(rehearsed.stdout) == json.loads(assessed.stdout)
    assert "Quelqu’un ne recommencerait pas" in {flag["title"] for flag in json.loads(assessed.stdout)["flags"]}
