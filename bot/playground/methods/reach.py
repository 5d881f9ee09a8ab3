"""What an app can reach: channels, messages and people, and the errors when it cannot."""

import re
from typing import Any

from bot.playground.errors import ApiError
from bot.playground.installation import Installation
from bot.playground.records import Channel, Json, Member, Message

TS = re.compile(r"\d{10}\.\d{6}\Z")


def flag(given: Json, name: str, default: bool = False) -> bool:
    """A boolean argument, which forms write as 1, 0, true or false."""
    value = given.get(name, default)
    return value in (True, 1, "1", "true", "True")


def whole_number(given: Json, name: str, default: int, most: int) -> int:
    try:
        number = int(given.get(name, default))
    except (TypeError, ValueError):
        raise ApiError(f"invalid_{name}") from None
    if not 1 <= number <= most:
        raise ApiError(f"invalid_{name}")
    return number


def need_scope(app: Installation, *scopes: str) -> None:
    missing = [scope for scope in scopes if scope not in app.scopes]
    if missing:
        raise ApiError("missing_scope", needed=",".join(missing), provided=",".join(sorted(app.scopes)))


def visible_channel(app: Installation, channel_id: Any) -> Channel:
    """A channel that the app may know of: public, or one it is in."""
    channel = app.workspace.channels.get(str(channel_id))
    if channel is None or (channel.kind != "public" and not app.is_in(channel)):
        raise ApiError("channel_not_found")
    return channel


def readable_channel(app: Installation, given: Json) -> Channel:
    channel = visible_channel(app, given["channel"])
    need_scope(app, app.scope_for(channel, "history"))
    if not app.is_in(channel):
        raise ApiError("not_in_channel")
    return channel


def writable_channel(app: Installation, channel_id: Any) -> Channel:
    """A channel where the app may post. The id of a person means the conversation with that person."""
    workspace = app.workspace
    person = workspace.members.get(str(channel_id))
    if person is not None:
        if person.deleted or person.is_bot:
            raise ApiError("channel_not_found")
        channel = workspace.direct_channel(person.id)
    else:
        channel = visible_channel(app, channel_id)
    if channel.kind == "im" and not app.home_features.get("messages_tab_enabled", True):
        raise ApiError("messages_tab_disabled")
    if channel.is_archived:
        raise ApiError("is_archived")
    if not app.is_in(channel) and "chat:write.public" not in app.scopes:
        raise ApiError("not_in_channel")
    return channel


def known_person(app: Installation, user_id: Any) -> Member:
    member = app.workspace.members.get(str(user_id))
    if member is None:
        raise ApiError("user_not_found")
    return member


def own_message(app: Installation, channel: Channel, ts: Any, refusal: str) -> Message:
    """A message of the app's own that is still there; an ephemeral one cannot be found again."""
    message = app.workspace.find(channel.id, str(ts))
    if message is None or message.ephemeral_to is not None:
        raise ApiError("message_not_found")
    if message.bot_id != app.workspace.bot_id:
        raise ApiError(refusal)
    return message


def thread_to_join(app: Installation, channel: Channel, thread_ts: Any) -> str | None:
    """The ts under which a reply is filed; None when the parent is gone: then Slack posts in the channel itself."""
    if thread_ts in (None, ""):
        return None
    if not TS.match(str(thread_ts)):
        raise ApiError("invalid_arguments", ["[ERROR] must be a message ts [json-pointer:/thread_ts]"])
    parent = app.workspace.find(channel.id, str(thread_ts))
    if parent is None or parent.tombstone:
        return None
    if parent.thread_ts is not None or parent.ephemeral_to is not None:
        raise ApiError("cannot_reply_to_message")
    return parent.ts
