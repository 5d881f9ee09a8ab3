"""How far the answers of each section have moved from check-in to check-in: names, days, shares, and the same in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.blocks.kit.text import one_line, shorten
from bot.i18n.catalogue import Words
from flows.check_ins.drift import Point, drift_over_time
from storage.follow_up.check_ins import StoredCheckIn

MOST_CHECK_INS = 6
"""How many check-ins are drawn, the last ones: Slack takes so many series."""
_LONGEST_NAME = 24
_STEADY = 0.005
"""Less than what rounds to one percent is no move."""

Shares = tuple[float | None, ...]


@dataclass(frozen=True)
class Drift:
    """How far each section had moved at each check-in, in the reader's language.

    ``rows``: a section's name → a share from 0 to 1 for each of ``days``, None where nothing of it was asked again yet; a row has
    one share at least. ``notes``: what a drawing does not show. ``told``: all of it in words, for whoever sees no drawing.
    """

    days: tuple[date, ...]
    rows: tuple[tuple[str, Shares], ...]
    notes: tuple[str, ...]
    told: str


def drift_of(words: Words, sections: Mapping[str, str], points: Sequence[Point]) -> Drift | None:
    """Return the drift over one check-in or more; None where nothing was asked again yet.

    ``sections``: id → short name, in order.
    """
    if not any(point.sections for point in points):
        return None
    names = {one: shorten(one_line(short), _LONGEST_NAME) for one, short in sections.items()}
    asked = [one for one in sections if any(one in point.sections for point in points)]
    days = tuple(point.on for point in points)
    rows = tuple((names[one], tuple(point.sections.get(one) for point in points)) for one in asked)
    absent = ", ".join(names[one] for one in sections if one not in asked)
    rest = words.say("drift.rest", sections=absent) if absent else ""
    recent = words.say("drift.recent", n=words.number(MOST_CHECK_INS)) if len(days) > MOST_CHECK_INS else ""
    whole = words.count("drift.told", len(days), first=words.long_date(days[0]), last=words.long_date(days[-1]))
    told = " ".join([whole, *(_spoken(words, days, *row) for row in rows), *([rest] if rest else [])])
    return Drift(days, rows, tuple(one for one in (recent, rest) if one), told)


def drift_points(check_ins: Iterable[StoredCheckIn], last: StoredCheckIn) -> tuple[Point, ...]:
    """Return how far each section had moved after each check-in that was held against the same decision as ``last``, the end.

    It is what our side may read; a check-in whose answers are hidden is left out.
    """
    held_against = last.check_in.baseline.decided
    chain = [
        one
        for one in check_ins
        if one.number <= last.number and not one.check_in.hidden and one.check_in.baseline.decided == held_against
    ]
    return drift_over_time(((one.began.date(), one.check_in.now()) for one in chain), shareable=True)


def percent(share: float) -> int:
    """Return a share from 0 to 1 in whole percent."""
    return round(share * 100)


def _spoken(words: Words, days: Sequence[date], name: str, shares: Shares) -> str:
    """Return a sentence on one section: its first and its last share, which way it went, and since when it is asked again."""
    known = [(day, share) for day, share in zip(days, shares, strict=True) if share is not None]
    (since, before), (_, now) = known[0], known[-1]
    way = "once" if len(known) == 1 else "steady" if abs(now - before) < _STEADY else "up" if now > before else "down"
    if shares[0] is None:
        name = words.say("drift.told.since", section=name, day=words.long_date(since))
    shown = {"before": words.percent(percent(before)), "now": words.percent(percent(now))}
    return words.say(f"drift.told.{way}", section=name, **shown)
