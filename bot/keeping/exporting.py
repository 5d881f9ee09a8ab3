"""Export: conversations out of the database, into a file."""

from pathlib import Path

from bot.keeping import document, formats
from bot.keeping.files import CannotBeDone, must_be_new, write_out
from bot.keeping.opened import opened
from bot.keeping.readers import View
from storage.archive import Archive


def export_record(conversation: str | None, out: Path | None) -> str:
    """Write one conversation, or all of them, as a file that can be imported again; what was done, in a sentence."""
    if out is not None:
        must_be_new(out)
    with opened() as database, database.reading() as uow:
        archive = Archive(uow)
        chosen = wanted(archive, conversation)
        write_out(document.written(archive, chosen, uow.now), out)
    where = f" to {out}" if out else ""
    return f"Exported: {counted(len(chosen), 'conversation')}{where}. Answers that were not revealed yet are left out."


def export_brief(conversation: str | None, form: str, view: str, language: str, out: Path | None) -> str:
    """Write what a view shows, to read: csv, markdown or html; what was done, in a sentence."""
    if out is not None:
        must_be_new(out)
    with opened() as database, database.reading() as uow:
        chosen = wanted(Archive(uow), conversation)
        write_out(formats.written(formats.briefs(uow, chosen, View(view), language), form, View(view), language), out)
    where = f" to {out}" if out else ""
    return f"Exported for {view}: {counted(len(chosen), 'conversation')}{where}. Hidden answers are in no view."


def wanted(archive: Archive, conversation: str | None) -> list[str]:
    """The ids that were asked for. Raises CannotBeDone."""
    if conversation is None:
        return archive.ids()
    if archive.record(conversation) is None:
        raise CannotBeDone(f"There is no conversation {conversation!r}. export --all writes every one, with its id.")
    return [conversation]


def counted(number: int, thing: str) -> str:
    """ "1 row", "2 rows"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
