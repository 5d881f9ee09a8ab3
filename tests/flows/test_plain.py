"""Typed text is made plain in one way, and in one place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.text.nearest import nearest
from flows.text.plain import placed, plain, typed

ROOT = Path(__file__).parent.parent.parent
OTHERWISE = {
    "flows/text/quality.py": "tells punctuation from words",
    "bot/blocks/kit/text.py": "cuts what is shown, and compares nothing",
    "bot/playground/columns.py": "counts the columns of a terminal",
}
"""Who else looks at single characters, and what for."""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Été  à l’ÎLE ", "ete a l'ile"),
        ("l‘étoile ‛x’ ʼy", "l'etoile 'x' 'y"),
        ("“a” „b” « c »", '"a" "b" " c "'),
        ("1–2 — 3 − 4 ‑ 5", "1-2 - 3 - 4 - 5"),
        ("9\u00a0h\u202f30\u2009min", "9 h 30 min"),
        ("so\u00adft\u200b\u2060 \ufeffmarks", "soft marks"),
        ("E\u0301te\u0301", "ete"),
        ("STRASSE straße", "strasse strasse"),
        ("ﬁn ½", "fin 1⁄2"),
        ("\t\n", ""),
    ],
)
def test_case_accents_quotes_dashes_spaces_and_invisible_marks_make_no_difference(typed: str, read: str) -> None:
    assert plain(typed) == read


@given(st.text())
def test_plain_text_stays_as_it_is_and_each_letter_has_its_place(text: str) -> None:
    letters = placed(text)
    assert plain(plain(text)) == plain(text) == "".join(letter for letter, _ in letters).strip()
    assert all(letter in plain(text[place]) or letter == " " for letter, place in letters)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("• status", "status"),
        ("- status", "status"),
        ("1. status", "status"),
        ("(2) status", "status"),
        ("> status", "status"),
        (", status", "status"),
        (": \u200bstatus", "status"),
        ("“L’Oréal”", "L’Oréal"),
        ("« L’Oréal »", "L’Oréal"),
        ("`every month`", "every month"),
        ("'tis John's'", "'tis John's'"),
        ("“a” and “b”", "“a” and “b”"),
        ("-5", "-5"),
        ("1.5 hours", "1.5 hours"),
        ("9:00", "9:00"),
        ("", ""),
    ],
)
def test_the_mark_of_a_list_and_quotes_around_it_are_not_what_was_typed(written: str, read: str) -> None:
    assert typed(written) == read


@given(st.text())
def test_what_was_typed_is_part_of_what_was_written(text: str) -> None:
    assert plain(typed(text)) in plain(text)


def test_the_nearest_is_alike_and_begins_alike_where_two_are() -> None:
    days = ("sunday", "monday", "Thursday")
    assert [nearest(each, days) for each in ("munday", "THURSDY", "sonday", "xyz", "mo", "m" * 500)] == [
        "monday",
        "Thursday",
        "sunday",
        "",
        "",
        "",
    ]
    assert nearest("l'oreal", ["Acme", "L’Oréal"]) == "L’Oréal"


def test_nobody_else_takes_letters_apart() -> None:
    found = {
        str(file.relative_to(ROOT))
        for package in ("bot", "storage", "flows")
        for file in (ROOT / package).rglob("*.py")
        if "unicodedata" in file.read_text("utf-8")
    }
    assert found == {"flows/text/plain.py", *OTHERWISE}, "compare typed text with flows.text.plain"
