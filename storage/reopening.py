"""The clock's turn for the ledger: a declined conversation whose day has come is asked about, once, in one transaction."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, StorageError
from storage.finding import DECLINED, standing_of
from storage.models import ConversationRow, LedgerRow
from storage.records import Message, Record
from storage.ticking import Ticked
from storage.unit_of_work import UnitOfWork

Ask = Callable[[Record, str], Message]
"""The message that asks whether the condition has come; the text makes it unique, the same whoever fires it."""


def tick(database: Database, ask: Ask) -> Ticked:
    """Ask about everything whose day has come: once each. One whose conversation is locked is left for the next tick."""
    done = Ticked()
    while (one := _take(database, ask)) is not None:
        done = Ticked(done.fired + one.fired, (*done.aside, *one.aside))
    return done


def _take(database: Database, ask: Ask) -> Ticked | None:
    with database.unit_of_work() as uow:
        query = (
            select(LedgerRow.id, LedgerRow.team, LedgerRow.conversation_id)
            .join(ConversationRow, ConversationRow.id == LedgerRow.conversation_id)
            .where(LedgerRow.next_at <= uow.now)
            .order_by(LedgerRow.next_at, LedgerRow.id)
            .limit(1)
            .with_for_update(skip_locked=True, key_share=True, of=ConversationRow)
        )
        claimed = uow.session.execute(query).first()
        if claimed is None:
            return None
        _, team, conversation = claimed
        try:
            _fire(uow, team, conversation, ask)
            uow.commit()
        except (SQLAlchemyError, StorageError):
            raise  # the database's trouble, not that of this row
        except Exception as error:  # one that cannot be asked must not keep the others waiting
            failed = type(error).__name__
        else:
            return Ticked(1)
    with database.unit_of_work() as uow:
        uow.ledger.silence(conversation)
        uow.commit()
    return Ticked(0, ((conversation, failed),))


def _fire(uow: UnitOfWork, team: str, conversation: str, ask: Ask) -> None:
    """After the lock everything is read again: another replica may have asked, somebody may have decided anew."""
    record = uow.conversations.get(team, conversation, lock=True)
    assert record is not None  # its row is locked
    this = select(LedgerRow.id, LedgerRow.next_at).where(LedgerRow.conversation_id == conversation)
    entry, due = uow.session.execute(this).one_or_none() or ("", None)
    if record.ledger is None or standing_of(record.conversation) != DECLINED:
        uow.ledger.silence(conversation)
    elif due is not None and due <= uow.now:
        times = record.ledger.asked + 1
        key = f"ledger:{entry}:{times}"  # of this entry: what is declined a second time is asked about anew
        if uow.inbox.first_time(key):
            uow.outbox.write(ask(record, key))
        uow.ledger.asked(conversation, times)
