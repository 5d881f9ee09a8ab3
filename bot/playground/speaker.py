"""The half of a person that reads and writes messages, joins and leaves channels."""

import uuid

from bot.playground import events
from bot.playground.delivery import Courier
from bot.playground.errors import CannotDo
from bot.playground.installation import Installation
from bot.playground.markup import as_sent
from bot.playground.records import Channel, Member, Message, copied
from bot.playground.typed import rich_text_of


class Speaker:
    def __init__(self, app: Installation, courier: Courier, member: Member) -> None:
        self._app = app
        self._workspace = app.workspace
        self._courier = courier
        self._member = member

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    @property
    def id(self) -> str:
        return self._member.id

    @property
    def name(self) -> str:
        return self._member.real_name

    @property
    def mention(self) -> str:
        return self._member.mention

    # -- messages

    def post(self, channel: Channel, text: str, thread: Message | str | None = None) -> Message:
        """Write in a channel or in a thread. The app hears a message, and an app_mention if it is named."""
        self._must_be_in(channel)
        if channel.is_archived:
            raise CannotDo(f"#{channel.name} is archived", "archived")
        if channel.kind == "im" and self._app.home_features.get("messages_tab_read_only_enabled"):
            raise CannotDo("the app does not take messages here", "read_only")
        parent = self._parent_of(channel, thread) if thread is not None else None
        sent = as_sent(text)
        message = self._workspace.add_message(
            Message(
                channel=channel.id,
                ts=self._workspace.next_ts(),
                user=self.id,
                text=sent,
                blocks=rich_text_of(sent),
                thread_ts=parent.ts if parent else None,
                client_msg_id=str(uuid.uuid4()),
            )
        )
        events.message_posted(self._app, message)
        return copied(message)

    def edit(self, message: Message, text: str) -> Message:
        current = self._own(message)
        sent = as_sent(text)
        before = self._workspace.edit_message(current, self.id, text=sent, blocks=rich_text_of(sent))
        events.message_changed(self._app, current, before)
        return copied(current)

    def delete(self, message: Message) -> None:
        before = self._workspace.delete_message(self._own(message))
        events.message_deleted(self._app, before)

    def sees(self, channel: Channel, thread: Message | str | None = None) -> list[Message]:
        """The messages that she can read there, as copies: the channel itself, or one thread with its parent."""
        with self._workspace.pulse.still():
            if self.id not in channel.members:
                return []
            there = [
                message
                for message in self._workspace.messages[channel.id]
                if not message.deleted and message.ephemeral_to in (None, self.id)
            ]
            if thread is None:
                seen = [message for message in there if message.thread_ts is None or message.broadcast]
            else:
                parent_ts = thread if isinstance(thread, str) else thread.thread_ts or thread.ts
                seen = [message for message in there if parent_ts in (message.ts, message.thread_ts)]
            return copied(seen)

    # -- channels

    def join(self, channel: Channel) -> None:
        if channel.kind != "public" or self._member.is_restricted or self._workspace.is_stranger(self.id):
            raise CannotDo(f"{self.name} has to be invited to {channel.name}", "by_invitation")
        self._enter(channel, self.id, None)

    def invite(self, other: "Speaker", channel: Channel) -> None:
        self._must_be_in(channel)
        self._enter(channel, other.id, self.id)

    def leave(self, channel: Channel) -> None:
        self._must_be_in(channel)
        with self._workspace.pulse.change():
            channel.members.remove(self.id)
        events.membership_changed(self._app, "member_left_channel", channel, self.id, None)

    def _enter(self, channel: Channel, person: str, by: str | None) -> None:
        with self._workspace.pulse.change():
            if person in channel.members:
                raise CannotDo(f"{person} is in #{channel.name} already", "member_already")
            channel.members.append(person)
        events.membership_changed(self._app, "member_joined_channel", channel, person, by)

    # -- what she can reach

    def _must_be_in(self, channel: Channel) -> None:
        if self.id not in channel.members:
            raise CannotDo(f"{self.name} is not a member of {channel.name or channel.id}", "not_member")

    def _still_there(self, message: Message) -> Message:
        """The message as it is now, if she can see it."""
        channel = self._workspace.channels[message.channel]
        self._must_be_in(channel)
        current = self._workspace.find(message.channel, message.ts)
        if current is None or current.tombstone:
            raise CannotDo("the message is deleted", "gone")
        if current.ephemeral_to not in (None, self.id):
            raise CannotDo(f"only {current.ephemeral_to} sees this message", "gone")
        return current

    def _own(self, message: Message) -> Message:
        current = self._still_there(message)
        if current.user != self.id:
            raise CannotDo(f"the message is not {self.name}'s", "not_yours")
        return current

    def _parent_of(self, channel: Channel, thread: Message | str) -> Message:
        parent_ts = thread if isinstance(thread, str) else thread.thread_ts or thread.ts
        parent = self._workspace.find(channel.id, parent_ts)
        if parent is None or parent.ephemeral_to is not None:
            raise CannotDo("there is no such thread", "no_thread")
        return parent
