"""What a message of Slack holds, as text: its words, the words of its blocks and attachments, its files by name and link.

What an app or a form posts often has no ``text`` at all: https://docs.slack.dev/reference/methods/chat.postMessage
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.gateway.slack_text import said_text

MOST = 12_000
"""Characters that are kept of one message."""
_MOST_PARTS = 400
_TEXTS = ("text", "fields", "elements", "title", "label", "alt_text", "caption", "rows", "child_blocks")


def content_of(message: Mapping[str, Any]) -> str:
    """Return what the message says, decoded, a part a line; empty where it says nothing."""
    kept: list[str] = []
    for part in _parts(message):
        text = part.strip()
        if text and not any(text in before for before in kept):
            kept.append(text)
        if len(kept) > _MOST_PARTS or sum(map(len, kept)) > MOST:
            break
    return "\n".join(kept)[:MOST]


def _parts(message: Mapping[str, Any]) -> Iterator[str]:
    text = _text(message.get("text"))
    yield text
    if not (
        text and message.get("user") and not message.get("bot_id")
    ):  # the blocks of what a person wrote say the same
        for block in _list(message.get("blocks")):
            yield _block(block)
    for attachment in _list(message.get("attachments")):
        if not (
            attachment.get("from_url") and not attachment.get("is_msg_unfurl")
        ):  # Slack's preview of a link: nobody's words
            yield from _attachment(attachment)
    for file in _list(message.get("files")):
        yield _linked(file.get("title") or file.get("name"), file.get("permalink") or file.get("url_private"))


def _attachment(attachment: Mapping[str, Any]) -> Iterator[str]:
    found = [_text(attachment.get("pretext")), _linked(attachment.get("title"), attachment.get("title_link"))]
    found.append(_text(attachment.get("text")))
    fields = [(_text(field.get("title")), _text(field.get("value"))) for field in _list(attachment.get("fields"))]
    found += [": ".join(filter(None, field)) for field in fields]
    found += [_block(block) for block in _list(attachment.get("blocks"))]
    for place in _list(attachment.get("message_blocks")):
        message = place.get("message")
        found += [_block(block) for block in _list(message.get("blocks"))] if isinstance(message, dict) else []
    found = [part for part in found if part]
    yield from found or [_text(attachment.get("fallback"))]


def _block(block: Mapping[str, Any]) -> str:
    """Return the words of a block of any type, whatever it is made of. Without recursion of ours past what Slack nests."""
    return " ".join(_words(block, 0))


_DEEPEST = 8


def _words(part: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(part, str):
        yield said_text(part)
    elif isinstance(part, list):
        for each in part:
            yield from _words(each, depth + 1) if not isinstance(each, str) else ()
    elif isinstance(part, dict):
        if part.get("type") == "user":
            yield f"<@{part.get('user_id')}>"
        elif part.get("type") == "link":
            yield _linked(part.get("text"), part.get("url"))
        elif part.get("type") == "text" and isinstance(part.get("text"), str):
            yield part["text"]  # of rich text: it has no escapes
        elif part.get("type") == "plain_text" and isinstance(part.get("text"), str):
            yield part["text"]
        elif part.get("type") != "button":
            for key in _TEXTS:
                if key in part:
                    yield from _words(part[key], depth + 1)


def _linked(name: object, link: object) -> str:
    shown, target = _text(name), link if isinstance(link, str) else ""
    return f"{shown} ({target})" if shown and target and shown != target else shown or target


def _text(value: object) -> str:
    return said_text(value) if isinstance(value, str) else ""


def _list(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
