"""Write the tables of docs/method.md from the built-in guide."""

import re
from collections.abc import Iterator
from pathlib import Path

from flows.assessment.assessment import NUMBERS_DIFFER, SCALE_DIFFERS
from flows.assessment.voices import IMBALANCE_SHARE, LIGHT_SHARE, LONE_AGAINST
from flows.check_ins.agenda import LONGEST
from flows.check_ins.comparison import LEAST_POINTS
from flows.guide import load_guide
from flows.model import Guide, Question
from flows.schedules.rules import FIRST_AFTER, THEN_EVERY

METHOD = Path(__file__).parent.parent.parent / "docs" / "method.md"


def written(text: str) -> str:
    """Return the document with its tables as the guide says them now; raises AssertionError where a place is missing."""
    guide = load_guide(None)
    tables = {
        "verdict": _verdicts(guide),
        "questions": _questions(guide),
        "flags": _flags(guide),
        "numbers": _numbers(guide),
    }
    for name, table in tables.items():
        found = re.compile(rf"(<!-- {name}[^>]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        lines = "\n".join(table)
        text, count = found.subn(lambda match, lines=lines: f"{match[1]}\n{lines}\n\n{match[2]}", text)
        assert count == 1, f"docs/method.md has {count} places for the table of {name}"
    return text


def _verdicts(guide: Guide) -> Iterator[str]:
    yield "| Verdict | When | What a team reads |"
    yield "|---|---|---|"
    for rule in guide.verdicts:
        for reason in rule.reasons:
            yield _row(rule.verdict, f"`{reason.when}`", guide.text("en", f"reason.{reason.id}"))


def _questions(guide: Guide) -> Iterator[str]:
    for section in guide.sections:
        asked = [question for question in guide.questions if question.section == section.id]
        if not asked:
            continue
        yield f"### {guide.text('en', f'section.{section.id}')}"
        yield ""
        yield "| Question | Asked | Asked of | Core | Read by | From best to worst | Then, perhaps | Article |"
        yield "|---|---|---|---|---|---|---|---|"
        yield from (_question(guide, question) for question in asked)
        yield ""


def _question(guide: Guide, question: Question) -> str:
    probes = ", ".join(f"`{probe.id}`" for probe in question.probes)
    prompt = guide.text("en", f"{question.id}.prompt")
    of = "both sides" if question.asked_of == "both" else "our side"
    for only in (question.roles, question.kinds):
        of += f"; {' and '.join(only)} only" if only else ""
    core = "yes" if question.core else ""
    order = " › ".join(", ".join(f"`{token}`" for token in level) for level in question.order)
    return _row(f"`{question.id}`", prompt, of, core, question.sharing, order, probes, question.source_line)


def _flags(guide: Guide) -> Iterator[str]:
    yield "| Flag | Says | Severity | When | Of whose answers | Article |"
    yield "|---|---|---|---|---|---|"
    for flag in guide.flags:
        shown = f"`{flag.id}`" + (" (one voice counts in full)" if flag.one_voice else "")
        for cause in flag.causes:
            own = f"flag.{flag.id}.{cause.id}.title"
            title = guide.text("en", own if guide.has_text("en", own) else f"flag.{flag.id}.title")
            yield _row(shown, title, cause.severity, f"`{cause.when}`", _SCOPES[cause.scope], flag.source_line)


_SCOPES = {
    "person": "each person",
    "our_side": "our side",
    "each_side": "each side",
    "both_sides": "the two sides compared",
    "everyone": "everybody",
}


def _numbers(guide: Guide) -> Iterator[str]:
    yield "| Rule | Value | Why |"
    yield "|---|---|---|"
    yield _row(
        "how often the coach asks a person again in a section", guide.probes_per_section, "more is an interrogation"
    )
    yield _row("points shown at once", guide.flags_shown, "more are not discussed; the rest is one click away")
    differs = f"a good and a bad answer; {SCALE_DIFFERS} points of a scale; a factor of {NUMBERS_DIFFER} in numbers"
    yield _row("people disagree", differs, "less is within what one person says on two days")
    yield _row("so many say otherwise before a lone blocker is softened", LONE_AGAINST, "one beside one is a tie")
    yield _row(
        "a share of the budget that contradicts “we do not depend on them”", f"{IMBALANCE_SHARE} %", "a rule of thumb"
    )
    yield _row("a share that contradicts a “they depend” without a figure", f"under {LIGHT_SHARE} %", "a rule of thumb")
    yield _row(
        "check-ins",
        f"day {FIRST_AFTER}, then every {THEN_EVERY} days",
        "soon enough to correct, seldom enough to be answered",
    )
    yield _row(
        "questions of a check-in",
        f"{guide.check_in.most} a person; nothing open left out for more than {LONGEST} in a row",
        "what takes two minutes is answered; what is left out for a year is forgotten",
    )
    yield _row(
        "a growing share that is told",
        f"a quarter more, and {LEAST_POINTS:g} points",
        "less is within what one person says on two days",
    )


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', '&#124;').replace(chr(10), ' ') for cell in cells)} |"
