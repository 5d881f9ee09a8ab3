"""What one person may see, as keys and values: her channels and their messages, her modal, her home, and the scene."""

from collections.abc import Iterator
from typing import Any

from bot.playground.anatomy import stateful_elements
from bot.playground.page.playground import Playground
from bot.playground.page.words import Words
from bot.playground.page.world import World
from bot.playground.records import Canvas, Channel, Json, Member, Message, View
from bot.playground.submitting import TROUBLE
from bot.playground.wire import state_values

MOST_UNREAD = 99


def around(playground: Playground, world: World, person: str, words: Words) -> Iterator[tuple[str, Any]]:
    """Everything but the messages. Under the lock of the world."""
    workspace = world.slack.workspace
    yield "workspace", workspace_entity(world, words)
    for member in workspace.members.values():
        yield f"person:{member.id}", person_entity(world, member)
    for channel in channels_of(world, person):
        yield f"channel:{channel.id}", channel_entity(world, channel, person)
        for canvas in world.slack.canvases(channel):
            yield f"canvas:{canvas.id}", canvas_entity(canvas)
    yield "modal", modal_entity(workspace.stacks.get(person, []))
    home = workspace.homes.get(person)
    yield "home", home and {"id": home.id, "blocks": home.blocks, "values": state_values(home.blocks, home.values)}
    notices = world.people[person].notices
    for number in range(world.dismissed.get(person, 0), len(notices)):
        yield f"notice:{number}", {"code": notices[number], "text": notice_text(notices[number], words)}
    zone = workspace.members[person].tz
    yield "clock", {"now": world.slack.clock.now(), "zone": zone, "offset": world.slack.clock.ahead}
    yield "scene", playground.scene(words)
    yield "guide", playground.guide_entity()


def channels_of(world: World, person: str) -> list[Channel]:
    """Where she is: the only places that she knows of."""
    return [channel for channel in world.slack.workspace.channels.values() if person in channel.members]


def workspace_entity(world: World, words: Words) -> Json:
    workspace = world.slack.workspace
    features = workspace.manifest.get("features", {})
    shortcuts: dict[str, list[Json]] = {"global": [], "message": []}
    for entry in features.get("shortcuts", []):
        shortcuts[entry["type"]].append({"id": entry["callback_id"], "name": entry["name"]})
    commands = [
        {
            "command": entry["command"],
            "hint": entry.get("usage_hint", ""),
            "description": entry.get("description", ""),
        }
        for entry in features.get("slash_commands", [])
    ]
    app = {"name": workspace.bot.real_name, "user": workspace.bot.id, "commands": commands, "shortcuts": shortcuts}
    return {"id": workspace.team.id, "name": workspace.team.name, "app": app, "lang": words.language}


def person_entity(world: World, member: Member) -> Json:
    workspace = world.slack.workspace
    return {
        "id": member.id,
        "name": member.real_name,
        "locale": member.locale,
        "tz": member.tz,
        "organisation": workspace.teams[member.team_id].name,
        "guest": member.is_restricted,
        "stranger": workspace.is_stranger(member.id),
        "bot": member.is_bot,
    }


def channel_entity(world: World, channel: Channel, person: str) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": list(channel.members),
        "archived": channel.is_archived,
        "shared": channel.is_ext_shared,
        "unread": unread(world, channel, person),
    }


def canvas_entity(canvas: Canvas) -> Json:
    return {"id": canvas.id, "channel": canvas.channel, "title": canvas.title, "markdown": canvas.markdown}


def unread(world: World, channel: Channel, person: str) -> int:
    """How many messages of others came after the last one that she has read; 99 at most."""
    since = world.read.get((person, channel.id), "")
    count = 0
    for message in reversed(world.slack.workspace.messages[channel.id]):
        if message.ts <= since or count == MOST_UNREAD:
            break
        count += message.user != person and not message.deleted and message.ephemeral_to in (None, person)
    return count


def visible_message(world: World, channel: str, ts: str, person: str) -> Message | None:
    """The message, if it is there and hers to read; she is in the channel."""
    message = world.slack.workspace.find(channel, ts)
    return message if message is not None and message.ephemeral_to in (None, person) else None


def message_entity(world: World, message: Message, person: str) -> Json:
    workspace = world.slack.workspace
    values: Json = {}
    if message.blocks and stateful_elements(message.blocks):
        chosen = workspace.message_values.get((person, message.channel, message.ts), {})
        values = state_values(message.blocks, chosen)
    replies = 0
    if message.thread_ts is None and message.ephemeral_to is None:
        replies = len(workspace.replies(message.channel, message.ts))
    return {
        "channel": message.channel,
        "ts": message.ts,
        "user": message.user,
        "bot": message.bot_id is not None,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "replies": replies,
        "edited": message.edited is not None,
        "tombstone": message.tombstone,
        "private": message.ephemeral_to is not None,
        "files": [file_entity(world, file_id) for file_id in message.files],
        "broadcast": message.broadcast,
        "values": values,
    }


def file_entity(world: World, file_id: str) -> Json:
    file = world.slack.workspace.files[file_id]
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "size": file.length,
        "alt": file.alt or file.title or file.name,
    }


def modal_entity(stack: list[View]) -> Json | None:
    if not stack:
        return None
    top = stack[-1]
    body = {name: value for name, value in top.body.items() if name != "private_metadata"}
    return {
        "depth": len(stack),
        "id": top.id,
        "body": body,
        "values": state_values(top.blocks, top.values),
        "errors": dict(top.errors),
    }


def notice_text(code: str, words: Words) -> str:
    if words.knows(f"notice.{code}"):
        return words.say(f"notice.{code}")
    return words.say("notice.trouble") if code == TROUBLE else words.say("notice.other", code=code)
