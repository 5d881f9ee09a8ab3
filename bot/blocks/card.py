"""The card in the channel: where things stand, for everybody. Counts only, never answers."""

from bot.blocks.commitments import on_card
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import actions, button, confirming, context, header, section
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import On
from bot.blocks.kit.slack_types import Body, Button, Confirm
from bot.blocks.kit.text import lines, mention, name, one_line
from bot.blocks.kit.wording import reader
from bot.blocks.section import numbered
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import ABANDONED, CLOSED, DECIDING, FOLLOWING_UP, PAUSED
from flows.conversation.waits import Now, now
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
    """The root message of the thread: what is to be done now, and one button for it. ``overdue``: the day to decide is over."""
    conversation = record.conversation
    summary = words.say("card.text", partner=name(record.partner_name), state=state_line(words, record))
    late = overdue and conversation.decision is None
    about = lines(
        [
            words.say("card.opened", person=mention(conversation.opener), people=_expected(words, record)),
            _decision_to_take(words, record),
        ]
    )
    blocks = [
        header(words.say("card.title", partner=one_line(record.partner_name)[:100])),
        section(
            lines(
                [
                    words.say("card.state", state=state_line(words, record)),
                    *_outcome(words, record),
                    words.say("card.overdue") if late else None,
                ]
            )
        ),
        actions(*_controls(words, record, late=late)),
        section(progress(words, record)),
        context(about),
        *on_card(words, record),
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
    """How far the road is behind, in one line: a sign a section, then the same in words."""
    conversation = record.conversation
    road = conversation.guide.road
    current = conversation.place.section
    seen = conversation.place.seen if _ended_early(record) else road[: road.index(current) if current else len(road)]
    signs = "".join(_SIGNS[one == current, one in seen] for one in road)
    if current is None or _ended_early(record):
        done = sum(one in seen for one in road)
        return words.count("card.progress.done", done, signs=signs, all=words.number(len(road)))
    title = name(reader(words, record).section(current))
    return words.say("card.progress", signs=signs, n=numbered(conversation.guide, current), section=title)


_SIGNS = {(True, False): "◐", (True, True): "◐", (False, True): "●", (False, False): "○"}
"""(open now, behind)."""


def _ended_early(record: Record) -> bool:
    return record.conversation.stage == ABANDONED


def state_line(words: Words, record: Record) -> str:
    """What is to be done now in the conversation, in one sentence, without saying who has or has not answered."""
    conversation = record.conversation
    waits = now(conversation)
    if waits.section is not None and waits.what in (Now.answer, Now.read):
        done, expected = conversation.answered_count(waits.section)
        counted = words.count("card.answered", done, expected=words.number(expected))
        return words.say(
            f"state.{waits.what}", section=name(reader(words, record).section(waits.section)), counted=counted
        )
    if waits.what is Now.partner:
        expected = len(conversation.side(Side.partner))
        done = expected - len(waits.people)
        return words.count("state.partner", done, expected=words.number(expected))
    if waits.what is Now.over:
        ended = conversation.stage == CLOSED
        key = "closed" if ended and conversation.decision else "ended" if ended else "abandoned"
        return words.say(f"state.{key}")
    return words.say(f"state.{waits.what}")


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


def _controls(words: Words, record: Record, *, late: bool) -> list[Button]:
    """What there is to do, with one button that stands out, then the ways to look around and to stop for now."""
    on = On(c=record.id)
    first = _to_do(words, record, late=late)
    buttons = [*([first] if first else []), button(action_ids.STATUS, words.say("button.status"), on)]
    if not record.conversation.ended and record.conversation.stage != PAUSED:
        buttons.append(button(action_ids.PAUSE, words.say("button.pause"), on, confirm=_really_pause(words, record)))
    return [*buttons, button(action_ids.HELP, words.say("button.help"), on)]


def _to_do(words: Words, record: Record, *, late: bool) -> Button | None:
    """The one button that stands out."""
    on = On(c=record.id)
    waits = now(record.conversation)
    match waits.what:
        case Now.answer:
            here = On(c=record.id, s=waits.section)
            return button(action_ids.OPEN_SECTION, words.say("button.answer"), here, "primary")
        case Now.read:
            here = On(c=record.id, s=waits.section)
            return button(action_ids.READ, words.say("button.read"), here, "primary")
        case Now.decide if late:
            return button(action_ids.DECIDE, words.say("button.decide"), on, "primary")
        case Now.decide:
            return button(action_ids.SUMMARY, words.say("button.summary"), on, "primary")
        case Now.paused:
            return button(action_ids.RESUME, words.say("button.resume"), on, "primary")
        case _:
            return None


def _really_pause(words: Words, record: Record) -> Confirm:
    return confirming(
        words.say("pause.title", partner=one_line(record.partner_name)[:60]),
        words.say("pause.text"),
        words.say("button.pause"),
        words.say("modal.cancel"),
    )
