"""chat.postMessage, postEphemeral, update, delete and getPermalink."""

from bot.playground import posting
from bot.playground.errors import ApiError
from bot.playground.installation import Installation
from bot.playground.methods.reach import (
    flag,
    need_scope,
    own_message,
    thread_to_join,
    visible_channel,
    writable_channel,
)
from bot.playground.records import Json
from bot.playground.wire import message_json

COSTUME = ("username", "icon_emoji", "icon_url")


def post_message(app: Installation, given: Json) -> Json:
    need_scope(app, "chat:write", *(["chat:write.customize"] if any(name in given for name in COSTUME) else []))
    channel = writable_channel(app, given["channel"])
    refuse_bad_content(app, given)
    thread_ts = thread_to_join(app, channel, given.get("thread_ts"))
    broadcast = thread_ts is not None and flag(given, "reply_broadcast")
    message = posting.post(app, channel, given, thread_ts=thread_ts, broadcast=broadcast)
    shown = message_json(app.workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(app: Installation, given: Json) -> Json:
    need_scope(app, "chat:write", *(["chat:write.customize"] if any(name in given for name in COSTUME) else []))
    channel = writable_channel(app, given["channel"])
    reader = app.workspace.members.get(str(given["user"]))
    if reader is None or reader.id not in channel.members:
        raise ApiError("user_not_in_channel")
    refuse_bad_content(app, given)
    thread_ts = thread_to_join(app, channel, given.get("thread_ts"))
    message = posting.post(app, channel, given, thread_ts=thread_ts, ephemeral_to=reader.id)
    return {"message_ts": message.ts}


def update(app: Installation, given: Json) -> Json:
    need_scope(app, "chat:write")
    channel = visible_channel(app, given["channel"])
    message = own_message(app, channel, given["ts"], "cant_update_message")
    if channel.is_archived:
        raise ApiError("is_archived")
    refuse_bad_content(app, given)
    posting.rewrite(app, message, given)
    shown = message_json(app.workspace, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(app: Installation, given: Json) -> Json:
    need_scope(app, "chat:write")
    channel = visible_channel(app, given["channel"])
    message = own_message(app, channel, given["ts"], "cant_delete_message")
    posting.remove(app, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(app: Installation, given: Json) -> Json:
    channel = visible_channel(app, given["channel"])
    message = app.workspace.find(channel.id, str(given["message_ts"]))
    if message is None or message.ephemeral_to is not None:
        raise ApiError("message_not_found")
    link = f"https://{app.workspace.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def refuse_bad_content(app: Installation, given: Json) -> None:
    refusal = posting.refusal_of(app, given)
    if refusal:
        raise ApiError(refusal.error, [f"[ERROR] {text}" for text in refusal.messages])
