"""How a message of the app comes to be, whichever way it was sent: Web API, response URL, or in an answer."""

from typing import Any

from bot.playground import events
from bot.playground.installation import Installation
from bot.playground.records import Channel, Json, Message
from bot.playground.shown_files import share, unseen_files
from bot.playground.validation import Refusal, check_message


def refusal_of(app: Installation, content: Json) -> Refusal | None:
    refusal = check_message(content, app.unsupported_blocks, utf16=app.counts_utf16)
    if refusal is None and (unseen := unseen_files(app, content.get("blocks"))):
        return Refusal("invalid_blocks", unseen)
    return refusal


def text_of(content: Json) -> str:
    return str(content.get("text") or content.get("markdown_text") or "")


def blocks_of(content: Json) -> list[Any]:
    if content.get("markdown_text"):
        return [{"type": "markdown", "text": content["markdown_text"]}]
    return list(content.get("blocks") or [])


def post(
    app: Installation,
    channel: Channel,
    content: Json,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    ephemeral_to: str | None = None,
    files: list[str] | None = None,
) -> Message:
    """Put a checked message on the screen, and tell the app of it when others can read it, as Slack does."""
    workspace = app.workspace
    with workspace.pulse.change():
        message = workspace.add_message(
            Message(
                channel=channel.id,
                ts=workspace.next_ts(),
                user=workspace.bot.id,
                text=text_of(content),
                blocks=blocks_of(content),
                thread_ts=thread_ts,
                broadcast=broadcast,
                metadata=content.get("metadata"),
                bot_id=workspace.bot_id,
                ephemeral_to=ephemeral_to,
                files=files or [],
                subtype="file_share" if files else "thread_broadcast" if broadcast else None,
            )
        )
        share(app, message)
        app.journal.note_payload("message", content)
    if ephemeral_to is None:
        events.message_posted(app, message)
    return message


def rewrite(app: Installation, message: Message, content: Json) -> None:
    before = app.workspace.edit_message(
        message,
        app.workspace.bot.id,
        text=text_of(content),
        blocks=blocks_of(content),
        metadata=content.get("metadata"),
    )
    share(app, message)
    app.journal.note_payload("message", content)
    if message.ephemeral_to is None:
        events.message_changed(app, message, before)


def remove(app: Installation, message: Message) -> None:
    before = app.workspace.delete_message(message)
    if before.ephemeral_to is None:
        events.message_deleted(app, before)
