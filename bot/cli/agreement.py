"""The draft out of the database, into a file, for an operator. Slack is not asked: owners are named by their roles."""

from pathlib import Path

from bot.cli import acts
from bot.cli.files import CannotBeDone, must_be_new, whole, write_out
from bot.cli.opened import opened
from bot.documents.agreement.draft import draft
from bot.documents.agreement.markdown import as_markdown
from bot.documents.agreement.word_file import as_docx
from bot.i18n.catalogue import words
from flows.errors import NothingToAgreeOn
from storage.privacy.archive import Archive


def export_agreement(conversation: str, form: str, language: str, out: Path | None) -> str:
    """Write the draft of one conversation; what was done, in a sentence. Raises CannotBeDone."""
    if out is not None:
        must_be_new(out)
    with opened() as database, database.reading() as uow:
        archive = Archive(uow)
        record = archive.record(conversation)
        if record is None:
            raise CannotBeDone(
                f"There is no conversation {conversation!r}. export --all writes every one, with its id."
            )
        try:
            drafted = draft(record, uow.schedules.of(conversation), words(language or record.language), uow.now)
        except NothingToAgreeOn:
            raise CannotBeDone(
                "Nothing was decided there that an agreement could be drafted from; decide first."
            ) from None
    if form == "docx" and out is not None:
        content = as_docx(drafted)
        with whole(out) as stream:
            stream.write(content)
    else:
        write_out([as_markdown(drafted).rstrip("\n")], out)
    acts.note_each(acts.DRAFT, form, [(record.team, record.id)])
    where = f" to {out}" if out else ""
    return f"Drafted: the agreement{where}. Read it before you share it: it quotes commitments word for word."
