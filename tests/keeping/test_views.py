"""What the formats to read show to whom, and that nothing in them is live."""

import csv
import io
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.i18n import languages, words
from bot.keeping.prose import as_html, as_markdown
from bot.keeping.tables import COLUMNS, as_csv, safe
from bot.keeping.views import Brief, View, brief
from flows import conversation as talk
from flows.model import Kind, Sharing, Side
from storage.hiding import Hiding
from storage.records import Record, Remark
from tests.flows.cases import GUIDE
from tests.storage.cases import ANA, BEN, MIDDAY, PAT, a_record, begun, road

STATES = list(road(begun()))
REMARKS = [Remark("1.1", BEN.id, "values", "they were late"), Remark("1.2", BEN.id, "values", "gone", deleted=True)]
LIVE = "=1+1 <script>alert(1)</script> <img src=https://evil.example/x> [x](https://evil.example) **b** \x00\u202e"


def told(
    view: View,
    state: talk.Conversation = STATES[-1],
    remarks: list[Remark] = REMARKS,
    language: str = "en",
    **facts: object,
) -> Brief:
    record: Record = replace(a_record(state, decided_at=MIDDAY), id="c1", **facts)  # type: ignore[arg-type]
    return brief(record, Hiding(record.conversation), remarks, view, words(language))


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


@pytest.mark.parametrize("view", [View.board, View.partner_safe])
def test_elsewhere_nobody_is_named_and_no_words_are_quoted(view: View) -> None:
    one = told(view)
    text = all_of(view, one)
    for person in (ANA, BEN, PAT):
        assert person.id not in text
    for answer in STATES[-1].answers:
        if GUIDE.kind_of(answer.question) is Kind.text:
            assert str(answer.value) not in text
    assert "late" not in text
    assert one.answers


def test_the_partner_reads_only_what_the_guide_marks_for_both_sides() -> None:
    one = told(View.partner_safe)
    assert {GUIDE.owner[answer.question].sharing for answer in one.answers} == {Sharing.partner}
    assert (one.reason, one.verdict, one.points, one.conditions, one.wanted) == ("", "", (), (), "")
    assert one.outcome
    assert told(View.board).reason == "it stands"


def test_what_the_partner_protected_is_in_no_view() -> None:
    said = talk.Answer(PAT.id, "premortem", "a xylophone breaks")
    state = replace(STATES[-1], answers=(*STATES[-1].answers, said))
    assert all("xylophone" not in all_of(view, told(view, state)) for view in View)
    agreed = replace(state, answers=(*state.answers, replace(said, consent=True)))
    assert [view for view in View if "xylophone" in all_of(view, told(view, agreed))] == [View.team]


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("state", STATES[:-2], ids=lambda state: state.stage)
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


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("view", View)
def test_reads_as_before(view: View, language: str, snapshot: SnapshotAssertion) -> None:
    one = told(view, language=language, partner_name="Fondation Acmé & fils")
    assert "\n".join(as_markdown([one], view, words(language))) == snapshot


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
    return told(view, state, [Remark("1.3", BEN.id, "values", LIVE)], partner_name=LIVE)


@pytest.mark.parametrize("view", View)
def test_a_page_is_whole_in_itself_and_nothing_in_it_is_live(view: View) -> None:
    text = "".join(as_html([hostile(view)] * 2, view, words("fr")))
    page = Page(text)
    assert not page.tags & {"script", "img", "iframe", "link", "object", "form", "a"}
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
