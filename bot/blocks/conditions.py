"""All conditions of a summary, for whoever asks: what to agree on, what to do for now, and what people wrote themselves."""

from collections.abc import Iterable

from bot.blocks.commitments import committing
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import divider, modal, section
from bot.blocks.kit.payloads import Modal
from bot.blocks.kit.slack_types import Block, View
from bot.blocks.kit.text import name
from bot.blocks.own_words import failures, next_test, own_conditions
from bot.blocks.summed_up import SummedUp, summed_up
from bot.i18n.catalogue import Words
from flows.model import Assessment, RaisedFlag
from storage.records import Record


def conditions_modal(words: Words, record: Record, assessment: Assessment) -> View:
    """Every guardrail with the button that makes it a commitment; then people's own conditions and fears, and the next test."""
    it = summed_up(words, record, assessment)
    parts = [
        _numbered(it, "summary.conditions", it.told.conditions),
        _numbered(it, "summary.now", it.told.for_now),
        *own_conditions(words, record),
        *failures(words, record),
        *next_test(words, it.wording, it.told),
    ]
    blocks: list[Block] = []
    for part in filter(None, parts):
        blocks += [divider(), *part] if blocks and part[0]["type"] != "divider" else part
    blocks = blocks[1:] if blocks and blocks[0]["type"] == "divider" else blocks
    title = words.say("conditions.title")
    return modal(words, action_ids.CONDITIONS_VIEW, title, blocks, metadata=Modal(c=record.id).dump())


def _numbered(it: SummedUp, heading: str, flags: Iterable[RaisedFlag]) -> list[Block]:
    """The guardrails of flags, each text once, under their heading."""
    of_text: dict[str, str] = {}
    for flag in flags:
        of_text.setdefault(it.wording.of_flag(flag, "guardrail"), flag.id)
    found: list[Block] = [section(it.words.say(heading))] if of_text else []
    for number, (text, flag_id) in enumerate(of_text.items(), 1):
        told = it.words.say("summary.condition", number=number, text=name(text, 500))
        found.append(section(told, committing(it.words, it.record, flag_id)))
    return found
