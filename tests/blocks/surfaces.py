"""Every surface that a person can meet, made from one story: what snapshots, limits and hostile texts are tried on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.blocks import answers_private as private
from bot.blocks import (
    card,
    commitments,
    decision,
    home,
    monthly,
    notices,
    record,
    reveal,
    reviewing,
    schedule,
    schedule_form,
    screening,
    section,
    setup,
    summary,
)
from bot.blocks.schedule import Asking
from bot.i18n import Words
from bot.payloads import On
from flows import conversation as talk
from flows.errors import NotAllowedNow, NotExpected
from flows.follow_up import planned
from flows.follow_up.commitments import Commitment, close, make, move
from flows.follow_up.recurrence import Occurrence
from flows.follow_up.rules import Before, Every, Once, Rule, Unit
from flows.model import SECTIONS, Side
from storage.channel_prompts import ChannelPrompt
from storage.records import Record
from storage.schedules import Schedule
from tests.blocks.sample import Story, guide

Payload = dict[str, Any]
LINK = "https://example.slack.com/archives/C0PARTNERS/p1?thread_ts=1&cid=C0PARTNERS"


@dataclass(frozen=True)
class Surface:
    """``kind``: message, modal or home. ``make`` gives one payload or several."""

    name: str
    kind: str
    make: Callable[[Words, Story], Payload | list[Payload]]

    def payloads(self, words: Words, story: Story) -> list[Payload]:
        made = self.make(words, story)
        return made if isinstance(made, list) else [made]


SURFACES: dict[str, Surface] = {}


def _surface(kind: str = "message", name: str = "") -> Callable[[Callable[[Words, Story], Any]], Any]:
    def keep(make: Callable[[Words, Story], Any]) -> Any:
        known = name or make.__name__.strip("_")
        SURFACES[known] = Surface(known, kind, make)
        return make

    return keep


@_surface("modal")
def setup_new(words: Words, story: Story) -> Payload:
    return setup.setup_modal(words, guide(), channel="C1", opener=story.opener, name=story.partner_name)


@_surface("modal")
def setup_anywhere(words: Words, story: Story) -> Payload:
    people = [(person.id, person.side, person.role) for person in (*story.ours, *story.theirs)]
    return setup.setup_modal(words, guide(), channel="", opener=story.opener, people=people)


def _card(stop: str, *, overdue: bool = False) -> None:
    @_surface(name=f"card at {stop}")
    def made(words: Words, story: Story) -> Payload:
        return card.card(words, story.record(story.at(stop)), overdue=overdue)


_card("screening")
_card("values", overdue=True)
_card("power revealed")
_card("reviewing")


@_surface()
def card_deciding(words: Words, story: Story) -> Payload:
    return card.card(words, story.record(story.deciding()))


@_surface()
def card_decided(words: Words, story: Story) -> Payload:
    return card.card(words, story.decided())


@_surface()
def card_declined(words: Words, story: Story) -> Payload:
    return card.card(words, story.decided("no", "We go alone."))


@_surface()
def card_paused(words: Words, story: Story) -> Payload:
    return card.card(words, story.record(talk.pause(story.at("power"), story.opener)[0], decide_by=""))


@_surface()
def card_stopped(words: Words, story: Story) -> Payload:
    return card.card(words, story.record(talk.stop(story.at("values"), story.opener)[0]))


@_surface()
def card_closed(words: Words, story: Story) -> Payload:
    followed = story.decided().conversation
    return card.card(words, story.record(talk.close(followed, story.opener)[0]))


@_surface()
def question_open(words: Words, story: Story) -> list[Payload]:
    conversation = story.answered(story.opened(), "screening", story.our_ids[:1])
    questions = conversation.questions("screening")
    return [screening.question_message(words, story.record(conversation), question) for question in questions]


@_surface()
def question_closed(words: Words, story: Story) -> Payload:
    return screening.question_message(words, story.record(story.at("clarity")), guide().question["gap"])


@_surface()
def question_paused(words: Words, story: Story) -> Payload:
    paused = talk.pause(story.opened(), story.opener)[0]
    return screening.question_message(words, story.record(paused), guide().question["gap"])


@_surface()
def screened_strategic(words: Words, story: Story) -> Payload:
    return screening.screening_verdict(words, story.record(story.at("screening revealed")))


@_surface()
def screened_distraction(words: Words, story: Story) -> Payload:
    more = {"gap": "no", "bandwidth": "neither", "admin_load": "no"}
    return screening.screening_verdict(words, story.record(story.answered(story.opened(), "screening", more=more)))


@_surface("modal")
def decline_note(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.opened())
    return [screening.decline_note(words, record), screening.decline_note(words, record, confirm=False)]


@_surface()
def section_open(words: Words, story: Story) -> list[Payload]:
    return [section.section_card(words, story.record(story.at(one)), one) for one in SECTIONS]


@_surface()
def section_revealed(words: Words, story: Story) -> list[Payload]:
    return [section.section_card(words, story.record(story.at(f"{one} revealed")), one) for one in SECTIONS]


@_surface()
def section_closed(words: Words, story: Story) -> Payload:
    return section.section_card(words, story.record(story.at("power")), "values")


@_surface()
def section_paused(words: Words, story: Story) -> Payload:
    return section.section_card(words, story.record(talk.pause(story.at("power"), story.opener)[0]), "power")


@_surface("modal")
def reveal_confirmation(words: Words, story: Story) -> list[Payload]:
    somebody = story.answered(story.at("power"), "power", story.our_ids[1:2])
    return [
        section.reveal_confirmation(words, story.record(somebody)),
        section.reveal_confirmation(words, story.record(story.opened())),
    ]


@_surface("modal")
def why(words: Words, story: Story) -> list[Payload]:
    return [section.why_modal(words, guide(), one) for one in SECTIONS]


@_surface("modal")
def form_empty(words: Words, story: Story) -> list[Payload]:
    person = story.our_ids[0]
    return [section.section_modal(words, story.record(story.at(one)), one, person) for one in SECTIONS]


@_surface("modal")
def form_filled(words: Words, story: Story) -> list[Payload]:
    person = story.our_ids[min(2, len(story.our_ids) - 1)]
    return [section.section_modal(words, story.record(story.at(f"{one} revealed")), one, person) for one in SECTIONS]


@_surface("modal")
def form_follow_ups(words: Words, story: Story) -> list[Payload]:
    person = story.our_ids[-1]
    return [
        section.section_modal(words, story.record(story.at(f"{one} revealed")), one, person, follow_ups=True)
        for one in SECTIONS
    ]


@_surface("modal")
def form_given_back(words: Words, story: Story) -> Payload:
    raw = {"need": "Two nurses", "walk_away": "not_mine", "harm": "yes", "multiplier": ""}
    return section.section_modal(words, story.record(story.at("clarity")), "clarity", story.our_ids[0], given_back=raw)


@_surface("modal")
def form_partner(words: Words, story: Story) -> list[Payload]:
    conversation = story.at("reviewing")
    return [
        section.section_modal(words, story.record(conversation), one, person.id)
        for person in story.theirs[:1]
        for one in conversation.partner_sections()
    ]


@_surface("modal")
def form_partner_consenting(words: Words, story: Story) -> list[Payload]:
    conversation = story.at("reviewing")
    people = [person.id for person in story.theirs[:1]]
    conversation = story.answered(conversation, "power", people, consent=True)
    return [section.section_modal(words, story.record(conversation), "power", person) for person in people]


@_surface("modal")
def probes(words: Words, story: Story) -> list[Payload]:
    found = []
    for one in SECTIONS:
        record = story.record(story.at(f"{one} revealed"))
        for person in story.our_ids[-2:]:
            asked = record.conversation.follow_ups(person, one)
            found.append(section.probe_modal(words, record, one, person, asked))
    return found


@_surface()
def revealed(words: Words, story: Story) -> list[Payload]:
    return [
        body
        for one in SECTIONS
        for body in reveal.reveal_messages(words, story.record(story.at(f"{one} revealed")), one)
    ]


@_surface()
def revealed_early(words: Words, story: Story) -> list[Payload]:
    conversation = story.answered(story.at("clarity"), "clarity", story.our_ids[:1])
    if conversation.hidden:
        conversation, _ = talk.reveal(conversation, story.opener)
    return reveal.reveal_messages(words, story.record(conversation), "clarity")


@_surface()
def changed(words: Words, story: Story) -> Payload:
    conversation, person = story.at("clarity revealed"), story.our_ids[-1]
    told = {"need": "12 000 € by March", "harm": "yes", "walk_away": ""}
    conversation, _ = talk.answer(conversation, person, "clarity", told)
    return reveal.changed_message(words, story.record(conversation), "clarity", person, tuple(told))


@_surface()
def reviewing_waiting(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("reviewing"))
    return [reviewing.waiting_for_partner(words, record), reviewing.partner_heard(words, record)]


@_surface()
def summed_up(words: Words, story: Story) -> list[Payload]:
    conversation = story.deciding()
    return summary.summary_messages(words, story.record(conversation), conversation.assessment())


@_surface()
def summed_up_without_charts(words: Words, story: Story) -> Payload:
    conversation = story.deciding()
    return summary.summary_messages(words, story.record(conversation), conversation.assessment(), charts=False)[0]


@_surface()
def summed_up_insufficient(words: Words, story: Story) -> list[Payload]:
    conversation = story.insufficient()
    return summary.summary_messages(words, story.record(conversation), conversation.assessment())


@_surface("modal")
def other_points(words: Words, story: Story) -> Payload:
    conversation = story.deciding()
    return summary.other_points_modal(words, story.record(conversation), conversation.assessment())


@_surface("modal")
def decision_form(words: Words, story: Story) -> Payload:
    conversation = story.deciding()
    return decision.decision_modal(words, story.record(conversation), conversation.assessment())


@_surface()
def decision_made(words: Words, story: Story) -> list[Payload]:
    reason = str(story.told.get("premortem", "")).strip() or "We have known them for ten years."
    return [
        decision.decision_message(words, story.decided()),
        decision.decision_message(words, story.decided("go", reason)),
        decision.decision_message(words, story.decided("no", reason)),
        decision.decision_message(words, story.record(story.deciding())),
    ]


@_surface()
def private_answers(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    gap = guide().question["gap"]
    return [
        private.help_text(words),
        private.thread_help(words),
        private.language_set(words),
        private.your_answer(words, record, gap, "yes"),
        private.your_answer(words, record, gap, "not_mine"),
        private.already_closed(words, record),
        private.already_closed(words, record, LINK),
        private.already_closed(words, record, "https://x|<!channel>"),
        private.parked_notice(words, record),
        private.outsider_refused(words),
        private.shared_channel_refused(words),
    ]


@_surface()
def private_status(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    paused = story.record(talk.pause(story.at("values"), story.opener)[0])
    partner = story.record(story.at("reviewing"))
    return [
        private.status(words, record, story.our_ids[0]),
        private.status(words, record, "U0STRANGER"),
        private.status(words, paused, story.our_ids[0]),
        *(private.status(words, partner, person.id) for person in story.theirs[:1]),
    ]


@_surface()
def record_lists(words: Words, story: Story) -> list[Payload]:
    rows = [(story.record(story.at("values")), LINK), (story.decided(), "https://x|<!channel>")]
    more = On(c="c1", q="find:en", v="nurses")
    return [
        record.listing(words, [], "list", "all", here="C1"),
        record.listing(words, [], "find", story.partner_name, here="C1"),
        record.listing(words, [], "show", story.partner_name, here="C1"),
        record.listing(words, rows, "list", "open", here=rows[0][0].channel),
        record.listing(words, rows * 5, "find", story.partner_name, here="", more=more),
        record.listing(words, rows[:1], "show", story.partner_name, here="C1"),
    ]


@_surface()
def record_shown(words: Words, story: Story) -> list[Payload]:
    reason = str(story.told.get("premortem", "")).strip() or "We have known them for ten years."
    begun, over = story.record(story.at("values")), story.decided("no", reason)
    more = On(c="c1", q="show:", v=story.partner_name[:100])
    return [
        record.shown(words, begun, LINK),
        record.shown(words, over, LINK, [(begun, LINK)] * 9, more),
        record.shown(words, story.decided(), LINK),
    ]


@_surface()
def private_refusals(words: Words, story: Story) -> list[Payload]:
    errors = [NotExpected(person="U1"), NotAllowedNow("paused", event="answer", stage="paused"), ValueError("no key")]
    return [private.refused(words, error) for error in errors]


@_surface("modal")
def private_given_back(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("reach"))
    told = story.says(story.our_ids[0], "clarity", Side.ours)
    raw = {one: value for one, value in told.items() if one in guide().question} | {"harm": "unsure"}
    bodies = [
        private.text_given_back(words, raw, record),
        private.text_given_back(words, raw),
        private.text_given_back(words, {"need": None, "harm": ["x"]}, record),
    ]
    return [notices.as_view(words, body) for body in bodies]


@_surface()
def private_given_back_in_messages(words: Words, story: Story) -> list[Payload]:
    raw = story.says(story.our_ids[0], "clarity", Side.ours)
    return private.given_back_messages(words, raw, story.record(story.at("reach")))


@_surface()
def private_notices(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    over = story.decided()
    told = [notices.notice(words, record, what) for what in (talk.PAUSE, talk.RESUME, talk.REOPEN, talk.STOP)]
    return [
        *told,
        *(notices.notice(words, over, what) for what in (talk.RESUME, talk.REOPEN, talk.CLOSE)),
        notices.reveal_offered(words, record),
        notices.short(words, "remark.added"),
    ]


@_surface("modal")
def private_as_view(words: Words, story: Story) -> Payload:
    return notices.as_view(words, private.help_text(words))


@_surface()
def invitation(words: Words, story: Story) -> list[Payload]:
    waiting = story.at("reviewing")
    people = [person.id for person in story.theirs[:1]]
    begun = story.answered(waiting, "screening", people)
    return [
        private.partner_invitation(words, story.record(waiting)),
        *(private.partner_invitation(words, story.record(begun), person) for person in people),
        private.partner_invitation(words, story.record(story.at("power"))),
    ]


@_surface("home")
def home_tab(words: Words, story: Story) -> list[Payload]:
    records = [story.decided(), story.record(story.at("values"), id="c2")]
    many = [replace(record, id=f"{record.id}-{n}") for n in range(30) for record in records]
    return [
        home.home(words, [], story.our_ids[0]),
        home.home(words, records, story.our_ids[-1]),
        home.home(words, many, story.our_ids[-1]),
        *(home.home(words, [story.record(story.at("reviewing"))], person.id) for person in story.theirs[:1]),
    ]


def _promised(story: Story) -> tuple[Commitment, ...]:
    """Two commitments in the story's words: one moved, one closed."""
    day = date(2026, 12, 1)
    words = story.told.get("need") or "Find a second funder"
    made = (
        [
            make(
                f"c{number}", str(words), owner=story.our_ids[0], due=day, by=story.opener, on=day, tripwire=str(words)
            )
            for number in range(2)
        ]
        if str(words).strip()
        else []
    )
    return tuple(change(one, story, str(words)) for one, change in zip(made, (_moved, _closed), strict=False))


def _moved(one: Commitment, story: Story, why: str) -> Commitment:
    return move(one, date(2027, 1, 4), by=story.our_ids[-1], on=date(2026, 12, 1), reason=why)


def _closed(one: Commitment, story: Story, why: str) -> Commitment:
    return close(one, by=story.our_ids[-1], on=date(2026, 12, 1), reason=why)


def _with_commitments(story: Story) -> Record:
    return replace(story.record(story.at("deciding")), commitments=_promised(story))


@_surface("modal")
def commit(words: Words, story: Story) -> Payload:
    return commitments.commit_modal(
        words, _with_commitments(story), guide().flags[0].id, story.opener, date(2026, 12, 1)
    )


@_surface("modal")
def commitment_change(words: Words, story: Story) -> list[Payload]:
    record = _with_commitments(story)
    return [commitments.change_modal(words, record, one) for one in record.commitments]


@_surface("modal")
def commitments_listed(words: Words, story: Story) -> list[Payload]:
    return [
        commitments.list_modal(words, _with_commitments(story)),
        commitments.list_modal(words, story.record(story.at("deciding"))),
    ]


@_surface()
def commitment_changed(words: Words, story: Story) -> list[Payload]:
    return [commitments.changed_message(words, one) for one in _promised(story)]


@_surface()
def card_with_commitments(words: Words, story: Story) -> Payload:
    return card.card(words, _with_commitments(story))


@_surface("home")
def home_with_commitments(words: Words, story: Story) -> Payload:
    return home.home(words, [], story.our_ids[0], [("c", one) for one in _promised(story)])


def _asking(story: Story, *rules: Rule, state: str = "active", **changes: Any) -> Asking:
    record = replace(story.decided(), **changes)
    kept = [
        Schedule(f"s{number}", "T1", "c1", rule, story.opener, state=state, last_key=datetime(2026, 11, 30))
        for number, rule in enumerate(rules)
    ]
    return Asking(record, tuple(kept))


def _over(story: Story) -> Asking:
    return Asking(story.record(talk.close(story.decided().conversation, story.opener)[0]), ())


_EVERY_90_DAYS = Rule(pattern=Every(interval=90, unit=Unit.days, first=date(2026, 12, 30)), zone="Europe/Paris")
_EVERY = (
    Every(interval=1, unit=Unit.days, first=date(2026, 12, 1)),
    Every(interval=2, unit=Unit.weeks, first=date(2026, 12, 1), weekdays=(1, 3)),
    Every(interval=1, unit=Unit.weeks, first=date(2026, 12, 1), weekdays=(5,)),
    Every(interval=1, unit=Unit.months, first=date(2026, 12, 15), day=15),
    *(Every(interval=3, unit=Unit.months, first=date(2026, 12, 1), weekdays=(4,), ordinal=n) for n in (1, 2, 3, 4, -1)),
    Every(interval=1, unit=Unit.years, first=date(2027, 12, 1)),
)
_DATES = (
    Once(on=date(2027, 3, 1)),
    Before(what="payment", dates=(date(2027, 5, 1), date(2027, 8, 2)), days_before=7),
    Before(what="renewal", dates=(date(2027, 12, 31),), days_before=1),
)


def _every_way(story: Story) -> Asking:
    at = time(14, 30)
    return _asking(story, *(Rule(pattern=one, at=at, zone="Europe/Paris", country="FR") for one in (*_DATES, *_EVERY)))


@_surface()
def schedule_told(words: Words, story: Story) -> list[Payload]:
    everything, default = _every_way(story), _asking(story, _EVERY_90_DAYS)
    return [
        *(schedule.thread_message(words, one) for one in (default, everything, _asking(story), _over(story))),
        *(schedule.changed_message(words, everything, story.opener, did) for did in schedule.DONE),
    ]


@_surface()
def schedule_shown(words: Words, story: Story) -> list[Payload]:
    default = _asking(story, _EVERY_90_DAYS)
    stuck = _asking(story, _EVERY_90_DAYS, state="broken")
    return [
        schedule.shown(words, default, "America/New_York", may=True),
        schedule.shown(words, default, "Asia/Tokyo", may=False),
        schedule.shown(words, _asking(story, _EVERY_90_DAYS, state="paused"), "UTC", may=True, lead="…"),
        schedule.shown(words, stuck, "UTC", may=True),
        schedule.shown(words, _asking(story), "UTC", may=True),
    ]


@_surface()
def schedule_which(words: Words, story: Story) -> Payload:
    return schedule.which(words, [replace(story.decided(), id=f"c{number}") for number in range(12)], "pause")


@_surface("modal")
def schedule_changed(words: Words, story: Story) -> list[Payload]:
    return [
        schedule_form.schedule_modal(words, one, "Europe/Paris")
        for one in (_asking(story, _EVERY_90_DAYS), _every_way(story), _asking(story))
    ]


@_surface()
def monthly_question(words: Words, story: Story) -> list[Payload]:
    due = Occurrence(datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 8, tzinfo=UTC))
    rule = planned.monthly(datetime(2026, 11, 20, tzinfo=UTC), "Europe/Paris")
    prompt = ChannelPrompt("T1", "C1", words.language, rule, next=due)
    return [
        monthly.question(words),
        monthly.begun(words, prompt),
        *(monthly.stopped(words, was_active=one) for one in (True, False)),
    ]
