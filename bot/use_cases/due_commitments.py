"""The clock's part in what was promised: on its day, the owner of a commitment is told, once, in private."""

from datetime import datetime

from sqlalchemy import Select, select

from bot.messages import commitments as commitment_messages
from bot.use_cases import base
from bot.use_cases.base import DueRow
from flows.commitments import find
from storage.tables.follow_up_models import CommitmentRow
from storage.tables.models import ConversationRow
from storage.unit_of_work import UnitOfWork


class DueCommitments:
    """Commitments whose day has come."""

    def claim(self, uow: UnitOfWork) -> DueRow | None:
        found = uow.session.execute(_due(uow.now)).first()
        return DueRow(*found) if found else None

    def fire(self, uow: UnitOfWork, row: DueRow) -> None:
        """Tell the owner. After the lock everything is read again: it may be kept, moved or handed over by now."""
        record = uow.conversations.get(row.team, row.place, lock=True)
        assert record is not None  # its row is locked
        next_at = uow.session.scalar(select(CommitmentRow.next_at).where(CommitmentRow.id == row.id))
        if next_at is None or next_at > uow.now:
            return
        one = find(uow.commitments.of(record.id), row.id)
        key = f"promised:{one.id}:{one.due.isoformat()}:{one.owner}"
        if one.waiting and not record.conversation.ended and base.clock_takes(uow, key):
            uow.outbox.write(commitment_messages.day_has_come(record, one, key))
        uow.commitments.told(row.id)

    def set_aside(self, uow: UnitOfWork, row: DueRow) -> None:
        uow.commitments.told(row.id)


def _due(now: datetime) -> Select[str, str, str]:
    """Return the query for the next one that is due and whose conversation nobody holds, which is locked then."""
    return (
        select(CommitmentRow.id, CommitmentRow.team, CommitmentRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == CommitmentRow.conversation_id)
        .where(CommitmentRow.next_at <= now)
        .order_by(CommitmentRow.next_at, CommitmentRow.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True, of=ConversationRow)
    )
