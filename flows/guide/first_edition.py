"""Read the answers of a case that was written for the first edition of the built-in guide.

Each old question says what it means now (docs/method.md, “The second edition”). Nothing was released with the first edition;
cases that teams and authors of guides keep in files go on being read. Only what the guide at hand asks is written.
"""

import re
from collections.abc import Mapping
from typing import Any

from flows.model import NOT_MINE, SCALE, UNSURE

OWN_CHOICE = re.compile(
    r"\b(?:my|our|their|own|free)\s+(?:own\s+)?(?:choice|will)\b|\bvolunteer|\bby choice\b"
    r"|\bb[ée]n[ée]vol|\b(?:mon|notre|leur|libre)\s+choix\b|\bplein gr[ée]\b",
    re.IGNORECASE,
)
"""What somebody writes of unpaid work that they chose themselves; the first edition had no option for it."""
_NOT_BEFORE = re.compile(r"(?:\b(?:not|never|pas|jamais)|n['’]t)\s+(?:[\w'’]+\s+){0,2}$", re.IGNORECASE)
"""What turns it into its contrary, right before it: “this was not our choice”."""

WRITTEN = {
    "guardrails": {
        "paid_work": "paid_work",
        "joint_decisions": "decisions",
        "multi_year_or_notice": "notice",
        "capped_reporting": "little_reporting",
        "content_veto": "name_and_data",
        "safe_channel": "safe_no",
    },
    "agreement": {
        "money": "amounts",
        "decisions": "decisions",
        "name_ip_data": "name_and_data",
        "review": "review",
        "exit": "exit",
    },
}
"""Two lists of the first edition, “in writing already” and “in writing, or will be”, are one list now."""
GONE = frozenset(
    (
        *("guardrails", "agreement", "people", "people_backup", "harm", "harm_what", "contradiction"),
        *("contradiction_fix", "shared_proof", "came_first", "decision_exact"),
    )
)
"""Questions that are not asked any more; what became of each is below."""
_PUBLICITY = {"yes": "all", "no": "uncertain"}


def carried_over(asked: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers (id → raw) as the second edition asks them; unchanged where nothing of the first edition is in them.

    ``asked``: what the guide asks, by id; a guide that asks an old question itself keeps its answer.
    """
    if "written" not in asked or "against" not in asked or GONE & asked.keys():
        return dict(answers)
    means = {
        "written": _written(answers),
        "against": _against(answers),
        "against_fix": _fix(answers),
        "shared_outcomes": _shared(answers),
        "speak_up": _speak_up(answers.get("speak_up")),
        "unpaid_work": _unpaid(answers),
        "unpublicised": _PUBLICITY.get(str(answers.get("unpublicised"))),
    }
    kept = {question: value for question, value in answers.items() if question not in GONE}
    return kept | {question: value for question, value in means.items() if value is not None}


def _written(answers: Mapping[str, Any]) -> list[str] | None:
    if not answers.keys() & WRITTEN.keys():
        return None
    old = {question: _several(answers.get(question)) for question in WRITTEN}
    if stances := {token for tokens in old.values() for token in tokens} & {UNSURE, NOT_MINE}:
        old = {question: tuple(token for token in tokens if token not in stances) for question, tokens in old.items()}
        if not any(old.values()):
            return [UNSURE if UNSURE in stances else NOT_MINE]
    ticked = [now for question, means in WRITTEN.items() for token, now in means.items() if token in old[question]]
    roles, people = "roles" in old["agreement"], answers.get("people")
    if not ticked and not roles:
        return ["nothing"] if any(old.values()) else None
    if people == "named_backup" or (roles and people is None):
        ticked.insert(0, "lead_and_stand_in")
    return list(dict.fromkeys(ticked)) or ["decisions"]


def _against(answers: Mapping[str, Any]) -> list[str] | None:
    contradiction, harm = answers.get("contradiction"), answers.get("harm")
    ticked = []
    if contradiction in ("yes_addressed", "yes_unaddressed"):
        ticked.append("practice")
    if harm == "yes" or (harm == UNSURE and _says(answers.get("harm_what"))):
        ticked.append("others_pay")
    if ticked:
        return ticked
    if contradiction in ("not_checked", UNSURE) or harm == UNSURE:
        return ["not_looked"]
    return ["nothing"] if contradiction == "no_checked" or harm == "no" else None


def _fix(answers: Mapping[str, Any]) -> Any:
    """What is being done about it. An interest at others' expense had no such question: nothing was."""
    against = _against(answers) or []
    return answers.get("contradiction_fix") if against == ["practice"] and _addressed(answers) else None


def _addressed(answers: Mapping[str, Any]) -> bool:
    return answers.get("contradiction") == "yes_addressed"


def _shared(answers: Mapping[str, Any]) -> Any:
    """A scale from 1 to 5 with a proof asked from 4 on became what the other side has done for it."""
    level = _step(answers.get("shared_outcomes"))
    if level is None:
        return None
    if level >= 4:
        return "paid" if _says(answers.get("shared_proof")) else "words"
    return "partly" if level == 3 else "no"


def _speak_up(value: Any) -> str | None:
    """A scale from 1 to 5 became what happened the last time."""
    level = _step(value)
    if level is None:
        return None
    return "went_well" if level >= 4 else "hardly_worked" if level == 3 else "cost_something"


def _unpaid(answers: Mapping[str, Any]) -> str | None:
    written = str(answers.get("unpaid_which") or "")
    chosen = any(not _NOT_BEFORE.search(written[: found.start()]) for found in OWN_CHOICE.finditer(written))
    return "weaker_by_choice" if answers.get("unpaid_work") == "weaker_unpaid" and chosen else None


def _several(value: Any) -> tuple[Any, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _says(value: Any) -> bool:
    return len(str(value or "").split()) > 1


def _step(value: Any) -> float | None:
    """Return a step of a scale; None for anything else, which is then read, or refused, as it stands."""
    try:
        step = float(str(value))
    except ValueError:
        return None
    return step if step in SCALE else None
