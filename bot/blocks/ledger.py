"""The distraction ledger: what would reopen what was declined; asked in the forms, shown, and asked again when its day comes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, date_input, field, modal, quote, rich, section, text_input
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, View
from bot.blocks.kit.text import fitting, lines, name
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import about
from bot.i18n.catalogue import Words
from flows.ledger import LedgerEntry
from storage.records import Record

WHY, CONDITION, DAY = "ledger_why", "reopen_if", "reopen_on"
_WEIGHT = 2_000
_IN_A_LINE = 120
_MOST = 1_000


def asked_when_declining(words: Words, *, why: bool = False) -> list[Block]:
    """The optional fields of a form that may decline. ``why``: where no decision holds the reason."""
    reason = [field(WHY, words.say("ledger.why"), text_input(multiline=True, most=_MOST))] if why else []
    condition = field(
        CONDITION,
        words.say("ledger.condition"),
        text_input(multiline=True, most=_MOST),
        hint=words.say("ledger.condition.hint"),
    )
    return [*reason, condition, field(DAY, words.say("ledger.day"), date_input())]


def entry_values(view_state: Mapping[str, Any], by: str) -> LedgerEntry:
    """What was written in these fields."""
    filled = ViewValues(view_state)
    return LedgerEntry(
        reason=(filled.one(WHY) or "").strip(),
        condition=(filled.one(CONDITION) or "").strip(),
        on=filled.day(DAY),
        by=by,
    )


def shown(words: Words, record: Record) -> list[Block]:
    """What would reopen it, in its people's own words."""
    entry = record.ledger
    if entry is None or entry.empty:
        return []
    found: list[Block] = []
    if entry.reason:
        found += [section(words.say("ledger.because")), rich(quote(fitting(entry.reason, _WEIGHT)))]
    if entry.condition:
        found += [section(words.say("ledger.reopens")), rich(quote(fitting(entry.condition, _WEIGHT)))]
    if entry.on:
        found.append(section(words.say("ledger.asks_on", day=words.long_date(entry.on))))
    return found


def in_a_list(words: Words, record: Record) -> str:
    """Why it was declined and what would reopen it, below its line in a list; empty when nobody wrote it."""
    entry, decision = record.ledger or LedgerEntry(), record.conversation.decision
    why = decision.reason if decision is not None and decision.reason else entry.reason
    return lines(
        [
            words.say("ledger.line.why", text=name(why, _IN_A_LINE)) if why else None,
            words.say("ledger.line.reopens", text=name(entry.condition, _IN_A_LINE)) if entry.condition else None,
            words.say("ledger.line.day", day=words.long_date(entry.on)) if entry.on else None,
        ]
    )


def has_it_come(words: Words, record: Record) -> Body:
    """The question in the thread, when the day has come."""
    title = words.say("ledger.asked", partner=name(record.partner_name))
    entry, on = record.ledger or LedgerEntry(), On(c=record.id)
    condition = [rich(quote(fitting(entry.condition, _WEIGHT)))] if entry.condition else []
    key = "ledger.asked.condition" if entry.condition else "ledger.asked.day"
    return body(
        title,
        [
            section(lines([f"*{title}*", words.say(key)])),
            *condition,
            actions(
                button(action_ids.LEDGER_OPEN, words.say("ledger.open"), on, "primary"),
                button(action_ids.LEDGER_LATER, words.say("ledger.later"), on),
                button(action_ids.LEDGER_NEVER, words.say("ledger.never"), on),
            ),
        ],
    )


def later_modal(words: Words, record: Record, on: date) -> View:
    """Not yet: when to ask again."""
    return modal(
        words,
        action_ids.LEDGER_LATER,
        words.say("ledger.later.title"),
        [
            who_reads.line(words, who_reads.LATER),
            field(DAY, words.say("ledger.later.day"), date_input(on.isoformat()), needed=True),
        ],
        about=about(words, record),
        metadata=Modal(c=record.id, lang=words.language).dump(),
        submit=words.say("ledger.later.submit"),
    )


def asked_later(words: Words, day: date | None) -> Body:
    """What the thread is told: asked again on that day, or never."""
    text = words.say("ledger.asks_on", day=words.long_date(day)) if day else words.say("ledger.asks_never")
    return body(text, [section(text)])


def declined_before(words: Words, records: Iterable[tuple[Record, str]]) -> Body:
    """To who just opened a conversation, privately: what was declined before and looks like it. (record, link) each."""
    title = words.say("ledger.before")
    found = [
        section(
            lines(
                [
                    words.say("ledger.before.line", partner=name(record.partner_name, 60), link=_link(words, link)),
                    in_a_list(words, record),
                ]
            )
        )
        for record, link in records
    ]
    return {"text": title, "blocks": [section(f"*{title}*"), *found]}


def _link(words: Words, link: str) -> str:
    return f"<{link.replace('&', '&amp;')}|{words.say('list.open')}>"
