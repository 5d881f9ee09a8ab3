"""Reads the numbers that people write: "5 000 €", "£54,000", "2.9m cedis", "~200", "60-80", "a third", "12 h"."""

import math
import re
import unicodedata
from functools import lru_cache

# Beyond this nobody meant it: no partnership moves a trillion of anything.
_ABSURD = 1e12

_FRACTIONS = {
    "half": 50.0,
    "a half": 50.0,
    "moitie": 50.0,
    "third": 100 / 3,
    "tiers": 100 / 3,
    "two thirds": 200 / 3,
    "deux tiers": 200 / 3,
    "quarter": 25.0,
    "quart": 25.0,
    "three quarters": 75.0,
    "trois quarts": 75.0,
    "fifth": 20.0,
    "cinquieme": 20.0,
    "tenth": 10.0,
    "dixieme": 10.0,
}
_FRACTION = re.compile(
    r"\b(two thirds|deux tiers|three quarters|trois quarts|half|moitie|thirds?|tiers|quarter|quart"
    r"|fifth|cinquieme|tenth|dixieme)\b"
)
_SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "mille": 1e3,
    "milliers": 1e3,
    "m": 1e6,
    "mio": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "milliard": 1e9,
    "milliards": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "billions": 1e9,
}
_TENS_AND_MORE = {
    "dozen": 12.0,
    "douzaine": 12.0,
    "dizaine": 10.0,
    "quinzaine": 15.0,
    "vingtaine": 20.0,
    "trentaine": 30.0,
    "quarantaine": 40.0,
    "cinquantaine": 50.0,
    "centaine": 100.0,
    "hundred": 100.0,
    "millier": 1000.0,
}
_SCALES |= _TENS_AND_MORE | {f"{word}s": value for word, value in _TENS_AND_MORE.items()}
# "a dozen", "about a hundred hours", "environ une centaine": one of them, and no other number in words before it.
_ONE_OF = re.compile(
    r"^\W*(?:(?:about|around|roughly|approximately|some|maybe|env|environ|a peu pres|peut-etre)\W+)?(?:an?|one|une?)\W+("
    + "|".join(_TENS_AND_MORE)
    + r")\b"
)
_SCALE_NAMES = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<digits>\d+(?:[ ]\d{{3}}(?!\d))+(?:[.,]\d+)?|\d[\d.,']*|(?<![\d.,])[.,]\d+)"
    rf"\s*(?P<scale>(?:{_SCALE_NAMES})(?![a-z]))?"
)
_BARE = re.compile(r"\d{1,12}\Z", re.ASCII)
_HOURS_AND_MINUTES = re.compile(r"(?<!\d)(\d{1,4}) ?h ?([0-5]\d)(?!\d)")
# "60-80", "60 € - 80 €", "80 hours to 100 hours"; with "between" also "60 and 80". Not "20 people and 40 hours".
_RANGE_JOIN = re.compile(r"^\s*[a-z$€£%]*\s*(?:-|\bto\b|\ba\b)\s*(?:[a-z]{3}\s+)?[$€£]?\s*$")
_BETWEEN = re.compile(r"\b(?:between|entre|from|de)\s+[$€£]?\s*$")
_AND = re.compile(r"^\s*[a-z$€£%]*\s*\b(?:and|et)\b\s*[$€£]?\s*$")
# A minus in front of the first number; later ones join a range.
_NEGATIVE = re.compile(r"^\D*?(?:(?:^|[\s(=:$€£])-\s*(?:[a-z$€£]{1,3}\s*)?|\b(?:minus|moins)\s+)\d")


def number(written: object, most: float = _ABSURD) -> float | None:
    """The number that ``written`` means, or None when it means none, two different ones, or an absurd one.

    Shares are percentages: "a third" is 33.3. A range is its middle: "60-80" is 70. ``most`` is the largest that makes
    sense for the question.
    """
    if isinstance(written, bool) or written is None:
        return None
    value = float(written) if isinstance(written, int | float) else _read(str(written))
    if value is None or not math.isfinite(value) or value < 0 or value > most:
        return None
    return value


@lru_cache(maxsize=4096)
def _read(written: str) -> float | None:
    if _BARE.match(written):
        return float(written)
    text = _plain(written)
    if _NEGATIVE.search(text):
        return None
    if hours := _HOURS_AND_MINUTES.search(text):
        rest = text[: hours.start()] + text[hours.end() :]
        return int(hours[1]) + int(hours[2]) / 60 if not re.search(r"\d", rest) else None
    found = list(_NUMBER.finditer(text))
    if not found:
        return _read_words(text)
    values = [_decimal(match["digits"]) for match in found]
    scales = [_SCALES.get(match["scale"] or "", 1.0) for match in found]
    if any(value is None for value in values):
        return None
    known = [value for value in values if value is not None]
    if len(known) == 2 and _joined(text, found[0], found[1]):
        # "60-80k" means both in thousands.
        low_scale = scales[1] if scales[0] == 1.0 and known[0] < known[1] * scales[1] else scales[0]
        low, high = known[0] * low_scale, known[1] * scales[1]
        return (low + high) / 2 if low <= high else None
    whole = {value * scale for value, scale in zip(known, scales, strict=True)}
    return whole.pop() if len(whole) == 1 else None


def _plain(written: str) -> str:
    decomposed = unicodedata.normalize("NFKD", written.casefold())
    letters = (letter for letter in decomposed if not unicodedata.combining(letter))
    text = "".join(" " if letter.isspace() else letter for letter in letters)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text).replace("\u2019", "'")
    # "1900ish" and "12h" read like "1900 ish" and "12 h".
    return re.sub(r"(?<=\d)(ish|env)\b", r" \1", text)


def _joined(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether two numbers are the ends of one range."""
    between = text[first.end() : second.start()]
    return bool(_RANGE_JOIN.match(between) or (_BETWEEN.search(text[: first.start()]) and _AND.match(between)))


def _read_words(text: str) -> float | None:
    words = re.findall(r"[a-z]+", text)
    fractions = [_FRACTIONS["third" if match == "thirds" else match] for match in _FRACTION.findall(text)]
    if fractions:
        # "half a million" is no share.
        alone = len(fractions) == 1 and not any(len(word) > 1 and word in _SCALES for word in words)
        return fractions[0] if alone else None
    one = _ONE_OF.match(text)
    return _TENS_AND_MORE[one[1]] if one and sum(word in _SCALES for word in words) == 1 else None


def _decimal(digits: str) -> float | None:
    digits = digits.rstrip(".,'").replace(" ", "").replace("'", "")
    comma, dot = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and dot >= 0:
        decimal, thousands = (",", ".") if comma > dot else (".", ",")
        digits = digits.replace(thousands, "").replace(decimal, ".")
    else:
        mark = "," if comma >= 0 else "."
        groups = digits.split(mark)
        grouped = all(len(group) == 3 for group in groups[1:]) and groups[0] != "0" and 1 <= len(groups[0]) <= 3
        digits = "".join(groups) if len(groups) > 1 and grouped else digits.replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None
