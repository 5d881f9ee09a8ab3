"""The clock's part in what was declined: a conversation whose day has come is asked about, once, in one transaction."""

from datetime import datetime

from sqlalchemy import Select, select

from bot.messages import conversation as conversation_messages
from bot.use_cases import base
from bot.use_cases.base import DueRow, TickResult
from storage.conversations.finding import DECLINED, standing_of
from storage.database import Database
from storage.tables.models import ConversationRow, LedgerRow
from storage.unit_of_work import UnitOfWork


def fire_due(database: Database) -> TickResult:
    """Ask about everything whose day has come: once each. One whose conversation is locked is left for the next time."""
    return base.fire_due(database, [DueLedgerEntries()])


class DueLedgerEntries:
    """Entries of declined conversations whose day has come."""

    def claim(self, uow: UnitOfWork) -> DueRow | None:
        found = uow.session.execute(_due(uow.now)).first()
        return DueRow(id=found.conversation_id, team=found.team, place=found.conversation_id) if found else None

    def fire(self, uow: UnitOfWork, row: DueRow) -> None:
        """Ask whether the condition has come. After the lock everything is read again: another replica may have asked, somebody
        may have decided anew."""
        record = uow.conversations.get(row.team, row.place, lock=True)
        assert record is not None  # its row is locked
        this = select(LedgerRow.id, LedgerRow.next_at).where(LedgerRow.conversation_id == row.place)
        entry, day = uow.session.execute(this).one_or_none() or ("", None)
        if record.ledger is None or standing_of(record.conversation) != DECLINED:
            uow.ledger.silence(row.place)
        elif day is not None and day <= uow.now:
            times = record.ledger.asked + 1
            key = f"ledger:{entry}:{times}"  # of this entry: what is declined a second time is asked about anew
            if base.clock_takes(uow, key):
                uow.outbox.write(conversation_messages.has_it_come(record, key))
            uow.ledger.asked(row.place, times)

    def set_aside(self, uow: UnitOfWork, row: DueRow) -> None:
        uow.ledger.silence(row.place)


def _due(now: datetime) -> Select[str, str]:
    """Return the query for the next entry that is due and whose conversation nobody holds, which is locked then."""
    return (
        select(LedgerRow.team, LedgerRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == LedgerRow.conversation_id)
        .where(LedgerRow.next_at <= now)
        .order_by(LedgerRow.next_at, LedgerRow.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True, of=ConversationRow)
    )
