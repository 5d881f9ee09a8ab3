"""The payloads of what people do: commands, clicks, submitted and closed modals, shortcuts."""

import re

from bot.playground.installation import Installation
from bot.playground.markup import as_sent
from bot.playground.records import Channel, Json, Member, Message, View
from bot.playground.wire import message_json, state_values, view_json

CHANNEL_NAME = {"private": "privategroup", "im": "directmessage"}


def shown_name(channel: Channel) -> str:
    """Slack does not tell an app the names of private places in interactions."""
    return CHANNEL_NAME.get(channel.kind, channel.name)


def slash_command(app: Installation, member: Member, command: str, text: str, channel: Channel) -> Json:
    """The form of a slash command. `team_id` is the team of the person, who may be a stranger."""
    tickets = app.workspace.tickets
    team = app.workspace.teams[member.team_id]
    return {
        "token": app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": shown_name(channel),
        "user_id": member.id,
        "user_name": member.name,
        "command": command,
        "text": as_escaped(app, text) if app.escapes(command) else text,
        "api_app_id": app.workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": app.base_url + tickets.issue_response_url("commands", member.id, channel.id),
        "trigger_id": tickets.issue_trigger(member.id),
    }


BARE_DOMAIN = re.compile(r"(?<![\w@./<|])((?:[a-z0-9-]+\.)+(?:com|org|net|fr|io|eu|coop))\b(?!/)", re.IGNORECASE)
AT_NAME = re.compile(r"(?<![\w<])@([a-z][a-z0-9._-]*)")
AT_CHANNEL = re.compile(r"(?<![\w<])#([a-z][a-z0-9_-]*)")


def as_escaped(app: Installation, text: str) -> str:
    """What Slack makes of a command's text under ``should_escape``: people, channels and addresses become markup."""
    workspace = app.workspace
    people = {member.name: member.id for member in workspace.members.values()}
    channels = {channel.name: channel.id for channel in workspace.channels.values() if channel.name}

    def person(found: "re.Match[str]") -> str:
        known = people.get(found[1])
        return f"<@{known}|{found[1]}>" if known else found[0]

    def place(found: "re.Match[str]") -> str:
        known = channels.get(found[1])
        return f"<#{known}|{found[1]}>" if known else found[0]

    sent = BARE_DOMAIN.sub(r"<http://\1|\1>", as_sent(text))
    return AT_CHANNEL.sub(place, AT_NAME.sub(person, sent))


_OF_THE_APP = ("block_actions",)


def _interaction(app: Installation, kind: str, member: Member) -> Json:
    """What every interaction holds. ``team`` is that of the app in a click, else that of the person, who may be a stranger."""
    workspace = app.workspace
    team = workspace.team if kind in _OF_THE_APP else workspace.teams[member.team_id]
    return {
        "type": kind,
        "user": {"id": member.id, "username": member.name, "name": member.name, "team_id": member.team_id},
        "api_app_id": workspace.app_id,
        "token": app.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_action(app: Installation, member: Member, message: Message, blocks: list[Json], action: Json) -> Json:
    """A click in a message. Slack does not repeat an ephemeral message, only says where it stood."""
    workspace = app.workspace
    channel = workspace.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    typed = workspace.message_values.get((member.id, channel.id, message.ts), {})
    payload = _interaction(app, "block_actions", member) | {
        "container": container,
        "trigger_id": workspace.tickets.issue_trigger(member.id),
        "channel": {"id": channel.id, "name": shown_name(channel)},
        "state": {"values": state_values(blocks, typed)},
        "response_url": app.base_url
        + workspace.tickets.issue_response_url("actions", member.id, channel.id, message.ts, message.thread_ts),
        "actions": [action],
    }
    if not ephemeral:
        payload["message"] = message_json(workspace, message, metadata=True) | {"blocks": blocks}
    return payload


def view_action(app: Installation, member: Member, view: View, action: Json) -> Json:
    return _interaction(app, "block_actions", member) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": app.workspace.tickets.issue_trigger(member.id, view.id if view.kind == "modal" else None),
        "view": view_json(app.workspace, view),
        "actions": [action],
    }


def view_submission(app: Installation, member: Member, view: View) -> Json:
    return _interaction(app, "view_submission", member) | {
        "trigger_id": app.workspace.tickets.issue_trigger(member.id, view.id),
        "view": view_json(app.workspace, view),
        "response_urls": response_urls(app, member, view),
    }


def response_urls(app: Installation, member: Member, view: View) -> list[Json]:
    """One for each conversations_select that asked for it and was filled."""
    urls = []
    values = view_json(app.workspace, view)["state"]["values"]
    for block in view.blocks:
        element = block.get("element", {})
        if element.get("response_url_enabled"):
            chosen = values[block["block_id"]][element["action_id"]].get("selected_conversation")
            if chosen:
                path = app.workspace.tickets.issue_response_url("actions", member.id, chosen)
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": chosen,
                        "response_url": app.base_url + path,
                    }
                )
    return urls


def view_closed(app: Installation, member: Member, view: View, *, is_cleared: bool) -> Json:
    return _interaction(app, "view_closed", member) | {
        "view": view_json(app.workspace, view),
        "is_cleared": is_cleared,
    }


def global_shortcut(app: Installation, member: Member, callback_id: str) -> Json:
    return _interaction(app, "shortcut", member) | {
        "action_ts": app.workspace.next_ts(),
        "callback_id": callback_id,
        "trigger_id": app.workspace.tickets.issue_trigger(member.id),
    }


def message_shortcut(app: Installation, member: Member, callback_id: str, message: Message) -> Json:
    workspace = app.workspace
    channel = workspace.channels[message.channel]
    path = workspace.tickets.issue_response_url("actions", member.id, channel.id, None, message.thread_ts)
    return _interaction(app, "message_action", member) | {
        "callback_id": callback_id,
        "trigger_id": workspace.tickets.issue_trigger(member.id),
        "action_ts": workspace.next_ts(),
        "message_ts": message.ts,
        "message": message_json(workspace, message, metadata=True),
        "channel": {"id": channel.id, "name": shown_name(channel)},
        "response_url": app.base_url + path,
    }
