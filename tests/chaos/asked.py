"""Who is waited for, against what was written to them: each first word once, and none that is not remembered."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.schedules.reminders import ASKED
from storage.tables.models import OutboxRow, ReminderRow
from storage.tables.writing import short_key

FIRST = "asked:"
"""What the slot of a first word begins with."""


def asked_wrongly(session: Session, rows: Iterable[OutboxRow]) -> Iterator[tuple[bool, str]]:
    """(whether it was lost, what): a first word that is remembered and was never written, or written and not remembered."""
    written = {row.dedupe_key: row for row in rows if row.kind == "direct" and (row.slot or "").startswith(FIRST)}
    remembered = {
        short_key(f"{one.conversation_id}:asked:{one.key}:{one.person}:{ASKED}"): one
        for one in session.scalars(select(ReminderRow))
        if ASKED in one.told
    }
    for key in remembered.keys() - written.keys():
        yield True, f"{key}: remembered as asked, and nothing was written"
    for key in written.keys() - remembered.keys():
        yield False, f"{key}: asked, and not remembered: it would be asked again"
