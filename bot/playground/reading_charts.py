"""Tables and charts as text."""

from bot.playground.columns import pad, width_of, wrap
from bot.playground.records import Json

BAR = "█"
HALF = "▌"


def table_lines(rows: list[list[str]], width: int) -> list[str]:
    """Columns as wide as their widest cell, narrowed evenly when the page is too small; a rule under the first row."""
    if not rows:
        return []
    columns = len(rows[0])
    room = max(width - 3 * (columns - 1), columns * 8)
    wanted = [
        max(width_of(line) for row in rows for line in (row[column] or " ").split("\n")) for column in range(columns)
    ]
    share = room // columns
    spare = room - sum(min(each, share) for each in wanted)
    widths = []
    for each in wanted:
        extra = min(max(0, each - share), spare)
        spare -= extra
        widths.append(min(each, share) + extra)
    lines = []
    for number, row in enumerate(rows):
        cells = [wrap(cell, widths[column]) for column, cell in enumerate(row)]
        for line in range(max(len(cell) for cell in cells)):
            parts = [pad(cell[line] if line < len(cell) else "", widths[at]) for at, cell in enumerate(cells)]
            lines.append(" │ ".join(parts).rstrip())
        if number == 0 and len(rows) > 1:
            lines.append("─┼─".join("─" * each for each in widths))
    return lines


def chart_lines(block: Json, width: int) -> list[str]:
    """A chart as bars: one for each segment of a pie, one for each point of each series otherwise."""
    chart = block["chart"]
    if chart["type"] == "pie":
        points = [(segment["label"], float(segment["value"])) for segment in chart["segments"]]
        total = sum(value for _, value in points) or 1
        notes = [f"{number(value)} ({value / total:.0%})" for _, value in points]
        return [str(block["title"]), *bars(points, notes, width)]
    lines = [str(block["title"])]
    axis = chart["axis_config"]
    labels = [f"{name[0]}: {axis[name]}" for name in ("x_label", "y_label") if name in axis]
    if labels:
        lines.append(" · ".join(labels))
    for series in chart["series"]:
        points = [(point["label"], float(point["value"])) for point in series["data"]]
        lines += [str(series["name"])] if len(chart["series"]) > 1 else []
        lines += bars(points, [number(value) for _, value in points], width)
    return lines


def bars(points: list[tuple[str, float]], notes: list[str], width: int) -> list[str]:
    names = max((width_of(label) for label, _ in points), default=0)
    longest = max((abs(value) for _, value in points), default=0) or 1
    room = max(4, min(40, width - names - 4 - max((len(note) for note in notes), default=0)))
    lines = []
    for (label, value), note in zip(points, notes, strict=True):
        halves = round(abs(value) / longest * room * 2)
        drawn = BAR * (halves // 2) + HALF * (halves % 2)
        lines.append(f"{pad(label, names)}  {drawn}{' ' if drawn else ''}{note}")
    return lines


def number(value: float) -> str:
    return f"{value:g}"
