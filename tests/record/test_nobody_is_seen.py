"""No file for a board or for the partner lets two answers of one person be linked (documents F2, F3, B9).

Whoever deals the answers to each question out anew, among the people of a side, gets the same file: so no row, no order and no
count says that two answers are of one person.
"""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import export
from bot.blocks.conditions import conditions_modal
from bot.blocks.kit.payloads import BadPayload
from bot.blocks.points import evidence_modal, other_points_modal, points_message
from bot.blocks.summary import summary_message
from bot.blocks.who_reads import QUOTED, Free, quoted
from bot.documents.agreement.draft import draft
from bot.documents.agreement.markdown import as_markdown as agreement_text
from bot.documents.record.formats import written
from bot.documents.record.readers import View
from bot.documents.record.views import Brief, brief
from bot.i18n.catalogue import languages, words
from flows import commitments
from flows.check_ins import checkin
from flows.check_ins.baseline import baseline_of
from flows.check_ins.checkin import CheckIn
from flows.check_ins.conclusion import conclude
from flows.conversation.conversation import Conversation
from flows.conversation.lifecycle import DECIDING
from flows.conversation.summary import readable
from flows.conversation.summary import summary as summarise
from flows.guide.sharing import SMALL
from flows.ledger import LedgerEntry
from flows.model import Kind, Participant, Side
from storage.conversations.hiding import Hiding
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Remark
from tests.blocks.limits import strings
from tests.record.guides import GUIDES, OURS, THEIRS, as_read, bundle, decided, possible
from tests.record.test_views import TIMES, TODAY
from tests.storage.cases import MIDDAY, a_record

OUTSIDE = (View.board, View.partner_safe)
FORMS = ("csv", "markdown", "html")
EVERYONE = (*OURS, *THEIRS)
SEED = st.integers(min_value=0, max_value=2**32)


def some_answers(name: str, seed: int) -> dict[str, dict[str, object]]:
    """Return answers of everybody, all different people; some are blank."""
    guide, dice = GUIDES[name], Random(seed)
    return {
        person.id: {
            answerable: dice.choice(possible(guide, answerable))
            for question in guide.questions
            if question.asked(person.side) and question.section in guide.road
            for answerable in bundle(question)
            if dice.random() < 0.95
        }
        for person in EVERYONE
    }


def dealt_anew(name: str, said: dict[str, dict[str, object]], seed: int) -> dict[str, dict[str, object]]:
    """Return the same answers to each question, with its follow-ups, by other people of the same side."""
    dice = Random(seed)
    found: dict[str, dict[str, object]] = {person: {} for person in said}
    for question in GUIDES[name].questions:
        for side in (OURS, THEIRS):
            ids = [person.id for person in side]
            givers = dice.sample(ids, len(ids))
            for giver, taker in zip(givers, ids, strict=True):
                found[taker] |= {each: said[giver][each] for each in bundle(question) if each in said[giver]}
    return found


def standing(conversation: Conversation) -> list[tuple[str, Side, object]]:
    """Return the answers that stand, by question and side: follow-ups may fall when their question goes to somebody else."""
    return sorted(
        ((each, person.side, value) for person in conversation.people for each, value in _own(conversation, person)),
        key=repr,
    )


def _own(conversation: Conversation, person: Participant) -> list[tuple[str, object]]:
    return list(conversation.own_answers(person.id).items())


def files(told: Brief, view: View, language: str = "en") -> str:
    """Return a brief in all formats, without what is judged from answers of one person: verdict and points."""
    judged = replace(told, verdict="", because=(), points=(), conditions=(), drift=None)
    plain = replace(judged, check_ins=tuple(replace(each, flags=()) for each in told.check_ins))
    return "\n".join(line for form in FORMS for line in written([plain], form, view, language))


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(list(GUIDES)), seed=SEED, other=SEED)
def test_answers_dealt_out_anew_give_the_same_file(name: str, seed: int, other: int) -> None:
    said = some_answers(name, seed)
    before, after = decided(GUIDES[name], said), decided(GUIDES[name], dealt_anew(name, said, other))
    if standing(before) != standing(after):
        said = {p: {each: v for each, v in g.items() if each not in GUIDES[name].probe} for p, g in said.items()}
        before, after = decided(GUIDES[name], said), decided(GUIDES[name], dealt_anew(name, said, other))
    for view in OUTSIDE:
        assert files(as_read(before, view), view) == files(as_read(after, view), view)
    drafts = [
        agreement_text(draft(a_record(each, id="c1", decided_at=MIDDAY), (), words("en"), MIDDAY))
        for each in (before, after)
    ]
    assert drafts[0] == drafts[1]
    points = [as_read(each, View.board).points for each in (before, after)]
    assert not [point for found in points for point in found if point.support], "how many people a point rests on"


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(list(GUIDES)), seed=SEED, other=SEED)
def test_what_our_side_reads_of_the_partner_has_no_order_of_people_either(name: str, seed: int, other: int) -> None:
    said = some_answers(name, seed)
    agreed = frozenset(person.id for person in THEIRS)
    plain = {p: {each: v for each, v in g.items() if each not in GUIDES[name].probe} for p, g in said.items()}
    anew = plain | {p: given_ for p, given_ in dealt_anew(name, plain, other).items() if p in agreed}
    read = [
        [told for told in as_read(decided(GUIDES[name], each, agreed), View.team).answers if told.side is Side.partner]
        for each in (plain, anew)
    ]
    assert read[0] == read[1]
    assert read[0]


TOLD = (summary_message, points_message, other_points_modal, conditions_modal)


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(list(GUIDES)), seed=SEED)
def test_the_summary_shows_answers_in_no_order_of_people(name: str, seed: int) -> None:
    agreed = frozenset(person.id for person in THEIRS)
    conversation = decided(GUIDES[name], some_answers(name, seed), agreed)
    turned = replace(conversation, people=conversation.people[::-1])
    told = []
    for each in (conversation, turned):
        record = a_record(replace(each, place=replace(each.place, stage=DECIDING), decision=None), id="c1")
        cards = summarise(each.guide, readable(each, each.assessment()).assessment).cards
        told.append(
            [
                *(tell(words("en"), record, each.assessment()) for tell in TOLD),
                *(evidence_modal(words("en"), record, each.assessment(), card.id) for card in cards),
            ]
        )
    assert _lines(told[0]) == _lines(told[1])


def _lines(shown: object) -> list[str]:
    """Return the texts; whose role it was is said in one line, in the order of people."""
    return [text for text in strings(shown) if not text.startswith("Heard")]


def checked_in(conversation: Conversation, seed: int, deal: int | None = None) -> CheckIn:
    """Return a check-in in which everybody answered at random; ``deal``: the answers dealt out anew."""
    running = checkin.prompt(checkin.schedule(baseline_of(conversation), OURS[0].id, ()), TIMES)[0]
    guide, dice = conversation.guide.at_check_in, Random(seed)
    offered = {
        person.id: sorted({each for agenda in running.agendas[person.id] for each in agenda.fields})
        for person in EVERYONE
    }
    said = {person.id: {each: dice.choice(possible(guide, each)) for each in offered[person.id]} for person in EVERYONE}
    if deal is not None:
        dealing = Random(deal)
        for each in sorted({one for found in offered.values() for one in found}):
            for side in (OURS, THEIRS):
                asked = [person.id for person in side if each in said[person.id]]
                values = dealing.sample([said[one][each] for one in asked], len(asked))
                for one, value in zip(asked, values, strict=True):
                    said[one][each] = value
    for person in EVERYONE:
        running = checkin.answer(running, person.id, said[person.id])[0]
    return conclude(running, OURS[0].id, "renegotiate", "since it is so")[0]


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(list(GUIDES)), seed=SEED, other=SEED)
def test_answers_of_a_check_in_dealt_out_anew_give_the_same_file(name: str, seed: int, other: int) -> None:
    # Everybody said the same at first: what was said then is no answer of this check-in.
    guide = GUIDES[name]
    first = {
        person.id: {
            each: possible(guide, each)[0]
            for question in guide.questions
            if question.asked(person.side)
            for each in question.fields or (question.id,)
        }
        for person in EVERYONE
    }
    conversation = decided(guide, first)
    told = []
    for deal in (None, other):
        stored = StoredCheckIn("i1", "T0HOME", "c1", 1, MIDDAY, checked_in(conversation, seed, deal))
        told.append([_with(conversation, view, stored) for view in OUTSIDE])
    for view, before, after in zip(OUTSIDE, *told, strict=True):
        assert files(before, view) == files(after, view)
    assert any(each.answers for each in told[0][0].check_ins)


def _with(conversation: Conversation, view: View, stored: StoredCheckIn) -> Brief:
    record = a_record(conversation, id="c1", decided_at=MIDDAY)
    return brief(record, Hiding(conversation), [], view, words("en"), (stored,))


# So few that a count is a name


@pytest.mark.parametrize("people", range(1, SMALL + 1))
@pytest.mark.parametrize("view", OUTSIDE)
def test_a_side_of_which_few_answered_is_left_out(view: View, people: int) -> None:
    said = some_answers("built-in", 1)
    few = {person.id: said[person.id] for person in (*OURS[:people], *THEIRS)}
    sides = {told.side for told in as_read(decided(GUIDES["built-in"], few), view).answers}
    assert (Side.ours in sides) is (people >= SMALL)
    assert Side.partner in sides or view is View.board
    few = {person.id: said[person.id] for person in (*OURS, *THEIRS[:people])}
    sides = {told.side for told in as_read(decided(GUIDES["built-in"], few), view).answers}
    assert (Side.partner in sides) is (people >= SMALL)


# Free text


WRITTEN = {
    Free.wanted: "Wanted words",
    Free.reason: "Reason words",
    Free.reopens: "Reopening words",
    Free.commitments: "Our promise in words",
    Free.own_commitments: "Their promise in words",
    Free.change: "Changed in words",
    Free.answers: "Alpacas",
    Free.remarks: "Remarked in words",
}


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("language", languages())
def test_what_is_quoted_is_what_was_announced(view: View, language: str) -> None:
    guide = GUIDES["built-in"]
    texts = {each: f"Alpacas {each}" for each, kind in guide.kinds.items() if kind is Kind.text}
    conversation = decided(guide, {person.id: texts for person in EVERYONE})
    ours = commitments.make("ours", WRITTEN[Free.commitments], owner=OURS[0].id, due=TODAY, by=OURS[1].id, on=TODAY)
    ours = commitments.move(ours, TIMES.closes.date(), by=OURS[1].id, on=TODAY, reason=WRITTEN[Free.change])
    theirs = commitments.make(
        "t", WRITTEN[Free.own_commitments], owner=THEIRS[0].id, due=TODAY, by=OURS[0].id, on=TODAY
    )
    record = a_record(
        conversation,
        id="c1",
        decided_at=MIDDAY,
        commitments=(ours, theirs),
        ledger=LedgerEntry("", WRITTEN[Free.reopens], None, OURS[0].id),
    )
    remarks = [Remark("1.1", OURS[1].id, guide.road[0], WRITTEN[Free.remarks])]
    told = brief(record, Hiding(conversation), remarks, view, words(language))
    # All commitments are more than those of the partner's own people.
    announced = {*QUOTED[view]} | ({Free.own_commitments} if Free.commitments in QUOTED[view] else set())
    for form in FORMS:
        file = "\n".join(written([told], form, view, language))
        assert {each for each, text in WRITTEN.items() if text in file} == announced, form
    said = words(language)
    head = next(line for line in written([told], "markdown", view, language) if said.say("brief.hidden") in line)
    form_says = "\n".join(strings(export.export_modal(said, "all", "c1")))
    for each in QUOTED[view]:
        assert said.say(f"quoted.{each}") in head
        assert view is View.team or said.say(f"quoted.{each}") in form_says
    assert (
        view is View.team
        or quoted(said, f"export.quoted.{'board' if view is View.board else 'partner'}", view) in form_says
    )


# The partner's seat


def test_the_partners_file_says_your_side_of_theirs() -> None:
    said = some_answers("built-in", 1)
    conversation = decided(GUIDES["built-in"], said)
    told = as_read(conversation, View.partner_safe)
    page = "\n".join(written([told], "markdown", View.partner_safe, "en"))
    assert "What the other side decided:" in page
    assert "- Your side: " in page
    assert "- The other side: " in page
    assert "Our side" not in page
    assert "(asked of the other side)" in page
    guide = conversation.guide
    swapped = [each for each in guide.question if guide.has_text("en", f"{each}.mirror.prompt")]
    both = [each for each in told.answers if each.question in swapped]
    assert both
    assert all(each.prompt == guide.text("en", f"{each.question}.mirror.prompt") for each in both)
    table = "\n".join(written([told], "csv", View.partner_safe, "en"))
    assert '"your side"' in table
    assert '"ours"' not in table


def test_a_file_for_the_partner_is_about_one_partnership() -> None:
    said = words("en")
    for conversation, offered in ((None, False), ("c1", True)):
        form = export.export_modal(said, "all", conversation)
        assert (said.say("export.for.partner") in list(strings(form))) is offered
    chosen = {
        "values": {
            export.VIEW: {"v": {"type": "radio_buttons", "selected_option": {"value": "partner-safe"}}},
            export.FORM: {"v": {"type": "radio_buttons", "selected_option": {"value": "csv"}}},
        }
    }
    assert export.export_values(chosen, "c1") == ("partner-safe", "csv")
    with pytest.raises(BadPayload):
        export.export_values(chosen, None)
