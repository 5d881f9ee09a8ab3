"""Briefs written out, for whoever reads them: on the command line, and as a file in Slack."""

from collections.abc import Iterable, Iterator

from bot.documents.record.prose import as_html, as_markdown
from bot.documents.record.readers import Names, View, by_id
from bot.documents.record.tables import as_csv
from bot.documents.record.views import Brief, brief
from bot.i18n.catalogue import words
from storage.privacy.archive import Archive
from storage.unit_of_work import UnitOfWork

ENDINGS = {"html": "html", "markdown": "md", "csv": "csv"}
"""The formats to read, with what their files' names end in."""


def written(briefs: Iterable[Brief], form: str, view: View, language: str = "") -> Iterator[str]:
    """The lines of a file."""
    if form == "csv":
        return as_csv(briefs)
    if form == "markdown":
        return as_markdown(briefs, view, words(language))
    return as_html(briefs, view, words(language))


def briefs(
    uow: UnitOfWork, conversations: Iterable[str], view: View, language: str = "", names: Names = by_id
) -> Iterator[Brief]:
    """What a view shows. Without ``language`` each conversation is in its own; what is gone meanwhile is left out. ``names``: of
    those who may be named.
    """
    archive = Archive(uow)
    for one in conversations:
        if (record := archive.record(one)) is not None:
            said_in = words(language or record.language)
            remarks, check_ins = uow.remarks.of(one), uow.check_ins.of(record)
            yield brief(record, archive.hiding(record), remarks, view, said_in, check_ins, names)
