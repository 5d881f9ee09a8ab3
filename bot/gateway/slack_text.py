"""Slack's escapes, taken off once, where a text comes in: what people wrote is kept and compared as they wrote it.

Slack sends ``&amp;``, ``&lt;`` and ``&gt;`` for & < >, and links, mentions and channels between < and >:
https://docs.slack.dev/messaging/formatting-message-text
"""

import re

from bot.blocks.kit.text import unescaped

_TOKEN = re.compile(r"<(?P<target>[^<>|\s][^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)


def typed_text(text: str) -> str:
    """Return what was typed to the coach: a person, a channel or a link is what was shown of it."""
    return _decoded(text, mentions=False)


def said_text(text: str) -> str:
    """Return what was said to others. Who is mentioned stays an id (``<@U1>``): a name is looked up where it is read."""
    return _decoded(text, mentions=True)


def _decoded(text: str, *, mentions: bool) -> str:
    parts, at = [], 0
    for token in _TOKEN.finditer(text):
        parts += [unescaped(text[at : token.start()]), _shown(token["target"], token["label"], mentions=mentions)]
        at = token.end()
    return "".join([*parts, unescaped(text[at:])])


def _shown(target: str, label: str | None, *, mentions: bool) -> str:
    shown = unescaped(label or "")
    sign, name = target[0], target[1:]
    if sign == "@":
        return f"<@{name}>" if mentions or not shown else f"@{shown.removeprefix('@')}"
    if sign == "#":
        return f"#{shown or name}"
    if sign == "!":
        return shown or f"@{name.partition('^')[0]}"
    link = unescaped(target)
    bare = _SCHEME.sub("", link)
    if not shown or shown == link:
        return link
    return shown if shown.rstrip("/") == bare.rstrip("/") else f"{shown} ({link})"
