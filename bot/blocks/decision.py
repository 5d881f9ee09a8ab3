"""The decision: what people decide, beside what the answers add up to."""

from collections.abc import Mapping
from typing import Any

from bot.blocks import conditions_form, ledger, who_reads
from bot.blocks.card import verdict_name
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, field, modal, quote, radio, rich, section, text_input
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, View
from bot.blocks.kit.text import MOST_NAME, fitting, lines, mention, name, one_line, shorten
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import about
from bot.i18n.catalogue import Words
from flows.conversation.conversation import NO, OUTCOMES, overridden
from flows.model import Assessment
from storage.records import Record

OUTCOME, REASON, MINORITY = "outcome", "reason", "minority"
_REASON_WEIGHT = 5_000
_MINORITY_WEIGHT = 2_000


def decision_modal(words: Words, record: Record, assessment: Assessment) -> View:
    """What was decided and why; says which outcomes need a reason."""
    verdict = assessment.verdict
    override = [words.say("quoted", text=words.say(f"outcome.{one}")) for one in OUTCOMES if overridden(verdict, one)]
    blocks: list[Block] = [
        who_reads.line(words, who_reads.DECISION),
        section(words.say("decision.how")),
        section(
            lines(
                [
                    words.say("decision.verdict", verdict=verdict_name(words, verdict)),
                    words.say("decision.reason_needed", outcomes=words.say("or").join(override)),
                    words.say("decision.no_is_final"),
                ]
            )
        ),
        field(
            OUTCOME,
            words.say("decision.outcome", partner=shorten(one_line(record.partner_name), MOST_NAME)),
            radio([(one, words.say(f"outcome.{one}")) for one in OUTCOMES]),
            needed=True,
        ),
        field(REASON, words.say("decision.reason"), text_input(multiline=True), hint=words.say("decision.reason.hint")),
        field(
            MINORITY,
            words.say("decision.minority"),
            text_input(multiline=True),
            hint=words.say("decision.minority.hint"),
        ),
        *conditions_form.asked(words, record),
        *ledger.asked_when_declining(words),
    ]
    return modal(
        words,
        action_ids.DECIDE,
        words.say("decision.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(c=record.id, lang=words.language).dump(),
        submit=words.say("decision.submit"),
    )


def decision_values(view_state: Mapping[str, Any]) -> tuple[str, str, str]:
    """Outcome, reason, and what those saw who leaned another way, each empty when left blank."""
    filled = ViewValues(view_state)
    return filled.one(OUTCOME) or "", (filled.one(REASON) or "").strip(), (filled.one(MINORITY) or "").strip()


def decision_message(words: Words, record: Record) -> Body:
    """Who decided what and when; a decision against the verdict stands beside it with its reason."""
    decision = record.conversation.decision
    if decision is None:
        return body(words.say("decision.none"), [section(words.say("decision.none"))])
    outcome = words.say(f"outcome.{decision.outcome}")
    title = words.say("decision.heading", partner=name(record.partner_name), outcome=outcome)
    day = words.long_date(record.decided_at.date()) if record.decided_at else ""
    who = words.say("decision.by_on" if day else "decision.by", person=mention(decision.by), day=day)
    beside = words.say(
        "decision.overrides" if decision.overrides else "decision.follows",
        verdict=verdict_name(words, decision.verdict),
    )
    blocks: list[Block] = [section(lines([f"*{title}*", who])), section(beside)]
    if decision.reason:
        blocks.append(section(words.say("decision.because")))
        blocks.append(rich(quote(fitting(decision.reason, _REASON_WEIGHT))))
    if decision.minority:
        blocks.append(section(words.say("decision.minority.kept")))
        blocks.append(rich(quote(fitting(decision.minority, _MINORITY_WEIGHT))))
    if decision.outcome == NO:
        blocks += ledger.shown(words, record)
        note = button(action_ids.DECLINE_NOTE, words.say("button.decline_note"), On(c=record.id))
        blocks += [actions(note), context(words.say("decision.no_next"))]
    else:
        on = On(c=record.id)
        drafting = button(action_ids.AGREEMENT, words.say("button.agreement"), on)
        blocks.append(actions(drafting, button(action_ids.CLOSE, words.say("button.close"), on)))
        blocks.append(context(words.say("decision.next")))
    return body(title, blocks)
