"""Who may read on in a conversation's channel, and which channels are shut."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.tables.channel_models import AcceptedReaderRow, ShutChannelRow
from storage.tables.writing import Now, change, insert_once, team_of


class AcceptedReaders:
    """Readers of the partner's side before whom the coach writes all the same: ids, or ``SHARED`` for another organisation."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def of(self, conversation: str) -> frozenset[str]:
        """Return who was accepted."""
        query = select(AcceptedReaderRow.reader).where(AcceptedReaderRow.conversation_id == conversation)
        return frozenset(self.session.scalars(query))

    def accept(self, conversation: str, readers: Collection[str]) -> None:
        """Keep that the coach writes before these, too."""
        whose = {"conversation_id": conversation, "team": team_of(conversation), "accepted_at": self.now()}
        for reader in sorted(readers):
            insert_once(self.session, AcceptedReaderRow, reader=reader, **whose)


class ShutChannels:
    """Channels that were archived or deleted."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self.now = session, now

    def shut(self, team: str, channel: str) -> bool:
        """Keep that a channel is shut; False when that was known."""
        return insert_once(self.session, ShutChannelRow, team=team, channel=channel, since=self.now())

    def known(self, team: str, channel: str) -> bool:
        """Return whether a channel is shut."""
        query = select(ShutChannelRow.channel).where(ShutChannelRow.team == team, ShutChannelRow.channel == channel)
        return self.session.scalar(query) is not None

    def opened(self, team: str, channels: Collection[str]) -> None:
        """Keep that channels are open again."""
        these = (ShutChannelRow.team == team, ShutChannelRow.channel.in_(sorted(channels)))
        change(self.session, delete(ShutChannelRow).where(*these))
