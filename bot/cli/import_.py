"""Import: a file into the database, whole or not at all."""

from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from bot.app import find_installation
from bot.cli import acts, progress
from bot.cli.counting import counted
from bot.cli.erasure_key import erasure_key
from bot.cli.files import CannotBeDone, read_in
from bot.cli.json_record import put_in
from bot.cli.opened import opened
from bot.runtime.settings import Settings
from storage.privacy.archive import Archive
from storage.privacy.erasing import Erasing
from storage.tables.models import ConversationRow
from storage.unit_of_work import UnitOfWork


def import_record(file: Path, team: str = "", *, dry_run: bool) -> str:
    """Put a file in; counts, in sentences. Raises ArchiveRefused or CannotBeDone, and then nothing has changed."""
    text = read_in(file)
    with opened() as database, database.unit_of_work() as uow:
        archive = Archive(uow)
        found = put_in(
            archive, text, partial(progress.counted, "Importing conversation"), whose=partial(_whose, uow, team)
        )
        erasing = Erasing(uow, erasure_key(), partial(progress.counted, "Erasing again"))
        since = [one for one in erasing.recorded() if one.erased_at >= found.exported_at]
        erased = erasing.again(since, only=found.added)
        due = _due(uow, found.added)
        digest = sha256(text.encode(errors="surrogatepass")).hexdigest()
        for conversation in found.added:
            if (theirs := archive.team_of(conversation)) is not None:  # else it was erased again
                acts.note(uow, acts.IMPORT, theirs, f"sha256:{digest}", conversation)
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
    if erasing.under_other_keys:
        said.append(
            f"not compared, since another key made their digests: {counted(erasing.under_other_keys, 'erasure')}"
        )
    if due:
        said.append(f"due since the export, and asked once when the coach runs: {counted(due, 'schedule')}")
    if found.withheld:
        said.append(f"not in the file, since it was hidden when it was exported: {counted(found.withheld, 'row')}")
    return "\n".join(said)


def _whose(uow: UnitOfWork, asked: str) -> list[str]:
    """Return the workspaces that a file may be of: the one that was named, else that of this database, else of the bot token."""
    if asked:
        return [asked]
    if known := list(uow.session.scalars(select(ConversationRow.team).distinct())):
        return known
    settings = Settings.read()
    if settings.slack_bot_token.get_secret_value():
        return [find_installation(settings, pauses=()).team]
    raise CannotBeDone(
        "Whose conversations are these? This database holds none yet, and no SLACK_BOT_TOKEN says it; nothing was changed. "
        "Name the workspace: --team T…"
    )


def _due(uow: UnitOfWork, conversations: list[str]) -> int:
    """How many schedules of these conversations have a date that is over and was not asked."""
    return sum(
        schedule.next is not None and schedule.next.at <= uow.now
        for conversation in conversations
        for schedule in uow.schedules.of(conversation)
    )
