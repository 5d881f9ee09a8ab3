"""Erasing and retention: what goes, counted; a dry run counts and keeps."""

import re
from dataclasses import fields
from datetime import timedelta
from functools import partial

from sqlalchemy import delete

from bot.cli import acts, progress
from bot.cli.counting import counted
from bot.cli.erasure_key import erasure_key
from bot.cli.files import CannotBeDone
from bot.cli.opened import opened
from bot.messages import commitments as commitment_messages
from bot.runtime.settings import Settings
from storage.database import Database
from storage.engine.sqlite_file import file_of
from storage.privacy.archive import Archive
from storage.privacy.erasing import Erasing
from storage.privacy.traces import Traces, overwritten
from storage.records import Record
from storage.tables.models import DEAD, PARKED, OutboxRow
from storage.tables.pseudonym_text import Erased, PassedOn
from storage.tables.writing import change
from storage.unit_of_work import UnitOfWork

_PERSON = re.compile(r"[UW][A-Z0-9]{2,30}")
_AGE = re.compile(r"(\d{1,5})d?")
_DRY = "Nothing was changed (--dry-run). It would be:"
_WHAT = {
    "conversations": "conversation with them",
    "answers": "answer in words",
    "remarks": "remark",
    "promises": "commitment in their words",
    "reasons": "reason",
    "messages": "unsent message",
    "handed_on": "handed on",
    "passed_on": "passed on",
    "told": "told",
}
"""Counts of an erasure, by what they are called (``counting.THINGS``)."""


_AGAIN = "Stop the coach and whatever else reads the database, and run the same command again"


def _overwrite(database: Database, traces: Traces, said: str) -> None:
    """Overwrite what was erased, and look whether any copy of it is left. Raises CannotBeDone, which begins with what was done."""
    with progress.shown(progress.Progress("Overwriting what was deleted")):
        problem = overwritten(database, traces)
    if problem:
        raise CannotBeDone(f"{said}\nBUT {problem}. {_AGAIN}.")


def _kept_aside(database: Database) -> str:
    """Name what a restore has set aside beside the database, which still holds it."""
    file = file_of(database.url)
    aside = sorted(file.parent.glob(f"{file.name}.before-restore*")) if file else []
    return f" Remove {', '.join(map(str, aside))} yourself: it still holds it." if aside else ""


def erase_person(person: str, *, dry_run: bool) -> str:
    """Erase a person of whatever workspace; counts. Raises CannotBeDone."""
    if not _PERSON.fullmatch(person):
        raise CannotBeDone(
            f"{person!r} is not a user id of Slack. It is in the person's profile, “Copy member ID”: U0123ABCD."
        )
    total = Erased()
    with opened() as database:
        key = erasure_key()
        with database.unit_of_work() as uow:
            told, teams = _erase_in(uow, key, person, total)
            if not dry_run:
                uow.commit()
        if not teams:
            nothing = f"Nothing of {person} is stored here; nothing was changed."
            if not dry_run:
                _overwrite(database, Traces([person], ()), nothing)  # an erasure before may have left copies
            return nothing
        said = [_DRY if dry_run else f"{person} is erased; their decisions, ticks and numbers stay under a pseudonym."]
        found = {**vars(total), "told": told}
        said += [f"  {counted(found[field], what)}" for field, what in _WHAT.items()]
        left = "Messages in Slack stay there: delete them in Slack. Backups and exports made before still hold it."
        said.append(left + _kept_aside(database))
        if not dry_run:
            _overwrite(database, Traces([person], total.words), "\n".join(said))
    return "\n".join(said)


def _erase_in(uow: UnitOfWork, key: bytes, person: str, total: Erased) -> tuple[int, list[str]]:
    """Erase a person in every workspace, counted in ``total``; how many messages tell so, and the workspaces."""
    erasing = Erasing(uow, key, partial(progress.counted, "Erasing conversation"))
    teams = erasing.teams_of(person)
    for team in teams:
        one = erasing.person(team, person)
        acts.note(uow, acts.ERASE_PERSON, team, erasing.pseudonym_of(team, person))
        for field in fields(Erased):
            setattr(total, field.name, getattr(total, field.name) + getattr(one, field.name))
    told = [
        commitment_messages.passed_on(record, one) for one in total.passed if (record := _record(uow, one)) is not None
    ]
    for message in told:
        uow.outbox.write(message)
    return len(told), teams


def _record(uow: UnitOfWork, passed: PassedOn) -> Record | None:
    return uow.conversations.get(passed.team, passed.conversation)


def erase_conversation(conversation: str, *, dry_run: bool) -> str:
    """Erase a conversation with everything in it. Raises CannotBeDone."""
    what = f"{counted(1, 'conversation')}, with its answers, remarks, decisions, commitments, check-ins and unsent messages"
    with opened() as database:
        with database.unit_of_work() as uow:
            erasing = Erasing(uow, erasure_key())
            words = erasing.words_of(conversation)
            before = any(erasure.subject == conversation for erasure in erasing.recorded())
            team = Archive(uow).team_of(conversation)
            there = erasing.conversation(conversation)
            if team is not None:
                acts.note(uow, acts.ERASE_CONVERSATION, team, conversation)
            if not there and not before:
                raise CannotBeDone(f"There is no conversation {conversation!r}; nothing was changed.")
            if dry_run:
                return f"{_DRY}\n  {what}" if there else f"{conversation} was erased before; nothing was changed."
            uow.commit()
        said = f"Erased: {what}. Messages in Slack stay there." if there else f"{conversation} was erased before."
        said += _kept_aside(database)
        _overwrite(database, Traces([], words), said)
    return said


def purge(older_than: str | None, *, dry_run: bool) -> str:
    """Drop what is older than so many days: closed conversations, inbound keys, messages; counts. Raises CannotBeDone.

    Without a number of days it is that of PARTNERSHIP_KEEP_DAYS.
    """
    days = Settings.read().partnership_keep_days
    if older_than is not None:
        asked = _AGE.fullmatch(older_than.strip())
        if asked is None or int(asked[1]) < 1:
            raise CannotBeDone(f"--older-than {older_than}: write a number of days, such as 365d; at least 1d.")
        days = int(asked[1])
    with opened() as database:
        with database.unit_of_work() as uow:
            before = uow.now - timedelta(days=days)
            erasing = Erasing(uow, erasure_key(), partial(progress.counted, "Dropping conversation"))
            teams = erasing.teams()
            closed = erasing.drop_closed(before)
            for team in teams if closed else ():
                acts.note(uow, acts.PURGE, team, f"what ended before {before:%Y-%m-%d}")
            with progress.shown(progress.Progress("Dropping messages and inbound keys")):
                waiting = OutboxRow.state.in_((PARKED, DEAD))
                parked = change(uow.session, delete(OutboxRow).where(waiting, OutboxRow.created_at < before))
                sent = uow.outbox.purge(before)
                keys = uow.inbox.purge(before)
            if not dry_run:
                uow.commit()
        said = "\n".join(
            [
                _DRY if dry_run else f"Dropped what is older than {before:%Y-%m-%d}:",
                f"  {counted(closed, 'closed conversation')}, with everything in it",
                f"  {counted(sent, 'sent message')}",
                f"  {counted(parked, 'message not sent')}",
                f"  {counted(keys, 'inbound key')}",
            ]
        )
        if not dry_run:
            _overwrite(database, Traces([], []), said)
    return said
