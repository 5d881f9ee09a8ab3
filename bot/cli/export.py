"""Export: conversations out of the database, into a file."""

from collections.abc import Iterable
from pathlib import Path

from bot.cli import acts, json_record, progress
from bot.cli.counting import counted
from bot.cli.files import CannotBeDone, must_be_new, write_out
from bot.cli.opened import opened
from bot.documents.record import formats
from bot.documents.record.readers import View
from storage.privacy.archive import Archive


def export_record(conversation: str | None, out: Path | None) -> str:
    """Write one conversation, or all of them, as a file that can be imported again; what was done, in a sentence."""
    if out is not None:
        must_be_new(out)
    with opened() as database, database.reading() as uow:
        archive = Archive(uow)
        chosen = wanted(archive, conversation)
        write_out(json_record.written(archive, _shown(chosen, out), uow.now), out)
        whose = _whose(archive, chosen)
    acts.note_each(acts.EXPORT, "json", whose)
    where = f" to {out}" if out else ""
    return f"Exported: {counted(len(chosen), 'conversation')}{where}. Answers that were not revealed yet are left out."


def export_brief(conversation: str | None, form: str, view: str, language: str, out: Path | None) -> str:
    """Write what a view shows, to read: csv, markdown or html; what was done, in a sentence."""
    if out is not None:
        must_be_new(out)
    with opened() as database, database.reading() as uow:
        archive = Archive(uow)
        chosen = wanted(archive, conversation)
        whose = _whose(archive, chosen)
        write_out(
            formats.written(formats.briefs(uow, _shown(chosen, out), View(view), language), form, View(view), language),
            out,
        )
    acts.note_each(acts.EXPORT, f"{form}, {view}", whose)
    where = f" to {out}" if out else ""
    return f"Exported for {view}: {counted(len(chosen), 'conversation')}{where}. Hidden answers are in no view."


def _whose(archive: Archive, conversations: list[str]) -> list[tuple[str, str]]:
    """Return (workspace, conversation) of each."""
    return [(team, one) for one in conversations if (team := archive.team_of(one)) is not None]


def _shown(chosen: list[str], out: Path | None) -> Iterable[str]:
    return progress.counted("Exporting conversation", chosen, to_output=out is None)


def wanted(archive: Archive, conversation: str | None) -> list[str]:
    """The ids that were asked for. Raises CannotBeDone."""
    if conversation is None:
        return archive.ids()
    if archive.record(conversation) is None:
        raise CannotBeDone(f"There is no conversation {conversation!r}. export --all writes every one, with its id.")
    return [conversation]
