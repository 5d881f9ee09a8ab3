"""Which events follow from what happens, and when Slack tells the app: subscriptions, membership, channel kinds."""

from bot.playground.installation import Installation
from bot.playground.records import Channel, Json, Message
from bot.playground.wire import message_json, view_json

MESSAGE_EVENT = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
CHANNEL_TYPE = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
CHANNEL_LETTER = {"public": "C", "private": "G", "im": "D", "mpim": "G"}


def tell(app: Installation, subscription: str | None, event: Json, channel: Channel | None = None) -> None:
    """Send the event if the manifest subscribes to it and the app may see the place; without asking when None."""
    if subscription is not None and not may_hear(app, subscription, event, channel):
        return
    workspace = app.workspace
    event.setdefault("event_ts", workspace.next_ts())
    author = workspace.members.get(str(event.get("user")))
    payload: Json = {
        "token": app.verification_token,
        "team_id": author.team_id if author else workspace.team.id,  # where it came from; for whom is in authorizations
        "context_team_id": workspace.team.id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_event_id(),
        "event_time": int(workspace.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team.id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
        "event_context": f"4-{workspace.next_ts()}",
    }
    app.send_event(payload)


def may_hear(app: Installation, subscription: str, event: Json, channel: Channel | None) -> bool:
    if app.revoked or subscription not in app.subscriptions:
        return False
    return channel is None or app.is_in(channel) or event.get("user") == app.workspace.bot.id


def message_posted(app: Installation, message: Message) -> None:
    workspace = app.workspace
    channel = workspace.channels[message.channel]
    event = message_json(workspace, message, metadata=True) | placed(channel) | {"event_ts": message.ts}
    author = workspace.members.get(message.user)
    if author is not None and workspace.is_stranger(author.id):
        event |= {"user_team": author.team_id, "source_team": author.team_id}
    tell(app, MESSAGE_EVENT[channel.kind], dict(event), channel)
    _mentioned(app, message, event, channel)


def _mentioned(app: Installation, message: Message, event: Json, channel: Channel) -> None:
    """An edited message that mentions the app is told of again, under the same ``ts``: slack-go/slack#961."""
    if channel.kind != "im" and not message.bot_id and app.workspace.bot.mention in message.text:
        mention = {name: value for name, value in event.items() if name not in ("channel_type", "subtype")}
        tell(app, "app_mention", mention | {"type": "app_mention"}, channel)


def message_changed(app: Installation, message: Message, before: Message) -> None:
    channel = app.workspace.channels[message.channel]
    event = hidden_event(app, "message_changed", channel) | {
        "message": message_json(app.workspace, message),
        "previous_message": message_json(app.workspace, before),
    }
    tell(app, MESSAGE_EVENT[channel.kind], event, channel)
    _mentioned(app, message, message_json(app.workspace, message, metadata=True) | placed(channel), channel)


def message_deleted(app: Installation, before: Message) -> None:
    """For a parent that leaves a tombstone Slack says message_changed with subtype tombstone inside."""
    workspace = app.workspace
    channel = workspace.channels[before.channel]
    left = workspace.find(channel.id, before.ts)
    if left is not None:
        message_changed(app, left, before)
        return
    event = hidden_event(app, "message_deleted", channel) | {
        "deleted_ts": before.ts,
        "previous_message": message_json(workspace, before),
    }
    tell(app, MESSAGE_EVENT[channel.kind], event, channel)


def hidden_event(app: Installation, subtype: str, channel: Channel) -> Json:
    ts = app.workspace.next_ts()
    return {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts} | placed(channel)


def placed(channel: Channel) -> Json:
    return {"channel": channel.id, "channel_type": CHANNEL_TYPE[channel.kind]}


def membership_changed(app: Installation, event_type: str, channel: Channel, person: str, by: str | None) -> None:
    """member_joined_channel or member_left_channel."""
    event: Json = {
        "type": event_type,
        "user": person,
        "channel": channel.id,
        "channel_type": CHANNEL_LETTER[channel.kind],
        "team": app.workspace.members[person].team_id,
    }
    tell(app, event_type, event | ({"inviter": by} if by else {}), channel)


def channel_archived(app: Installation, channel: Channel, by: str, *, archived: bool) -> None:
    family = "channel" if channel.kind == "public" else "group"
    name = f"{family}_{'archive' if archived else 'unarchive'}"
    tell(app, name, {"type": name, "channel": channel.id, "user": by}, channel)


def channel_shared(app: Installation, channel: Channel, *, shared: bool) -> None:
    name = "channel_shared" if shared else "channel_unshared"
    tell(app, name, {"type": name, "channel": channel.id}, channel)


def id_changed(app: Installation, old: str, channel: Channel) -> None:
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id}
    tell(app, "channel_id_changed", event, channel)


def home_opened(app: Installation, person: str, tab: str) -> None:
    channel = app.workspace.direct_channel(person)
    event: Json = {"type": "app_home_opened", "user": person, "channel": channel.id, "tab": tab}
    home = app.workspace.homes.get(person)
    if tab == "home" and home is not None:
        event["view"] = view_json(app.workspace, home)
    tell(app, "app_home_opened", event)


def app_gone(app: Installation) -> None:
    """What Slack says last when an app is removed: tokens_revoked, then app_uninstalled."""
    tell(app, "tokens_revoked", {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.workspace.bot.id]}})
    tell(app, "app_uninstalled", {"type": "app_uninstalled"})
