"""The payloads of what people do: commands, clicks, submitted and closed modals, shortcuts."""

from bot.playground.installation import Installation
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
        "text": text,
        "api_app_id": app.workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": app.base_url + tickets.issue_response_url("commands", member.id, channel.id),
        "trigger_id": tickets.issue_trigger(member.id),
    }


def _interaction(app: Installation, kind: str, member: Member) -> Json:
    workspace = app.workspace
    return {
        "type": kind,
        "user": {"id": member.id, "username": member.name, "name": member.name, "team_id": member.team_id},
        "api_app_id": workspace.app_id,
        "token": app.verification_token,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
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
