"""Records as the JSON that Slack puts on the wire."""

from typing import Any

from bot.playground.anatomy import stateful_elements
from bot.playground.markup import escape
from bot.playground.records import Channel, Json, Member, Message, View
from bot.playground.workspace import Workspace


def user_json(workspace: Workspace, member: Member, include_locale: bool = False) -> Json:
    stranger = workspace.is_stranger(member.id)
    user: Json = {
        "id": member.id,
        "team_id": member.team_id,
        "name": member.name,
        "deleted": member.deleted,
        "real_name": escape(member.real_name),
        "tz": member.tz,
        "tz_label": member.tz,
        "tz_offset": 0,
        "profile": {
            "real_name": escape(member.real_name),
            "display_name": escape(member.real_name),
            "team": member.team_id,
        },
        "is_admin": False,
        "is_owner": False,
        "is_restricted": member.is_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if stranger:
        user["is_stranger"] = not workspace.shares_a_channel(member.id)
    if enterprise := workspace.teams[member.team_id].enterprise:
        user["enterprise_user"] = {"id": member.id, "enterprise_id": enterprise, "teams": [member.team_id]}
    if include_locale and not stranger:  # Slack tells no locale of people of other organisations
        user["locale"] = member.locale
    return user


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    basics: Json = {"id": channel.id, "created": channel.created, "is_archived": channel.is_archived}
    if channel.kind == "im":
        person = next(member for member in channel.members if member != workspace.bot.id)
        return basics | {"is_im": True, "user": person, "is_open": True, "is_org_shared": False}
    others = sorted({workspace.members[member].team_id for member in channel.members} - {workspace.team.id})
    return basics | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_member": workspace.bot.id in channel.members,
        "connected_team_ids": others if channel.is_ext_shared else [],
        "context_team_id": workspace.team.id,
    }


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    if message.user in workspace.members:
        shown["team"] = workspace.members[message.user].team_id
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": workspace.app_id, "bot_profile": bot_json(workspace)}
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    for name in ("blocks", "edited", "subtype"):
        if getattr(message, name):
            shown[name] = getattr(message, name)
    if message.files:
        shown["files"] = [file_json(workspace, file_id) for file_id in message.files]
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
        parent = workspace.find(message.channel, message.thread_ts)
        if parent:
            shown["parent_user_id"] = parent.user
    elif message.ephemeral_to is None:
        replies = workspace.replies(message.channel, message.ts)
        if replies:
            shown |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": sorted({reply.user for reply in replies}),
                "reply_users_count": len({reply.user for reply in replies}),
                "latest_reply": replies[-1].ts,
                "is_locked": False,
            }
    return shown


def bot_json(workspace: Workspace) -> Json:
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "user_id": workspace.bot.id,
        "name": workspace.bot.real_name,
        "deleted": False,
        "team_id": workspace.team.id,
        "updated": 0,
        "icons": {},
    }


def file_json(workspace: Workspace, file_id: str) -> Json:
    file = workspace.files[file_id]
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "size": file.length,
        "user": workspace.bot.id,
        "mode": "hosted",
        "filetype": file.name.rpartition(".")[2],
    }


def view_json(workspace: Workspace, view: View) -> Json:
    body = view.body
    return {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": view.kind,
        "title": body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "blocks": view.blocks,
        "private_metadata": view.private_metadata,
        "callback_id": view.callback_id,
        "external_id": body.get("external_id", ""),
        "state": {"values": state_values(view.blocks, view.values)},
        "hash": view.hash,
        "clear_on_close": bool(body.get("clear_on_close", False)),
        "notify_on_close": bool(body.get("notify_on_close", False)),
        "submit_disabled": False,
        "root_view_id": view.root_view_id,
        "previous_view_id": view.previous_view_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.bot_id,
    }


def state_values(blocks: list[Json], typed: dict[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    """state.values: what was typed, and the initial value of everything that was left alone."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in stateful_elements(blocks):
        action_id = element["action_id"]
        value = typed.get(block["block_id"], {}).get(action_id)
        values.setdefault(block["block_id"], {})[action_id] = value if value is not None else initial_value(element)
    return values


EMPTY: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
}


def initial_value(element: Json) -> Json:
    name, initial, empty = EMPTY[element["type"]]
    return {"type": element["type"], name: element.get(initial, empty)}
