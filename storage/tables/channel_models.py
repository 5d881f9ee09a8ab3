"""What is known of channels: who may read on in one although they are of the partner's side, and which are shut."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from storage.tables.models import Base, Key, of_conversation


class AcceptedReaderRow(Base):
    """Somebody of the partner's side, or another organisation, before whom our side lets the coach write all the same."""

    __tablename__ = "accepted_readers"
    __table_args__ = (of_conversation(),)

    conversation_id: Mapped[Key]
    reader: Mapped[Key]
    team: Mapped[str]
    accepted_at: Mapped[datetime]


class ShutChannelRow(Base):
    """A channel that was archived or deleted. It is told of once; what is asked there rests until it is open again."""

    __tablename__ = "shut_channels"

    team: Mapped[Key]
    channel: Mapped[Key]
    since: Mapped[datetime]
