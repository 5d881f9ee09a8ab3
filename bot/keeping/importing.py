"""Import: a file into the database, whole or not at all."""

from pathlib import Path

from bot.keeping.document import put_in
from bot.keeping.exporting import counted
from bot.keeping.files import read_in
from bot.keeping.opened import opened
from storage.archive import Archive
from storage.erasing import Erasing
from storage.unit_of_work import UnitOfWork


def import_record(file: Path, *, dry_run: bool) -> str:
    """Put a file in; counts, in sentences. Raises ArchiveRefused or CannotBeDone, and then nothing has changed."""
    text = read_in(file)
    with opened() as database, database.unit_of_work() as uow:
        found = put_in(Archive(uow), text)
        erasing = Erasing(uow)
        since = [one for one in erasing.recorded() if one.erased_at >= found.exported_at]
        erased = erasing.again(since, only=found.added)
        due = _due(uow, found.added)
        if not dry_run:
            uow.commit()
    said = ["Nothing was changed (--dry-run). It would be:"] if dry_run else []
    said.append(f"added: {counted(len(found.added), 'conversation')}")
    said.append(f"here already: {counted(len(found.same), 'conversation')}")
    if found.kept:
        said.append(
            f"different here, and left as it is here: {counted(len(found.kept), 'conversation')} ({', '.join(found.kept)})"
        )
    if erased:
        said.append(f"erased again, since it was erased after the export: {counted(erased, 'erasure')}")
    if due:
        said.append(f"due since the export, and asked once when the coach runs: {counted(due, 'schedule')}")
    if found.withheld:
        said.append(f"not in the file, since it was hidden when it was exported: {counted(found.withheld, 'row')}")
    return "\n".join(said)


def _due(uow: UnitOfWork, conversations: list[str]) -> int:
    """How many schedules of these conversations have a date that is over and was not asked."""
    return sum(
        schedule.next is not None and schedule.next.at <= uow.now
        for conversation in conversations
        for schedule in uow.schedules.of(conversation)
    )
