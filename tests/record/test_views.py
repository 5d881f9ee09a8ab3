"""What the formats to read show to whom, and that nothing in them is live."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.documents.record.prose import as_html, as_markdown
from bot.documents.record.readers import View
from bot.documents.record.tables import COLUMNS, as_csv, safe
from bot.documents.record.views import Brief, brief
from bot.i18n.catalogue import languages, words
from flows import commitments
from flows.check_ins import checkin
from flows.check_ins.baseline import baseline_of
from flows.check_ins.conclusion import conclude
from flows.conversation import conversation as talk
from flows.ledger import LedgerEntry
from flows.model import Kind, Sharing, Side
from flows.schedules.recurrence import Timetable
from storage.conversations.hiding import Hiding
from storage.follow_up.check_ins import StoredCheckIn
from storage.records import Record, Remark
from tests.flows.cases import GUIDE, where
from tests.flows.follow_up.after import asking
from tests.storage.cases import ANA, BEN, MIDDAY, PAT, a_record, begun, road

STATES = list(road(begun()))
REMARKS = [Remark("1.1", BEN.id, "values", "they were late"), Remark("1.2", BEN.id, "values", "gone", deleted=True)]
LIVE = "=1+1 <script>alert(1)</script> <img src=https://evil.example/x> [x](https://evil.example) **b** \x00\u202e"


def crowded(state: talk.Conversation) -> talk.Conversation:
    """Return the conversation with three people for each, who say the same: so many that answers can be counted."""
    clones = [(person, person.model_copy(update={"id": f"{person.id}{n}"})) for person in state.people for n in (2, 3)]
    answers = [replace(a, person=clone.id) for person, clone in clones for a in state.answers if a.person == person.id]
    people = (*state.people, *(clone for _, clone in clones))
    return replace(state, people=people, answers=(*state.answers, *answers))


CROWD = crowded(STATES[-1])


def told(
    view: View,
    state: talk.Conversation = STATES[-1],
    remarks: list[Remark] = REMARKS,
    language: str = "en",
    check_ins: tuple[StoredCheckIn, ...] = (),
    **facts: object,
) -> Brief:
    record: Record = replace(a_record(state, decided_at=MIDDAY), id="c1", **facts)  # type: ignore[arg-type]
    return brief(record, Hiding(record.conversation), remarks, view, words(language), check_ins)


def all_of(view: View, one: Brief, language: str = "en") -> str:
    said = words(language)
    return "\n".join([*as_csv([one]), *as_markdown([one], view, said), *as_html([one], view, said)])


# Who reads what


def test_the_team_reads_names_and_words(snapshot: SnapshotAssertion) -> None:
    one = told(View.team)
    assert {answer.who for answer in one.answers if answer.side is Side.ours} == {ANA.id, BEN.id}
    assert {answer.who for answer in one.answers if answer.side is Side.partner} == {""}
    assert one.by == ANA.id
    assert [remark.text for remark in one.remarks] == ["they were late"]
    assert "Deaf teachers in Kumasi" in {answer.answer for answer in one.answers}
    assert PAT.id not in all_of(View.team, one)


def test_who_is_named_is_named_by_name_where_names_are_known() -> None:
    remarks = [Remark("1.1", BEN.id, "values", f"ask <@{ANA.id}|ana> or <@{PAT.id}>")]
    record = replace(a_record(STATES[-1], decided_at=MIDDAY), id="c1")
    names = {ANA.id: "Ana", BEN.id: "Ben"}
    one = brief(
        record, Hiding(record.conversation), remarks, View.team, words("en"), names=lambda id: names.get(id, id)
    )
    assert {answer.who for answer in one.answers if answer.side is Side.ours} == {"Ana", "Ben"}
    assert (one.by, one.remarks[0].author, one.remarks[0].text) == ("Ana", "Ben", "ask @Ana or The partner")


@pytest.mark.parametrize("view", [View.board, View.partner_safe])
def test_elsewhere_nobody_is_named_and_no_words_are_quoted(view: View) -> None:
    one = told(view, CROWD)
    text = all_of(view, one)
    for person in (ANA, BEN, PAT):
        assert person.id not in text
    for answer in STATES[-1].answers:
        if GUIDE.kind_of(answer.question) is Kind.text:
            assert str(answer.value) not in text
    assert "late" not in text
    assert one.answers


def test_the_partner_reads_only_what_the_guide_marks_for_both_sides() -> None:
    one = told(View.partner_safe, CROWD)
    assert {GUIDE.owner[answer.question].sharing for answer in one.answers} == {Sharing.partner}
    assert (one.reason, one.verdict, one.points, one.conditions, one.wanted) == ("", "", (), (), "")
    assert one.outcome
    assert told(View.board).reason == "it stands"


@pytest.mark.parametrize("language", languages())
def test_why_it_was_declined_and_what_would_reopen_it_stays_on_our_side(language: str) -> None:
    declined = talk.decide(STATES[-2], ANA.id, talk.NO, "too big a share")[0]
    entry = LedgerEntry("no use twice", "=A second funder <b>", date(2027, 3, 1), ANA.id)
    day = words(language).long_date(date(2027, 3, 1))
    for view in (View.team, View.board):
        one = told(view, declined, language=language, ledger=entry)
        assert (one.reason, one.reopens, one.reopens_on) == ("too big a share", entry.condition, day)
        text = all_of(view, one, language)
        assert text.count("A second funder") == text.count(day) == 3
        assert "<b>" not in text.replace(safe(entry.condition), "")
    one = told(View.partner_safe, declined, language=language, ledger=entry)
    text = all_of(View.partner_safe, one, language)
    assert all(each not in text for each in ("too big", "second funder", day))


def test_what_was_stopped_before_a_decision_says_why_by_its_ledger() -> None:
    stopped = talk.stop(STATES[0], ANA.id)[0]
    assert told(View.team, stopped, ledger=LedgerEntry("a distraction")).reason == "a distraction"


def test_what_the_partner_protected_is_in_no_view() -> None:
    said = talk.Answer(PAT.id, "premortem", "a xylophone breaks")
    state = replace(STATES[-1], answers=(*STATES[-1].answers, said))
    assert all("xylophone" not in all_of(view, told(view, state)) for view in View)
    agreed = replace(state, answers=(*state.answers, replace(said, consent=True)))
    assert [view for view in View if "xylophone" in all_of(view, told(view, agreed))] == [View.team]


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("state", STATES[:-2], ids=where)
def test_what_is_hidden_is_in_no_view_and_the_view_says_so(view: View, state: talk.Conversation) -> None:
    one = told(view, state)
    for answer in one.answers:
        assert GUIDE.owner[answer.question].section in state.place.seen
        assert answer.side is Side.ours
    assert one.verdict == ""
    for language in languages():
        hidden = words(language).say("brief.hidden")
        assert hidden in unescape("".join(as_html([one], view, words(language))))
        assert hidden in "".join(as_markdown([one], view, words(language)))


# The follow-up

TODAY = MIDDAY.date()
TIMES = Timetable((), MIDDAY + timedelta(days=7))


def follow_up(
    said: str = "they were late again", *, compared: bool = True, state: talk.Conversation = STATES[-1]
) -> dict[str, Any]:
    """Commitments of ours and of the partner's, and a check-in in which everybody answered; of a crowd each like the first."""
    ours = commitments.make(
        "ours", "Find a second funder", owner=ANA.id, due=TODAY, by=BEN.id, on=TODAY, tripwire=f"else: {said}"
    )
    ours = commitments.move(ours, date(2026, 4, 1), by=BEN.id, on=TODAY, reason=said)
    ours = commitments.hand_over(ours, BEN.id, by=ANA.id, on=TODAY)
    theirs = commitments.make("theirs", "Pay within a month", owner=PAT.id, due=TODAY, by=ANA.id, on=TODAY)
    one = checkin.schedule(baseline_of(state), ANA.id, (ours, theirs))
    one = checkin.prompt(one, TIMES)[0]
    for person in state.people[3:]:
        theirs_too = person.side is Side.partner
        again = {"hours_total": "12"} if theirs_too else {"gap": "unsure", "hours_total": "30"}
        one = checkin.answer(asking(one, person.id, *again), person.id, again)[0]
    asked = {"gap": "unsure", "hours_total": "30", "dependence_share": "60", "unforeseen": said, "still_yes": "yes_if"}
    theirs_said = {"hours_total": "12", "dependence_share": "90", "unforeseen": "a xylophone breaks"}
    for person, fields in ((ANA, asked), (BEN, ("hours_total",)), (PAT, theirs_said)):
        one = asking(one, person.id, *fields, *(("commitment:ours",) if person is not PAT else ()))
    one = checkin.answer(one, ANA.id, asked | {"commitment:ours": "failed"})[0]
    one = checkin.answer(one, BEN.id, {"hours_total": "30", "commitment:ours": "held"})[0]
    if compared:
        one = checkin.answer(one, PAT.id, theirs_said)[0]
        one = conclude(one, ANA.id, "renegotiate", said)[0]
    return {
        "commitments": (ours, theirs),
        "check_ins": (StoredCheckIn("i1", "T0HOME", "c1", 1, MIDDAY, one),),
    }


def test_the_team_reads_what_was_promised_and_how_it_went() -> None:
    one = told(View.team, **follow_up())
    ours, theirs = one.promises
    assert (ours.owner, theirs.owner) == (BEN.id, "The partner")
    assert ours.tripwire == "else: they were late again"
    assert [(each.by, each.reason) for each in ours.history] == [
        (BEN.id, ""),
        (BEN.id, "they were late again"),
        (ANA.id, ""),
    ]
    (check_in,) = one.check_ins
    assert check_in.kept == (
        ("Find a second funder", "Kept, say some; not kept, say others"),
        ("Pay within a month", "Nobody said"),
    )
    assert [(flag.title, flag.became) for flag in check_in.flags if "gap" in {a.question for a in flag.answers}]
    assert (check_in.by, check_in.reason) == (ANA.id, "they were late again")
    text = all_of(View.team, one)
    assert PAT.id not in text
    assert "xylophone" not in text
    assert "90" not in text
    assert [each.who for each in check_in.answers if each.question == "still_yes"] == [ANA.id]


@pytest.mark.parametrize("view", [View.board, View.partner_safe])
def test_elsewhere_nobody_is_named_in_a_follow_up_and_no_answer_is_quoted(view: View) -> None:
    one = told(view, **follow_up())
    text = all_of(view, one)
    for person in (ANA, BEN, PAT):
        assert person.id not in text
    assert all("late" not in each.answer for each in one.check_ins[0].answers)
    assert "xylophone" not in text
    assert not any(each.reason for promise in one.promises for each in promise.history)


def test_the_partner_reads_of_a_follow_up_what_is_theirs_and_what_is_marked_for_both() -> None:
    one = told(View.partner_safe, CROWD, **follow_up(state=CROWD))
    assert [(each.text, each.tripwire, each.history) for each in one.promises] == [("Pay within a month", "", ())]
    (check_in,) = one.check_ins
    assert check_in.flags == ()
    assert check_in.kept == (("Pay within a month", "Nobody said"),)
    assert {answer.question for answer in check_in.answers} == {"gap", "hours_total"}
    assert (check_in.outcome != "", check_in.reason) == (True, "")
    assert "late" not in all_of(View.partner_safe, one)
    assert told(View.board, **follow_up()).check_ins[0].reason == "they were late again"


def test_how_far_it_has_moved_is_a_table_with_columns_on_the_page_and_a_sentence_elsewhere() -> None:
    one = told(View.board, **follow_up())
    assert one.drift is not None
    assert "at the check-in of 2 March 2026. Screening: 50%." in one.drift.told
    said = words("en")
    page = "".join(as_html([one], View.board, said))
    assert '<th scope="row">Screening</th><td>50%<div class="column" style="height: 1.5em"' in page
    assert '<th scope="col">2 Mar 2026</th>' in page
    assert "0%: as at the decision · 100%: nothing like it. Not asked again yet: Clarity" in page
    assert "Screening: 50%" in "".join(as_markdown([one], View.board, said))
    assert "Screening: 50%" in "".join(as_csv([one]))


def test_a_section_that_was_not_asked_again_yet_has_no_column_and_no_number() -> None:
    one = told(View.board, **follow_up())
    assert one.drift is not None
    days = tuple(one.drift.days[0] + timedelta(days=number) for number in range(8))
    rows = (("Screening", (0.0,) * 8), ("Power", (None,) * 5 + (0.0, 0.25, 1.0)))
    page = "".join(as_html([replace(one, drift=replace(one.drift, days=days, rows=rows))], View.board, words("en")))
    screening, power = re.findall(r"<tr><th scope=.row.>(?:Screening|Power)</th>(.*?)</tr>", page)[-2:]
    assert screening.count("<td>0%") == 6  # the last six of eight
    assert re.findall(r"<td>(?:<span[^>]*>)?([\w% ]+)", power) == ["not asked again yet"] * 3 + ["0%", "25%", "100%"]
    assert power.count('class="column"') == 3


def test_the_partner_does_not_read_how_far_our_side_has_moved() -> None:
    one = told(View.partner_safe, **follow_up())
    assert one.drift is None
    assert "How far the answers have moved" not in all_of(View.partner_safe, one)


def test_what_is_hidden_does_not_move_the_drift() -> None:
    compared, running = (follow_up(compared=each)["check_ins"][0] for each in (True, False))
    both = told(View.team, check_ins=(compared, replace(running, id="i2", number=2)))
    assert both.drift == told(View.team, check_ins=(compared,)).drift
    assert told(View.team, check_ins=(running,)).drift is None


@pytest.mark.parametrize("view", View)
def test_a_check_in_that_is_not_compared_shows_only_that_it_runs(view: View) -> None:
    one = told(view, **follow_up("a zebra", compared=False) | {"commitments": ()})
    assert "zebra" not in all_of(view, one)
    (check_in,) = one.check_ins
    assert check_in.notes == ("It is under way: its answers are hidden until they are compared.",)
    assert (check_in.flags, check_in.kept, check_in.answers) == ((), (), ())


def test_a_check_in_that_nobody_answered_says_so() -> None:
    running = follow_up(compared=False)["check_ins"][0]
    silent = replace(
        running, check_in=checkin.finished(replace(running.check_in, stage="prompted", submissions=frozenset()))[0]
    )
    assert told(View.team, check_ins=(silent,)).check_ins[0].notes == ("Nobody answered.",)


def test_a_record_reads_like_this(snapshot: SnapshotAssertion) -> None:
    """Letter for letter, for a board: the view with the fewest answers has every kind of line."""
    record = told(View.board, CROWD, partner_name="Fondation Acmé & fils", **follow_up(state=CROWD))
    assert "\n".join(as_markdown([record], View.board, words("en"))) == snapshot


# Nothing is live


class Page(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [str(value) for name, value in attrs if name in ("src", "href", "action", "srcset", "data")]


def hostile(view: View) -> Brief:
    own = talk.Answer(ANA.id, "need", LIVE, after_reveal=True)
    decision = talk.Decision("go", LIVE, ANA.id, STATES[-1].assessment().verdict, True)
    state = replace(STATES[-1], answers=(*STATES[-1].answers, own), decision=decision)
    return told(view, state, [Remark("1.3", BEN.id, "values", LIVE)], partner_name=LIVE, **follow_up(LIVE))


@pytest.mark.parametrize("view", View)
def test_a_page_is_whole_in_itself_and_nothing_in_it_is_live(view: View) -> None:
    text = "".join(as_html([hostile(view)] * 2, view, words("fr")))
    page = Page(text)
    assert not page.tags & {"script", "iframe", "link", "object", "form", "a", "img"}
    assert page.addresses == []
    assert "default-src 'none'" in text
    assert not re.search(r"url\(|@import|\x00|\u202e", text)
    assert '<html lang="fr">' in text
    assert "size: A4" in text


@pytest.mark.parametrize("view", View)
def test_markdown_holds_no_markup_of_people(view: View) -> None:
    text = "\n".join(as_markdown([hostile(view)], view, words("en")))
    assert "\\<script\\>" in text
    assert not re.search(r"(?<!\\)<|(?<!\\)\[x\]|(?<!\\)\*\*b|\x00|\u202e", text)


@pytest.mark.parametrize("view", View)
def test_no_cell_is_a_formula(view: View) -> None:
    text = "\r\n".join(as_csv([hostile(view)]))
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(header) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert any("=1+1" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(st.text(st.sampled_from("=+-@\t\r\n \"',;a＝＠\u00a0"), max_size=12))
def test_whatever_is_written_no_cell_is_a_formula_and_none_is_lost(text: str) -> None:
    cell = safe(text)
    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not cell.lstrip(" \n\u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))
