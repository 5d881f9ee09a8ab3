"""Slack's screen as plain text: a channel with its threads, one thread, a modal, the App Home."""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.playground.columns import boxed, wrap
from bot.playground.errors import CannotDo
from bot.playground.person import Person
from bot.playground.reading_blocks import BlockReader
from bot.playground.records import Channel, Message, copied
from bot.playground.screen import OpenView, Reply
from bot.playground.screen_words import on_screen
from bot.playground.workspace import TOMBSTONE_TEXT, Workspace

DEFAULT_WIDTH = 96
INDENT = "    "


class Reader:
    """What `person` would read, or everything when no person is named. `times` adds the clock of her time zone."""

    def __init__(
        self, workspace: Workspace, person: Person | None = None, *, width: int = DEFAULT_WIDTH, times: bool = False
    ) -> None:
        self._workspace = workspace
        self._person = person
        self._width = width
        self._times = times
        self._words = on_screen(workspace.members[person.id].locale if person else "")

    def channel(self, channel: Channel, *, threads: bool = True) -> str:
        lines = [self._title(channel), "═" * self._width]
        for message in self._visible(channel, None):
            lines += ["", *self._message(message, self._width)]
            replies = self._visible(channel, message.ts)
            if replies and threads:
                for reply in replies:
                    lines += ["", *(INDENT + line for line in self._message(reply, self._width - len(INDENT)))]
            elif replies:
                lines.append(f"{INDENT}{len(replies)} {'reply' if len(replies) == 1 else 'replies'}")
        return _page(lines)

    def thread(self, message: Message) -> str:
        """The parent and its replies."""
        channel = self._workspace.channels[message.channel]
        parent_ts = message.thread_ts or message.ts
        parent = next((each for each in self._visible(channel, None) if each.ts == parent_ts), None)
        lines = [f"Thread in {self._title(channel)}", "═" * self._width]
        if parent is not None:
            lines += ["", *self._message(parent, self._width)]
        for reply in self._visible(channel, parent_ts):
            lines += ["", *(INDENT + line for line in self._message(reply, self._width - len(INDENT)))]
        return _page(lines)

    def message(self, message: Message | Reply) -> str:
        shown = message.message if isinstance(message, Reply) else message
        if shown is None:
            raise CannotDo("there is no message in this reply")
        return _page(self._message(shown, self._width))

    def view(self, view: OpenView) -> str:
        """A modal in its frame with the buttons at the bottom, or a home tab."""
        blocks = BlockReader(self._workspace, view.values, view.errors)
        lines: list[str] = []
        for block in view.blocks:
            lines += [*([""] if lines else []), *blocks.lines([block], self._width - 4)]
        if view.kind == "home":
            return _page(boxed(f"{self._workspace.bot.real_name} · Home", lines, "", self._width))
        buttons = [view.body[name]["text"] for name in ("close", "submit") if view.body.get(name)]
        footer = " ".join(f"[ {text} ]" for text in buttons)
        return _page(boxed(view.title, lines, footer, self._width))

    # -- inner

    def _visible(self, channel: Channel, thread_ts: str | None) -> list[Message]:
        if self._person is not None:
            seen = self._person.sees(channel, thread_ts)
            return [message for message in seen if thread_ts is None or message.ts != thread_ts]
        with self._workspace.pulse.still():
            there = [message for message in self._workspace.messages[channel.id] if not message.deleted]
            if thread_ts is None:
                return copied([message for message in there if message.thread_ts is None or message.broadcast])
            return copied([message for message in there if message.thread_ts == thread_ts])

    def _title(self, channel: Channel) -> str:
        if channel.kind == "im":
            other = next(member for member in channel.members if member != self._workspace.bot.id)
            return f"{self._workspace.members[other].real_name} and {self._workspace.bot.real_name}"
        sign = "🔒 " if channel.kind == "private" else "#"
        notes = [*(["shared"] if channel.is_ext_shared else []), *(["archived"] if channel.is_archived else [])]
        return f"{sign}{channel.name}" + (f" ({', '.join(notes)})" if notes else "")

    def _message(self, message: Message, width: int) -> list[str]:
        lines = [self._byline(message)]
        if message.tombstone:
            return [TOMBSTONE_TEXT]
        if message.ephemeral_to is not None:
            lines.insert(0, self._private_note(message))
        values = self._values_of(message)
        content = BlockReader(self._workspace, values).message_lines(message.text, message.blocks, width - 2)
        if message.edited and content:
            content = [*content[:-1], *wrap(f"{content[-1]} {self._words['message.edited']}", width - 2)]
        content += [f"[file: {self._workspace.files[file_id].name}]" for file_id in message.files]
        return lines + [f"  {line}".rstrip() for line in content]

    def _values_of(self, message: Message) -> dict[str, dict[str, dict[str, object]]]:
        if self._person is None:
            return {}
        return self._workspace.message_values.get((self._person.id, message.channel, message.ts), {})

    def _private_note(self, message: Message) -> str:
        if self._person is not None and message.ephemeral_to == self._person.id:
            return f"👁 {self._words['message.private']}"
        return f"👁 Only visible to {self._workspace.members[str(message.ephemeral_to)].real_name}"

    def _byline(self, message: Message) -> str:
        author = self._workspace.members.get(message.user)
        name = author.real_name if author else message.user
        if author is not None and author.is_bot:
            name += " · app"
        elif author is not None and self._workspace.is_stranger(author.id):
            name += f" · {self._workspace.teams[author.team_id].name}"
        return f"{name}  {self._clock(message.ts)}".rstrip() if self._times else name

    def _clock(self, ts: str) -> str:
        zone = self._workspace.members[self._person.id].tz if self._person else "UTC"
        return dt.datetime.fromtimestamp(float(ts), ZoneInfo(zone)).strftime("%H:%M")


def _page(lines: list[str]) -> str:
    return "\n".join(line.rstrip() for line in lines)
