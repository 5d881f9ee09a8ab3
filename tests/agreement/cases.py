"""A decided partnership with two commitments and a schedule, and its draft."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.documents.agreement.draft import Agreement, draft
from bot.i18n.catalogue import words
from flows.commitments import Commitment, make
from flows.schedules.rules import Rule, every_after_decision
from storage.follow_up.schedules import Schedule
from storage.records import Record
from tests.blocks.sample import AMINA, SAM, Story, guide

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
EVERY_QUARTER = Schedule("s1", "T1", "c1", Rule(pattern=every_after_decision(NOW.date()), zone="Europe/Paris"), AMINA)


def promised(text: str = "Publish every refusal with its reason.", owner: str = AMINA, **more: str) -> Commitment:
    return make(f"m-{text[:8]}", text, owner=owner, due=date(2027, 1, 15), by=AMINA, on=NOW.date(), **more)  # type: ignore[arg-type]


def two() -> tuple[Commitment, ...]:
    guardrail = guide().text("en", "flag.bandwidth_short.guardrail")
    return (
        promised(guardrail, flag="bandwidth_short", tripwire="We cut the scope by half."),
        promised("Say by March which hours are paid", SAM),
    )


def decided(story: Story | None = None, outcome: str = "go_if", **facts: object) -> Record:
    story = story or Story()
    return replace(story.decided(outcome), **facts)  # type: ignore[arg-type]


def drafted(language: str = "en", told: Mapping[str, object] | None = None, **facts: object) -> Agreement:
    """The draft of a partnership of which people say this instead of the usual."""
    record = decided(Story(told=told or {}), **({"commitments": two()} | facts))  # type: ignore[arg-type]
    return draft(record, [EVERY_QUARTER], words(language), NOW)


def text_of(agreement: Agreement) -> str:
    """Every line of it, those to agree on with a question mark before them."""
    lines = []
    for part in agreement.parts:
        lines.append(f"# {part.title}")
        lines += [f"{one.text} / {one.due} / {one.tripwire}" for one in part.promises]
        lines += [f"{'? ' if line.gap else ''}{line.text}" for line in part.lines]
    return "\n".join(lines)
