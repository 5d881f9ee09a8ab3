"""Files that stand in image blocks: which of them Slack shows, and to whom."""

import re
from collections.abc import Iterator
from typing import Any

from bot.playground.installation import Installation
from bot.playground.records import File, Json, Message

PICTURES = ("png", "jpg", "jpeg", "gif")
_ADDRESS = re.compile(r"/(?:[TU][A-Z0-9]+-)?(F[A-Z0-9]{8,})(?:/|\Z)")


def unseen_files(app: Installation, blocks: Any) -> list[str]:
    """Slack's complaints: a file that is not there, is no picture, or is still being looked at."""
    return [
        f"invalid slack file [json-pointer:{at}]" for at, file in _files(blocks, "/blocks") if not _shown(app, file)
    ]


def share(app: Installation, message: Message) -> None:
    """Who reads a message may fetch its pictures."""
    for _, reference in _files(message.blocks, ""):
        file = _file(app, reference)
        if file is not None and message.channel not in file.shared_in and message.ephemeral_to is None:
            file.shared_in.append(message.channel)


def _shown(app: Installation, reference: Json) -> bool:
    file = _file(app, reference)
    if file is None or file.ready_at is None or file.ready_at > app.workspace.clock.now():
        return False
    return file.name.rpartition(".")[2].lower() in PICTURES


def _file(app: Installation, reference: Json) -> File | None:
    found = _ADDRESS.search(str(reference.get("url", "")))
    return app.workspace.files.get(str(reference.get("id") or (found[1] if found else "")))


def _files(node: Any, at: str) -> Iterator[tuple[str, Json]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in inner:
        if name == "slack_file" and isinstance(child, dict):
            yield f"{at}/{name}", child
        else:
            yield from _files(child, f"{at}/{name}")
