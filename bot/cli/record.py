"""The commands that keep the record: they parse, call one use case, print what it did. Imports happen inside them."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.exit_status import CannotBeDone
from bot.cli.options import DryRun, Out, RecordLang, choose, configured, language
from bot.cli.terminal import say, tell

FORMATS = ("json", "csv", "markdown", "html")
AGREEMENTS = ("markdown", "docx")
TEAM, PARTNER = "team", "partner-safe"
VIEWS = (TEAM, PARTNER, "board")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (export, import_, agreement, acts, erase, purge, backup, restore):
        app.command(command.__name__.rstrip("_"))(configured(command))


def export(
    conversation: Annotated[str, typer.Option("--conversation", help="The id of one conversation.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every conversation.")] = False,
    form: Annotated[str, typer.Option("--format", help="json, csv, markdown or html.")] = "json",
    view: Annotated[str, typer.Option("--view", help="team, partner-safe or board; not for json.")] = "",
    lang: RecordLang = "",
    out: Out = None,
) -> None:
    """Write conversations to a file, to import again or to read.

    JSON can be imported again; csv, markdown and html are to read. Answers that were not revealed are left out.
    """
    from bot.cli.export import export_brief, export_record

    choose("--format", form, FORMATS)
    if view:
        choose("--view", view, VIEWS)
    chosen = language(lang) if lang else ""
    if bool(conversation) is everything:
        raise CannotBeDone("Say which: --conversation ID, or --all.")
    if everything and view == PARTNER:
        raise CannotBeDone("A file for a partner is about one partnership only: --conversation ID.")
    if form == "json":
        if view or lang:
            raise CannotBeDone(
                "json is the whole record, to be imported again: --view and --lang go with csv, markdown and html."
            )
        tell(export_record(conversation or None, out))
    else:
        tell(export_brief(conversation or None, form, view or TEAM, chosen, out))


def agreement(
    conversation: Annotated[str, typer.Argument(help="The id of a conversation; export --all names them.")],
    form: Annotated[str, typer.Option("--format", help="markdown or docx.")] = "markdown",
    lang: RecordLang = "",
    out: Out = None,
) -> None:
    """Draft an agreement to show to the partner.

    It holds only what both sides may read, with gaps for what nobody has settled yet. A Word file (docx) needs --out.
    """
    from bot.cli.agreement import export_agreement

    choose("--format", form, AGREEMENTS)
    chosen = language(lang) if lang else ""
    if form == "docx" and out is None:
        raise CannotBeDone("A Word file needs a place: --out FILE.docx.")
    tell(export_agreement(conversation, form, chosen, out))


def import_(
    file: Annotated[Path, typer.Argument(help="A file that export wrote.")],
    team: Annotated[
        str,
        typer.Option(
            "--team", help="The workspace (T…) of the file; without it, the one that the bot token belongs to."
        ),
    ] = "",
    dry_run: DryRun = False,
) -> None:
    """Put exported conversations into the database.

    All of the file goes in, or nothing. What is there already never changes.
    """
    from bot.cli.import_ import import_record

    say(import_record(file, team, dry_run=dry_run))


def acts(
    place: Annotated[str, typer.Argument(help="The id of a conversation, or of a workspace.")],
) -> None:
    """Print who did what, when, and whether the record is whole.

    Moves, decisions, commitments, exports, drafts, imports, erasures; never what anybody wrote.
    """
    from bot.cli.acts import print_acts

    say(print_acts(place))


def erase(
    person: Annotated[str, typer.Option("--person", help="A user id of Slack: U0123ABCD.")] = "",
    conversation: Annotated[str, typer.Option("--conversation", help="The id of a conversation.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Erase a person, or a whole conversation.

    A person's words go; what was decided stays under a pseudonym.
    """
    from bot.cli.erase import erase_conversation, erase_person

    if bool(person) is bool(conversation):
        raise CannotBeDone("Say what: --person U0123ABCD, or --conversation ID.")
    if person:
        say(erase_person(person, dry_run=dry_run))
    else:
        say(erase_conversation(conversation, dry_run=dry_run))


def purge(
    older_than: Annotated[
        str | None, typer.Option("--older-than", help="Days: 365d; without it, PARTNERSHIP_KEEP_DAYS (two years).")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Drop what is over and older than some days.

    Closed conversations, sent messages, messages that could not be sent, and inbound keys of this age go.
    """
    from bot.cli.erase import purge as drop

    say(drop(older_than, dry_run=dry_run))


def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Back up an SQLite database while it is in use.

    For PostgreSQL it says which command does it.
    """
    from bot.cli.backup import backup as copy

    say(copy(file))


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
    """Put a backup in the place of the SQLite database.

    What was erased since the backup is erased again. On PostgreSQL run it after pg_restore.
    """
    from bot.cli.backup import restore as bring_back

    say(bring_back(file, before))
