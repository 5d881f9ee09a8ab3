"""Every surface that a person can meet, made from one story: what snapshots, limits and hostile texts are tried on."""

from dataclasses import replace
from datetime import date

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import (
    card,
    commitments,
    conditions,
    conditions_form,
    decision,
    notices,
    points,
    quick,
    record,
    reveal,
    reviewing,
    screening,
    section,
    setup,
    sitting,
    status,
    summary,
    undelivered,
)
from bot.blocks.kit.payloads import On
from bot.i18n.catalogue import Words
from flows.commitments import Commitment, close, make, move
from flows.conversation import answering
from flows.conversation import conversation as talk
from flows.conversation.summary import readable
from flows.conversation.summary import summary as summarise
from flows.errors import NotAllowedNow, NotExpected
from storage.records import Record
from tests.blocks import (
    agreement_surfaces,
    check_in_surfaces,
    door_surfaces,
    export_surfaces,
    home_surfaces,
    ledger_surfaces,
    schedule_surfaces,
)
from tests.blocks.registry import SURFACES, Payload, surface
from tests.blocks.sample import Story, guide

__all__ = [
    "SURFACES",
    "agreement_surfaces",
    "check_in_surfaces",
    "door_surfaces",
    "export_surfaces",
    "home_surfaces",
    "ledger_surfaces",
    "schedule_surfaces",
]

LINK = "https://example.slack.com/archives/C0PARTNERS/p1?thread_ts=1&cid=C0PARTNERS"


@surface("modal")
def setup_new(words: Words, story: Story) -> Payload:
    return setup.setup_modal(words, guide(), channel="C1", opener=story.opener, name=story.partner_name)


@surface("modal")
def setup_anywhere(words: Words, story: Story) -> Payload:
    people = [(person.id, person.side, person.role) for person in (*story.ours, *story.theirs)]
    return setup.setup_modal(words, guide(), channel="", opener=story.opener, people=people)


@surface("modal")
def setup_more(words: Words, story: Story) -> Payload:
    known = setup.Namesake("c1", LINK, date(2026, 11, 30))
    return setup.setup_modal(words, guide(), channel="C1", opener=story.opener, name="Acme", more=True, namesake=known)


@surface("modal")
def quick_form(words: Words, story: Story) -> Payload:
    return quick.quick_modal(words, guide(), channel="", opener=story.opener, wrote=story.partner_name)


@surface("modal")
def quick_look(words: Words, story: Story) -> Payload:
    known = setup.Namesake("c1", LINK, date(2026, 11, 30))
    return quick.quick_modal(words, guide(), channel="C1", opener=story.opener, look=True, namesake=known)


@surface("modal")
def next_section(words: Words, story: Story) -> Payload:
    conversation = story.answered(story.at("clarity"), "clarity", [story.opener])
    record = story.record(conversation)
    probes = conversation.follow_ups(story.opener, "clarity")[:2]
    shown = sitting.offered(words, record, story.opener, "clarity", probes)
    assert shown is not None
    return shown


@surface("modal")
def new_thread(words: Words, story: Story) -> Payload:
    return undelivered.new_thread_modal(words, story.record(story.at("screening")))


def _card(stop: str, *, overdue: bool = False) -> None:
    @surface(name=f"card at {stop}")
    def made(words: Words, story: Story) -> Payload:
        return card.card(words, story.record(story.at(stop)), overdue=overdue)


_card("screening")
_card("values", overdue=True)
_card("power revealed")
_card("reviewing")


@surface()
def card_deciding(words: Words, story: Story) -> Payload:
    return card.card(words, story.record(story.deciding()))


@surface()
def card_decided(words: Words, story: Story) -> Payload:
    return card.card(words, story.decided())


@surface()
def card_declined(words: Words, story: Story) -> Payload:
    return card.card(words, story.decided("no", "We go alone."))


@surface()
def card_paused(words: Words, story: Story) -> Payload:
    return card.card(words, story.record(talk.pause(story.at("power"), story.opener)[0], decide_by=""))


@surface()
def card_stopped(words: Words, story: Story) -> Payload:
    return card.card(words, story.record(talk.stop(story.at("values"), story.opener)[0]))


@surface()
def card_closed(words: Words, story: Story) -> Payload:
    followed = story.decided().conversation
    return card.card(words, story.record(talk.close(followed, story.opener)[0]))


@surface()
def question_open(words: Words, story: Story) -> list[Payload]:
    conversation = story.answered(story.opened(), "screening", story.our_ids[:1])
    return [screening.questions_message(words, story.record(conversation))]


@surface()
def question_closed(words: Words, story: Story) -> Payload:
    return screening.questions_message(words, story.record(story.at("clarity")))


@surface()
def question_paused(words: Words, story: Story) -> Payload:
    paused = talk.pause(story.opened(), story.opener)[0]
    return screening.questions_message(words, story.record(paused))


@surface()
def screened_strategic(words: Words, story: Story) -> Payload:
    return screening.screening_verdict(words, story.record(story.at("screening revealed")))


@surface()
def screened_distraction(words: Words, story: Story) -> Payload:
    more = {"gap": "no", "bandwidth": "neither", "admin_load": "no"}
    return screening.screening_verdict(words, story.record(story.answered(story.opened(), "screening", more=more)))


@surface("modal")
def decline_note(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.opened())
    return [screening.decline_note(words, record), screening.decline_note(words, record, confirm=False)]


@surface()
def section_open(words: Words, story: Story) -> list[Payload]:
    return [section.section_card(words, story.record(story.at(one)), one) for one in guide().road]


@surface()
def section_revealed(words: Words, story: Story) -> list[Payload]:
    return [section.section_card(words, story.record(story.at(f"{one} revealed")), one) for one in guide().road]


@surface()
def section_closed(words: Words, story: Story) -> Payload:
    return section.section_card(words, story.record(story.at("power")), "values")


@surface()
def section_paused(words: Words, story: Story) -> Payload:
    return section.section_card(words, story.record(talk.pause(story.at("power"), story.opener)[0]), "power")


@surface("modal")
def reveal_confirmation(words: Words, story: Story) -> list[Payload]:
    somebody = story.answered(story.at("power"), "power", story.our_ids[1:2])
    return [
        section.reveal_confirmation(words, story.record(somebody)),
        section.reveal_confirmation(words, story.record(story.opened())),
    ]


@surface("modal")
def why(words: Words, story: Story) -> list[Payload]:
    return [section.why_modal(words, story.record(story.opened()), one) for one in guide().road]


@surface("modal")
def form_empty(words: Words, story: Story) -> list[Payload]:
    person = story.our_ids[0]
    return [section.section_modal(words, story.record(story.at(one)), one, person) for one in guide().road]


@surface("modal")
def form_filled(words: Words, story: Story) -> list[Payload]:
    person = story.our_ids[min(2, len(story.our_ids) - 1)]
    return [
        section.section_modal(words, story.record(story.at(f"{one} revealed")), one, person) for one in guide().road
    ]


@surface("modal")
def form_follow_ups(words: Words, story: Story) -> list[Payload]:
    person = story.our_ids[-1]
    return [
        section.section_modal(words, story.record(story.at(f"{one} revealed")), one, person, follow_ups=True)
        for one in guide().road
    ]


@surface("modal")
def form_given_back(words: Words, story: Story) -> Payload:
    raw = {"need": "Two nurses", "walk_away": "not_mine", "stage": "terms", "multiplier": ""}
    return section.section_modal(words, story.record(story.at("clarity")), "clarity", story.our_ids[0], given_back=raw)


@surface("modal")
def form_partner(words: Words, story: Story) -> list[Payload]:
    conversation = story.at("reviewing")
    return [
        section.section_modal(words, story.record(conversation), one, person.id)
        for person in story.theirs[:1]
        for one in conversation.partner_sections()
    ]


@surface("modal")
def form_partner_consenting(words: Words, story: Story) -> list[Payload]:
    conversation = story.at("reviewing")
    people = [person.id for person in story.theirs[:1]]
    conversation = story.answered(conversation, "power", people, consent=True)
    return [section.section_modal(words, story.record(conversation), "power", person) for person in people]


@surface("modal")
def probes(words: Words, story: Story) -> list[Payload]:
    found = []
    for one in guide().road:
        record = story.record(story.at(f"{one} revealed"))
        for person in story.our_ids[-2:]:
            asked = record.conversation.follow_ups(person, one)
            found.append(section.probe_modal(words, record, one, person, asked))
    return found


@surface()
def revealed(words: Words, story: Story) -> list[Payload]:
    return [
        body
        for one in guide().road
        for body in reveal.reveal_messages(words, story.record(story.at(f"{one} revealed")), one)
    ]


@surface()
def revealed_early(words: Words, story: Story) -> list[Payload]:
    conversation = story.answered(story.at("clarity"), "clarity", story.our_ids[:1])
    if conversation.hidden:
        conversation, _ = talk.reveal(conversation, story.opener)
    return reveal.reveal_messages(words, story.record(conversation), "clarity")


@surface()
def changed(words: Words, story: Story) -> Payload:
    conversation, person = story.at("clarity revealed"), story.our_ids[-1]
    told = {"need": "Twelve thousand euros by March", "stage": "terms", "walk_away": ""}
    conversation, _ = answering.answer(conversation, person, "clarity", told)
    return reveal.changed_message(words, story.record(conversation), "clarity", person, tuple(told))


@surface()
def reviewing_waiting(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("reviewing"))
    waiting = [reviewing.waiting_for_partner(words, record, asked) for asked in (0, 1, 2)]
    return [*waiting, reviewing.partner_heard(words, record)]


@surface()
def summed_up(words: Words, story: Story) -> list[Payload]:
    conversation = story.deciding()
    record, assessment = story.record(conversation), conversation.assessment()
    return [summary.summary_message(words, record, assessment), points.points_message(words, record, assessment)]


@surface()
def summed_up_insufficient(words: Words, story: Story) -> Payload:
    conversation = story.insufficient()
    return summary.summary_message(words, story.record(conversation), conversation.assessment())


@surface("modal")
def evidence(words: Words, story: Story) -> list[Payload]:
    conversation = story.deciding()
    record, assessment = story.record(conversation), conversation.assessment()
    cards = summarise(conversation.guide, readable(conversation, assessment).assessment).cards
    wanted = [*(card.id for card in cards), "none_of_them"]
    return [points.evidence_modal(words, record, assessment, one) for one in wanted]


@surface("modal")
def all_conditions(words: Words, story: Story) -> Payload:
    conversation = story.deciding()
    return conditions.conditions_modal(words, story.record(conversation), conversation.assessment())


@surface("modal")
def other_points(words: Words, story: Story) -> Payload:
    conversation = story.deciding()
    return points.other_points_modal(words, story.record(conversation), conversation.assessment())


@surface("modal")
def decision_form(words: Words, story: Story) -> Payload:
    conversation = story.deciding()
    return decision.decision_modal(words, story.record(conversation), conversation.assessment())


@surface("modal")
def conditions_owned(words: Words, story: Story) -> Payload:
    record = story.record(story.deciding())
    flags = tuple(conditions_form.guardrails(words, record))
    return conditions_form.conditions_modal(words, record, flags, story.opener, date(2026, 7, 1))


@surface("modal")
def answers_again(words: Words, story: Story) -> list[Payload]:
    return [reveal.answers_modal(words, story.record(story.at(f"{one} revealed")), one) for one in guide().road]


@surface("modal")
def doubt(words: Words, story: Story) -> Payload:
    record = story.record(story.at("closing"))
    flags = [flag.id for flag in record.conversation.guide.flags][:3]
    return notices.doubt(words, record, "closing", story.our_ids[0], flags)


@surface()
def statuses(words: Words, story: Story) -> Payload:
    records = [story.record(story.at("values")), story.record(story.deciding()), story.record(story.at("reviewing"))]
    records = [replace(record, id=f"c{number}") for number, record in enumerate(records)]
    return status.statuses(words, records, story.our_ids[0])


@surface()
def commitments_told(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.deciding())
    who = {"by": story.opener, "on": date(2026, 6, 1), "due": date(2026, 7, 1)}
    made = [make(f"c{n}", "Six months’ notice", owner=one, **who) for n, one in enumerate(story.our_ids[:2])]
    each = [tell(words, record, one) for one in made for tell in (commitments.owned_message, commitments.due_message)]
    return [commitments.several_message(words, made), *each]


@surface()
def decision_made(words: Words, story: Story) -> list[Payload]:
    reason = str(story.told.get("premortem", "")).strip() or "We have known them for ten years."
    return [
        decision.decision_message(words, story.decided()),
        decision.decision_message(words, story.decided("go", reason)),
        decision.decision_message(words, story.decided("no", reason)),
        decision.decision_message(words, story.record(story.deciding())),
    ]


@surface()
def private_answers(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    gap = guide().question["gap"]
    return [
        answers_private_blocks.help_text(words, guide()),
        answers_private_blocks.thread_help(words, guide()),
        answers_private_blocks.language_set(words),
        answers_private_blocks.your_answer(
            words, record, gap, "yes", record.conversation.own_answers(story.our_ids[0])
        ),
        answers_private_blocks.your_answer(words, story.record(story.opened()), gap, "not_mine", {}),
        answers_private_blocks.already_closed(words, record),
        answers_private_blocks.already_closed(words, record, LINK),
        answers_private_blocks.already_closed(words, record, "https://x|<!channel>"),
        *(undelivered.parked_notice(words, record, error) for error in ("", "thread_deleted", "is_archived")),
        *(undelivered.parked_notice(words, record, error) for error in ("restricted_action", "missing_scope")),
        *(
            undelivered.unreached_notice(words, record, "U2", error)
            for error in ("user_not_visible", "user_disabled", "restricted_action", "gave up: ratelimited")
        ),
        undelivered.not_posted_notice(words, record),
        answers_private_blocks.outsider_refused(words),
        answers_private_blocks.shared_channel_refused(words),
    ]


@surface()
def private_status(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    paused = story.record(talk.pause(story.at("values"), story.opener)[0])
    partner = story.record(story.at("reviewing"))
    return [
        status.status(words, record, story.our_ids[0]),
        status.status(words, record, "U0STRANGER"),
        status.status(words, paused, story.our_ids[0]),
        *(status.status(words, partner, person.id) for person in story.theirs[:1]),
    ]


@surface()
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


@surface()
def record_shown(words: Words, story: Story) -> list[Payload]:
    reason = str(story.told.get("premortem", "")).strip() or "We have known them for ten years."
    begun, over = story.record(story.at("values")), story.decided("no", reason)
    more = On(c="c1", q="show:", v=story.partner_name[:100])
    return [
        record.shown(words, begun, LINK),
        record.shown(words, over, LINK, [(begun, LINK)] * 9, more),
        record.shown(words, story.decided(), LINK),
    ]


@surface()
def private_refusals(words: Words, story: Story) -> list[Payload]:
    errors = [NotExpected(person="U1"), NotAllowedNow("paused", event="answer", stage="paused"), ValueError("no key")]
    return [answers_private_blocks.refused(words, error) for error in errors]


@surface("modal")
def private_given_back(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("reach"))
    told = story.says(record.conversation, story.our_ids[0], "clarity")
    raw = {one: value for one, value in told.items() if one in guide().question} | {"stage": "unsure"}
    bodies = [
        answers_private_blocks.text_given_back(words, raw, record),
        answers_private_blocks.text_given_back(words, raw),
        answers_private_blocks.text_given_back(words, {"need": None, "stage": ["x"]}, record),
    ]
    return [notices.as_view(words, body) for body in bodies]


@surface()
def private_notices(words: Words, story: Story) -> list[Payload]:
    record = story.record(story.at("values"))
    over = story.decided()
    told = [notices.notice(words, record, what) for what in (talk.PAUSE, talk.RESUME, talk.REOPEN, talk.STOP)]
    return [
        *told,
        *(notices.notice(words, over, what) for what in (talk.RESUME, talk.REOPEN, talk.CLOSE)),
        notices.reveal_offered(words, record),
        notices.short(words, "remark.added", partner="Northwind & Co"),
    ]


@surface("modal")
def private_as_view(words: Words, story: Story) -> Payload:
    return notices.as_view(words, answers_private_blocks.help_text(words, guide()))


@surface()
def invitation(words: Words, story: Story) -> list[Payload]:
    waiting = story.at("reviewing")
    people = [person.id for person in story.theirs[:1]]
    begun = story.answered(waiting, "screening", people)
    return [
        answers_private_blocks.partner_invitation(words, story.record(waiting)),
        *(answers_private_blocks.partner_invitation(words, story.record(begun), person) for person in people),
        answers_private_blocks.partner_invitation(words, story.record(story.at("power"))),
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


@surface()
def commitment_left(words: Words, story: Story) -> list[Payload]:
    return [commitments.left_message(words, _with_commitments(story), one) for one in _promised(story)]


@surface()
def commitment_passed_on(words: Words, story: Story) -> list[Payload]:
    promised = _promised(story)
    record = _with_commitments(story)
    many = [replace(promised[0], id=f"c{number}") for number in range(22)] if promised else ()
    return [commitments.passed_on_message(words, record, one) for one in (promised[:1], many)]


def _with_commitments(story: Story) -> Record:
    return replace(story.record(story.at("deciding")), commitments=_promised(story))


@surface("modal")
def commit(words: Words, story: Story) -> Payload:
    return commitments.commit_modal(
        words, _with_commitments(story), guide().flags[0].id, story.opener, date(2026, 12, 1)
    )


@surface("modal")
def commitment_change(words: Words, story: Story) -> list[Payload]:
    record = _with_commitments(story)
    return [commitments.change_modal(words, record, one) for one in record.commitments]


@surface("modal")
def commitments_listed(words: Words, story: Story) -> list[Payload]:
    return [
        commitments.list_modal(words, _with_commitments(story)),
        commitments.list_modal(words, _with_commitments(story), [one.id for one in _promised(story)]),
        commitments.list_modal(words, story.record(story.at("deciding"))),
    ]


@surface()
def commitment_changed(words: Words, story: Story) -> list[Payload]:
    return [commitments.changed_message(words, one) for one in _promised(story)]


@surface()
def card_with_commitments(words: Words, story: Story) -> Payload:
    return card.card(words, _with_commitments(story))
