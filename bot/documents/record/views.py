"""What of a conversation a reader gets: three views, by the mark that the guide gives each question.

| | team | board | partner-safe |
|---|---|---|---|
| our answers | all but private ones, with names | ticks and numbers, counted | those marked ``partner``, counted |
| the partner's answers | those that may be read, counted | ticks and numbers of those, counted | as above |
| of a side of which few answered | as above | nothing | nothing |
| verdict, points, conditions | yes | yes, without how many | no |
| decision | with its reason and who recorded it | with its reason | outcome and day |
| what would reopen a no | yes | yes | no |
| remarks in the thread | yes | no | no |

Counted: how many people gave each answer, and no row a person (``counts``). Free text stands only where ``who_reads.QUOTED`` says
so, which the form announces. What is hidden is in none. Of the follow-up: ``bot.documents.record.follow_up``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.blocks.drift import Drift
from bot.blocks.evidence import support
from bot.blocks.kit.text import clean
from bot.blocks.kit.wording import Wording, reader
from bot.blocks.who_reads import QUOTED, Free
from bot.documents.record.counts import told_together, too_few
from bot.documents.record.follow_up import CheckedIn, FollowUp, Promise
from bot.documents.record.readers import Names, Told, View, by_id
from bot.i18n.catalogue import Words
from flows.conversation.lifecycle import CLOSED, DECIDING, FOLLOWING_UP
from flows.conversation.summary import readable
from flows.guide.sharing import in_words, private, protected, shared
from flows.ledger import LedgerEntry
from flows.model import Participant, RaisedFlag, Side, Value
from storage.conversations.hiding import Hiding
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record, Remark

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
    drift: Drift | None
    remarks: tuple[Remark, ...]
    sections: tuple[tuple[str, str], ...]
    """(id, title) of each section, in order."""
    seat: Side = Side.ours
    """Whose "your side" it is."""


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
    quoted = QUOTED[view]
    summed_up = (conversation.place.resume_to or conversation.stage) in (DECIDING, FOLLOWING_UP, CLOSED)
    read = readable(conversation, conversation.assessment()) if inside and summed_up else None
    flags = read.assessment.flags if read else ()
    follow_up = FollowUp(record, view, words, names)
    entry = record.ledger or LedgerEntry()
    reason = (decision.reason if decision else "") or entry.reason
    return Brief(
        id=record.id,
        partner=clean(record.partner_name),
        words=words,
        wanted=clean(conversation.setup.decision) if Free.wanted in quoted else "",
        day=words.long_date(record.decided_at.date()) if decision and record.decided_at else "",
        outcome=words.say(f"outcome.{decision.outcome}") if decision else "",
        by=names(decision.by) if decision and named else "",
        reason=clean(reason) if Free.reason in quoted else "",
        reopens=clean(entry.condition) if Free.reopens in quoted else "",
        reopens_on=words.long_date(entry.on) if entry.on and Free.reopens in quoted else "",
        verdict=words.say(f"verdict.{read.assessment.verdict}") if read else "",
        because=tuple(wording.say(f"reason.{one}") for one in read.assessment.because) if read else (),
        points=tuple(_point(words, wording, record, flag, named=named) for flag in flags),
        conditions=tuple(wording.conditions(read.assessment)) if read else (),
        answers=tuple(_answers(record, hiding, view, words, names)),
        promises=tuple(follow_up.promises()),
        check_ins=tuple(follow_up.check_ins(check_ins)),
        drift=follow_up.drift(check_ins),
        remarks=tuple(_remark(one, follow_up) for one in remarks if not one.deleted) if Free.remarks in quoted else (),
        sections=tuple((section, wording.section(section)) for section in wording.guide.road),
        seat=view.seat,
    )


def _point(words: Words, wording: Wording, record: Record, flag: RaisedFlag, *, named: bool) -> Point:
    return Point(
        section=wording.guide.flag[flag.id].section,
        severity=words.say(f"severity.{flag.severity}"),
        title=wording.of_flag(flag, "title"),
        # A point may rest on several answers of one person: how many people those are would link them.
        support=support(words, record, [flag]).strip("_") if named else "",
        why=wording.of_flag(flag, "why"),
        guardrail=wording.of_flag(flag, "guardrail"),
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
    found: dict[tuple[str, Side], list[tuple[str, Value]]] = {}
    for person, answerable, value in answers_in(record, hiding, view):
        found.setdefault((answerable, person.side), []).append((person.id, value))
    for (answerable, side), given in found.items():
        wording = wording_for(words, record, view, answerable)
        prompt = prompt_for(wording, view, wording.prompt(answerable))
        if view is View.team and side is Side.ours:
            section = wording.guide.owner[answerable].section
            for person_id, value in given:
                answer = clean(wording.answer(answerable, value))
                yield Told(section, answerable, prompt, side, names(person_id), answer)
        elif not too_few(view, len(given)):
            yield from told_together(wording, prompt, answerable, side, [value for _, value in given])


def wording_for(words: Words, record: Record, view: View, answerable: str) -> Wording:
    """The words of a question from the reader's seat; those of our side where the partner is not asked it."""
    asked = record.conversation.guide.at_check_in.owner[answerable].asked(view.seat)
    return reader(words, record, view.seat if asked else Side.ours)


def prompt_for(wording: Wording, view: View, prompt: str) -> str:
    """The question; it says that the other side was asked it where the reader's was not."""
    return prompt if wording.side is view.seat else wording.words.say("brief.asked_other", prompt=prompt)


def _may_read(record: Record, person: Participant, answerable: str, value: Value, view: View) -> bool:
    conversation = record.conversation
    guide = conversation.guide
    if view is View.partner_safe:
        return shared(guide, answerable)
    if view is View.board and in_words(guide, answerable, value):
        return False
    if person.side is Side.ours:
        return not private(guide, answerable)
    return not protected(guide, answerable, consent=conversation.by_person[person.id][answerable].consent)
