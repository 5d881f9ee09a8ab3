"""The rich_text block that the Slack client sends beside the text of a person's message."""

import re

from bot.playground.markup import unescape
from bot.playground.records import Json

TOKEN = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def rich_text_of(sent: str) -> list[Json]:
    parts: list[Json] = []
    at = 0
    for token in TOKEN.finditer(sent):
        parts += _words(sent[at : token.start()])
        parts.append(_element(token.group(1), token.group(2)))
        at = token.end()
    parts += _words(sent[at:])
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}] if parts else []


def _words(text: str) -> list[Json]:
    return [{"type": "text", "text": unescape(text)}] if text else []


def _element(target: str, label: str | None) -> Json:
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": unescape(target)} | ({"text": label} if label else {})
