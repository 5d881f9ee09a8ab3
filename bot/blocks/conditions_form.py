"""“Go, on conditions”: which guardrails are the conditions, ticked in the decision's form; then who owns each, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import date_input, divider, field, modal, person_input, section, several
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.slack_types import Block, View
from bot.blocks.kit.text import name, shorten
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import about, reader
from bot.i18n.catalogue import Words
from flows.conversation.summary import readable
from storage.records import Record

CONDITIONS = "conditions"
MOST = 5
_OWNER, _DUE = "owner:", "due:"


@dataclass(frozen=True)
class Owned:
    """A condition as the form brings it: the flag whose guardrail it is, who owns it, and by when."""

    flag: str
    owner: str
    due: date | None


def guardrails(words: Words, record: Record) -> dict[str, str]:
    """The guardrails that may become conditions, those that matter most first: flag → text, each text once."""
    wording = reader(words, record)
    read = readable(record.conversation, record.conversation.assessment()).assessment
    raised = {flag.id: flag for flag in read.flags}
    found: dict[str, str] = {}
    for flag in read.conditions:
        text = wording.of_flag(raised[flag], "guardrail")
        if text not in found.values() and len(found) < MOST:
            found[flag] = text
    return found


def asked(words: Words, record: Record) -> list[Block]:
    """The ticks in the form of a decision; nothing where there is no condition."""
    options = [(flag, shorten(text, 75)) for flag, text in guardrails(words, record).items()]
    if not options:
        return []
    return [field(CONDITIONS, words.say("conditions.which"), several(options), hint=words.say("conditions.which.hint"))]


def chosen(view_state: Mapping[str, Any]) -> tuple[str, ...]:
    """The flags that were ticked."""
    return tuple(ViewValues(view_state).many(CONDITIONS)[:MOST])


def conditions_modal(words: Words, record: Record, flags: tuple[str, ...], owner: str, due: date) -> View:
    """Who owns each condition, and by when. ``owner`` and ``due`` stand there already."""
    blocks: list[Block] = [who_reads.line(words, who_reads.COMMITMENT), section(words.say("conditions.intro"))]
    for number, (flag, text) in enumerate(_ticked(words, record, flags).items(), 1):
        blocks += [
            divider(),
            section(words.say("summary.condition", number=number, text=name(text, 600))),
            field(f"{_OWNER}{flag}", words.say("commit.owner"), person_input(owner), needed=True),
            field(f"{_DUE}{flag}", words.say("commit.due"), date_input(due.isoformat()), needed=True),
        ]
    return modal(
        words,
        action_ids.CONDITIONS_OWNED,
        words.say("conditions.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(c=record.id, lang=words.language).dump(),
        submit=words.say("commit.submit"),
    )


def _ticked(words: Words, record: Record, flags: tuple[str, ...]) -> dict[str, str]:
    return {flag: text for flag, text in guardrails(words, record).items() if flag in flags}


def values(view_state: Mapping[str, Any]) -> tuple[Owned, ...]:
    """What the form of the conditions says."""
    filled = ViewValues(view_state)
    flags = [block.removeprefix(_OWNER) for block in filled if block.startswith(_OWNER)]
    return tuple(Owned(flag, filled.one(f"{_OWNER}{flag}") or "", filled.day(f"{_DUE}{flag}")) for flag in flags[:MOST])


def owner_block(flag: str) -> str:
    """The field of the owner of a condition: where its error goes."""
    return f"{_OWNER}{flag}"


def due_block(flag: str) -> str:
    """The field of the day of a condition."""
    return f"{_DUE}{flag}"
