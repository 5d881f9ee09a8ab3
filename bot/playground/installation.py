"""The app as this workspace knows it: its manifest, its tokens, what it may do and what it hears of."""

import secrets
from collections.abc import Callable

from bot.playground.journal import Journal
from bot.playground.records import Channel, Json
from bot.playground.workspace import Workspace

SCOPE_FAMILY = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


class Installation:
    def __init__(self, workspace: Workspace, journal: Journal) -> None:
        self.workspace = workspace
        self.journal = journal
        self.manifest = workspace.manifest
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{workspace.app_id}-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.verification_token = secrets.token_hex(12)
        self.revoked = False
        self.unsupported_blocks: set[str] = set()
        self.declined_scopes: set[str] = set()
        """Optional scopes that whoever installed the app left out."""
        self.commands_are_shared = False
        self.counts_utf16 = False
        self.file_seconds = 0.0
        """How long Slack looks at a file before it can stand in an image block, on its clock."""
        self.uploads_go_to = ""
        """Where an upload is sent on to instead of being taken."""
        self.base_url = ""
        self.send_event: Callable[[Json], None] = lambda payload: None

    @property
    def scopes(self) -> set[str]:
        asked = self.manifest.get("oauth_config", {}).get("scopes", {})
        return {*asked.get("bot", []), *asked.get("bot_optional", [])} - self.declined_scopes

    @property
    def subscriptions(self) -> set[str]:
        return set(self.manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", []))

    @property
    def interactive(self) -> bool:
        return bool(self.manifest.get("settings", {}).get("interactivity", {}).get("is_enabled"))

    @property
    def home_features(self) -> Json:
        features: Json = self.manifest.get("features", {}).get("app_home", {})
        return features

    def commands(self) -> list[str]:
        return [entry["command"] for entry in self.manifest.get("features", {}).get("slash_commands", [])]

    def escapes(self, command: str) -> bool:
        """Whether people, channels and addresses in a command's text arrive as markup."""
        entries = self.manifest.get("features", {}).get("slash_commands", [])
        return any(entry["command"] == command and entry.get("should_escape") for entry in entries)

    def shortcuts(self, kind: str) -> list[str]:
        """Callback ids of the shortcuts of this kind: global or message."""
        entries = self.manifest.get("features", {}).get("shortcuts", [])
        return [entry["callback_id"] for entry in entries if entry["type"] == kind]

    def is_in(self, channel: Channel) -> bool:
        return self.workspace.bot.id in channel.members

    def scope_for(self, channel: Channel, right: str) -> str:
        """channels:read, groups:history and so on."""
        return f"{SCOPE_FAMILY[channel.kind]}:{right}"
