"""A sheet to draw on with matplotlib: its own fonts, nothing of the machine's, no state that outlives a picture.

Measures are in pixels from the lower left corner. In a thread on a phone Slack shows a sheet at a third of its width.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextPath

INK, SOFT, FAINT, PAPER = "#1b1b1b", "#5c5c5c", "#eceeed", "#ffffff"
LEAST_SIZE = 33.0
"""The smallest letters, in pixels: 11 on a phone."""

_DPI = 100
_POINTS = 72 / _DPI
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_one_at_a_time = threading.Lock()
"""Neither matplotlib's settings nor its font cache are made for several threads."""


class Sheet:
    """A white sheet of ``width`` × ``height`` pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=PAPER)
        FigureCanvasAgg(self.figure)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        most: float,
        bold: bool = False,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "left",
    ) -> float:
        """One line of text on the base line ``y``, as small as ``LEAST_SIZE`` to fit into ``most`` pixels, then cut; its width."""
        # Dollars are dollars, not mathematics.
        drawn = self.figure.text(
            x / self.width,
            y / self.height,
            text,
            color=colour,
            ha=align,
            va="baseline",
            parse_math=False,
            fontproperties=_font(size, bold=bold),
        )
        while (width := self._width(drawn)) > most and size > LEAST_SIZE:
            size = max(LEAST_SIZE, size - 1)
            drawn.set_fontsize(size * _POINTS)
        while width > most and len(text) > 1:
            text = text[:-1].rstrip()
            drawn.set_text(f"{text}…")
            width = self._width(drawn)
        return width

    def _width(self, drawn: Text) -> float:
        return float(drawn.get_window_extent().width)

    def plot(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """An area to plot in, without frame, ticks or margins."""
        area = self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))
        area.set_axis_off()
        return area

    def png(self) -> bytes:
        """The sheet. Nothing in the file tells when or by which version it was drawn."""
        written = BytesIO()
        self.figure.savefig(written, format="png", metadata={"Software": None})
        return written.getvalue()


def points(pixels: float) -> float:
    """Widths of lines and markers, which matplotlib measures in points."""
    return pixels * _POINTS


def wrapped(text: str, size: float, most: float) -> Iterator[str]:
    """``text`` in lines of at most ``most`` pixels, cut at spaces."""
    font = _font(size)
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and TextPath((0, 0), longer, prop=font).get_extents().width / _POINTS > most:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _font(size: float, *, bold: bool = False) -> FontProperties:
    """``size`` in pixels."""
    return FontProperties(fname=_FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size=size * _POINTS)


@contextmanager
def drawing() -> Iterator[None]:
    """One picture at a time, with matplotlib's defaults, whatever a matplotlibrc of this machine says."""
    with _one_at_a_time, mpl.rc_context():
        mpl.rcdefaults()
        yield
