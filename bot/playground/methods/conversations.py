"""conversations.info, members, open, history and replies; users.conversations."""

from typing import TypeVar

from bot.playground.errors import ApiError
from bot.playground.installation import Installation
from bot.playground.methods.reach import flag, known_person, need_scope, readable_channel, visible_channel, whole_number
from bot.playground.records import Json, Message
from bot.playground.wire import channel_json, message_json

Item = TypeVar("Item")


def info(app: Installation, given: Json) -> Json:
    channel = visible_channel(app, given["channel"])
    need_scope(app, app.scope_for(channel, "read"))
    shown = channel_json(app.workspace, channel)
    if flag(given, "include_num_members"):
        shown["num_members"] = len(channel.members)
    if flag(given, "include_locale"):
        shown["locale"] = "en-US"
    return {"channel": shown}


def members(app: Installation, given: Json) -> Json:
    channel = visible_channel(app, given["channel"])
    need_scope(app, app.scope_for(channel, "read"))
    page, cursor = paged(list(channel.members), given, 100)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def of_person(app: Installation, given: Json) -> Json:
    """The channels of a person, or of the app itself; of those that are not public, the app's own only."""
    asked = [one.strip() for one in str(given.get("types") or "public_channel").split(",")]
    if not set(asked) <= _KINDS.keys():
        raise ApiError("invalid_types")
    kinds = [_KINDS[one] for one in asked]
    who = known_person(app, given.get("user") or app.workspace.bot.id)
    found = [one for one in app.workspace.channels.values() if one.kind in kinds and who.id in one.members]
    found = [one for one in found if one.kind == "public" or app.is_in(one)]
    need_scope(app, *(f"{_SCOPE_OF[kind]}:read" for kind in kinds))
    if flag(given, "exclude_archived"):
        found = [one for one in found if not one.is_archived]
    page, cursor = paged(found, given, 100)
    shown = [channel_json(app.workspace, one) for one in page]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


_SCOPE_OF = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def open_direct(app: Installation, given: Json) -> Json:
    workspace = app.workspace
    if given.get("channel"):
        channel = visible_channel(app, given["channel"])
        if channel.kind != "im":
            raise ApiError("method_not_supported_for_channel_type")
        need_scope(app, "im:write")
    else:
        people = [user_id.strip() for user_id in str(given.get("users") or "").split(",") if user_id.strip()]
        if not people:
            raise ApiError("users_list_not_supplied")
        if len(people) > 1:
            need_scope(app, "mpim:write")
            raise ApiError("method_not_supported_for_channel_type")
        need_scope(app, "im:write")
        person = known_person(app, people[0])
        if person.deleted:
            raise ApiError("user_disabled")
        if person.is_bot:
            raise ApiError("user_not_found")
        if workspace.is_stranger(person.id) and not workspace.shares_a_channel(person.id):
            raise ApiError("user_not_visible")
        channel = workspace.direct_channel(person.id)
    shown = channel_json(workspace, channel) if flag(given, "return_im") else {"id": channel.id}
    return {"channel": shown}


def history(app: Installation, given: Json) -> Json:
    channel = readable_channel(app, given)
    messages = [
        message
        for message in app.workspace.messages[channel.id]
        if is_on_record(message) and (message.thread_ts is None or message.broadcast)
    ]
    messages = within(messages, given)[::-1]
    page, cursor = paged(messages, given, 100)
    return message_page(app, page, cursor, given)


def replies(app: Installation, given: Json) -> Json:
    channel = readable_channel(app, given)
    asked = app.workspace.find(channel.id, str(given["ts"]))
    if asked is None or asked.ephemeral_to is not None:
        raise ApiError("thread_not_found")
    parent_ts = asked.thread_ts or asked.ts
    parent = app.workspace.find(channel.id, parent_ts)
    below = within(app.workspace.replies(channel.id, parent_ts), given)
    page, cursor = paged([*([parent] if parent else []), *below], given, 1000)
    return message_page(app, page, cursor, given)


def is_on_record(message: Message) -> bool:
    return not message.deleted and message.ephemeral_to is None


def within(messages: list[Message], given: Json) -> list[Message]:
    """Those between oldest and latest; the bounds themselves only with `inclusive`."""
    oldest, latest = str(given.get("oldest") or "0"), str(given.get("latest") or "9" * 17)
    inclusive = flag(given, "inclusive")
    return [
        message
        for message in messages
        if oldest < message.ts < latest or (inclusive and message.ts in (oldest, latest))
    ]


def paged(items: list[Item], given: Json, default: int) -> tuple[list[Item], str]:
    limit = whole_number(given, "limit", default, 1000)
    cursor = str(given.get("cursor") or "0")
    if not cursor.isdecimal() or int(cursor) > len(items):
        raise ApiError("invalid_cursor")
    start = int(cursor)
    more = start + limit < len(items)
    return items[start : start + limit], str(start + limit) if more else ""


def message_page(app: Installation, messages: list[Message], cursor: str, given: Json) -> Json:
    metadata = flag(given, "include_all_metadata")
    page: Json = {
        "messages": [message_json(app.workspace, message, metadata=metadata) for message in messages],
        "has_more": bool(cursor),
    }
    if cursor:
        page["response_metadata"] = {"next_cursor": cursor}
    return page
