"""The card in the channel: where things stand, for everybody. Counts only, never answers."""

from bot.blocks.commitments import on_card
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, context, header, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Body, Button
from bot.blocks.kit.text import lines, mention, name, one_line
from bot.blocks.kit.wording import reader
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import ABANDONED, CLOSED, COLLECTING, DECIDING, FOLLOWING_UP, PAUSED, REVIEWING
from flows.model import Side, Verdict
from storage.records import Record

VERDICT_SIGN = {
    Verdict.strategic: "🟢",
    Verdict.conditional: "🟠",
    Verdict.distraction: "🔴",
    Verdict.insufficient: "⚪",
}


_MOST_NAMED = 20


def card(words: Words, record: Record, *, overdue: bool = False) -> Body:
    """The root message of the thread. ``overdue``: the day of the decision has passed."""
    conversation = record.conversation
    summary = words.say("card.text", partner=name(record.partner_name), state=state_line(words, record))
    about = lines(
        [
            words.say("card.opened", person=mention(conversation.opener)),
            words.say("card.expected", people=_expected(words, record)),
            _decision_to_take(words, record),
            words.say("card.overdue") if overdue and conversation.decision is None else None,
        ]
    )
    blocks = [
        header(words.say("card.title", partner=one_line(record.partner_name)[:100])),
        section(about),
        section(progress(words, record)),
        section(lines([words.say("card.state", state=state_line(words, record)), *_outcome(words, record)])),
        *on_card(words, record),
        actions(*_controls(words, record)),
    ]
    if conversation.ended:
        blocks.append(context(words.say("card.kept")))
    return body(summary, blocks)


def is_harmless(record: Record) -> bool:
    """Return whether the card shows nothing that was made of answers: no verdict, no decision, no commitment."""
    conversation = record.conversation
    stage = conversation.place.resume_to or conversation.stage
    return stage != DECIDING and conversation.decision is None and not record.commitments


def _expected(words: Words, record: Record) -> str:
    ours = [mention(person.id) for person in record.conversation.side(Side.ours) if not person.replaced]
    theirs = len(record.conversation.side(Side.partner))
    named = words.listed([*ours[:_MOST_NAMED], *(["…"] if len(ours) > _MOST_NAMED else [])])
    counted = words.count("card.people", len(ours), people=named)
    return words.count("card.people_both", theirs, ours=counted) if theirs else counted


def _decision_to_take(words: Words, record: Record) -> str | None:
    wanted = name(record.conversation.setup.decision, 400) if record.conversation.setup.decision.strip() else ""
    day = words.long_date(record.decide_by) if record.decide_by else ""
    if not wanted and not day:
        return None
    if not wanted:
        return words.say("card.decide_by", day=name(day))
    return (
        words.say("card.decision_by", decision=wanted, day=name(day))
        if day
        else words.say("card.decision", decision=wanted)
    )


def progress(words: Words, record: Record) -> str:
    """A line a section: done, now or to come, in signs and in words."""
    wording = reader(words, record)
    conversation = record.conversation
    stage = conversation.place.resume_to or conversation.stage
    road = conversation.guide.road
    current = conversation.place.section
    at = road.index(current) if current else len(road)
    ended_early = stage == ABANDONED
    found = []
    for number, one in enumerate(road):
        title = name(wording.section(one))
        if number == at:
            done, expected = conversation.answered_count(one)
            counted = words.count("card.answered", done, expected=words.number(expected))
            key = "card.section.now" if stage == COLLECTING else "card.section.revealed"
            found.append(words.say(key, title=title, counted=counted))
        elif number < at and not (ended_early and one not in conversation.place.seen):
            found.append(words.say("card.section.done", title=title))
        else:
            found.append(words.say("card.section.to_come", title=title))
    return "\n".join(found)


def state_line(words: Words, record: Record) -> str:
    """Where the conversation is, in one sentence."""
    conversation = record.conversation
    stage = conversation.stage
    if (current := conversation.section) is not None:
        key = "state.collecting" if conversation.hidden else "state.revealed"
        return words.say(key, section=name(reader(words, record).short(current)))
    if stage == REVIEWING:
        partners = conversation.side(Side.partner)
        waiting = {
            person.id for part in conversation.partner_sections() for person in conversation.missing(part, Side.partner)
        }
        return words.count("state.reviewing", len(partners) - len(waiting), expected=words.number(len(partners)))
    if stage == CLOSED and conversation.decision is None:
        return words.say("state.ended")
    keys = {
        DECIDING: "state.deciding",
        FOLLOWING_UP: "state.following_up",
        CLOSED: "state.closed",
        ABANDONED: "state.abandoned",
        PAUSED: "state.paused",
    }
    return words.say(keys[stage])


def verdict_name(words: Words, verdict: Verdict) -> str:
    """A verdict with its sign and its word."""
    return f"{VERDICT_SIGN[verdict]} {words.say(f'verdict.{verdict}')}"


def _outcome(words: Words, record: Record) -> list[str]:
    conversation = record.conversation
    decision = conversation.decision
    stage = conversation.place.resume_to or conversation.stage
    if decision is not None and stage not in (FOLLOWING_UP, CLOSED):
        return [words.say("card.reconsidered", outcome=words.say(f"outcome.{decision.outcome}"))]
    if decision is not None:
        return [
            words.say("card.verdict", verdict=verdict_name(words, decision.verdict)),
            words.say("card.decided", outcome=words.say(f"outcome.{decision.outcome}"), person=mention(decision.by)),
        ]
    if stage == DECIDING:
        return [words.say("card.verdict", verdict=verdict_name(words, conversation.assessment().verdict))]
    return []


def _controls(words: Words, record: Record) -> list[Button]:
    on = On(c=record.id)
    buttons = [button(action_ids.STATUS, words.say("button.status"), on)]
    if record.conversation.stage == PAUSED:
        buttons.append(button(action_ids.RESUME, words.say("button.resume"), on, "primary"))
    elif not record.conversation.ended:
        buttons.append(button(action_ids.PAUSE, words.say("button.pause"), on))
        if record.conversation.hidden:
            section_id = record.conversation.section
            buttons.append(button(action_ids.REVEAL, words.say("button.reveal"), On(c=record.id, s=section_id)))
    return [*buttons, button(action_ids.HELP, words.say("button.help"), on)]
