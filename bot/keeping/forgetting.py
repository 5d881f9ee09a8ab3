"""Erasing and retention: what goes, counted; a dry run counts and keeps."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta

from sqlalchemy import delete

from bot import telling
from bot.keeping.exporting import counted
from bot.keeping.files import CannotBeDone
from bot.keeping.opened import opened
from storage.database import Database
from storage.erasing import Erasing
from storage.models import DEAD, PARKED, OutboxRow
from storage.records import Record
from storage.renaming import Erased, PassedOn
from storage.unit_of_work import UnitOfWork
from storage.writing import change

_PERSON = re.compile(r"[UW][A-Z0-9]{2,30}")
_AGE = re.compile(r"(\d{1,5})d?")
_DRY = "Nothing was changed (--dry-run). It would be:"
_WHAT = {
    "conversations": "conversation with them",
    "answers": "answer in words",
    "remarks": "remark",
    "promises": "commitment in their words",
    "reasons": "reason of a decision or a change",
    "messages": "unsent message",
    "handed_on": "open conversation handed on to a colleague",
    "passed_on": "open commitment handed over to whoever opened the conversation",
    "told": "message that tells them so",
}


@contextmanager
def _thorough(database: Database) -> Iterator[UnitOfWork]:
    """On SQLite what is deleted is overwritten too, in the file and in its log."""
    with database.unit_of_work() as uow:
        if database.sqlite:
            uow.session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
        yield uow
    if database.sqlite:
        with database.engine.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def erase_person(person: str, *, dry_run: bool) -> str:
    """Erase a person of whatever workspace; counts. Raises CannotBeDone."""
    if not _PERSON.fullmatch(person):
        raise CannotBeDone(
            f"{person!r} is no user id of Slack. It is in the person's profile, “Copy member ID”: U0123ABCD."
        )
    total = Erased()
    with opened() as database, _thorough(database) as uow:
        erasing = Erasing(uow)
        teams = erasing.teams_of(person)
        for team in teams:
            one = erasing.person(team, person)
            for field in fields(Erased):
                setattr(total, field.name, getattr(total, field.name) + getattr(one, field.name))
        told = [telling.passed_on(record, one) for one in total.passed if (record := _record(uow, one)) is not None]
        for message in told:
            uow.outbox.write(message)
        if not dry_run:
            uow.commit()
    if not teams:
        return f"Nothing of {person} is stored here; nothing was changed."
    said = [_DRY if dry_run else f"{person} is erased; their decisions, ticks and numbers stay under a pseudonym."]
    found = {**vars(total), "told": len(told)}
    said += [f"  {counted(found[field], what)}" for field, what in _WHAT.items()]
    said.append("What stands in Slack stays there: delete it in Slack. Backups and exports made before still hold it.")
    return "\n".join(said)


def _record(uow: UnitOfWork, passed: PassedOn) -> Record | None:
    return uow.conversations.get(passed.team, passed.conversation)


def erase_conversation(conversation: str, *, dry_run: bool) -> str:
    """Erase a conversation with everything in it. Raises CannotBeDone."""
    with opened() as database, _thorough(database) as uow:
        if not Erasing(uow).conversation(conversation):
            raise CannotBeDone(f"There is no conversation {conversation!r}; nothing was changed.")
        if not dry_run:
            uow.commit()
    said = "1 conversation, with its answers, remarks, decisions, commitments, check-ins and unsent messages"
    return f"{_DRY}\n  {said}" if dry_run else f"Erased: {said}. What stands in Slack stays there."


def purge(older_than: str, *, dry_run: bool) -> str:
    """Drop what is older than so many days: closed conversations, inbound keys, messages; counts. Raises CannotBeDone."""
    asked = _AGE.fullmatch(older_than.strip())
    if asked is None or int(asked[1]) < 1:
        raise CannotBeDone(f"--older-than {older_than}: write a number of days, such as 365d; at least 1d.")
    with opened() as database, _thorough(database) as uow:
        before = uow.now - timedelta(days=int(asked[1]))
        closed = Erasing(uow).drop_closed(before)
        waiting = OutboxRow.state.in_((PARKED, DEAD))
        parked = change(uow.session, delete(OutboxRow).where(waiting, OutboxRow.created_at < before))
        sent = uow.outbox.purge(before)
        keys = uow.inbox.purge(before)
        if not dry_run:
            uow.commit()
    return "\n".join(
        [
            _DRY if dry_run else f"Dropped what is older than {before:%Y-%m-%d}:",
            f"  {counted(closed, 'closed conversation')}, with everything in it",
            f"  {counted(sent, 'sent message')}",
            f"  {counted(parked, 'message')} that could not be sent",
            f"  {counted(keys, 'inbound key')}",
        ]
    )
