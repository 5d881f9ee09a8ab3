"""The drift by section over time as something to draw, in the reader's language, and in words for who cannot see it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from bot.blocks.elements import Body, section
from bot.blocks.text import one_line, shorten
from bot.i18n import Words
from bot.pictures import DRIFT
from flows.follow_up.drift import Point, drift_over_time
from flows.model import SECTIONS
from storage.check_ins import StoredCheckIn
from storage.records import Drawing

_LONGEST_NAME = 24
_STEADY = 0.005
"""Less than what rounds to one percent is no move."""


def drift_message(words: Words) -> Body:
    """What stands over the picture in the thread."""
    text = words.say("drift.heading")
    return {"text": text, "blocks": [section(text)]}


def drift_drawing(
    words: Words, short: Callable[[str], str], points: Sequence[Point], *, decided: date | None = None
) -> Drawing | None:
    """The picture of one check-in or more; None where nothing was asked again yet.

    ``short`` names a section. ``decided``: the day of the decision that the check-ins are held against, where the lines begin.
    """
    if not any(point.sections for point in points):
        return None
    first, last = points[0], points[-1]
    if decided is not None and decided > first.on:
        decided = None
    names = {one: shorten(one_line(short(one)), _LONGEST_NAME) for one in SECTIONS}
    asked = [one for one in SECTIONS if any(one in point.sections for point in points)]
    rest = ", ".join(names[one] for one in SECTIONS if one not in asked)
    rows = [_row(words, names[one], [point.sections.get(one) for point in points]) for one in asked]
    several = len(points) > 1
    content: dict[str, Any] = {
        "title": words.say("drift.title"),
        "note": words.say("drift.note", none=words.percent(0), all=words.percent(100)),
        "days": [point.on.isoformat() for point in points],
        "decision": decided.isoformat() if decided else None,
        "begin": [words.say("drift.decision" if decided else "drift.first"), words.date(decided or first.on)],
        "end": [words.say("drift.last" if several else "drift.only"), words.date(last.on)],
        "rows": rows,
        "rest": words.say("drift.rest", sections=rest) if rest else "",
    }
    return Drawing(DRIFT, content, _alt(words, rows, points, content["rest"]))


def drift_points(check_ins: Iterable[StoredCheckIn], last: StoredCheckIn) -> tuple[Point, ...]:
    """How far each section had moved after each check-in that was held against the same decision as ``last``, which is the end.

    It is what our side may read; a check-in whose answers are hidden is left out.
    """
    held_against = last.check_in.baseline.decided
    chain = [
        one
        for one in check_ins
        if one.number <= last.number and not one.check_in.hidden and one.check_in.baseline.decided == held_against
    ]
    return drift_over_time(((one.began.date(), one.check_in.now()) for one in chain), shareable=True)


def _row(words: Words, name: str, values: list[float | None]) -> dict[str, Any]:
    known = [value for value in values if value is not None]
    before = ""
    if len(known) > 1:
        steady = max(known) - min(known) < _STEADY
        before = words.say("drift.steady" if steady else "drift.from", before=_percent(words, known[0]))
    return {"name": name, "values": values, "now": _percent(words, known[-1]), "from": before}


def _alt(words: Words, rows: Sequence[dict[str, Any]], points: Sequence[Point], rest: str) -> str:
    """One sentence on the whole, then one a section: its first and its last value, and which way it went; then what is missing."""
    first, last = words.long_date(points[0].on), words.long_date(points[-1].on)
    whole = words.count("drift.alt", len(points), first=first, last=last)
    return " ".join([whole, *(_spoken(words, row) for row in rows), *([rest] if rest else [])])


def _spoken(words: Words, row: dict[str, Any]) -> str:
    known = [value for value in row["values"] if value is not None]
    before, now = known[0], known[-1]
    way = "once" if len(known) == 1 else "steady" if abs(now - before) < _STEADY else "up" if now > before else "down"
    return words.say(f"drift.alt.{way}", section=row["name"], before=_percent(words, before), now=_percent(words, now))


def _percent(words: Words, share: float) -> str:
    return words.percent(round(share * 100))
