"""The state of one Slack workspace with one app installed: who is there, what was said, what is on each screen.

Nothing here speaks HTTP. Every change is made under `pulse.change()`, which wakes whoever waits for it.
"""

import secrets
from collections.abc import Iterable

from bot.playground.anatomy import name_the_nameless, stateful_elements
from bot.playground.changes import Changes
from bot.playground.clock import Clock
from bot.playground.pulse import Pulse
from bot.playground.records import Canvas, Channel, File, Json, Member, Message, Team, View, copied
from bot.playground.tickets import TicketOffice

MAX_VIEWS = 3
SLACKBOT = "USLACKBOT"
TOMBSTONE_TEXT = "This message was deleted."


class Workspace:
    def __init__(self, manifest: Json, clock: Clock, pulse: Pulse, seed: int = 1) -> None:
        self.manifest = manifest
        self.clock = clock
        self.pulse = pulse
        self._seed = seed
        self._counts: dict[str, int] = {}
        self._last_ts = 0
        self.team = Team(self._new_id("T"), "playground", "Playground")
        self.teams: dict[str, Team] = {self.team.id: self.team}
        self.members: dict[str, Member] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self._by_ts: dict[tuple[str, str], Message] = {}
        self._threads: dict[tuple[str, str], list[Message]] = {}
        self._direct: dict[str, Channel] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.canvases: dict[str, Canvas] = {}
        self.message_values: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}
        self.changes = Changes()
        self.tickets = TicketOffice(clock)
        self.app_id = self._new_id("A")
        self.bot_id = self._new_id("B")
        name = str(manifest.get("features", {}).get("bot_user", {}).get("display_name", "app"))
        self.bot = self.add_member(name, is_bot=True)

    # -- who and where

    def _new_id(self, prefix: str) -> str:
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}{self._seed:03d}{self._counts[prefix]:07d}"

    def new_event_id(self) -> str:
        with self.pulse.change():
            return self._new_id("Ev")

    def team_named(self, name: str) -> Team:
        for team in self.teams.values():
            if name in (team.name, team.id):
                return team
        team = Team(self._new_id("T"), name.lower().replace(" ", "-"), name)
        self.teams[team.id] = team
        return team

    def add_member(
        self,
        name: str,
        *,
        locale: str = "en-US",
        tz: str = "Europe/London",
        guest: bool = False,
        single_channel_guest: bool = False,
        team: str | None = None,
        is_bot: bool = False,
    ) -> Member:
        with self.pulse.change():
            member = Member(
                id=self._new_id("U"),
                name=name.lower().replace(" ", "."),
                real_name=name,
                team_id=self.team_named(team).id if team else self.team.id,
                locale=locale,
                tz=tz,
                is_restricted=guest or single_channel_guest,
                is_ultra_restricted=single_channel_guest,
                is_bot=is_bot,
            )
            self.members[member.id] = member
            return member

    def add_channel(
        self, name: str, members: Iterable[str], *, private: bool = False, shared: bool = False, with_app: bool = True
    ) -> Channel:
        with self.pulse.change():
            channel = Channel(
                id=self._new_id("C"),
                name=name,
                kind="private" if private else "public",
                members=[*members, *([self.bot.id] if with_app else [])],
                is_ext_shared=shared,
                created=int(self.clock.now()),
            )
            self.channels[channel.id] = channel
            self.messages[channel.id] = []
            return channel

    def add_group_direct(self, members: Iterable[str]) -> Channel:
        """A direct message among several people, which the app is not in, and cannot be invited to."""
        with self.pulse.change():
            ids = list(members)
            name = f"mpdm-{'--'.join(self.members[each].name for each in ids)}-1"
            channel = Channel(self._new_id("C"), name, "mpim", ids, created=int(self.clock.now()))
            self.channels[channel.id] = channel
            self.messages[channel.id] = []
            return channel

    def direct_channel(self, person: str) -> Channel:
        """The conversation between the app and this person; made when it is first needed."""
        with self.pulse.change():
            if person in self._direct:
                return self._direct[person]
            channel = Channel(self._new_id("D"), "", "im", [person, self.bot.id], created=int(self.clock.now()))
            self._direct[person] = self.channels[channel.id] = channel
            self.messages[channel.id] = []
            return channel

    def is_stranger(self, person: str) -> bool:
        """Whether this person is of another organisation; a sister workspace of the same Enterprise Grid is none."""
        team = self.teams[self.members[person].team_id]
        return team is not self.team and (team.enterprise is None or team.enterprise != self.team.enterprise)

    def join_enterprise(self, *sisters: str) -> None:
        """The workspace is part of an Enterprise Grid, with these others."""
        with self.pulse.change():
            enterprise = self.team.enterprise or self._new_id("E")
            for team in (self.team, *map(self.team_named, sisters)):
                team.enterprise = enterprise

    def shares_a_channel(self, person: str) -> bool:
        """Whether the app is in a channel with somebody: it may write to people of another organisation only then."""
        there = (one for one in self.channels.values() if one.kind in ("public", "private"))
        return any(person in one.members and self.bot.id in one.members for one in there)

    def change_id(self, channel: Channel) -> str:
        """The channel has another id from now on, as when it begins to be shared; its old one."""
        with self.pulse.change():
            old, channel.id = channel.id, self._new_id("C")
            self.channels[channel.id] = self.channels.pop(old)
            self.messages[channel.id] = self.messages.pop(old)
            for message in self.messages[channel.id]:
                message.channel = channel.id
                self._by_ts[channel.id, message.ts] = self._by_ts.pop((old, message.ts))
            for key in [key for key in self._threads if key[0] == old]:
                self._threads[channel.id, key[1]] = self._threads.pop(key)
            return old

    # -- what was said

    def next_ts(self) -> str:
        """A ts that no message of this workspace has had, later than all before it."""
        with self.pulse.still():
            self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_message(self, message: Message) -> Message:
        with self.pulse.change():
            name_the_nameless(message.blocks)
            self.messages[message.channel].append(message)
            self._by_ts[message.channel, message.ts] = message
            if message.thread_ts and message.ephemeral_to is None:
                self._threads.setdefault((message.channel, message.thread_ts), []).append(message)
            self._note(message)
            return message

    def find(self, channel: str, ts: str) -> Message | None:
        message = self._by_ts.get((channel, ts))
        return None if message is None or message.deleted else message

    def replies(self, channel: str, parent_ts: str) -> list[Message]:
        with self.pulse.still():
            return [reply for reply in self._threads.get((channel, parent_ts), []) if not reply.deleted]

    def edit_message(
        self, message: Message, by: str, *, text: str, blocks: list[Json], metadata: Json | None = None
    ) -> Message:
        """Change a message in place and give back a copy of what it was."""
        with self.pulse.change():
            before = copied(message)
            name_the_nameless(blocks)  # first: who looks at a message takes no lock
            message.text, message.blocks = text, blocks
            if metadata is not None:
                message.metadata = metadata
            if message.ephemeral_to is None:
                message.edited = {"user": by, "ts": self.next_ts()}
            self._note(message)
            return before

    def delete_message(self, message: Message) -> Message:
        """Remove a message; a parent that has replies stays behind as a tombstone. Gives back a copy of what it was."""
        with self.pulse.change():
            before = copied(message)
            if self.replies(message.channel, message.ts):
                message.user, message.text = SLACKBOT, TOMBSTONE_TEXT
                message.blocks, message.files, message.metadata = [], [], None
                message.bot_id, message.tombstone, message.subtype = None, True, "tombstone"
            else:
                message.deleted = True
            self._note(message)
            return before

    def keep_value(self, person: str, message: Message, block_id: str, action_id: str, value: Json) -> None:
        """What a person chose in a message stays chosen on her own screen."""
        with self.pulse.change():
            values = self.message_values.setdefault((person, message.channel, message.ts), {})
            values.setdefault(block_id, {})[action_id] = value
            self._note(message)

    def _note(self, message: Message) -> None:
        """Changed, and with a reply the count of its parent."""
        self.changes.note(message.channel, message.ts)
        if message.thread_ts:
            self.changes.note(message.channel, message.thread_ts)

    # -- what is on each screen

    def new_view(self, kind: str, person: str, body: Json, on_top_of: View | None = None) -> View:
        view_id = self._new_id("V")
        shown = copied(body)
        name_the_nameless(shown.get("blocks", []))
        return View(
            id=view_id,
            kind="home" if kind == "home" else "modal",
            person=person,
            body=shown,
            hash=self.new_hash(),
            root_view_id=on_top_of.root_view_id if on_top_of else view_id,
            previous_view_id=on_top_of.id if on_top_of else None,
        )

    def new_hash(self) -> str:
        return f"{self.next_ts().partition('.')[0]}.{secrets.token_hex(4)}"

    def open_view(self, person: str, body: Json) -> View:
        with self.pulse.change():
            view = self.new_view("modal", person, body)
            self.stacks[person] = [view]
            return view

    def push_view(self, person: str, body: Json) -> View:
        with self.pulse.change():
            stack = self.stacks[person]
            view = self.new_view("modal", person, body, on_top_of=stack[-1])
            stack.append(view)
            return view

    def rewrite_view(self, view: View, body: Json) -> View:
        """views.update: typed values survive where block_id and action_id stay the same."""
        with self.pulse.change():
            shown = copied(body)
            name_the_nameless(shown.get("blocks", []))
            view.body = shown
            view.hash = self.new_hash()
            view.errors = {}
            kept = {(block["block_id"], element.get("action_id")) for block, element in stateful_elements(view.blocks)}
            view.values = {
                block_id: {action_id: value for action_id, value in actions.items() if (block_id, action_id) in kept}
                for block_id, actions in view.values.items()
            }
            return view

    def top_view(self, person: str) -> View | None:
        stack = self.stacks.get(person, [])
        return stack[-1] if stack else None

    def find_view(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        for view in [view for stack in self.stacks.values() for view in stack] + list(self.homes.values()):
            if view_id and view.id == view_id:
                return view
            if external_id and view.body.get("external_id") == external_id:
                return view
        return None

    def close_views(self, person: str, *, everything: bool = False) -> list[View]:
        with self.pulse.change():
            stack = self.stacks.get(person, [])
            closed = list(stack) if everything else stack[-1:]
            del stack[len(stack) - len(closed) :]
            return closed

    def new_file(self, name: str, length: int) -> File:
        with self.pulse.change():
            file = File(self._new_id("F"), name, length, f"/upload/v1/{secrets.token_hex(12)}")
            self.files[file.id] = file
            return file

    def new_canvas(self, title: str, markdown: str, channel: str | None) -> Canvas:
        with self.pulse.change():
            canvas = Canvas(self._new_id("F"), title, markdown, channel)
            self.canvases[canvas.id] = canvas
            return canvas
