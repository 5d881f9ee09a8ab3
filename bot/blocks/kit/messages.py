"""Message bodies that fit: at most 50 blocks, and under 13,000 characters of JSON with the text for screen readers."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.blocks.kit.elements import context
from bot.blocks.kit.slack_types import Block, Body, RichLines, RichPart, Text
from bot.blocks.kit.text import escape, fitting, lines, weight
from bot.i18n.catalogue import Words

MOST_BLOCKS = 45
BLOCKS_WEIGHT = 9_500
"""How much of a message its blocks may take; what is left belongs to the text."""
TEXT_WEIGHT = 3_000
MOST_WEIGHT = 12_800
_LEAST_TEXT = 300
_LEAST_SAID = 12
_GLANCE = 80
"""How much of a message's text a phone shows in its notification."""
PIECE_WEIGHT = 6_000
"""How much one piece of a long text takes."""


_BARE = str.maketrans("", "", "*_")
_SIGNS = re.compile("[●◐○]+ *")
"""How far something is, in signs: it stands in words beside them."""


def body(text: str, blocks: Sequence[Block]) -> Body:
    """A message. Its text begins with ``text`` and reads the blocks out, each line once, since that is what screen readers get."""
    said = [line for each in spoken_lines(blocks) for line in _unsigned(each).split("\n") if not _is_said(line, text)]
    spoken = lines([text, *said])
    room = max(MOST_WEIGHT - weight(blocks), _LEAST_TEXT)
    return {"text": fitting(spoken, min(TEXT_WEIGHT, room)), "blocks": list(blocks)}


def _unsigned(text: str) -> str:
    return _SIGNS.sub("", text)


def _is_said(line: str, text: str) -> bool:
    """Whether a line says what the text begins with: once is enough to listen to."""
    bare = line.translate(_BARE).strip()
    whole = text.translate(_BARE).strip()
    return not bare or bare == whole or (len(bare) >= _LEAST_SAID and whole.startswith(bare))


def with_ending(bodies: Sequence[Body], ending: Sequence[Block]) -> list[Body]:
    """The pages, of which the last closes with ``ending``: a few blocks, for which every page has room."""
    *before, last = bodies
    if not ending:
        return list(bodies)
    blocks = [*last["blocks"], *ending]
    read_out = lines([last["text"], *map(_unsigned, spoken_lines(ending))])
    room = max(MOST_WEIGHT - weight(blocks), _LEAST_TEXT)
    return [*before, {"text": fitting(read_out, min(TEXT_WEIGHT, room)), "blocks": blocks}]


def naming(partner: str, message: Body) -> Body:
    """The message, whose text names the partner within what a phone shows of it."""
    if partner in message["text"][:_GLANCE]:
        return message
    room = max(MOST_WEIGHT - weight({**message, "text": ""}), _LEAST_TEXT)
    return {**message, "text": fitting(f"{partner}: {message['text']}", min(TEXT_WEIGHT, room))}


def charted(text: str, drawn: Sequence[Block], plain: Sequence[Block]) -> Body:
    """A message whose blocks hold a chart. ``plain`` says the same without: it is what the text reads out, and what is shown where
    Slack draws no charts."""
    said = body(text, plain)
    room = max(MOST_WEIGHT - weight(drawn), _LEAST_TEXT)
    return {"text": fitting(said["text"], room), "blocks": list(drawn), "fallback_blocks": said["blocks"]}


def without_charts(message: Body) -> Body:
    """The message as it is shown where Slack draws no charts."""
    return {"text": message["text"], "blocks": message.get("fallback_blocks") or message["blocks"]}


def pages(words: Words, text: str, parts: Iterable[Sequence[Block]], ending: Sequence[Block] = ()) -> list[Body]:
    """As many messages as ``parts`` need; a part stays together unless it alone is too big. ``ending`` closes the last."""
    filled: list[list[Block]] = [[]]
    for part in (*parts, ending):
        fits = _fits([*filled[-1], *part])
        if fits:
            filled[-1].extend(part)
            continue
        for block in part if not _fits(part) else [None]:
            wanted = [block] if block is not None else list(part)
            if filled[-1] and not _fits([*filled[-1], *wanted]):
                filled.append([])
            filled[-1].extend(wanted)
    filled = [page for page in filled if page]
    if len(filled) < 2:
        return [body(text, filled[0] if filled else [])]
    return [
        body(
            words.say("page.text", text=text, page=number, pages=len(filled)),
            page if number == 1 else [context(words.say("page.mark", page=number, pages=len(filled))), *page],
        )
        for number, page in enumerate(filled, 1)
    ]


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) < MOST_BLOCKS and weight(blocks) <= BLOCKS_WEIGHT


def spoken_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """What blocks say, a line a text, in mrkdwn; buttons and inputs are left out."""
    for block in blocks:
        if block["type"] == "rich_text":
            yield from (_spoken(element) for element in block["elements"])
        elif block["type"] == "context":
            yield from (_text(element) for element in block["elements"])
        elif block["type"] == "section" or block["type"] == "header":
            yield _text(block["text"])


def _text(text: Text) -> str:
    return text["text"] if text["type"] == "mrkdwn" else escape(text["text"])


def _spoken(element: RichLines | RichPart) -> str:
    if element["type"] == "text":
        return escape(element["text"])
    if element["type"] == "user":
        return f"<@{element['user_id']}>"
    return "".join(_spoken(inner) for inner in element["elements"])
