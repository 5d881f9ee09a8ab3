"""Put the tokens of a written number together: terms, each a number with its unit, and how often it comes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from flows.text.number_tokens import Token, is_quarter
from flows.text.units import POSTS, Length

_CLOSE = 2.0
"""How far apart the ends of "two or three" may be: "5000 or 300" is no range."""


@dataclass(frozen=True, slots=True)
class Term:
    """A number from ``low`` to ``high``, of a length of time, of money, percent or things; ``per`` every so many lengths of time.

    ``fraction``: a share of one ("1/3"). ``span``: it says over how much time. ``times``: what it was multiplied by. ``scale``:
    the thousand or million that was written behind it.
    """

    low: float
    high: float
    counted: Length | None = None
    per: Length | None = None
    every: float = 1.0
    times: float = 1.0
    money: bool = False
    percent: bool = False
    things: bool = False
    fraction: bool = False
    span: bool = False
    scale: float = 1.0
    counted_out: Length | None = None
    """The length of time whose number it was multiplied by: "8 h a month x 12"."""

    @property
    def bare(self) -> bool:
        """Whether nothing says what it counts."""
        return not (self.counted or self.money or self.percent or self.things or self.fraction)

    @property
    def counted_posts(self) -> bool:
        """Whether it counts posts, which are a number of hours a week by themselves."""
        return self.counted in POSTS


class _Unread(Exception):
    """What is written is no number that could be read."""


class _Reader:
    """Reads tokens from left to right into terms and the words that join them."""

    def __init__(self, tokens: list[Token]) -> None:
        # "A few hours" is no hour.
        few = {id(token) for token, after in pairwise(tokens) if token.kind == "article" and after.kind == "word"}
        self.tokens = [t for t in tokens if t.kind not in ("nearly", "so", "word") and id(t) not in few]
        for token, after in pairwise(tokens):
            if token.written == "+" and after.kind == "word":
                raise _Unread  # something that has no number is added
        self.at = 0
        self.terms: list[Term] = []
        self.joins: list[str] = []
        """The join before each term; the first has none."""
        self.join = ""
        self.rhythm: tuple[Length | None, float] | None = None
        """How often the next number comes: "every Tuesday 2 h"."""
        self.each = False
        """So much for each person; their number is a term of its own."""

    def kind(self, ahead: int = 0) -> str:
        """Return the kind of a token from here, "" after the last."""
        at = self.at + ahead
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def token(self, ahead: int = 0) -> Token:
        """Return a token from here."""
        return self.tokens[self.at + ahead]

    def read(self) -> list[Term]:
        """Return the terms, joined."""
        while self.at < len(self.tokens):
            self._next()
        joined = list(_joined(self.terms, self.joins))
        if not self.each:
            return joined
        counts = [term for term in joined if term.things]
        rest = [term for term in joined if not term.things]
        if len(counts) != 1 or len(rest) != 1:
            raise _Unread
        return [_product(rest[0], counts[0])]

    def _next(self) -> None:
        kind = self.kind()
        if kind in ("unread", "scale"):
            raise _Unread
        if kind in ("number", "clock", "fraction", "share", "half"):
            self._number()
        elif kind == "frequency":
            self._put(Term(self.token().value, self.token().value, things=False), join="times" if self.terms else "")
            self.at += 1
            self.join = "times"
        elif kind == "unit":
            self._unit_alone()
        elif kind == "rhythm":
            self._per(self.token().unit, 1.0)
            self.at += 1
        elif kind in ("article", "to") and self._between_numbers():
            self.join = "to"
            self.at += 1
        elif kind in ("article", "per"):
            self._rhythm()
        elif kind == "out_of" and self._between_numbers() and self._is_out_of():
            pass
        elif kind in ("out_of", "duration") and self.kind(1) == "number" and self.kind(2) == "unit":
            self._span()
        elif kind == "therefore":
            if any(later.kind in ("number", "clock") for later in self.tokens[self.at :]) and self.terms:
                self.terms, self.joins = [], []
                self.join = ""
            self.at += 1
        elif kind in ("times", "plus", "or", "and", "between", "to"):
            self._joining(kind)
        elif kind in ("money", "percent", "per_mille", "counted") and self.terms:
            self._tag(kind)
        else:
            self.at += 1

    def _joining(self, kind: str) -> None:
        if kind == "times" and not self.terms:
            raise _Unread
        # "plus" alone ("200 plus", "plus tard") joins nothing.
        if kind != "plus" or (self.terms and self.kind(1) in ("number", "clock")):
            self.join = "between" if self.join == "between" and kind == "and" else kind
            if kind == "and" and self._opened():
                self.join = "to"
        self.at += 1

    def _opened(self) -> bool:
        return bool(self.joins) and self.joins[-1] == "between"

    def _put(self, term: Term, join: str | None = None) -> None:
        if self.rhythm:
            term = replace(term, per=self.rhythm[0], every=self.rhythm[1])
            self.rhythm = None
        self.terms.append(term)
        self.joins.append(self.join if join is None else join)
        self.join = "next"

    def _number(self) -> None:  # noqa: PLR0915 - one number and what stands right behind it
        if self.token().value == 1 and self.kind(1) == "half":
            self.at += 1  # "un demi"
        token = self.token()
        value, kind = token.value, token.kind
        self.at += 1
        if kind == "half":
            value = 0.5
        if kind == "share" and self._part_of_something(value):
            return
        if kind == "half":
            if self.kind() == "article":
                self.at += 1
            if self.kind() == "percent":
                self.at += 1
                self._put(Term(value, value, percent=True))
                return
            if self.kind() == "scale":
                scale = self.token().value
                self.at += 1
                self._put(Term(value * scale, value * scale))
                return
            if self.kind() != "unit":
                self._put(Term(50, 50, percent=True))
                return
        if kind == "share":
            self._put(Term(100 * value, 100 * value, percent=True))
            return
        fraction = kind == "fraction"
        if fraction and not 0 <= value < 1:
            raise _Unread
        scale = token.scale
        if kind == "number" and self.kind() == "scale":
            scale = self.token().value
            value *= scale
            self.at += 1
        if kind == "number" and self.kind() == "share":
            value *= self.token().value
            self.at += 1
            if self._part_of_something(value):
                return
            value *= 100
            self._put(Term(value, value, percent=True))
            return
        before = self.terms[-1] if self.terms else None
        if value == 1 and self.kind() == "unit" and self.token().unit in POSTS and before and before.percent:
            return  # "80 % of one full time"
        if kind == "number" and self.kind() == "fraction":
            value += self.token().value
            self.at += 1
        if self.kind() == "and_a_half":
            value += 0.5 * scale
            self.at += 1
        counted = token.unit
        if self.kind() == "unit" and (counted is None or self.token().unit is counted):
            counted, fraction = self.token().unit, False
            self.at += 1
            if self.kind() == "and_a_half":
                value += 0.5
                self.at += 1
        self._put(Term(value, value, counted=counted, fraction=fraction, scale=scale))

    def _part_of_something(self, share: float) -> bool:
        """Read "a quarter of a percent", "half a day", "un quart d'heure", "half a million"."""
        ahead = 0
        while self.kind(ahead) in ("article", "per", "number") and ahead < 2:
            if self.kind(ahead) == "number" and self.token(ahead).value != 1:
                break
            ahead += 1
        if self.kind(ahead) == "number" and self.token(ahead).value >= 1000:
            value = share * self.token(ahead).value
            term = Term(value, value)
        elif self.kind(ahead) == "percent":
            term = Term(share, share, percent=True)
        elif self.kind(ahead) == "unit":
            term = Term(share, share, counted=self.token(ahead).unit)
        elif self.kind(ahead) == "scale":
            value = share * self.token(ahead).value
            term = Term(value, value)
        else:
            return False
        # A percent behind a part is one only right there: "a quarter, 25 %".
        self.at += ahead + 1
        self._put(term)
        return True

    def _unit_alone(self) -> None:
        """Read "half-day" and "full time", which count one by themselves; other units alone count nothing."""
        unit = self.token().unit
        self.at += 1
        before = self.terms[-1] if self.terms else None
        if unit is Length.fortnight and before:
            self._per(unit, 1.0)
        elif unit in POSTS and before and before.percent and self.join in ("next", ""):
            self.terms[-1] = replace(before, counted=unit)
        elif unit in POSTS or unit is Length.half_day:
            self._put(Term(1, 1, counted=unit))
        elif (
            before and before.counted is None and not before.things and self.join == "next" and self.kind(-2) == "money"
        ):
            raise _Unread

    def _rhythm(self) -> None:
        """Read "a week", "per month", "every two weeks", "/j", "an hour" behind a number; else "a day" as one day."""
        kind = self.kind()
        if kind == "article" and self.kind(1) == "unit" and not self._behind_a_number():
            unit = self.token(1).unit
            self.at += 2
            more = 0.5 if self.kind() == "and_a_half" else 0.0
            self.at += 1 if more else 0
            self._put(Term(1 + more, 1 + more, counted=unit))
            return
        if kind == "article" and self.kind(1) == "scale":
            value = self.token(1).value
            self.at += 2
            counted = None
            if self.kind() == "unit":
                counted = self.token().unit
                self.at += 1
            self._put(Term(value, value, counted=counted))
            return
        ahead = 1
        while self.kind(ahead) in ("per", "article"):
            ahead += 1
        every = 1.0
        if kind == "per" and self.kind(ahead) == "counted":
            self.each = True
            self.at += ahead + 1
            return
        if self.kind(ahead) == "share" and is_quarter(self.token(ahead)) and self._behind_a_number():
            self._per(Length.quarter_year, every)
            self.at += ahead + 1
            return
        if self.kind(ahead) == "number" and self.kind(ahead + 1) == "unit" and kind == "per":
            every = self.token(ahead).value
            ahead += 1
        if self.kind(ahead) == "unit" and self.token(ahead).unit in POSTS:
            self.at += ahead
            return
        if self.kind(ahead) == "unit" and (self._behind_a_number() or (kind == "per" and not self.terms)):
            unit = self.token(ahead).unit
            self._per(unit, every)
            self.at += ahead + 1
        else:
            self.at += 1

    def _behind_a_number(self) -> bool:
        return self.at > 0 and self.kind(-1) in (
            "number", "clock", "unit", "money", "percent", "frequency", "and_a_half", "times", "share", "half", "scale", "counted",
            "fraction", "per_mille",
        )  # fmt: skip

    def _between_numbers(self) -> bool:
        if not self.terms:
            return False
        ahead = 1
        while self.kind(ahead) in ("money", "article"):
            ahead += 1
        return self.kind(ahead) in ("number", "clock") and self._behind_a_number()

    def _is_out_of(self) -> bool:
        """Read "one in three", "1 sur 3" as a share; "2 h sur 6 mois" is none."""
        before = self.terms[-1]
        if not before.bare or self.kind(1) != "number" or self.kind(2) == "unit":
            return False
        whole = self.token(1).value
        if not whole or before.low > whole:
            return False
        self.terms[-1] = Term(before.low / whole, before.high / whole, fraction=True)
        self.at += 2
        return True

    def _span(self) -> None:
        value, unit = self.token(1).value, self.token(2).unit
        self.at += 3
        self._put(Term(value, value, counted=unit, span=True), join="next")

    def _per(self, unit: Length | None, every: float) -> None:
        if not self.terms:
            self.rhythm = (unit, every)
        elif self.terms[-1].per is None and not self.terms[-1].span:
            self.terms[-1] = replace(self.terms[-1], per=unit, every=every)

    def _tag(self, kind: str) -> None:
        last = self.terms[-1]
        self.at += 1
        if kind == "money":
            self.terms[-1] = replace(last, money=True)
        elif kind == "percent":
            # "half a percent" is a part of one; "0.5 %" is as it stands.
            self.terms[-1] = replace(last, percent=True)
        elif kind == "per_mille":
            self.terms[-1] = replace(last, low=last.low / 10, high=last.high / 10, percent=True)
        elif last.bare:
            self.terms[-1] = replace(last, things=True)


def _joined(terms: list[Term], joins: list[str]) -> Iterator[Term]:
    """Yield the terms that are left when ranges, products and sums are one each; raises _Unread."""
    held: list[Term] = []
    multiplied = "times" in joins
    for term, join in zip(terms, joins, strict=True):
        before = held[-1] if held else None
        if before is None or term.span:
            held.append(term)
        elif join in ("to", "or") and before.low == before.high:
            held[-1] = _range(before, term, close=join == "or")
        elif multiplied and (join == "times" or (join == "next" and (before.bare or before.things))):
            held[-1] = _product(before, term)
        elif join == "plus" and _alike(before, term):
            held[-1] = replace(term, low=before.low + term.low, high=before.high + term.high)
        elif before.counted is Length.hour and term.counted is Length.minute and join in ("next", "and"):
            held[-1] = replace(before, low=before.low + term.low / 60, high=before.high + term.high / 60, per=term.per)
        elif join == "to":
            raise _Unread
        else:
            held.append(term)
    yield from held


def _range(low: Term, high: Term, *, close: bool) -> Term:
    """Return one term for "60-80", "60 € - 80 €", "60-80k", "two or three days"; raises _Unread for what is no range."""
    start = low.low
    if low.scale == 1 and high.scale > 1 and start < high.high:
        start *= high.scale  # "60-80k" means both in thousands.
    if start > high.high or (close and (not start or high.high / start > _CLOSE)):
        raise _Unread
    merged = replace(high, low=start, high=high.high)
    return replace(
        merged,
        counted=high.counted or low.counted,
        per=high.per or low.per,
        money=high.money or low.money,
        percent=high.percent or low.percent,
    )


def _product(one: Term, other: Term) -> Term:
    """Return "3 h x 12", "twice 3 h", "6 h x 4 days"; raises _Unread for two lengths of time that could be either."""
    smaller, larger = (one, other) if _smallness(one) <= _smallness(other) else (other, one)
    if one.money and other.money:
        raise _Unread
    factor = (larger.low + larger.high) / 2 * larger.times
    # "8 h a month x 12": the months are counted; "3 h, twice a month": they are still to be.
    per, every = (other.per, other.every) if other.per else (None, 1.0)
    if one.per and not other.per and one is not smaller:
        per, every = one.per, one.every
    return replace(
        smaller, times=smaller.times * factor, per=per, every=every, money=one.money or other.money,
        things=False, span=False, counted_out=one.per if per is None else None,
    )  # fmt: skip


_ORDER = (Length.minute, Length.hour, Length.half_day, Length.day, Length.full_time, Length.half_time, Length.week)


def _smallness(term: Term) -> int:
    if term.counted is None:
        return 4 if term.money else len(_ORDER) + 2
    return _ORDER.index(term.counted) if term.counted in _ORDER else len(_ORDER) + 1


def _alike(one: Term, other: Term) -> bool:
    return (
        other.bare or one.bare or (one.counted, one.money, one.percent) == (other.counted, other.money, other.percent)
    )


def terms_of(tokens: list[Token]) -> list[Term] | None:
    """Return the terms of a written number, None where it cannot be read."""
    try:
        return _Reader(tokens).read()
    except _Unread:
        return None
