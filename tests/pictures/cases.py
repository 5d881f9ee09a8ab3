"""Drifts to draw: each is the values of the six sections, one for each check-in."""

from datetime import date, timedelta

from bot.blocks.drift_picture import drift_drawing
from bot.i18n import words
from flows.follow_up.drift import Point
from flows.model import SECTIONS
from storage.records import Drawing

Values = list[list[float | None]]

DECIDED = date(2026, 12, 1)
THREE: Values = [[0.5, 0.5, 0.4], [0, 0, 0], [0.1, 0.3, 0.62], [None, 0.2, 0.35], [1, 0.8, 1], [None, None, None]]
CASES: dict[str, Values] = {
    "three": THREE,
    "one": [[0.5], [0], [0.1], [None], [1], [0.333]],
    "twelve": [[min(1, 0.07 * n * (k + 1) / 3) for n in range(12)] for k in range(6)],
    "all equal": [[0.3, 0.3, 0.3]] * 6,
    "all": [[1.0, 1.0]] * 6,
    "one section": [[None], [None], [None], [None], [0.69], [None]],
}


def points(values: Values, every: timedelta = timedelta(days=90)) -> list[Point]:
    """A check-in every 90 days from day 30 on."""
    return [
        Point(
            DECIDED + timedelta(days=30) + number * every,
            {section: told for section, row in zip(SECTIONS, values, strict=True) if (told := row[number]) is not None},
        )
        for number in range(len(values[0]))
    ]


def drawing(
    values: Values, language: str = "en", *, decided: date | None = DECIDED, every: timedelta = timedelta(days=90)
) -> Drawing:
    """What there is to draw."""
    say = words(language).say
    found = drift_drawing(
        words(language), lambda one: say(f"section.short.{one}"), points(values, every), decided=decided
    )
    assert found is not None
    return found
