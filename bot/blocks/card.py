"""The card in the channel: where things stand, for everybody. Counts only, never answers."""

from bot.blocks import actions as act
from bot.blocks.commitments import on_card
from bot.blocks.elements import Body, Element, actions, button, context, header, section
from bot.blocks.messages import body
from bot.blocks.text import lines, mention, name, one_line
from bot.blocks.wording import reader
from bot.i18n import Words
from bot.payloads import On
from flows.lifecycle import ABANDONED, CLOSED, DECIDING, FOLLOWING_UP, PAUSED, REVIEWING, section_of
from flows.model import SECTIONS, Side, Verdict
from storage.records import Record

VERDICT_SIGN = {
    Verdict.strategic: "🟢",
    Verdict.conditional: "🟠",
    Verdict.distraction: "🔴",
    Verdict.insufficient: "⚪",
}


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


def _expected(words: Words, record: Record) -> str:
    ours = len(record.conversation.side(Side.ours))
    theirs = len(record.conversation.side(Side.partner))
    counted = words.count("card.people", ours)
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
    current = section_of(stage)
    at = SECTIONS.index(current) if current else len(SECTIONS)
    ended_early = stage == ABANDONED
    found = []
    for number, one in enumerate(SECTIONS):
        title = name(wording.section(one))
        if number == at:
            done, expected = conversation.answered_count(one)
            counted = words.count("card.answered", done, expected=words.number(expected))
            key = "card.section.now" if stage.endswith("collecting") else "card.section.revealed"
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


def _controls(words: Words, record: Record) -> list[Element]:
    on = On(c=record.id)
    buttons = [button(act.STATUS, words.say("button.status"), on)]
    if record.conversation.stage == PAUSED:
        buttons.append(button(act.RESUME, words.say("button.resume"), on, "primary"))
    elif not record.conversation.ended:
        buttons.append(button(act.PAUSE, words.say("button.pause"), on))
        if record.conversation.hidden:
            section_id = record.conversation.section
            buttons.append(button(act.REVEAL, words.say("button.reveal"), On(c=record.id, s=section_id)))
    return [*buttons, button(act.HELP, words.say("button.help"), on)]
