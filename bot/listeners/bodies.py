"""The shapes of what Slack sends, as far as the listeners read it.

``bot.gateway.payload_schemas`` has held each body to its shape before a listener is called.
"""

from typing import Any, Literal, NotRequired, TypedDict, final


class Identified(TypedDict):
    """A person, a workspace or a channel; a channel comes with the name that Slack gives it."""

    id: str
    name: NotRequired[str]


class Edited(TypedDict, total=False):
    """When a message was edited."""

    ts: str


class SlackMessage(TypedDict, total=False):
    """A message in Slack, or the place of one. Slack leaves out what a message has not."""

    ts: str
    message_ts: str
    thread_ts: str
    user: str
    bot_id: str
    text: str
    edited: Edited
    blocks: list[Any]
    attachments: list[Any]
    files: list[Any]


class Action(TypedDict):
    """What was pressed, or picked."""

    action_id: str
    action_ts: str
    value: NotRequired[str]
    selected_date: NotRequired[str | None]


class FilledIn(TypedDict):
    """What a modal was filled in with, by block and action id."""

    values: dict[str, dict[str, Any]]


class OpenedView(TypedDict):
    """The view in which something was pressed, with what was filled in so far."""

    type: str
    id: NotRequired[str]
    private_metadata: NotRequired[str]
    state: NotRequired[FilledIn]


class SentView(TypedDict):
    """A modal that was sent."""

    id: str
    hash: str
    private_metadata: str
    state: FilledIn
    blocks: NotRequired[list[Any]]


class Opening(TypedDict):
    """A body that a view can be opened from."""

    trigger_id: str
    view: NotRequired[OpenedView]


class Interaction(Opening):
    """What somebody did in Slack."""

    user: Identified
    team: Identified


@final
class Click(Interaction):
    """A button was pressed, or a day picked."""

    type: Literal["block_actions"]
    actions: list[Action]
    channel: NotRequired[Identified]
    message: NotRequired[SlackMessage]
    container: NotRequired[SlackMessage]


@final
class Shortcut(Interaction):
    """A global shortcut."""

    type: Literal["shortcut"]


@final
class MessageShortcut(Interaction):
    """A shortcut of a message."""

    type: Literal["message_action"]
    channel: Identified
    message: SlackMessage


@final
class Submission(TypedDict):
    """A modal was sent."""

    type: Literal["view_submission"]
    user: Identified
    team: Identified
    trigger_id: str
    view: SentView


@final
class Command(Opening):
    """A slash command."""

    command: str
    team_id: str
    user_id: str
    channel_id: str
    channel_name: NotRequired[str]
    text: NotRequired[str | None]


class Envelope(TypedDict):
    """What an event comes in."""

    team_id: str
    event_id: str


class MentionEvent(TypedDict):
    """Somebody wrote to the app."""

    user: str
    channel: str
    ts: str
    thread_ts: NotRequired[str]
    text: NotRequired[str]


class MessageEvent(TypedDict):
    """A message was written, edited or deleted; ``subtype`` says which, and which of the other fields come with it."""

    channel: NotRequired[str]
    subtype: NotRequired[str]
    channel_type: NotRequired[str]
    ts: NotRequired[str]
    user: NotRequired[str]
    bot_id: NotRequired[str]
    thread_ts: NotRequired[str]
    text: NotRequired[str]
    message: NotRequired[SlackMessage]
    previous_message: NotRequired[SlackMessage]
    deleted_ts: NotRequired[str]
    blocks: NotRequired[list[Any]]
    attachments: NotRequired[list[Any]]
    files: NotRequired[list[Any]]


class HomeEvent(TypedDict):
    """Somebody opened the app's home, or its messages."""

    user: str
    tab: str


class MembershipEvent(TypedDict):
    """Who is in a channel changed: somebody came or left, or another organisation did."""

    channel: str
    user: NotRequired[str]


class RevokedTokens(TypedDict):
    """Whose tokens are revoked: the app's own (``bot``), and those of people, of which the app has none."""

    bot: NotRequired[list[str]]


class TokensEvent(TypedDict):
    """Tokens of the app do not count any more."""

    tokens: RevokedTokens


class ChannelIdEvent(TypedDict):
    """A channel has another id from now on."""

    old_channel_id: str
    new_channel_id: str
