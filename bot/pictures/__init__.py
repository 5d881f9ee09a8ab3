"""Pictures that go with a message: from a small drawing, in words and numbers, to a PNG.

The plotting library is loaded when the first one is drawn, never before: it takes longer to load than the app to answer.
"""

from collections.abc import Mapping
from typing import Any

DRIFT = "drift"
"""How far the answers of each section have moved, over time."""


class UnknownDrawing(LookupError):
    """A kind of drawing that this version cannot draw."""


def draw(kind: str, content: Mapping[str, Any]) -> bytes:
    """A PNG of ``content``, the same bytes each time; raises UnknownDrawing."""
    if kind != DRIFT:
        raise UnknownDrawing(kind)
    from bot.pictures.drift import png

    return png(content)
