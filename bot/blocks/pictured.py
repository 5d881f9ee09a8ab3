"""A message with its picture: under its blocks where Slack has the file, in words where it takes none."""

from bot.blocks.elements import Block, Body, section
from bot.blocks.messages import MOST_WEIGHT, TEXT_WEIGHT
from bot.blocks.text import clean, escape, fitting, lines, shorten, weight
from storage.records import Drawing

MOST_ALT = 2000
_ALT_WEIGHT = 2_500
"""How much of a message the words of a picture take; twice, as its text tells them too."""
_LEAST_TEXT = 300


def pictured(body: Body, drawing: Drawing, file: str) -> Body:
    """The body with Slack's file ``file`` under each of its forms; the text tells what the picture shows, too."""
    return _with(body, drawing, {"type": "image", "slack_file": {"id": file}, "alt_text": _alt(drawing)})


def told(body: Body, drawing: Drawing) -> Body:
    """The body with what the picture would show, in words."""
    return _with(body, drawing, section(escape(_alt(drawing))))


def _alt(drawing: Drawing) -> str:
    return fitting(shorten(clean(drawing.alt), MOST_ALT), _ALT_WEIGHT)


def _with(body: Body, drawing: Drawing, block: Block) -> Body:
    forms = [name for name in ("blocks", "fallback_blocks") if body.get(name)] or ["blocks"]
    rich: Body = {name: [*(body.get(name) or []), block] for name in forms}
    heaviest = max(weight(blocks) for blocks in rich.values())
    text = lines([str(body["text"]), escape(_alt(drawing))])
    return {**body, **rich, "text": fitting(text, min(TEXT_WEIGHT, max(MOST_WEIGHT - heaviest, _LEAST_TEXT)))}
