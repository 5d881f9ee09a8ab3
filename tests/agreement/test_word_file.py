"""The Word file: the same words, on one page, in its language; the library is loaded for it alone."""

import io
import json
import subprocess
import sys
import zipfile
from math import ceil
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import docx
import pytest
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.agreement.draft import Agreement
from bot.documents.agreement.enclosed import enclosed, word_file
from bot.documents.agreement.word_file import as_docx, xml_text
from bot.i18n.catalogue import languages
from tests.agreement.cases import drafted, promised
from tests.blocks.sample import AMINA

A_LINE = {0: 24, 1: 82}
"""Characters of a column's line in a face that is wider than the file's own."""
LINES_OF_A_PAGE = 53


def opened(agreement: Agreement) -> tuple[list[str], list[tuple[str, str]]]:
    """(paragraphs outside of tables, rows of the first table)."""
    file = docx.Document(io.BytesIO(as_docx(agreement)))
    table: Table = file.tables[0]
    rows = [(row.cells[0].text, row.cells[1].text) for row in table.rows]
    return [one.text for one in file.paragraphs], rows


@pytest.mark.parametrize("language", languages())
def test_it_says_what_the_draft_says(language: str) -> None:
    agreement = drafted(language)
    above, rows = opened(agreement)
    assert above[:3] == [agreement.title, agreement.note, agreement.between]
    assert [title for title, _ in rows] == [part.title for part in agreement.parts]
    to_agree = agreement.words.say("agreement.to_agree")
    for part, (_, text) in zip(agreement.parts, rows, strict=True):
        written = text.split("\n")
        for line in part.lines:
            assert (f"{to_agree} {line.text}" if line.gap else line.text) in written
        for promise in part.promises:
            assert any(promise.text in one and promise.due in one and promise.stand_in in one for one in written)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("promises", [2, 4])
def test_a_usual_draft_is_one_page(language: str, promises: int) -> None:
    """Counted in lines, since no word processor is here to ask; what does not fit goes on, on a second page."""
    many = tuple(
        promised(f"{number} {'A promise of some length' * 3}", tripwire="We pause.") for number in range(promises)
    )
    above, rows = opened(drafted(language, commitments=many))
    lines = sum(ceil(len(text) / 105) for text in above) + 3  # the title is high, and people sign below
    for title, text in rows:
        lines += max(_lines(title, 0), sum(_lines(one, 1) for one in text.split("\n")))
    assert lines <= LINES_OF_A_PAGE


def _lines(text: str, column: int) -> int:
    return max(1, ceil(len(text) / A_LINE[column]))


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("fr", "fr-FR")])
def test_it_tells_readers_aloud_its_language_and_its_headings(language: str, tag: str) -> None:
    file = docx.Document(io.BytesIO(as_docx(drafted(language))))
    assert file.core_properties.language == tag
    assert f'w:val="{tag}"' in file.styles["Normal"].element.xml
    assert file.paragraphs[0].style is not None
    assert file.paragraphs[0].style.name == "Heading 1"
    assert {row.cells[0].paragraphs[0].style.name for row in file.tables[0].rows} == {"Heading 2"}  # type: ignore[union-attr]


def test_people_are_named_where_they_can_be() -> None:
    _, rows = opened(drafted())
    assert "Amina" not in str(rows)
    named = as_docx(drafted(), lambda owner: "Amina Diallo" if owner == "U0AMINA" else "")
    text = docx.Document(io.BytesIO(named)).tables[0].rows[4].cells[1].text
    assert "Amina Diallo" in text
    assert "U0" not in text


@pytest.mark.parametrize("language", languages())
def test_what_waits_to_be_sent_is_plain_and_becomes_the_same_file(language: str) -> None:
    agreement = drafted(language)
    kept = json.dumps(enclosed(agreement, lambda owner: "Amina Diallo" if owner == AMINA else ""))
    assert AMINA in kept, "so that it is found when she is erased"
    sent, made = word_file(json.loads(kept)), as_docx(agreement, lambda owner: "Amina Diallo" if owner == AMINA else "")
    assert _document(sent) == _document(made)


def _document(content: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


def test_any_text_can_stand_in_it() -> None:
    odd = "\x00\x0b\ud800\ufffe\uffff <w:p> & \u202e 🦉" * 20
    above, _ = opened(drafted(partner_name=odd, commitments=(promised(odd, tripwire=odd),)))
    assert "🦉" in above[0]


@given(st.text(st.characters(codec=None, categories=None)))
def test_what_goes_into_it_is_what_xml_can_hold(text: str) -> None:
    kept = xml_text(text)
    ElementTree.fromstring(f"<a>{escape(kept)}</a>".encode())
    assert all(sign in kept for sign in text if sign.isprintable() and ord(sign) not in (0xFFFE, 0xFFFF))


def test_the_library_is_loaded_only_for_a_file() -> None:
    look = "import sys, bot.cli.main, bot.app, bot.documents.agreement.word_file\n"
    look += "print('docx' in sys.modules, 'lxml' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]
