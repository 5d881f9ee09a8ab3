"""A picture of the six sections: how many points each has, by severity. Words beside every bar, never colour alone."""

from collections import Counter
from collections.abc import Iterable

from bot.blocks.elements import Block, section
from bot.blocks.text import lines, name, shorten
from bot.i18n import Words
from flows.model import SECTIONS, Guide, RaisedFlag, Severity

_LONGEST_BAR = 10
_BAR = "■"


def _points(guide: Guide, flags: Iterable[RaisedFlag]) -> dict[str, Counter[Severity]]:
    points: dict[str, Counter[Severity]] = {one: Counter() for one in SECTIONS}
    for flag in flags:
        where = guide.flag[flag.id].section
        if where in points:
            points[where][flag.severity] += 1
    return points


def text_bars(words: Words, guide: Guide, flags: Iterable[RaisedFlag]) -> list[Block]:
    """The picture in characters, for where charts are not shown."""
    found = [words.say("picture.heading")]
    for one, points in _points(guide, flags).items():
        title = name(words.say(f"section.short.{one}"), 40)
        total = sum(points.values())
        counted = ", ".join(words.count(f"picture.{s}", points[s]) for s in Severity if points[s])
        bar = _BAR * min(total, _LONGEST_BAR)
        found.append(
            words.say("picture.bar", section=title, bar=bar, counted=counted)
            if total
            else words.say("picture.clear", section=title)
        )
    return [section(lines(found))]


def chart(words: Words, guide: Guide, flags: Iterable[RaisedFlag]) -> list[Block]:
    """The picture as Slack's chart, none when there is nothing to draw."""
    points = _points(guide, flags)
    if not any(points.values()):
        return []
    labels = {one: shorten(words.say(f"section.short.{one}"), 20) for one in SECTIONS}
    series = [
        {
            "name": shorten(words.say(f"severity.plural.{severity}"), 20),
            "data": [{"label": labels[one], "value": points[one][severity]} for one in SECTIONS],
        }
        for severity in Severity
        if any(points[one][severity] for one in SECTIONS)
    ]
    axis = {"categories": list(labels.values()), "y_label": shorten(words.say("picture.axis"), 50)}
    return [
        {
            "type": "data_visualization",
            "title": shorten(words.say("picture.title"), 50),
            "chart": {"type": "bar", "series": series, "axis_config": axis},
        }
    ]
