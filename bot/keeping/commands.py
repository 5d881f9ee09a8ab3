"""The commands that keep the record: they parse, call one use case, print what it did. Imports happen inside them."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("export")(export)
    app.command("import")(import_)


def export(
    conversation: Annotated[str, typer.Option("--conversation", help="The id of one conversation.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every conversation.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="A new file; without it standard output.")] = None,
) -> None:
    """Write conversations to a JSON file that can be imported again. Answers that were not revealed are left out."""
    from bot.keeping.exporting import export_record

    if bool(conversation) is everything:
        _stop("Say which: --conversation ID, or --all.")
    _told(lambda: export_record(conversation or None, out), to_error=True)


def import_(
    file: Annotated[Path, typer.Argument(help="A file that export wrote.")],
    dry_run: DryRun = False,
) -> None:
    """Put exported conversations into the database: all of the file, or nothing. What is there already never changes."""
    from bot.keeping.importing import import_record

    _told(lambda: import_record(file, dry_run=dry_run))


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
