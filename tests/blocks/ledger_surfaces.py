"""The distraction ledger: what is written in it, listed, asked again, and shown when somebody like that comes."""

from dataclasses import replace
from datetime import date

from bot.blocks import decision, ledger, notices, record, screening
from bot.i18n.catalogue import Words
from flows.conversation import conversation as talk
from flows.ledger import LedgerEntry
from storage.records import Record
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story

DAY = date(2027, 3, 1)
LINK = "https://example.slack.com/archives/C0PARTNERS/p1"


def _declined(story: Story) -> list[Record]:
    """Decided with a no, and stopped: with everything written, with a day only."""
    words = str(story.told.get("need") or "").strip() or "When a second funder has signed"
    stopped = story.record(talk.stop(story.at("clarity"), story.opener)[0], id="c2")
    return [
        replace(story.decided("no", words), ledger=LedgerEntry("", words, DAY, story.opener)),
        replace(stopped, ledger=LedgerEntry(words, words, DAY, story.opener)),
        replace(stopped, ledger=LedgerEntry(on=DAY, by=story.opener)),
    ]


@surface()
def ledger_told(words: Words, story: Story) -> list[Payload]:
    first, second, third = _declined(story)
    rows = [(one, LINK) for one in (first, second, third)]
    return [
        decision.decision_message(words, first),
        notices.notice(words, second, "stop"),
        record.listing(words, rows, "list", "declined", here=first.channel),
        record.shown(words, second, LINK),
        ledger.declined_before(words, rows),
    ]


@surface()
def ledger_asked(words: Words, story: Story) -> list[Payload]:
    first, _, third = _declined(story)
    return [
        ledger.has_it_come(words, first),
        ledger.has_it_come(words, third),
        ledger.asked_later(words, DAY),
        ledger.asked_later(words, None),
    ]


@surface("modal")
def ledger_forms(words: Words, story: Story) -> list[Payload]:
    first, *_ = _declined(story)
    return [ledger.later_modal(words, first, DAY), screening.decline_note(words, first)]
