"""A channel whose id is another now, where everything goes on under the new one; and a conversation that goes on in another."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.tables.models import Base, ConversationRow, OutboxRow, PostRow
from storage.tables.writing import table_of

_NAMES = ("channel", "lane")


def move_channel(session: Session, team: str, old: str, new: str) -> None:
    """Write the new id wherever the old one stands. Of what there is one of per channel, that of the new id stays."""
    for table in Base.metadata.sorted_tables:
        for name in (name for name in _NAMES if "team" in table.c and name in table.c):
            column = table.c[name]
            this = (table.c.team == team, column == old)
            if column.primary_key and session.scalar(
                select(column).where(table.c.team == team, column == new).limit(1)
            ):
                session.execute(delete(table).where(*this))
            else:
                session.execute(update(table).where(*this).values({name: new}))


def move_conversation(session: Session, conversation: str, channel: str) -> None:
    """Have one conversation stand in another channel, where its thread is still to be opened. Its messages: ``Outbox.move``."""
    elsewhere = (table_of(OutboxRow), table_of(PostRow))
    for table in Base.metadata.sorted_tables:
        if "conversation_id" in table.c and "channel" in table.c and table not in elsewhere:
            session.execute(update(table).where(table.c.conversation_id == conversation).values(channel=channel))
    this = ConversationRow.id == conversation
    session.execute(update(ConversationRow).where(this).values(channel=channel, thread_ts=None))
