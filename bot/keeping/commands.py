"""The commands that keep the record: they parse, call one use case, print what it did. Imports happen inside them."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

FORMATS = ("json", "csv", "markdown", "html")
VIEWS = ("team", "partner-safe", "board")
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("export")(export)
    app.command("import")(import_)
    for command in (agreement, erase, purge, backup, restore):
        app.command()(command)


def export(
    conversation: Annotated[str, typer.Option("--conversation", help="The id of one conversation.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every conversation.")] = False,
    form: Annotated[str, typer.Option("--format", help="json, csv, markdown or html.")] = "json",
    view: Annotated[str, typer.Option("--view", help="team, partner-safe or board; not for json.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="en or fr; not for json.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="A new file; without it standard output.")] = None,
) -> None:
    """Write conversations: json can be imported again, the others are to read. Answers that were not revealed are left out."""
    from bot.i18n import languages
    from bot.keeping.exporting import export_brief, export_record

    if bool(conversation) is everything:
        _stop("Say which: --conversation ID, or --all.")
    if form not in FORMATS:
        _stop(f"--format {form}: choose one of {', '.join(FORMATS)}.")
    if form == "json":
        if view or lang:
            _stop("json is the whole record, to be imported again: --view and --lang go with csv, markdown and html.")
        _told(lambda: export_record(conversation or None, out), to_error=True)
        return
    if view not in ("", *VIEWS):
        _stop(f"--view {view}: choose one of {', '.join(VIEWS)}.")
    if lang not in ("", *languages()):
        _stop(f"--lang {lang}: choose one of {', '.join(languages())}.")
    _told(lambda: export_brief(conversation or None, form, view or VIEWS[0], lang, out), to_error=True)


def agreement(
    conversation: Annotated[str, typer.Argument(help="The id of a conversation; export --all names them.")],
    form: Annotated[str, typer.Option("--format", help="md or docx.")] = "md",
    language: Annotated[str, typer.Option("--language", help="en or fr; without it, the conversation's.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="A new file; without it standard output, for md.")] = None,
) -> None:
    """Draft an agreement to show to the partner: only what both sides may read, with gaps for what nobody has settled yet."""
    from bot.agreement.export import FORMATS as AGREEMENTS
    from bot.agreement.export import export_agreement
    from bot.i18n import languages

    if form not in AGREEMENTS:
        _stop(f"--format {form}: choose one of {', '.join(AGREEMENTS)}.")
    if language not in ("", *languages()):
        _stop(f"--language {language}: choose one of {', '.join(languages())}.")
    if form == "docx" and out is None:
        _stop("A Word file needs a place: --out FILE.docx.")
    _told(lambda: export_agreement(conversation, form, language, out), to_error=True)


def import_(
    file: Annotated[Path, typer.Argument(help="A file that export wrote.")],
    dry_run: DryRun = False,
) -> None:
    """Put exported conversations into the database: all of the file, or nothing. What is there already never changes."""
    from bot.keeping.importing import import_record

    _told(lambda: import_record(file, dry_run=dry_run))


def erase(
    person: Annotated[str, typer.Option("--person", help="A user id of Slack: U0123ABCD.")] = "",
    conversation: Annotated[str, typer.Option("--conversation", help="The id of a conversation.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Erase a person (their words go, what was decided stays under a pseudonym) or a whole conversation."""
    from bot.keeping.forgetting import erase_conversation, erase_person

    if bool(person) is bool(conversation):
        _stop("Say what: --person U0123ABCD, or --conversation ID.")
    if person:
        _told(lambda: erase_person(person, dry_run=dry_run))
    else:
        _told(lambda: erase_conversation(conversation, dry_run=dry_run))


def purge(
    older_than: Annotated[str, typer.Option("--older-than", help="Days: 365d.")],
    dry_run: DryRun = False,
) -> None:
    """Drop closed conversations, sent messages, messages that could not be sent and inbound keys of this age."""
    from bot.keeping.forgetting import purge as drop

    _told(lambda: drop(older_than, dry_run=dry_run))


def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Back up an SQLite database while it is in use. For PostgreSQL: say which command does it."""
    from bot.keeping.backup import backup as copy

    _told(lambda: copy(file))


def restore(
    file: Annotated[Path | None, typer.Argument(help="A file that backup wrote; on PostgreSQL none.")] = None,
    before: Annotated[
        str,
        typer.Option(
            "--before",
            envvar="DATABASE_URL_BEFORE",
            show_envvar=True,
            help="PostgreSQL: address of the database that was used before.",
        ),
    ] = "",
) -> None:
    """Put a backup in the place of the SQLite database, and erase again what was erased since; on PostgreSQL after pg_restore."""
    from bot.keeping.backup import restore as bring_back

    _told(lambda: bring_back(file, before))


def _told(work: Callable[[], str], *, to_error: bool = False) -> None:
    """Do it and print what it says; what cannot be done is one sentence, and the command ends with 2."""
    from bot.keeping.files import CannotBeDone
    from bot.settings import BadSettings
    from flows.errors import FlowError
    from storage.errors import StorageError

    try:
        said: Any = work()
    except (CannotBeDone, BadSettings, StorageError, FlowError) as error:
        _stop(str(error))
    typer.echo(said, err=to_error)


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
