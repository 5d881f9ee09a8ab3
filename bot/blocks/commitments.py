"""Commitments: made from a guardrail, listed, changed with a reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.blocks import who_reads
from bot.blocks.kit import action_ids
from bot.blocks.kit.elements import (
    actions,
    button,
    context,
    date_input,
    field,
    modal,
    person_input,
    quote,
    radio,
    rich,
    section,
    text_input,
)
from bot.blocks.kit.messages import body
from bot.blocks.kit.payloads import Modal, On
from bot.blocks.kit.slack_types import Block, Body, Button, View
from bot.blocks.kit.text import fitting, lines, mention, name
from bot.blocks.kit.view_state import ViewValues
from bot.blocks.kit.wording import about, reader
from bot.i18n.catalogue import Words
from flows.commitments import Change, Commitment, Did
from flows.conversation.lifecycle import DECIDING, FOLLOWING_UP
from flows.conversation.summary import readable
from flows.model import RaisedFlag, Side
from storage.records import Record

TEXT, OWNER, DUE, TRIPWIRE = "promise", "owner", "due", "tripwire"
WHAT, REASON = "what", "reason"
CHANGES = (Did.closed, Did.moved, Did.handed_over, Did.contested)
"""What can be done with one by hand; whether it held is asked at a check-in."""
_MOST_ON_CARD, _MOST_TOLD, _MOST_LISTED, _MOST_TEXT = 5, 3, 20, 300
_QUOTE_WEIGHT = 3_000


@dataclass(frozen=True)
class Promised:
    """What a form says of a commitment; empty or None where it was left blank."""

    text: str
    owner: str
    due: date | None
    tripwire: str


@dataclass(frozen=True)
class Changed:
    """What a form says has become of a commitment: what was done, the new day and the new owner, and why."""

    what: str
    due: date | None
    owner: str
    reason: str


def committing(words: Words, record: Record, flag: str) -> Button | None:
    """The button that makes the guardrail of one flag a commitment, while there is something to hold it to."""
    if record.conversation.stage not in (DECIDING, FOLLOWING_UP):
        return None
    return button(action_ids.numbered(action_ids.COMMIT, flag), words.say("button.commit"), On(c=record.id, q=flag))


def guardrails(words: Words, record: Record, flags: Iterable[RaisedFlag | str]) -> list[Block]:
    """A button for each guardrail of these flags (or ids of flags), while there is something to hold them to."""
    if record.conversation.stage not in (DECIDING, FOLLOWING_UP):
        return []
    wording = reader(words, record)
    of_text: dict[str, str] = {}
    for flag in flags:
        known = flag if isinstance(flag, RaisedFlag) else None
        text = wording.of_flag(known, "guardrail") if known else wording.say(f"flag.{flag}.guardrail")
        of_text.setdefault(text, known.id if known else str(flag))
    named = list(of_text.values())
    labels = (
        [words.say("button.commit")]
        if len(named) == 1
        else [words.say("button.commit_to", number=number) for number in range(1, len(named) + 1)]
    )
    buttons = [
        button(action_ids.numbered(action_ids.COMMIT, flag), label, On(c=record.id, q=flag))
        for flag, label in zip(named, labels, strict=True)
    ]
    return [actions(*buttons)] if buttons else []


def commit_modal(words: Words, record: Record, flag: str, owner: str, due: date) -> View:
    """A guardrail becomes a commitment: its words, who, by when, and what follows if it does not hold."""
    wording = reader(words, record)
    shown = readable(record.conversation, record.conversation.assessment()).assessment.flags
    raised = next((each for each in shown if each.id == flag), None)
    text = wording.of_flag(raised, "guardrail") if raised else wording.say(f"flag.{flag}.guardrail")
    blocks: list[Block] = [
        who_reads.line(words, who_reads.COMMITMENT),
        section(words.say("commit.intro")),
        field(TEXT, words.say("commit.text"), text_input(text, multiline=True), needed=True),
        field(OWNER, words.say("commit.owner"), person_input(owner), needed=True),
        field(DUE, words.say("commit.due"), date_input(due.isoformat()), needed=True),
        field(
            TRIPWIRE, words.say("commit.tripwire"), text_input(multiline=True), hint=words.say("commit.tripwire.hint")
        ),
    ]
    metadata = Modal(c=record.id, q=flag, lang=words.language).dump()
    return modal(
        words,
        action_ids.COMMIT,
        words.say("commit.title"),
        blocks,
        about=about(words, record),
        metadata=metadata,
        submit=words.say("commit.submit"),
    )


def commit_values(view_state: Mapping[str, Any]) -> Promised:
    """What the form of a new commitment says."""
    filled = ViewValues(view_state)
    return Promised(
        (filled.one(TEXT) or "").strip(), filled.one(OWNER) or "", _day(filled), (filled.one(TRIPWIRE) or "").strip()
    )


def change_modal(words: Words, record: Record, commitment: Commitment) -> View:
    """What has become of a commitment, with the reason; its history stands above."""
    blocks: list[Block] = [who_reads.line(words, who_reads.CHANGE), section(line(words, commitment))]
    blocks += _tripwire(words, commitment)
    blocks += [context(_happened(words, one)) for one in commitment.history[-5:]]
    blocks += [
        field(
            WHAT,
            words.say("commitment.what"),
            radio([(did, words.say(f"commitment.do.{did}")) for did in CHANGES]),
            needed=True,
        ),
        field(DUE, words.say("commitment.new_due"), date_input(commitment.due.isoformat())),
        field(OWNER, words.say("commitment.new_owner"), person_input("")),
        field(REASON, words.say("commitment.reason"), text_input(multiline=True), needed=True),
    ]
    metadata = Modal(c=record.id, q=commitment.id, lang=words.language).dump()
    title, submit = words.say("commitment.title"), words.say("commitment.submit")
    return modal(
        words, action_ids.COMMITMENT, title, blocks, about=about(words, record), metadata=metadata, submit=submit
    )


def change_values(view_state: Mapping[str, Any]) -> Changed:
    """What the form of a change says."""
    filled = ViewValues(view_state)
    reason = (filled.one(REASON) or "").strip()
    return Changed(filled.one(WHAT) or "", _day(filled), filled.one(OWNER) or "", reason)


def list_modal(words: Words, record: Record, left: Iterable[str] = ()) -> View:
    """All commitments of a conversation, each with a button to change it while it is open. ``left``: ids of those whose owner
    is not here any more."""
    gone = frozenset(left)
    blocks: list[Block] = [section(words.say("commitments.intro" if record.commitments else "commitments.none"))]
    for one in record.commitments[:_MOST_LISTED]:
        blocks.append(section(line(words, one), changing(words, record.id, one)))
        blocks += _tripwire(words, one)
        blocks += [context(words.say("commitment.left"))] if one.id in gone else []
    return modal(
        words,
        action_ids.NOTICE_VIEW,
        words.say("commitments.title"),
        blocks,
        about=about(words, record),
        metadata=Modal(lang=words.language).dump(),
    )


def changing(words: Words, conversation: str, commitment: Commitment) -> Button | None:
    """The button that changes a commitment; none once it is closed."""
    if commitment.history[-1].did is Did.closed:
        return None
    on = On(c=conversation, q=commitment.id)
    return button(action_ids.numbered(action_ids.COMMITMENT, commitment.id), words.say("button.change_commitment"), on)


def line(words: Words, commitment: Commitment) -> str:
    """A commitment in one line: what, who, by when, and where it stands."""
    return words.say(
        "commitment.line",
        text=name(commitment.text, _MOST_TEXT),
        owner=mention(commitment.owner),
        due=words.long_date(commitment.due),
        state=words.say(f"commitment.state.{commitment.state}"),
    )


def on_card(words: Words, record: Record) -> list[Block]:
    """The open commitments on the card, the next to be due first."""
    waiting = [one for one in record.commitments if one.waiting]
    if not record.commitments:
        return []
    rows = [words.say("bullet", text=line(words, one)) for one in waiting[:_MOST_ON_CARD]]
    more = len(waiting) - len(rows)
    shown = lines(
        [words.count("card.commitments", len(waiting)), *rows, words.count("list.more", more) if more else None]
    )
    return [section(shown, _all(words, record))]


def _all(words: Words, record: Record) -> Button:
    return button(action_ids.COMMITMENTS, words.say("button.commitments"), On(c=record.id))


def changed_message(words: Words, commitment: Commitment) -> Body:
    """In the thread: who did what with which commitment, and why."""
    last = commitment.history[-1]
    text = _happened(words, last)
    reason = [rich(quote(fitting(last.reason, _QUOTE_WEIGHT)))] if last.reason else []
    return body(text, [section(text), section(line(words, commitment)), *_tripwire(words, commitment), *reason])


def several_message(words: Words, made: Sequence[Commitment]) -> Body:
    """In the thread: the conditions of a decision, each with its owner and its day."""
    text = words.count("conditions.made", len(made), person=mention(made[0].history[0].by))
    return body(text, [section(lines([text, *(words.say("bullet", text=line(words, one)) for one in made)]))])


def owned_message(words: Words, record: Record, commitment: Commitment) -> Body:
    """To its owner alone: a commitment that is theirs now."""
    return _to_owner(words, record, commitment, "commitment.owned")


def due_message(words: Words, record: Record, commitment: Commitment) -> Body:
    """To its owner alone: the day of a commitment has come."""
    return _to_owner(words, record, commitment, "commitment.today")


def _to_owner(words: Words, record: Record, commitment: Commitment, key: str) -> Body:
    """The partner's people do not read what we call the partnership: who invited them stands there."""
    theirs = any(one.id == commitment.owner for one in record.conversation.side(Side.partner))
    whose = mention(record.conversation.opener) if theirs else name(record.partner_name)
    text = words.say(f"{key}.partner" if theirs else key, whose=whose, person=mention(commitment.history[-1].by))
    return body(text, [section(text), section(line(words, commitment), changing(words, record.id, commitment))])


def left_message(words: Words, record: Record, commitment: Commitment) -> Body:
    """To the opener alone: the owner of a commitment is not here any more."""
    text = words.say("commitment.left.told", owner=mention(commitment.owner), partner=name(record.partner_name))
    return body(text, [section(text), section(line(words, commitment), changing(words, record.id, commitment))])


def passed_on_message(words: Words, record: Record, passed: Sequence[Commitment]) -> Body:
    """To the opener alone: commitments that have no owner any more are theirs."""
    text = words.count("commitment.passed_on", len(passed), partner=name(record.partner_name))
    shown, rest = passed[:_MOST_TOLD], len(passed) - _MOST_TOLD
    blocks = [section(text), *(section(line(words, one), changing(words, record.id, one)) for one in shown)]
    if rest > 0:
        blocks.append(section(words.count("list.more", rest), _all(words, record)))
    return body(text, blocks)


def _tripwire(words: Words, commitment: Commitment) -> list[Block]:
    if not commitment.tripwire:
        return []
    return [context(words.say("commitment.tripwire", text=name(commitment.tripwire, _MOST_TEXT)))]


def _happened(words: Words, happened: Change) -> str:
    due, day = words.long_date(happened.due), words.long_date(happened.on)
    return words.say(
        f"commitment.did.{happened.did}", person=mention(happened.by), due=due, day=day, owner=mention(happened.owner)
    )


def _day(filled: ViewValues) -> date | None:
    try:
        return date.fromisoformat(filled.one(DUE) or "")
    except ValueError:
        return None
