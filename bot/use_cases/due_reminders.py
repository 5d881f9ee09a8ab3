"""Before the decision: those who are waited for are reminded by the clock, each of them once for what is due.

As everything that the clock does: the conversation is locked, and what another replica said meanwhile is not said again.
"""

from sqlalchemy import select, true

from bot.messages import asked as asked_messages
from bot.messages.conversation import people_left
from bot.use_cases import base
from bot.use_cases.base import DueRow
from bot.use_cases.presence import NOBODY_GONE, KnownGone
from flows.schedules import reminders
from storage.conversations.reminders import waited_for
from storage.tables.models import ConversationRow, ReminderRow
from storage.unit_of_work import UnitOfWork


class DueReminders:
    """Conversations in which somebody is to be reminded."""

    def __init__(self, gone: KnownGone | None = None) -> None:
        self.gone = gone

    def claim(self, uow: UnitOfWork) -> DueRow | None:
        among = None if self.gone is None else [each for each, gone in self.gone.items() if not gone.shut]
        query = (
            select(ReminderRow.conversation_id, ReminderRow.team, ReminderRow.conversation_id)
            .join(ConversationRow, ConversationRow.id == ReminderRow.conversation_id)
            .where(ReminderRow.next_at <= uow.now, true() if among is None else ReminderRow.conversation_id.in_(among))
            .order_by(ReminderRow.next_at, ReminderRow.conversation_id)
            .limit(1)
            .with_for_update(skip_locked=True, key_share=True, of=ConversationRow)
        )
        found = uow.session.execute(query).first()
        return DueRow(*found) if found else None

    def fire(self, uow: UnitOfWork, row: DueRow) -> None:
        """Remind each to whom something is due and for whom something waits still. Of whoever left those who act are told."""
        record = uow.conversations.get(row.team, row.place, lock=True)
        assert record is not None  # its row is locked, and outlives those that belong to it
        gone = (self.gone or {}).get(record.id, NOBODY_GONE)
        waited = waited_for(record)
        for one in uow.reminders.due(record.id, uow.now):
            if (one.person, one.key) not in waited or one.person in gone.people:
                uow.reminders.rest(record.id, one.person, one.key)
                continue
            moved, what = reminders.tick(one, uow.now)
            uow.reminders.put(record, moved)
            if what is None:
                continue
            name = ",".join(sorted(moved.told - one.told))
            # The clock's own inbound key: another guard than the lock, and the point at which a kill is tested.
            if base.clock_takes(uow, f"due:{record.id}:{one.key}:{one.person}:{name}"):
                uow.outbox.write(asked_messages.remind(record, moved, what, name=name))
        for told in people_left(record, gone.told):
            uow.outbox.write(told)

    def set_aside(self, uow: UnitOfWork, row: DueRow) -> None:
        uow.reminders.set_aside(row.place)
