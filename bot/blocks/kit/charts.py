"""What Slack draws (``data_visualization``): the points of each section, and how far the answers have moved.

A message with a chart is made by ``bot.blocks.kit.messages.charted``: it brings the same in words, for people who do not
see the chart and for a Slack that draws none.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal, TypedDict

from bot.blocks.drift import MOST_CHECK_INS, Drift, percent
from bot.blocks.kit.elements import context, section
from bot.blocks.kit.messages import body, charted
from bot.blocks.kit.slack_types import Block, Body
from bot.blocks.kit.text import NOBODY, escape, fitting, lines, name, one_line, shorten
from bot.blocks.kit.wording import Wording
from bot.i18n.catalogue import Words
from flows.model import Guide, RaisedFlag, Severity

CHART: Final = "data_visualization"
MOST_LABEL = 20
"""The longest label of a category or a series."""
MOST_TITLE = 50
"""The longest title of a chart or an axis."""
_LABEL_WEIGHT = 120
"""How much of a message one label takes: each stands there once for every bar."""
_LONGEST_BAR = 10
_BAR = "━"
"""A line without a break that screen readers pass over; they name a square, each one of ten."""

Series = Sequence[tuple[str, Sequence[float]]]
"""Names, each with a value for every category."""


class Point(TypedDict):
    """A value in a chart, and the label under it."""

    label: str
    value: float


class BarSeries(TypedDict):
    """The values of a chart that have one name and one colour."""

    name: str
    data: list[Point]


class Axes(TypedDict):
    """The labels along a chart, and what its values count."""

    categories: list[str]
    y_label: str


class Chart(TypedDict):
    """What a chart draws."""

    type: Literal["bar"]
    series: list[BarSeries]
    axis_config: Axes


class ChartBlock(TypedDict):
    """A chart with its title."""

    type: Literal["data_visualization"]
    title: str
    chart: Chart


def bar_chart(title: str, axis: str, categories: Sequence[str], series: Series) -> Block:
    """Return the block of a bar chart: for every category the bars of all series beside each other.

    Labels are cut to what Slack takes and told apart with a number where they are the same. ``axis`` says what is counted.
    """
    shown = labels(categories)
    names = labels([name for name, _ in series])
    drawn: list[BarSeries] = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in zip(shown, values, strict=True)]}
        for name, (_, values) in zip(names, series, strict=True)
    ]
    axes: Axes = {"categories": shown, "y_label": shorten(axis, MOST_TITLE)}
    return {
        "type": CHART,
        "title": shorten(title, MOST_TITLE),
        "chart": {"type": "bar", "series": drawn, "axis_config": axes},
    }


def labels(texts: Iterable[str]) -> list[str]:
    """Return the texts as labels of a chart: none empty, none too long, no two the same."""
    found: list[str] = []
    for text in texts:
        whole = one_line(text) or NOBODY
        label, number = _label(whole), 1
        while label in found:
            number += 1
            ending = f" ({number})"
            label = f"{_label(whole, MOST_LABEL - len(ending))}{ending}"
        found.append(label)
    return found


def _label(text: str, most: int = MOST_LABEL) -> str:
    return fitting(shorten(text, most), _LABEL_WEIGHT)


def points_in_text(wording: Wording, flags: Iterable[RaisedFlag]) -> list[Block]:
    """Return the points of each section in characters: in words, with a bar under them."""
    words = wording.words
    found = [words.say("chart.points.heading")]
    for one, points in _points(wording.guide, flags).items():
        title = name(wording.short(one), 40)
        total = sum(points.values())
        counted = ", ".join(words.count(f"chart.points.{s}", points[s]) for s in Severity if points[s])
        found.append(
            lines([words.say("chart.points.line", section=title, counted=counted), _BAR * min(total, _LONGEST_BAR)])
            if total
            else words.say("chart.points.clear", section=title)
        )
    return [section(lines(found))]


def _points(guide: Guide, flags: Iterable[RaisedFlag]) -> dict[str, Counter[Severity]]:
    points: dict[str, Counter[Severity]] = {one: Counter() for one in guide.road}
    for flag in flags:
        where = guide.flag[flag.id].section
        if where in points:
            points[where][flag.severity] += 1
    return points


def drift_message(words: Words, drift: Drift) -> Body:
    """Return the message under a check-in's report: the drift as charts, with what is to be known beside them; or in words."""
    beside = lines([words.say("drift.note", none=words.percent(0), all=words.percent(100)), *map(escape, drift.notes)])
    plain = [section(words.say("drift.heading")), section(escape(drift.told))]
    drawn = drift_charts(words, drift)
    if not drawn:
        return body(words.say("drift.heading"), plain)
    return charted(words.say("drift.heading"), [*drawn, context(beside)], plain)


def drift_charts(words: Words, drift: Drift) -> list[Block]:
    """Return the drift as charts: for each section its last check-ins in the order of time, named by their date.

    Slack wants a value of every section for every check-in, and a section that was not asked again yet has none: nothing would
    be drawn as 0%, which means "asked again, and the same". So sections that came in later have a chart of their own, and each
    chart shows the check-ins at which all of its sections had been asked again. Where there is none, nothing is drawn.
    """
    rows = [(name, values[-MOST_CHECK_INS:]) for name, values in drift.rows]
    days = drift.days[-MOST_CHECK_INS:]
    first = [(name, values) for name, values in rows if values[0] is not None]
    later = [(name, values) for name, values in rows if values[0] is None]
    titles = ["drift.title", "drift.title_later"]
    drawn = [
        _drift_chart(words, words.say(title), days, group)
        for title, group in zip(titles, (one for one in (first, later) if one), strict=False)
    ]
    return [one for one in drawn if one] if all(drawn) else []


def _drift_chart(
    words: Words, title: str, days: Sequence[date], rows: Sequence[tuple[str, Sequence[float | None]]]
) -> Block | None:
    series = []
    for at, day in enumerate(days):
        known = [values[at] for _, values in rows]
        moved = [percent(one) for one in known if one is not None]
        if len(moved) == len(known):
            series.append((words.date(day), moved))
    return bar_chart(title, words.say("drift.axis"), [name for name, _ in rows], series) if series else None
