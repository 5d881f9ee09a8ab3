"""Take a written number apart: digits, numbers in words, units, and the words that join them, in every language at once."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from flows.text.languages import Numbers, any_of, in_all, merged
from flows.text.units import Length

SHARES = merged(lambda spoken: {word: float(Fraction(share)) for word, share in spoken.numbers.shares.items()})
_SETS = merged(lambda spoken: spoken.numbers.sets)
"""A dozen, a hundred: words that count things by themselves."""
_SCALES = merged(lambda spoken: spoken.numbers.scales)
SCALES = _SCALES | _SETS | {f"{word}s": value for word, value in _SETS.items()}
_CARDINALS = merged(lambda spoken: spoken.numbers.words)
_RUN_SCALES = {
    word: value for word, value in SCALES.items() if len(word) > 2 and value >= 100 and value in (100, 1e3, 1e6, 1e9)
}
_FREE = {"mille", "mil"}
"""Scales that stand alone: "mille euros"."""


def words(part: Callable[[Numbers], Iterable[str]]) -> str:
    """Return a pattern for one of these words of any language."""
    return any_of(in_all(lambda spoken: part(spoken.numbers)))


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a written number. ``kind`` is number, unit, rhythm, cost, percent, counted, or the name of a joining word."""

    kind: str
    value: float = 0.0
    unit: Length | None = None
    written: str = ""
    scale: float = 1.0


_WEEKDAYS = any_of(
    in_all(lambda spoken: (name for names in spoken.dates.weekdays for name in names.split() if len(name) > 3))
)
_LENGTHS = tuple(Length)
_ADVERBS = {
    length: any_of(in_all(lambda spoken, name=str(length): spoken.numbers.adverbs.get(name, ())))  # type: ignore[misc]
    for length in _LENGTHS
}
_CARDINAL = any_of(_CARDINALS)
_RUN_SCALE = any_of(_RUN_SCALES)
_RUN = (
    rf"(?:(?:{words(lambda n: n.one)}) (?=(?:{_RUN_SCALE})\b))?(?:{_CARDINAL}|{_RUN_SCALE})\b"
    rf"(?:[ -]+(?:(?:and|et)[ -]+)?(?:{_CARDINAL}|{_RUN_SCALE})\b)*"
)
_DIGITS = r"\d+(?:[ ]\d{3}(?!\d))+(?:[.,]\d+)?|\d[\d.,']*|(?<![\d.,])[.,]\d+"
_SCALE = any_of(SCALES)


def _kinds() -> Iterator[tuple[str, str]]:
    yield "clock", r"(?<!\d)\d{1,4} ?h ?[0-5]\d(?!\d)"
    yield "fraction", r"(?<![\d.,/])\d{1,2} ?[/\u2044] ?\d{1,2}(?![\d.,/])"
    yield "mixed", r"\d{1,4}[ ]?1\u20442"
    yield "digits", rf"(?:{_DIGITS})(?:\s*(?:{_SCALE})(?![a-z]))?"
    yield "percent", rf"%|\b(?:{words(lambda n: n.percent)})\b"
    yield "per_mille", rf"\u2030|\b(?:{words(lambda n: n.per_mille)})\b"
    spans = any_of((_spelled("week"), _spelled("month"), _spelled("year")))
    yield "duration", rf"\b(?:{words(lambda n: n.duration)})\b(?= (?:\d+|{_CARDINAL}) (?:{spans})\b)"
    yield "nearly", rf"[~≈<>]=?|\b(?:{words(lambda n: n.nearly)}|{words(lambda n: n.about)})(?![a-z])"
    yield "money", rf"[$€£]|(?<![a-z])(?:{words(lambda n: n.money)})(?![a-z])"
    for length, adverb in _ADVERBS.items():
        yield f"rhythm_{length}", rf"(?<![a-z])(?:{adverb})(?![a-z])"
    regular = words(lambda n: (pattern.replace("{weekday}", f"(?:{_WEEKDAYS})") for pattern in n.regular))
    yield "rhythm_regular", rf"\b(?:{regular})\b"
    for unit in ("half_day", "half_time", "full_time", "fortnight"):
        yield f"unit_{unit}", _unit(unit)
    yield "and_a_half", rf"\b(?:{words(lambda n: n.and_a_half)})\b"
    yield "share", rf"\b(?:{any_of(SHARES)})\b"
    yield "run", rf"\b(?:{_RUN})"
    yield "article", rf"\b(?:{words(lambda n: n.article)})\b"
    yield "scale", rf"\b(?:{_SCALE})(?![a-z])"
    for unit in ("minute", "hour", "day", "week", "month", "quarter_year", "year"):
        yield f"unit_{unit}", _unit(unit)
    yield "half", rf"\b(?:{words(lambda n: n.half)})\b-?"
    yield "counted", rf"\b(?:{words(lambda n: n.counted)})\b"
    yield "twice", rf"\b(?:{words(lambda n: n.twice)})\b"
    yield "once", rf"\b(?:{words(lambda n: n.once)})\b"
    yield "times", rf"[*×]|(?<![a-z])(?:{words(lambda n: n.times)})(?![a-z])"
    yield "therefore", rf"=|->|\b(?:{words(lambda n: n.therefore)})(?![a-z])"
    yield "between", rf"\b(?:{words(lambda n: n.between)})\b(?= ?[$€£]?\d)"
    yield "or", rf"\b(?:{words(lambda n: n.or_)})\b"
    yield "and", rf"&|\b(?:{words(lambda n: n.and_)})\b"
    yield "to", rf"-|\b(?:{words(lambda n: n.to)})\b"
    yield "out_of", rf"\b(?:{words(lambda n: n.out_of)})\b"
    elided = any_of(in_all(lambda spoken: (word for word in spoken.numbers.per if word.endswith("'"))))
    yield "per", rf"/|\b(?:{words(lambda n: n.per)})(?![a-z])|\b(?:{elided})"
    yield "plus", rf"\+|\b(?:{words(lambda n: n.plus)})\b"
    yield "so", rf"(?:{words(lambda n: n.so)})(?![a-z])"
    yield "one", rf"\b(?:{words(lambda n: n.one)})\b"
    yield "comma", r"[,;]"
    yield "word", r"[a-z]+'?"


def _spelled(length: str) -> str:
    return any_of(name for name in in_all(lambda spoken: getattr(spoken.numbers, length)) if len(name) > 1)


def _unit(length: str) -> str:
    """Return a pattern for a unit; one of a single letter only behind a digit or a slash: "2 j", "4h/j"."""
    named = tuple(in_all(lambda spoken: getattr(spoken.numbers, length)))
    letters = any_of(name for name in named if len(name) == 1)
    spelled = any_of(name for name in named if len(name) > 1)
    return rf"(?:(?<![a-z])(?:{spelled})|(?:(?<=\d)|(?<=\d )|(?<=/)|(?<=/ ))(?:{letters}))(?![a-z'])\.?"


_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _kinds()))
_SCALE_AT_END = re.compile(rf"(?:{_SCALE})\Z")


_QUARTER = re.compile(_unit("quarter_year"))


def is_quarter(token: Token) -> bool:
    """Say whether a share is a length of time, too: "2 days a quarter"."""
    return bool(_QUARTER.fullmatch(token.written))


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a plain text; signs that mean nothing here are left out. A number that is none is a "word"."""
    return [_token(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(text)]


def _token(kind: str, written: str) -> Token:
    if kind == "clock":
        hours, minutes = re.findall(r"\d+", written)
        if len(minutes) > 2 or "h" not in written:
            return Token("word", written=written)
        return Token("clock", int(hours) + int(minutes) / 60, Length.hour, written)
    if kind == "fraction":
        above, below = map(int, re.findall(r"\d+", written))
        return Token("fraction", above / below if below else -1, written=written)
    if kind == "mixed":
        return Token("number", float(written.removesuffix("1\u20442").strip()) + 0.5, written=written)
    if kind == "digits":
        return _digits(written)
    if kind == "run":
        value = _run(written)
        if value is None:
            return Token("scale", _RUN_SCALES.get(written, 0), written=written)
        scale = _RUN_SCALES.get(re.findall(r"[a-z]+", written)[-1], 1.0)
        return Token("number", value, written=written, scale=scale if scale >= 1000 else 1.0)
    if kind in ("share", "scale"):
        return Token(kind, SHARES[written] if kind == "share" else SCALES[written], written=written)
    if kind.startswith("rhythm_"):
        length = kind.removeprefix("rhythm_")
        return Token("rhythm", 1, Length.week if length == "regular" else Length(length), written)
    if kind.startswith("unit_"):
        return Token("unit", 1, Length(kind.removeprefix("unit_")), written)
    if kind in ("twice", "once"):
        return Token("frequency", 2 if kind == "twice" else 1, written=written)
    return Token(kind, written=written)


def _digits(written: str) -> Token:
    scale = _SCALE_AT_END.search(written)
    value = decimal((written[: scale.start()] if scale else written).strip())
    if value is None:
        return Token("unread", written=written)
    factor = SCALES[scale[0]] if scale else 1.0
    return Token("number", value * factor, written=written, scale=factor)


def _run(written: str) -> float | None:
    """Return the number that a run of number words means: "two thousand five hundred", "quatre-vingt-dix"."""
    spoken = [word for word in re.findall(r"[a-z]+", written) if word not in ("and", "et")]
    if len(spoken) == 1 and spoken[0] in _RUN_SCALES and spoken[0] not in _FREE and spoken[0] not in _CARDINALS:
        return None  # "hundred" and "million" without a number before them
    total = current = 0.0
    for word in spoken:
        if word in ("a", "an"):
            current = 1
            continue
        value = float(_CARDINALS.get(word, _RUN_SCALES.get(word, 0)))
        if value == 100:
            current = max(1, current) * 100
        elif value >= 1000:
            total, current = total + max(1, current) * value, 0
        elif value == 20 and current % 100 == 4:
            current += 76  # quatre-vingts
        elif current % 10 and value < 10:
            return None  # "two three"
        else:
            current += value
    return total + current


def decimal(digits: str) -> float | None:
    """Return what digits with points, commas, quotes and spaces mean, None where they mean nothing."""
    digits = digits.rstrip(".,'").replace(" ", "").replace("'", "")
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        mark, thousands = (",", ".") if comma > dot else (".", ",")
        digits = digits.replace(thousands, "").replace(mark, ".")
    else:
        mark = "," if comma >= 0 else "."
        groups = digits.split(mark)
        grouped = all(len(group) == 3 for group in groups[1:]) and groups[0] != "0" and 1 <= len(groups[0]) <= 3
        digits = "".join(groups) if len(groups) > 1 and grouped else digits.replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None
