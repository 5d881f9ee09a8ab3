"""canvases.create: a document of its own, or one in the tabs of a channel."""

import re
from typing import Any

from bot.playground.errors import ApiError
from bot.playground.installation import Installation
from bot.playground.methods.reach import need_scope, visible_channel
from bot.playground.records import Json

_NESTED = re.compile(r"^[ \t]+[-*+] ", re.MULTILINE)
_TOO_DEEP = re.compile(r"^#{4,} ", re.MULTILINE)


def create(app: Installation, given: Json) -> Json:
    need_scope(app, "canvases:write")
    channel = None
    if given.get("channel_id"):
        channel = visible_channel(app, given["channel_id"])
        if not app.is_in(channel):
            raise ApiError("channel_not_found")
    markdown = _markdown(given.get("document_content"))
    canvas = app.workspace.new_canvas(str(given.get("title") or ""), markdown, channel.id if channel else None)
    return {"canvas_id": canvas.id}


def _markdown(content: Any) -> str:
    """The document. Stricter than Slack: what its canvases are not documented to show is refused."""
    if content is None:
        return ""
    if not isinstance(content, dict) or content.keys() != {"type", "markdown"} or content["type"] != "markdown":
        raise ApiError("invalid_arguments", ["[ERROR] must be of type markdown [json-pointer:/document_content]"])
    markdown = content["markdown"]
    if not isinstance(markdown, str):
        raise ApiError("invalid_arguments", ["[ERROR] must be a string [json-pointer:/document_content/markdown]"])
    if _NESTED.search(markdown) or _TOO_DEEP.search(markdown):
        raise ApiError("canvas_creation_failed")
    return markdown
