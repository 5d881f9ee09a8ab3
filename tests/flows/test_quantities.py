"""num(x): what people write is read as one number, or is missing."""

import math
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from flows.assessment.answers import read_answer
from flows.errors import InvalidAnswer
from flows.text.quantities import number, quantity
from flows.text.units import Unit
from tests.flows.cases import GUIDE

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"

FROM_THE_BRIEF = [
    (5000, 5000),
    ("5 000 €", 5000),
    ("£54,000", 54_000),
    ("GHS 2,900,000", 2_900_000),
    ("2.9m cedis", 2_900_000),
    ("5k", 5000),
    ("~200", 200),
    ("about 5000", 5000),
    ("1900ish", 1900),
    ("12 h", 12),
    ("30%", 30),
    ("60-80", 70),
    ("a third", 100 / 3),
    ("la moitié", 50),
    # and of the issue
    ("5,000", 5000),
    ("30 %", 30),
]

PLAIN = [
    (0, 0),
    (12.5, 12.5),
    ("0", 0),
    ("0 €", 0),
    ("7", 7),
    ("007", 7),
    (" 5000 ", 5000),
    ("5000.", 5000),
    ("1000000000000", 1e12),
    ("５０００", 5000),
]

MONEY = [
    ("€5000", 5000),
    ("5000€", 5000),
    ("5 000 euros", 5000),
    ("5000 EUR", 5000),
    ("EUR 5000", 5000),
    (f"5{NBSP}000{NBSP}€", 5000),
    (f"5{NARROW}000{NBSP}€", 5000),
    (f"5{THIN}000 €", 5000),
    (f"1{NARROW}234{NARROW}567,89{NBSP}€", 1_234_567.89),
    ("1 000 000 €", 1_000_000),
    ("5.000 €", 5000),
    ("2.900.000 cedis", 2_900_000),
    ("1 200,50 €", 1200.5),
    ("1200,5", 1200.5),
    ("1,200.50", 1200.5),
    ("$1,200.50", 1200.5),
    ("1.200,50 €", 1200.5),
    ("US$ 3,000", 3000),
    ("3,000 USD", 3000),
    ("CHF 5'000", 5000),
    ("CHF 5’000.50", 5000.5),
    ("FCFA 12 500 000", 12_500_000),
    ("0.5", 0.5),
    ("0,5", 0.5),
    ("3.75", 3.75),
    ("500 €/an", 500),
    ("5000 € per year", 5000),
]

SCALES = [
    ("5K", 5000),
    ("5 k", 5000),
    ("5k€", 5000),
    ("€5k", 5000),
    ("10 k€", 10_000),
    ("1.5k", 1500),
    ("1,5 k€", 1500),
    ("2,5 M€", 2_500_000),
    ("1M", 1_000_000),
    ("1.5 million", 1_500_000),
    ("1,2 million d'euros", 1_200_000),
    ("3 millions d'euros", 3_000_000),
    ("2 milliards", 2e9),
    ("$1.2bn", 1.2e9),
    ("5 mille", 5000),
    ("5 thousand dollars", 5000),
    ("5 months", 5),
    ("5 mois", 5),
    ("20 members", 20),
]

ABOUT = [
    ("~ 200", 200),
    ("≈ 200", 200),
    ("environ 5 000 €", 5000),
    ("env. 300", 300),
    ("ca. 300", 300),
    ("approx. 300", 300),
    ("around 300", 300),
    ("à peu près 300", 300),
    ("300 or so", 300),
    ("200+", 200),
    ("> 200", 200),
    ("moins de 20", 20),
    ("less than 20", 20),
    ("peut-être 40", 40),
]

TIME_AND_SHARES = [
    ("12h", 12),
    ("12 H", 12),
    ("12 heures", 12),
    ("12 hours a month", 12),
    ("20h/mois", 20),
    (f"12{NBSP}h", 12),
    ("12h30", 12.5),
    ("12 h 30", 12.5),
    ("1 h 15 min", 1.25),
    ("1 500 h", 1500),
    (f"30{NARROW}%", 30),
    ("30 percent", 30),
    ("30 pour cent", 30),
    ("12,5 %", 12.5),
    ("un tiers", 100 / 3),
    ("Un tiers environ", 100 / 3),
    ("about a third", 100 / 3),
    ("two thirds", 200 / 3),
    ("les deux tiers", 200 / 3),
    ("half", 50),
    ("La moitié", 50),
    ("a quarter", 25),
    ("un quart", 25),
    ("trois quarts", 75),
]

PRODUCTS = [("2 x 300", 600), ("3 × 12", 36), ("trois fois 500 €", 1500)]

RANGES = [
    ("60 - 80", 70),
    ("60–80", 70),
    ("60 — 80", 70),
    ("60 to 80", 70),
    ("60 à 80", 70),
    ("de 60 à 80", 70),
    ("entre 60 et 80", 70),
    ("between 60 and 80", 70),
    ("entre 60 h et 80 h", 70),
    ("between 60 hours and 80 hours", 70),
    ("entre 5 000 € et 6 000 €", 5500),
    ("entre 5 000 euros et 6 000 euros", 5500),
    ("between $5,000 and $6,000", 5500),
    ("entre 5 et 10 k€", 7500),
    ("from 60 to 80 hours", 70),
    ("60-80 %", 70),
    ("60 % - 80 %", 70),
    ("60h-80h", 70),
    ("5-10k", 7500),
    ("5k-10k", 7500),
    ("£5k–£10k", 7500),
    ("100-150 k€", 125_000),
    ("5 000 - 6 000 €", 5500),
    ("5 000 € à 6 000 €", 5500),
    ("1.5 to 2 million", 1_750_000),
    ("60-60", 60),
]


@pytest.mark.parametrize(
    ("written", "meant"), [*FROM_THE_BRIEF, *PLAIN, *MONEY, *SCALES, *ABOUT, *TIME_AND_SHARES, *PRODUCTS, *RANGES]
)
def test_what_people_write_is_read(written: object, meant: float) -> None:
    assert number(written) == pytest.approx(meant)


MISSING: dict[str, list[object]] = {
    "nothing": [None, "", " ", "?", "-", "—", NBSP],
    "not a number": ["a lot", "beaucoup", "TBD", "on verra", "n/a", "lol", "€", "k", "👍", True, False, float("nan"), [], {}],
    "negative": [-1, -0.5, "-5", "- 5", "−5", "–5", "minus 5", "moins 5", "-5 000 €", "€ -5", "-€5", "€-5", "$-500", "-30 %",
                 "-5k", "(-5)", "= -5", "-5 to -3"],
    "two different numbers that are no range": [
        "20 people and 40 hours", "5000 € pour 3 ans", "1/3", "12/05/2025", "80-60", "5000 or 300", "10, 20, 30",
        "500 € puis 800 €", "300 hours and 5000 euros", "3 jours, 20 heures", "300 and 5000", "300 et 5000",
        "20 € et 300 €", "10 hours, 500 for them", "24/7",
    ],
    "absurd": [1e13, "1e400", "9" * 400, "1000000000001", "9999 billion", float("inf"), "5000 milliards"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("why", "written"), [(why, written) for why, several in MISSING.items() for written in several], ids=repr
)
def test_what_is_no_one_number_is_missing(why: str, written: object) -> None:
    assert number(written) is None, why


SPELLED_OUT = [
    ("two hundred", 200), ("five hundred euros", 500), ("2 hundred", 200), ("two dozen", 24), ("3 dozen", 36),
    ("deux douzaines", 24), ("half a million", 500_000), ("deux dizaines", 20), ("deux mille cinq cents", 2500),
    ("half a thousand", 500), ("several hundred", None), ("plusieurs centaines", None), ("hundreds", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), SPELLED_OUT)
def test_a_number_in_words_is_read_right_or_is_missing(written: str, meant: float | None) -> None:
    """It is asked for again rather than read as another number: "several hundred" is not 100."""
    assert number(written) == meant


TABLE = Path(__file__).parent / "written_numbers.txt"
ROWS = [tuple(row.split(" | ")) for row in TABLE.read_text("utf-8").splitlines() if not row.startswith("#")]


def test_the_table_of_written_numbers_is_long_and_says_each_once() -> None:
    assert len(ROWS) >= 250
    assert len({row[:2] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("unit", "written", "meant"), ROWS)
def test_a_number_is_read_against_what_is_asked(unit: str, written: str, meant: str) -> None:
    read = quantity(written, Unit(unit), 100 if unit == "share" else 1e12)
    if meant == "?":
        assert read is None
    else:
        assert read is not None
        assert read.value == pytest.approx(float(meant), abs=0.001)


def test_a_text_that_is_too_long_is_no_number() -> None:
    assert number("5000 " + "x" * 300) is None


@pytest.mark.parametrize("written", [".5", ",5", ".25 M€"])
def test_a_decimal_without_its_zero_is_read_right_or_is_missing(written: str) -> None:
    assert number(written) in {None, 0.5, 250_000}


@pytest.mark.parametrize(
    ("most", "written", "expected"),
    [(100, "100 %", 100), (100, "101 %", None), (100, "5000", None), (100, "60-80", 70), (100, "a third", 100 / 3)],
)
def test_more_than_the_most_that_makes_sense_is_missing(most: float, written: str, expected: float | None) -> None:
    assert number(written, most) == (expected if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("written", ["150 %", "101", "-1", "a lot", "20 or 300 people"])
def test_the_person_is_asked_again_for_a_share_that_is_none(written: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        read_answer(GUIDE, "dependence_share", written)
    assert refused.value.fields == {"question": "dependence_share"}


NUMBERISH = st.text(
    alphabet=st.sampled_from("0123456789 .,'-–−~€$£%khmK/xX()+éàatomiers\u00a0\u202f½²٣８"), max_size=24
)


@given(st.one_of(st.text(max_size=60), NUMBERISH, st.integers(), st.floats(), st.none(), st.booleans(), st.binary()))
@example("9" * 5000)
@example("1" + " 000" * 200)
@example("12 h " * 50)
@example("\x00")
@example("²")
@example("1.2.3,4,5'6")
def test_reading_never_fails_and_never_gives_nonsense(written: object) -> None:
    for most in (1e12, 100):
        value = number(written, most)
        assert value is None or (math.isfinite(value) and 0 <= value <= most)


AMOUNTS = st.one_of(
    st.integers(0, 10**12), st.decimals(0, 10**9, places=2, allow_nan=False).map(float), st.integers(0, 3000)
)


@given(AMOUNTS, st.sampled_from(["en", "fr", "de", "en_CH"]))
@example(999, "fr")
@example(1000, "fr")
@example(1_234_567.89, "fr")
def test_a_number_formatted_in_a_language_reads_back(amount: float, language: str) -> None:
    written = format_decimal(amount, locale=language)
    for decorated in (written, f"{written} €", f"~{written}", f"{written}\u00a0h", f"about {written}", f"£{written}"):
        assert number(decorated) == pytest.approx(round(amount, 3), abs=0.006)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_range_is_its_middle_and_two_numbers_in_a_row_are_none(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert number(f"{low}-{high}") == (low + high) / 2
    assert number(f"{low} to {high}") == (low + high) / 2
    assert number(f"{low}, then {high}") == (low if low == high else None)


@given(st.integers(1, 10**12))
def test_a_negative_number_is_missing_however_it_is_written(amount: int) -> None:
    for written in (-amount, f"-{amount}", f"−{amount}", f"-{amount:,}", f"-{amount} €", f"minus {amount}"):
        assert number(written) is None
