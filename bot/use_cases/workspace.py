"""What Slack says of channels and of the installation: who comes and goes, what is shut, whether the app is there at all."""

import structlog

from bot.messages.conversation import channel_shut
from bot.use_cases.base import UseCases
from storage.conversations.moved_channel import move_channel
from storage.outbox.outbox import HELD

log = structlog.get_logger(__name__)

IS_ARCHIVED = "is_archived"
"""Slack's error where a channel is archived."""
_MOST_IN_A_CHANNEL = 200
_CHANNEL_IS_SHUT = (IS_ARCHIVED, "channel_not_found", "not_in_channel")


class WorkspaceUseCases(UseCases):
    """The use cases of what Slack tells, which nobody asked for. Each is the same however often it is told."""

    def membership_changed(self, team: str, channel: str, user: str) -> None:
        """Forget who is in a channel: somebody came or left, or another organisation did. What is held back there is looked at
        again."""
        self.directory(team).forget(channel=channel, user=user)
        self._try_again(team, channel, (HELD,))

    def id_changed(self, team: str, old: str, new: str) -> None:
        """Go on in a channel whose id is another now, as when it begins to be shared."""
        self.directory(team).forget(channel=old)
        with self.writing() as uow:
            move_channel(uow.session, team, old, new)

    def shut(self, team: str, channel: str, *, deleted: bool) -> None:
        """Ask and post nothing any more in a channel that was archived or deleted; each opener there is told once what to do."""
        self.directory(team).forget(channel=channel)
        with self.writing() as uow:
            if not uow.shut_channels.shut(team, channel):
                return
            told = 0
            for record in uow.conversations.in_channel(team, channel, limit=_MOST_IN_A_CHANNEL, open_only=True):
                if uow.outbox.parked_because(record.id) != IS_ARCHIVED:  # else the relay found it out, and told them
                    uow.outbox.write(channel_shut(record, uow.now, deleted=deleted))
                    told += 1
        log.warning("channel.shut", id=channel, count=told)

    def opened(self, team: str, channel: str) -> None:
        """Go on in a channel that is open again, with what waited for it."""
        self.directory(team).forget(channel=channel)
        with self.writing() as uow:
            uow.shut_channels.opened(team, (channel,))
        self._try_again(team, channel, _CHANNEL_IS_SHUT)
        log.info("channel.opened", id=channel)

    def uninstalled(self, team: str, how: str) -> None:
        """Send nothing and ask nobody until the app is installed again: all that waits is kept. ``how``: what Slack said."""
        with self.writing() as uow:
            uow.outbox.pause_workspace(team, how)
        log.error("workspace.stopped", team=team, reason=how)

    def _try_again(self, team: str, channel: str, because: tuple[str, ...]) -> None:
        """Have what was set aside there wait again; nothing is written where nothing was."""
        with self.database.reading() as uow:
            waits = uow.outbox.parked_in(team, channel)
        if waits:
            with self.writing() as uow:
                uow.outbox.unpark(team, channel, because=because)
