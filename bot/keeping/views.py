"""What of a conversation a reader gets: three views, by the mark that the guide gives each question.

| | team | board | partner-safe |
|---|---|---|---|
| our answers | all but private ones, with names | ticks and numbers, nobody named | those marked ``partner`` only |
| the partner's answers | those that may be read, nobody named | ticks and numbers of those | those marked ``partner`` only |
| verdict, points, conditions | yes | yes | no |
| decision | with its reason and who recorded it | with its reason | outcome and day |
| what would reopen a no | yes | yes | no |
| remarks in the thread | yes | no | no |

What is hidden is in none of them. Of the follow-up: ``bot.keeping.follow_up``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.blocks.evidence import support
from bot.blocks.text import clean
from bot.blocks.wording import Wording, reader
from bot.i18n import Words
from bot.keeping.follow_up import CheckedIn, FollowUp, Promise
from bot.keeping.readers import Names, Told, View, by_id
from flows.follow_up.ledger import LedgerEntry
from flows.lifecycle import CLOSED, DECIDING, FOLLOWING_UP
from flows.model import NOT_MINE, SECTIONS, UNSURE, Kind, Participant, RaisedFlag, Sharing, Side, Value
from flows.summary import protected, readable, summary
from storage.check_ins import StoredCheckIn
from storage.hiding import Hiding
from storage.records import Drawing, Record, Remark

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


@dataclass(frozen=True)
class Point:
    """A flag in words, with its way out."""

    section: str
    severity: str
    title: str
    support: str
    why: str
    guardrail: str


@dataclass(frozen=True)
class Brief:
    """A conversation as a view shows it; every text is cleaned of what is unseen, and none is escaped."""

    id: str
    partner: str
    words: Words
    wanted: str
    day: str
    outcome: str
    by: str
    reason: str
    reopens: str
    reopens_on: str
    verdict: str
    because: tuple[str, ...]
    points: tuple[Point, ...]
    conditions: tuple[str, ...]
    answers: tuple[Told, ...]
    promises: tuple[Promise, ...]
    check_ins: tuple[CheckedIn, ...]
    drift: Drawing | None
    remarks: tuple[Remark, ...]
    sections: tuple[tuple[str, str], ...]
    """(id, title) of each section, in order."""


def brief(
    record: Record,
    hiding: Hiding,
    remarks: list[Remark],
    view: View,
    words: Words,
    check_ins: Sequence[StoredCheckIn] = (),
    names: Names = by_id,
) -> Brief:
    """The conversation for these readers, in the language of ``words``; who may be named is, by ``names``."""
    conversation = record.conversation
    wording = reader(words, record)
    decision = conversation.decision
    named = view is View.team
    inside = view is not View.partner_safe
    summed_up = (conversation.place.resume_to or conversation.stage) in (DECIDING, FOLLOWING_UP, CLOSED)
    read = readable(conversation, conversation.assessment()) if inside and summed_up else None
    flags = read.assessment.flags if read else ()
    conditions = summary(wording.guide, read.assessment).conditions if read else ()
    follow_up = FollowUp(record, view, words, names)
    entry = (record.ledger or LedgerEntry()) if inside else LedgerEntry()
    reason = decision.reason if decision and inside else ""
    return Brief(
        id=record.id,
        partner=clean(record.partner_name),
        words=words,
        wanted=clean(conversation.setup.decision) if inside else "",
        day=words.long_date(record.decided_at.date()) if decision and record.decided_at else "",
        outcome=words.say(f"outcome.{decision.outcome}") if decision else "",
        by=names(decision.by) if decision and named else "",
        reason=clean(reason or entry.reason),
        reopens=clean(entry.condition),
        reopens_on=words.long_date(entry.on) if entry.on else "",
        verdict=words.say(f"verdict.{read.assessment.verdict}") if read else "",
        because=tuple(wording.say(f"reason.{one}") for one in read.assessment.because) if read else (),
        points=tuple(_point(words, wording, record, flag) for flag in flags),
        conditions=tuple(dict.fromkeys(wording.say(f"flag.{flag}.guardrail") for flag in conditions)),
        answers=tuple(_answers(record, hiding, view, words, names)),
        promises=tuple(follow_up.promises()),
        check_ins=tuple(follow_up.check_ins(check_ins)),
        drift=follow_up.drift(check_ins),
        remarks=tuple(_remark(one, follow_up) for one in remarks if not one.deleted) if named else (),
        sections=tuple(
            (section.id, wording.section(section.id)) for section in wording.guide.sections if section.id in SECTIONS
        ),
    )


def _point(words: Words, wording: Wording, record: Record, flag: RaisedFlag) -> Point:
    return Point(
        section=wording.guide.flag[flag.id].section,
        severity=words.say(f"severity.{flag.severity}"),
        title=wording.say(f"flag.{flag.id}.title"),
        support=support(words, record, [flag]).strip("_"),
        why=wording.say(f"flag.{flag.id}.why"),
        guardrail=wording.say(f"flag.{flag.id}.guardrail"),
    )


def answers_in(record: Record, hiding: Hiding, view: View) -> Iterator[tuple[Participant, str, Value]]:
    """(person, answerable, answer): every answer that the view shows, by question in the order of the guide."""
    conversation = record.conversation
    for answerable in conversation.guide.owner:
        for person in conversation.people:
            given = conversation.by_person.get(person.id, {}).get(answerable)
            if given is None or given.value is None or answerable not in conversation.own_answers(person.id):
                continue
            if hiding.hides(person.id, answerable) or not _may_read(record, person, answerable, given.value, view):
                continue
            yield person, answerable, given.value


def _remark(remark: Remark, follow_up: FollowUp) -> Remark:
    """With its author, and whom it mentions, by name; the partner's people by their side."""
    text = _MENTION.sub(lambda found: follow_up.mention(found[1]), remark.text)
    return replace(remark, author=follow_up.who(remark.author), text=clean(text))


def _answers(record: Record, hiding: Hiding, view: View, words: Words, names: Names) -> Iterator[Told]:
    wording = reader(words, record)
    for person, answerable, value in answers_in(record, hiding, view):
        who = names(person.id) if view is View.team and person.side is Side.ours else ""
        section = record.conversation.guide.owner[answerable].section
        answer = clean(wording.answer(answerable, value))
        yield Told(section, answerable, wording.prompt(answerable), person.side, who, answer)


def _may_read(record: Record, person: Participant, answerable: str, value: Value, view: View) -> bool:
    conversation = record.conversation
    guide = conversation.guide
    sharing = guide.owner[answerable].sharing
    in_words = guide.kind_of(answerable) is Kind.text and value not in (UNSURE, NOT_MINE)
    if view is View.partner_safe:
        return sharing is Sharing.partner and guide.kind_of(answerable) is not Kind.text
    if sharing is Sharing.private or (view is View.board and in_words):
        return False
    if person.side is Side.ours:
        return True
    consent = conversation.by_person[person.id][answerable].consent
    return not protected(guide, answerable, consent=consent)
