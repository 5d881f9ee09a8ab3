"""Reads the numbers that people write, with their unit, against what is asked: "15 hrs a week" of hours a month is 65.

"5 000 €", "£54,000", "2.9m cedis", "~200", "60-80", "a third", "half a day", "3h x 12", "deux mille cinq cents". What is written
is bounded before it is parsed; what is not understood is None, so that the person can be asked again.
"""

import math
import re
from dataclasses import dataclass, replace

from flows.text.by_digest import ByDigest
from flows.text.languages import any_of, in_all
from flows.text.number_terms import Term, terms_of
from flows.text.number_tokens import tokens_of, words
from flows.text.plain import plain
from flows.text.units import A_YEAR, MONTHS, POSTS, WORKED, Length, Unit

# Beyond this nobody meant it: no partnership moves a trillion of anything.
ABSURD = 1e12
MOST_WRITTEN = 200
"""Characters of a number; a longer text is none."""

_BARE = re.compile(r"\d{1,12}\Z", re.ASCII)
# A minus in front of the first number; "au moins 200" and "plus ou moins 20" have none.
_NEARLY = re.compile(rf"\b(?:{words(lambda n: n.nearly)})(?![a-z])")
_NEGATIVE = re.compile(rf"^\D*?(?:(?:^|[\s(=:$€£])-\s*(?:[a-z$€£]{{1,3}}\s*)?|\b(?:{words(lambda n: n.minus)})\s+)\d")
_BESIDE = re.compile(r"\([^()]*\)")
# "1900ish" reads like "1900 ish".
_SO = re.compile(rf"(?<=\d)({words(lambda n: n.so)})\b")
_NOTHING = any_of(in_all(lambda spoken: spoken.answers.nothing))
_BESIDE_NOTHING = any_of(in_all(lambda spoken: spoken.answers.nothing_more))
_ONLY_NOTHING = re.compile(rf"\W*(?:{_NOTHING})\b(?:\W*(?:{_BESIDE_NOTHING}|{words(lambda n: n.money)}|h)\b)*\W*\Z")
_ELSEWHERE = re.compile(rf"\b(?:{any_of(in_all(lambda spoken: spoken.answers.elsewhere))})\b")
_ALL = re.compile(rf"\W*(?:{words(lambda n: n.all)})\W*\Z")
_RATES = frozenset((Unit.hours, Unit.hours_month))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was understood: ``value`` in the unit that was asked, and what was written for it.

    ``low`` and ``high`` are the ends of what was written, ``counted`` its unit, ``per`` how often it comes, ``times`` what it was
    multiplied by. ``assumed``: the value is not what was written.
    """

    value: float
    low: float
    high: float
    counted: Length | None = None
    per: Length | None = None
    every: float = 1.0
    times: float = 1.0
    percent: bool = False
    fraction: bool = False
    assumed: bool = False


def quantity(written: object, unit: Unit | None = None, most: float = ABSURD) -> Quantity | None:
    """Return what ``written`` means where ``unit`` is asked, or None: no number, several different ones, an absurd one.

    Without a unit the units that are written count nothing, and shares are percentages: "a third" is 33.3. A range is its middle:
    "60-80" is 70. ``most`` is the largest that makes sense for the question.
    """
    if isinstance(written, bool) or written is None:
        return None
    if isinstance(written, int | float):
        read: Quantity | None = Quantity(float(written), float(written), float(written))
    else:
        read = _remembered(str(written), unit or "")
    if read is None or not math.isfinite(read.value) or read.value < 0 or read.value > most:
        return None
    return read


def number(written: object, most: float = ABSURD) -> float | None:
    """Return the number that ``written`` means by itself, or None; see ``quantity``."""
    read = quantity(written, None, most)
    return read.value if read else None


def _read(written: str, asked: str) -> Quantity | None:
    unit = Unit(asked) if asked else None
    if _BARE.match(written):
        return _plainly(float(written))
    if len(written) > MOST_WRITTEN:
        return None
    text = _SO.sub(r" \1", plain(written))
    if _ONLY_NOTHING.match(text) and re.search(r"[a-z]", text):
        return _plainly(0.0)
    if unit is Unit.share and _ALL.match(text):
        return _plainly(100.0)
    if _NEGATIVE.search(_NEARLY.sub(" ", text)) or (unit and _ELSEWHERE.search(text)):
        return None
    outside = _BESIDE.sub(" ", text)
    terms = terms_of(tokens_of(outside if re.search(r"\d", outside) else text))
    if terms is None:
        return None
    term = _chosen(terms, unit)
    value = _value(term, unit) if term else None
    if term is None or value is None:
        return None
    middle = (term.low + term.high) / 2
    return Quantity(
        value, term.low, term.high, term.counted, term.per, term.every, term.times, term.percent, term.fraction,
        assumed=not math.isclose(value, middle * (100 if term.fraction else 1)) or term.low != term.high or term.times != 1,
    )  # fmt: skip


def _plainly(value: float) -> Quantity:
    return Quantity(value, value, value)


def _chosen(terms: list[Term], unit: Unit | None) -> Term | None:
    """Return the one term that answers what is asked; where several do, they must say the same."""
    if unit is None:
        fitting = terms
    else:
        spans = [term for term in terms if term.span]
        fitting = [term for term in terms if not term.span and _fits(term, unit)]
        exact = [term for term in fitting if not term.bare] if unit is not Unit.share else []
        fitting = exact or fitting
        if len(spans) == 1 and len(fitting) == 1:
            fitting = [_over(fitting[0], spans[0], unit)]
    first = fitting[0] if fitting else None
    return first if first and all(term == first for term in fitting) else None


def _fits(term: Term, unit: Unit) -> bool:
    if unit is Unit.share:
        return not (term.money or term.counted or term.things)
    if unit in _RATES:
        return not (term.money or term.things or (term.percent and term.counted not in POSTS))
    return not (term.percent or term.things or (term.counted and not term.money))


def _over(term: Term, span: Term, unit: Unit) -> Term:
    """Return what a term comes to over a span: "3 h a month for 6 months" is 18 h, "100 h over 6 months" is 100 h."""
    length = span.counted
    if length not in A_YEAR or unit not in (*_RATES, Unit.money):
        return term
    if term.per and unit is not Unit.hours_month:
        times = (span.low + span.high) / 2 * A_YEAR[term.per] / A_YEAR[length] / term.every
        return replace(term, times=term.times * times, per=None, every=1.0)
    if not term.per and unit is Unit.hours_month and not term.counted_posts:
        return replace(term, per=length, every=(span.low + span.high) / 2)
    return term


def _value(term: Term, unit: Unit | None) -> float | None:
    middle = (term.low + term.high) / 2 * term.times
    if unit is None or unit is Unit.things:
        return None if term.fraction else middle
    if unit is Unit.share:
        return middle * 100 if term.fraction else middle
    if term.fraction:
        return None
    a_year = A_YEAR[term.per] / term.every if term.per else None
    if unit is Unit.money:
        return middle * (a_year if a_year is not None else 1)
    if unit is Unit.hour_cost:
        return middle / (WORKED[term.per] * term.every) if term.per else middle
    if unit is Unit.hours_month and term.counted_out:
        return None  # "8 h a month x 12" is no number a month
    hours = middle * WORKED.get(term.counted or Length.hour, 1.0)
    if term.counted in POSTS:
        share = middle / 100 if term.percent else middle
        hours, a_year = share * POSTS[term.counted], A_YEAR[Length.week]
    if a_year is None:
        return hours
    return hours * a_year / (MONTHS if unit is Unit.hours_month else 1)


_remembered = ByDigest(_read, most=4096)
