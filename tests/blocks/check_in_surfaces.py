"""The surfaces of a check-in: what it asks, how it is put off, its report, how it ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.blocks import check_in, check_in_form, check_in_letter, check_in_report
from bot.blocks import record as the_record
from bot.blocks.drift import drift_of
from bot.blocks.kit.charts import drift_message
from bot.blocks.kit.messages import without_charts
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.check_ins import checkin, conclusion
from flows.check_ins.agenda import COMMITMENT
from flows.check_ins.baseline import baseline_of
from flows.check_ins.checkin import CheckIn, PutOff, Reply
from flows.check_ins.drift import Point
from flows.commitments import Commitment, make
from flows.model import Kind
from flows.schedules.recurrence import OwnTimes, Timetable
from flows.schedules.reminders import NUDGE, REMIND
from storage.follow_up.check_ins import StoredCheckIn
from tests.blocks.registry import Payload, surface
from tests.blocks.sample import Story, guide

BEGAN = datetime(2026, 12, 30, 8, tzinfo=UTC)
TIMES = Timetable((BEGAN + timedelta(days=2), BEGAN + timedelta(days=4)), BEGAN + timedelta(days=7))
CHANGED: dict[str, object] = {
    "gap": "no",
    "acknowledged": "written",
    "unpaid_work": "none",
    "dependence_share": "60 %",
    "hours_total": "120",
    "speak_up": "cost_something",
    "measure_today": "Forty hearing tests, of two hundred",
    "unforeseen": "The nurse left in March and nobody told us",
    "needs_met": "partly",
    "worked": "Thirty came to the first class, thanks to the head teacher",
    "unheard": "The visits come in exam weeks",
    "still_why": "A second nurse comes",
    "still_yes": "yes_if",
}


def _due(story: Story) -> tuple[Commitment, ...]:
    words = str(story.told.get("need") or "Find a second funder").strip()
    texts = (words, "Pay every hour") if words else ()
    on = date(2026, 12, 1)
    return tuple(
        make(f"c{number}", text, owner=story.our_ids[0], due=on, by=story.opener, on=on, tripwire=text)
        for number, text in enumerate(texts)
    )


def _stored(check_in: CheckIn, number: int = 2) -> StoredCheckIn:
    return StoredCheckIn("i1", "T1", "c1", number, BEGAN, check_in)


def _asked(story: Story) -> CheckIn:
    baseline = baseline_of(story.decided().conversation)
    return checkin.prompt(checkin.schedule(baseline, story.opener, _due(story)), TIMES)[0]


def _said(found: CheckIn, person: str, told: dict[str, object], *, consent: bool = False) -> CheckIn:
    offered = {one for asked in found.agendas[person] for one in asked.fields}
    raw = {one: value for one, value in told.items() if one in offered}
    return checkin.answer(found, person, raw, consent=consent)[0]


def _told(story: Story) -> dict[str, object]:
    """What somebody answers at a check-in; a story in which everything is told otherwise tells this so too."""
    written = {one for one, kind in guide().at_check_in.kinds.items() if kind is Kind.text}
    text = story.told.get("need")
    return CHANGED | ({one: text for one in CHANGED if one in written} if isinstance(text, str) else {})


def _collecting(story: Story) -> CheckIn:
    return _said(_asked(story), story.our_ids[-1], _told(story))


def _compared(story: Story) -> CheckIn:
    found = _asked(story)
    promised = {f"{COMMITMENT}c0": "failed", f"{COMMITMENT}c1": "held"}
    for number, person in enumerate(found.people):
        told = _told(story) | promised if number % 2 == 0 else {f"{COMMITMENT}c1": "failed", "still_yes": "no"}
        found = _said(found, person.id, told, consent=number % 3 == 0)
    return found


def _unchanged(story: Story) -> CheckIn:
    found = _asked(story)
    for person in found.people:
        answers = found.baseline.answers_of(person)
        raw: dict[str, Any] = {
            one: answers.get(one) for one in ("acknowledged", "unpaid_work", "gap") if one in answers
        }
        found = _said(found, person.id, raw | {"still_yes": "yes"})
    return found


@surface()
def check_in_card(words: Words, story: Story) -> list[Payload]:
    record = story.decided()
    compared = _compared(story)
    ended = conclusion.conclude(compared, story.opener, "narrow", "Less, and better")[0]
    own = OwnTimes(datetime(2026, 12, 30, 9), (datetime(2027, 1, 1, 9),), dict.fromkeys(story.our_ids, "Asia/Tokyo"))
    at_own_times = replace(_asked(story), timetable=replace(TIMES, own=own))
    named = replace(_asked(story), named=tuple(story.our_ids))
    steps = (_asked(story), _collecting(story), compared, ended, at_own_times, named)
    return [check_in.card(words, record, _stored(one)) for one in steps]


@surface()
def check_in_prompt(words: Words, story: Story) -> list[Payload]:
    record, stored = story.decided(), _stored(_collecting(story))
    people = [story.our_ids[0], *(person.id for person in story.theirs[:1])]
    return [check_in.prompt(words, record, stored, person, what) for person in people for what in ("", NUDGE, REMIND)]


@surface()
def check_in_after_another(words: Words, story: Story) -> list[Payload]:
    """What the last one changed stands first; and the lines for the other side, to who went on."""
    record = story.decided()
    ended = _stored(conclusion.conclude(_compared(story), story.opener, "renegotiate", _reason(story))[0], 1)
    after = replace(_stored(_asked(story)), before=ended)
    people = [story.our_ids[0], *(person.id for person in story.theirs[:1])]
    quiet = conclusion.conclude(_unchanged(story), story.opener, "renew", "We talked")[0]
    return [
        check_in.card(words, record, after),
        *(check_in.prompt(words, record, after, person) for person in people),
        check_in_letter.letter_message(words, record, ended),
        check_in_letter.letter_message(words, record, _stored(quiet)),
    ]


def _reason(story: Story) -> str:
    return str(story.told.get("need") or "").strip() or "Less, and better"


@surface()
def check_in_put_off(words: Words, story: Story) -> list[Payload]:
    record, person = story.decided(), story.our_ids[0]
    clicked = [
        PutOff(person, Reply.later, BEGAN + timedelta(days=1)),
        PutOff(person, Reply.skip),
        PutOff(person, Reply.away, date(2027, 2, 1)),
        PutOff(person, Reply.never),
    ]
    found = [replace(_asked(story), put_off=(one,)) for one in clicked]
    answered = _stored(_said(_asked(story), person, _told(story)))
    return [
        *(check_in.answered_prompt(words, record, _stored(one), person) for one in found),
        check_in.answered_prompt(words, record, answered, person),
        *(check_in.put_off_message(words, one) for one in clicked),
        check_in.missed_message(words, _stored(_asked(story))),
        check_in.reveal_offered(words, answered),
    ]


@surface("modal")
def check_in_questions(words: Words, story: Story) -> list[Payload]:
    record = story.decided()
    found = _collecting(story)
    return [check_in_form.form(words, record, _stored(found), person.id) for person in found.people[:6]]


@surface("modal")
def check_in_confirmations(words: Words, story: Story) -> list[Payload]:
    stored = _stored(_collecting(story))
    return [
        check_in.reveal_confirmation(words, story.decided(), stored),
        check_in_report.outcome_modal(words, story.decided(), _stored(_compared(story))),
    ]


@surface()
def check_in_reported(words: Words, story: Story) -> list[Payload]:
    record = story.decided()
    before = Point(date(2026, 12, 30), {"screening": 0.25, "power": 0.4})
    found = _compared(story)
    drifted = (before, Point(date(2027, 3, 30), {"screening": 0.5, "power": 0.4}))
    return [
        *check_in_report.report_messages(words, record, _stored(found), drifted),
        check_in_report.changed_message(words, record, _stored(found), found.people[0].id, tuple(CHANGED)),
    ]


@surface()
def check_in_drift(words: Words, story: Story) -> list[Payload]:
    """The message with the chart of the drift, and where Slack draws no charts."""
    name = str(story.told.get("need") or "").strip()
    points = [
        Point(date(2026, 12, 30), {"screening": 0.25, "power": 0.4, "values": 0.5}),
        Point(date(2027, 3, 30), {"screening": 0.5, "power": 0.4, "values": 0.2, "reach": 1.0}),
    ]

    names = Wording(words, guide()).names()
    if name:
        names["power"] = name
    found = [drift_of(words, names, points[:1]), drift_of(words, names, points)]
    bodies = [drift_message(words, one) for one in found if one]
    return [*bodies, *(without_charts(one) for one in bodies)]


@surface()
def check_in_unchanged(words: Words, story: Story) -> list[Payload]:
    return check_in_report.report_messages(words, story.decided(), _stored(_unchanged(story), 1))


@surface()
def check_in_ended(words: Words, story: Story) -> list[Payload]:
    record = replace(story.decided(), commitments=_due(story))
    found = _compared(story)
    reason = str(story.told.get("need") or "").strip() or "Too little for what it costs"
    ends = [
        conclusion.conclude(found, story.opener, one, reason)[0] for one in ("renew", "renegotiate", "narrow", "exit")
    ]
    return [check_in_report.outcome_message(words, record, _stored(one)) for one in ends]


@surface()
def record_shown_with_its_follow_up(words: Words, story: Story) -> list[Payload]:
    """What ``show`` tells: while a check-in runs, once it is compared, and how it ended."""
    found = replace(story.decided(), commitments=_due(story))
    ended = conclusion.conclude(_compared(story), story.opener, "exit", "Too little for what it costs")[0]
    return [
        the_record.shown(words, found, "", check_in=_stored(one))
        for one in (_collecting(story), _compared(story), ended)
    ]
