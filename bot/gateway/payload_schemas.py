"""What Slack sends, as far as the listeners rely on it. What does not look like this never reaches them.

Only the fields that are used are named; the rest of a payload passes unchecked. Ids and times are held to their alphabets, so
that nothing which a person typed can stand in their place.
"""

import re
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

Json = dict[str, Any]

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,32}$")]
Ts = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,16}(\.[0-9]{1,16})?$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]+$")]
Kept = Annotated[str, StringConstraints(max_length=4000)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class _Someone(_Shape):
    id: Id


class _Edited(_Shape):
    ts: Ts


class _Message(_Shape):
    ts: Ts | None = None
    message_ts: Ts | None = None
    thread_ts: Ts | None = None
    user: Id | None = None
    bot_id: Id | None = None
    text: str | None = None
    edited: _Edited | None = None


class _Action(_Shape):
    action_id: Name
    action_ts: Ts
    value: Kept | None = None


class _Opened(_Shape):
    type: Name


class _Option(_Shape):
    value: Kept


class _Element(_Shape):
    value: str | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_users: list[Id] | None = None
    selected_date: Name | None = None
    selected_conversation: Id | None = None


class _State(_Shape):
    values: dict[str, dict[str, _Element]]


class _View(_Opened):
    id: Name
    hash: Name
    callback_id: Name
    private_metadata: Kept
    state: _State


class _Acted(_Opened):
    """The view in which something was pressed; the app's home is one too."""

    id: Name | None = None
    private_metadata: Kept | None = None
    state: _State | None = None


class _Interaction(_Shape):
    user: _Someone
    team: _Someone | None = None
    trigger_id: Name


class _BlockActions(_Interaction):
    type: Literal["block_actions"]
    channel: _Someone | None = None
    message: _Message | None = None
    container: _Message | None = None
    view: _Acted | None = None
    actions: Annotated[list[_Action], Field(min_length=1)]


class _ViewSubmission(_Interaction):
    type: Literal["view_submission"]
    view: _View


class _Closed(_Opened):
    id: Name
    callback_id: Name


class _ViewClosed(_Shape):
    type: Literal["view_closed"]
    user: _Someone
    team: _Someone | None = None
    view: _Closed


class _Shortcut(_Interaction):
    type: Literal["shortcut"]
    callback_id: Name


class _Shared(_Message):
    ts: Ts


class _MessageAction(_Interaction):
    type: Literal["message_action"]
    callback_id: Name
    channel: _Someone
    message: _Shared


class _Command(_Shape):
    command: Name
    team_id: Id
    user_id: Id
    channel_id: Id
    trigger_id: Name
    text: str | None = None


class _Mention(_Shape):
    type: Literal["app_mention"]
    user: Id
    channel: Id
    ts: Ts
    thread_ts: Ts | None = None
    text: str | None = None


class _Said(_Message):
    type: Literal["message"]
    channel: Id
    ts: Ts
    user: Id


class _SaidByBot(_Message):
    type: Literal["message"]
    bot_id: Id


class _OtherMessage(_Message):
    """Subtypes: some have no author, some carry messages."""

    type: Literal["message"]
    channel: Id
    subtype: Name
    user: Id | None = None


class _Changed(_OtherMessage):
    subtype: Literal["message_changed"]
    message: _Shared
    previous_message: _Message | None = None


class _Deleted(_OtherMessage):
    subtype: Literal["message_deleted"]
    deleted_ts: Ts
    previous_message: _Message | None = None


class _Written(_Said):
    """Subtypes that are kept like a message without one."""

    subtype: Literal["file_share", "thread_broadcast"] | None = None


class _HomeOpened(_Shape):
    type: Literal["app_home_opened"]
    user: Id
    tab: Name


class _Membership(_Shape):
    type: Name
    channel: Id
    user: Id | None = None


class _IdChanged(_Shape):
    type: Name
    old_channel_id: Id
    new_channel_id: Id


class _Tokens(_Shape):
    bot: list[Id] = []


class _TokensRevoked(_Shape):
    type: Name
    tokens: _Tokens


class _AnyEvent(_Shape):
    type: Name


class _Envelope(_Shape):
    type: Literal["event_callback"]
    team_id: Id | None = None
    event_id: Name
    event: _AnyEvent


OF_CHANNEL = (
    "member_joined_channel",
    "member_left_channel",
    "channel_shared",
    "channel_unshared",
    "channel_archive",
    "channel_unarchive",
    "channel_deleted",
    "group_archive",
    "group_unarchive",
    "group_deleted",
)
"""Events that name a channel, and perhaps a person."""

INTERACTIONS: dict[str, TypeAdapter[Any]] = {
    "block_actions": TypeAdapter(_BlockActions),
    "view_submission": TypeAdapter(_ViewSubmission),
    "view_closed": TypeAdapter(_ViewClosed),
    "shortcut": TypeAdapter(_Shortcut),
    "message_action": TypeAdapter(_MessageAction),
}
_COMMAND: TypeAdapter[Any] = TypeAdapter(_Command)
_ENVELOPE: TypeAdapter[Any] = TypeAdapter(_Envelope)
_EVENTS: dict[str, TypeAdapter[Any]] = {
    "app_mention": TypeAdapter(_Mention),
    "app_home_opened": TypeAdapter(_HomeOpened),
    "channel_id_changed": TypeAdapter(_IdChanged),
    "tokens_revoked": TypeAdapter(_TokensRevoked),
    **dict.fromkeys(OF_CHANNEL, TypeAdapter(_Membership)),
}
_MESSAGES: dict[str | None, TypeAdapter[Any]] = {
    None: TypeAdapter(_Written),
    "file_share": TypeAdapter(_Written),
    "thread_broadcast": TypeAdapter(_Written),
    "message_changed": TypeAdapter(_Changed),
    "message_deleted": TypeAdapter(_Deleted),
}
_BOT: TypeAdapter[Any] = TypeAdapter(_SaidByBot)
_OTHER_MESSAGE: TypeAdapter[Any] = TypeAdapter(_OtherMessage)

COMMAND, UNKNOWN = "command", "unknown"
HELD_BACK = "app_rate_limited"
"""Slack holds events back: more than 30,000 an hour came for one workspace."""
EVENT_KINDS = ("app_mention", "message", "app_home_opened")
KINDS = (COMMAND, *(f"event.{name}" for name in (*EVENT_KINDS, "other")), *INTERACTIONS, HELD_BACK, UNKNOWN)
"""Everything that ``kind_of`` may say."""


def kind_of(payload: Json) -> str:
    """A name out of a closed list: it may stand in logs and in the labels of metrics."""
    if "command" in payload:
        return COMMAND
    kind = payload.get("type")
    if kind == "event_callback":
        event = payload.get("event")
        name = event.get("type") if isinstance(event, dict) else None
        return f"event.{name}" if name in EVENT_KINDS else "event.other"
    return kind if isinstance(kind, str) and (kind in INTERACTIONS or kind == HELD_BACK) else UNKNOWN


def fits(payload: Json, kind: str) -> bool:
    """Whether the listeners can read it."""
    if "event" in payload and not kind.startswith("event."):
        return False  # Bolt looks there first
    try:
        if kind == COMMAND:
            _COMMAND.validate_python(payload)
        elif kind.startswith("event."):
            _ENVELOPE.validate_python(payload)
            _event(payload["event"])
        elif kind in INTERACTIONS:
            INTERACTIONS[kind].validate_python(payload)
        else:
            return False
    except (ValidationError, RecursionError):
        return False
    return True


def _event(event: Json) -> None:
    kind = event["type"]
    if kind in _EVENTS:
        _EVENTS[kind].validate_python(event)
    elif kind == "message":
        subtype = event.get("subtype")
        if event.get("bot_id"):
            _BOT.validate_python(event)
        elif subtype is None or isinstance(subtype, str):
            _MESSAGES.get(subtype, _OTHER_MESSAGE).validate_python(event)
        else:
            _OTHER_MESSAGE.validate_python(event)


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PERHAPS = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")


def storable(payload: Json) -> Json:
    """The payload with U+FFFD for what no database keeps: NUL, and halves of a character."""
    return _cleaned(payload)


def may_hold_unstorable(raw: str) -> bool:
    """Whether it is worth looking: only escapes bring such characters into JSON."""
    return _PERHAPS.search(raw) is not None


_clean = partial(_UNSTORABLE.sub, "\ufffd")  # a function of our own would be called for every text of every payload


def _cleaned(payload: Json) -> Json:
    """Without recursion: how deep it goes is the sender's choice."""
    top: Json = {}
    waiting: list[tuple[Any, Any]] = [(payload, top)]
    while waiting:
        source, target = waiting.pop()
        pairs = source.items() if isinstance(source, dict) else (("", value) for value in source)
        for key, value in pairs:
            fresh: Any = value
            if isinstance(value, str):
                fresh = _clean(value)
            elif isinstance(value, dict | list):
                fresh = {} if isinstance(value, dict) else []
                waiting.append((value, fresh))
            if isinstance(target, dict):
                target[_clean(str(key))] = fresh
            else:
                target.append(fresh)
    return top
