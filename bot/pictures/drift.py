"""The drift of a partnership: a row a section, over time, each on the same scale from nothing to everything.

A row of its own instead of six lines in one frame: lines that run together cannot be told apart, least of all in grey.

    {"title": "…", "note": "…",
     "days": ["2027-03-30", …], "decision": "2026-12-01" or null,
     "begin": ["decision", "1 Dec 2026"], "end": ["last check-in", "30 Mar 2027"],
     "rows": [{"name": "Power", "values": [null, 0.5, …], "now": "50%", "from": "from 20%"}],
     "rest": "" or what is said of sections that have no row}

A value is from 0 to 1, one for each day, null where there is none yet; a row has one at least. Everything that is read comes in
the reader's language.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.pictures.canvas import FAINT, PAPER, SOFT, Sheet, drawing, points, wrapped

WIDTH = 1200
_MARGIN, _TOP, _ROW, _BAND, _FOOT = 48, 166, 162, 122, 150
_PLOT_LEFT, _PLOT_WIDTH = 330, 585
_VALUES_LEFT = 946
_LINE, _FILL = "#1f4e4a", "#bcd3cf"
_REST, _LINE_OF_REST = 20, 44
_BEYOND = 0.035
"""How much of the time stands empty at both ends, so that no marker is cut."""


def png(content: Mapping[str, Any]) -> bytes:
    """The picture of ``content``."""
    with drawing():
        return drawn(content).png()


def drawn(content: Mapping[str, Any]) -> Sheet:
    """The sheet of ``content``, before it is a file."""
    rows: Sequence[Mapping[str, Any]] = content["rows"]
    days = [date.fromisoformat(day).toordinal() for day in content["days"]]
    decision = date.fromisoformat(content["decision"]).toordinal() if content["decision"] else None
    wide = WIDTH - 2 * _MARGIN
    rest = list(wrapped(content["rest"], 34, wide))
    below = _REST + _LINE_OF_REST * len(rest) if rest else 0
    sheet = Sheet(WIDTH, _TOP + _ROW * len(rows) + _FOOT + below)
    top = sheet.height - _MARGIN
    sheet.write(content["title"], _MARGIN, top - 46, 50, most=wide, bold=True)
    sheet.write(content["note"], _MARGIN, top - 104, 34, most=wide, colour=SOFT)
    for number, row in enumerate(rows):
        _row(sheet, sheet.height - _TOP - _ROW * (number + 1), row, days, decision)
    _foot(sheet, below, content, days, decision)
    for number, line in enumerate(rest, 1):
        sheet.write(line, _MARGIN, below + 46 - _REST - _LINE_OF_REST * number, 34, most=wide, colour=SOFT)
    return sheet


def _row(sheet: Sheet, bottom: float, row: Mapping[str, Any], days: Sequence[int], decision: int | None) -> None:
    """A section: its name, its line, where it is now."""
    middle = bottom + _BAND / 2
    known = [(day, value) for day, value in zip(days, row["values"], strict=True) if value is not None]
    name_width = _PLOT_LEFT - _MARGIN - 24
    sheet.write(row["name"], _MARGIN, middle - 14, 42, most=name_width, bold=True)
    area = sheet.plot(_PLOT_LEFT, bottom, _PLOT_WIDTH, _BAND)
    first, last = _span(days, decision)
    room = (last - first) * _BEYOND or 1
    area.set_xlim(first - room, last + room)
    # Nothing and everything stand half a marker inside the frame.
    area.set_ylim(-0.1, 1.1)
    area.axhspan(0, 1, color=FAINT, linewidth=0)
    values_width = WIDTH - _VALUES_LEFT - _MARGIN / 2
    area.axhline(0.5, color=PAPER, linewidth=points(3))
    line = [*([(decision, 0.0)] if decision is not None else []), *known]
    xs, ys = [x for x, _ in line], [y for _, y in line]
    area.fill_between(xs, ys, 0, color=_FILL, linewidth=0)
    area.plot(xs, ys, color=_LINE, linewidth=points(6), solid_capstyle="round", solid_joinstyle="round", zorder=3)
    markers: dict[str, Any] = {"color": _LINE, "linestyle": "none", "marker": "o", "clip_on": False, "zorder": 4}
    area.plot(*zip(*known, strict=True), markersize=points(13), **markers)
    area.plot(*known[-1], markersize=points(23), **markers)
    if decision is not None:
        area.plot(decision, 0, markersize=points(17), **markers, markerfacecolor=PAPER, markeredgewidth=points(5))
    lift = 4 if row["from"] else -16
    sheet.write(row["now"], _VALUES_LEFT, middle + lift, 48, most=values_width, bold=True)
    sheet.write(row["from"], _VALUES_LEFT, middle - 42, 33, most=values_width, colour=SOFT)


def _foot(sheet: Sheet, below: float, content: Mapping[str, Any], days: Sequence[int], decision: int | None) -> None:
    """When the time begins and ends, under the rows."""
    left, right = _PLOT_LEFT, _PLOT_LEFT + _PLOT_WIDTH
    first, last = _span(days, decision)
    for y, begin, end in zip((below + 92, below + 48), content["begin"], content["end"], strict=True):
        if first == last:
            sheet.write(end, (left + right) / 2, y, 34, most=_PLOT_WIDTH, colour=SOFT, align="center")
        else:
            sheet.write(begin, left, y, 34, most=_PLOT_WIDTH / 2 - 10, colour=SOFT)
            sheet.write(end, right, y, 34, most=_PLOT_WIDTH / 2 - 10, colour=SOFT, align="right")


def _span(days: Sequence[int], decision: int | None) -> tuple[int, int]:
    every = [*days, *([decision] if decision is not None else [])]
    return min(every), max(every)
