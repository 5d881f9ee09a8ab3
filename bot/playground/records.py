"""The nouns of a workspace: teams, members, channels, messages, views and files, as Slack keeps them."""

import pickle
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im", "mpim"]
Kept = TypeVar("Kept")


def copied(value: Kept) -> Kept:
    """A copy, all the way down, of what is made of JSON and the classes here: several times as quick as ``deepcopy``."""
    copy: Kept = pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    return copy


@dataclass
class Team:
    """``enterprise``: the Enterprise Grid that it is part of, if any."""

    id: str
    domain: str
    name: str
    enterprise: str | None = None


@dataclass
class Member:
    """A person (or the app's bot) as users.info tells it."""

    id: str
    name: str
    real_name: str
    team_id: str
    locale: str = "en-US"
    tz: str = "Europe/London"
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass
class Channel:
    id: str
    name: str
    kind: ChannelKind
    members: list[str] = field(default_factory=list)
    is_archived: bool = False
    is_ext_shared: bool = False
    created: int = 0

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"


@dataclass
class Message:
    """`ephemeral_to` names the only reader. `thread_ts` is the parent's ts on a reply, None on a main message."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    bot_id: str | None = None
    edited: Json | None = None
    deleted: bool = False
    tombstone: bool = False
    ephemeral_to: str | None = None
    subtype: str | None = None
    files: list[str] = field(default_factory=list)
    client_msg_id: str | None = None


@dataclass
class View:
    """A modal on a person's screen or the tab of the App Home. `values` is state.values as Slack would send it."""

    id: str
    kind: Literal["modal", "home"]
    person: str
    body: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.body.get("blocks", [])
        return blocks

    @property
    def callback_id(self) -> str:
        return str(self.body.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.body.get("private_metadata", ""))

    @property
    def title(self) -> str:
        return str(self.body.get("title", {}).get("text", ""))


@dataclass
class Canvas:
    """A document. One with a channel stands in its tabs, and everybody there may write in it."""

    id: str
    title: str
    markdown: str
    channel: str | None = None


@dataclass
class File:
    """`content` is None until it is uploaded, `ready_at` (the workspace's clock) until that is completed: then Slack looks at it
    for a while before it can stand in an image block."""

    id: str
    name: str
    length: int
    upload_path: str
    title: str | None = None
    alt: str = ""
    content: bytes | None = None
    ready_at: float | None = None
    shared_in: list[str] = field(default_factory=list)
