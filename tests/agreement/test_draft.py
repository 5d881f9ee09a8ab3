"""What stands in the draft: what is settled, what is still to be agreed, and nothing that the partner may not read."""

import re

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.documents.agreement.draft import MOST_PROMISES, draft
from bot.documents.agreement.markdown import as_canvas, as_markdown
from bot.i18n.catalogue import words
from flows.commitments import close
from flows.conversation import conversation as talk
from flows.errors import NothingToAgreeOn
from flows.model import NOT_MINE, UNSURE, Kind, Sharing
from storage.follow_up.schedules import Schedule
from storage.tables.follow_up_models import PAUSED
from tests.agreement.cases import EVERY_QUARTER, NOW, decided, drafted, promised, text_of
from tests.blocks.sample import AMINA, EVERYONE, OURS, THEIRS, Story, guide, written

SAID = words("en")
LIVE = "<!here> [x](https://evil.example) **b** `c` ![](@U0BOSS) www.evil.example a@evil.example | <script>"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_draft_reads_like_this(language: str, snapshot: SnapshotAssertion) -> None:
    """Letter for letter in each language: it is what a partner is shown."""
    assert as_markdown(drafted(language), lambda owner: {AMINA: "Amina"}.get(owner, "")) == snapshot


# What may stand in it


def told_otherwise() -> dict[str, object]:
    """Another answer to everything that the partner may not read."""
    found: dict[str, object] = {}
    for answerable, question in guide().owner.items():
        kind = guide().kind_of(answerable)
        if answerable in EVERYONE and (question.sharing is not Sharing.partner or kind is Kind.text):
            offered = [option for option in guide().options_of(answerable) if option != EVERYONE[answerable]]
            found[answerable] = offered[0] if offered else {Kind.scale: "1", Kind.number: "99"}.get(kind, "A xylophone")
    return found


def test_what_only_our_side_may_read_changes_nothing() -> None:
    otherwise = told_otherwise()
    assert {"need", "dependence", "speak_up", "lean", "acknowledged", "against"} <= otherwise.keys()
    usual = {one: EVERYONE[one] for one in otherwise}
    assert text_of(drafted(told=otherwise)) == text_of(drafted(told=usual))


def test_no_written_answer_and_nobody_s_id_stand_in_it() -> None:
    text = as_markdown(drafted(told=written("A xylophone")))
    assert "xylophone" not in text
    assert not any(person.id in text for person in (*OURS, *THEIRS))
    assert "decision maker, our organisation" in text
    assert "Agreement" in text


def test_there_is_none_where_nobody_goes_on() -> None:
    with pytest.raises(NothingToAgreeOn):
        draft(decided(outcome="no"), [], SAID, NOW)
    for outcome in ("go", "go_if", "not_yet"):
        assert draft(decided(outcome=outcome), [], SAID, NOW).parts


def test_there_is_none_before_the_decision_nor_once_it_is_reconsidered() -> None:
    story = Story()
    with pytest.raises(NothingToAgreeOn):
        draft(story.record(story.deciding()), [], SAID, NOW)
    followed = story.decided().conversation
    closed, _ = talk.close(followed, AMINA)
    paused, _ = talk.pause(followed, AMINA)
    assert [text_of(draft(story.record(one), [], SAID, NOW)) for one in (closed, paused)] == [
        text_of(draft(story.record(followed), [], SAID, NOW))
    ] * 2


# Settled, or to be agreed


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({"money_control": "no_money"}, "No money changes hands."),
        ({"money_control": "ours"}, "The money is held by our organisation."),
        ({"money_control": UNSURE}, "? who holds the money"),
        ({"money_received": "20000"}, "Amount: 20,000."),
        ({"money_received": ""}, "? the amount and its currency, the dates of payment, the rate of an hour"),
        ({"hours_total": "", "hours_for_them": ""}, "? the hours of work asked for, over the whole term"),
        ({"hours_for_them": ""}, "Work asked for: 200\u00a0h over the whole term."),
        ({"unpaid_work": "stronger_pro_bono"}, "Only the side with more means works without pay."),
        ({"unpaid_work": "weaker_unpaid"}, "? who pays for the work that is not paid yet, or which work is dropped"),
        ({"expertise": "expert_decides"}, "Each of us has the last word in its own field."),
        ({"expertise": "consulted_only"}, "? who has the last word where one of us is the expert"),
        ({"written": ["safe_no"]}, "There is a way to say no that does not put the money at risk."),
        ({"written": ["nothing"]}, "? the notice given before the funding ends"),
        ({"written": ["notice"]}, "The money is promised for several years, or ends only after notice."),
        ({"written": ["notice"]}, "? the notice given before the funding ends"),
        ({"written": ["little_reporting"]}, "Reports stay within the length that we agreed is enough."),
        ({"written": ["decisions"]}, "Who decides what, and what is decided together, is written down."),
        ({"written": ["name_and_data"]}, "Each of us may refuse a use of its name, images or data."),
        ({"written": ["nothing"]}, "? who may use names, images and data, and who may refuse"),
        ({"written": ["review"]}, "Each review looks at what each of us must get."),
        ({"we_get": ["nothing_clear"]}, "? what our organisation gets that matters to it"),
        ({"we_get": NOT_MINE}, "? what our organisation gets that matters to it"),
        ({"measure": "reach_only"}, "? how we will know that it worked: what is counted, and by when"),
        ({"written": ["lead_and_stand_in"]}, "People are named on each side, each with someone who can take over."),
    ],
)
def test_what_is_settled_stands_there_and_the_rest_is_a_gap(told: dict[str, object], line: str) -> None:
    assert line in text_of(drafted(told=told)).split("\n")


def test_more_than_half_of_a_side_settle_it_and_numbers_that_differ_are_a_span() -> None:
    text = text_of(drafted())
    assert "The money is held by Northwind & Co." in text
    assert "All work is paid or budgeted." in text, "Léa alone says otherwise"
    assert "? who has the last word where one of us is the expert" in text, "the sides do not see it alike"


def test_a_page_without_promises_or_dates_asks_for_them() -> None:
    text = text_of(draft(decided(), [Schedule(**(vars(EVERY_QUARTER) | {"state": PAUSED}))], SAID, NOW))
    assert "? what makes this safe for both of us: who does what, by when, and what happens if not" in text
    assert "? the first day on which we review this, and who takes part" in text


def test_the_next_review_dates_are_those_of_the_schedules() -> None:
    assert "Next: 30 December 2026; 30 March 2027; 28 June 2027." in text_of(drafted())


# Promises


def test_a_guardrail_that_was_taken_as_it_is_reads_in_the_language_of_the_draft() -> None:
    french = guide().text("fr", "flag.bandwidth_short.guardrail").rstrip(".")
    assert french in text_of(drafted("fr"))
    assert "Say by March which hours are paid" in text_of(drafted("fr")), "what people wrote stays as they wrote it"


def test_closed_promises_are_left_out_and_what_does_not_fit_is_counted() -> None:
    over = close(promised("over"), by=AMINA, on=NOW.date(), reason="done")
    many = tuple(promised(f"{number} thing") for number in range(MOST_PROMISES + 2))
    agreement = drafted(commitments=(over, *many))
    (part,) = (part for part in agreement.parts if part.promises)
    assert len(part.promises) == MOST_PROMISES
    assert part.lines[0].text == "… and 2 more commitments"
    assert "over" not in [one.text for one in part.promises]


def test_nothing_in_it_is_live() -> None:
    agreement = drafted(partner_name=LIVE, commitments=(promised(LIVE, tripwire=LIVE),))
    for text in (as_markdown(agreement), as_canvas(agreement)):
        assert "![](@U0BOSS)" not in text
        for live in ("[x", "](https", "**b", "`c", "<script", "<!here", "@evil", "www.", "://"):
            assert re.search(rf"(?<!\\){re.escape(live)}", text.replace("- **", "- ")) is None, live
        assert "https\\://" in text
        assert "www\\.evil" in text
    assert f"![](@{AMINA})" in as_canvas(agreement)
