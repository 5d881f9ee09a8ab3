"""What is missing, before Slack says so: settings, guide, database, token, scopes."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.app import ask_for_link, find_installation
from bot.cli.counting import counted
from bot.runtime.settings import BadSettings, Settings
from flows.errors import GuideError
from flows.guide import load_guide
from storage.database import Database, DatabaseError, SchemaTooNew
from storage.engine.sqlite_file import file_of, look_at
from storage.migrations import current, head, revision_in, revisions

SCOPES = (
    "app_mentions:read",
    "canvases:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
)
"""The bot scopes that the app uses; manifest.yml asks for these and a test holds both together."""
OPTIONAL = {"canvases:write": "no canvas of an agreement", "files:write": "no Word file and no export in Slack"}
"""Scopes that whoever installs the app may leave out, and what there is not then."""


_VARIABLE = re.compile(r"\W*([A-Z_]+)\b")
"""With which a sentence about a setting begins."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    good: bool
    what: str


def examine() -> Iterator[Finding]:
    """Look at everything that a start needs, and change nothing; what is wrong in one place keeps no other from being looked at."""
    problems, settings = _settings()
    yield from (Finding(False, problem) for problem in problems)
    if settings is None:
        return
    for look in (_guide, _database, _tokens, _slack):
        try:
            yield from look(settings)
        except BadSettings as error:
            yield from (Finding(False, problem) for problem in error.problems)
        except (GuideError, DatabaseError) as error:
            yield Finding(False, str(error))
        except Exception as error:  # one finding that cannot be made is a finding
            yield Finding(
                False, f"{look.__name__.strip('_')}: it cannot be checked ({type(error).__name__}); report this."
            )


def _settings() -> tuple[list[str], Settings | None]:
    """Return what is wrong with the settings, and the settings with the defaults of those that are."""
    wrong: dict[str, str] = {}
    problems: list[str] = []
    try:
        while True:
            try:
                return problems, Settings.read()
            except BadSettings as error:
                problems += error.problems
                named = {found[1] for one in error.problems if (found := _VARIABLE.match(one))} & os.environ.keys()
                if not named:
                    return problems, None
                wrong |= {name: os.environ.pop(name) for name in named}
    finally:
        os.environ.update(wrong)


def _guide(settings: Settings) -> Iterator[Finding]:
    guide = load_guide(settings.partnership_guide)
    yield Finding(True, f"guide {guide.id} {guide.version}")


def _database(settings: Settings) -> Iterator[Finding]:
    file = file_of(settings.database)
    kind = "PostgreSQL" if file is None else "SQLite"
    empty = f"{kind}, empty: the first start creates the schema"
    if file is None:
        database = Database(settings.database)
        try:
            found = current(database)
        finally:
            database.dispose()
    else:
        if settings.database_url or file.parent.exists():
            look_at(file)
        elif problem := _cannot_be_made(file.parent):
            yield Finding(False, problem)
            return
        if file.exists() and file.stat().st_mode & 0o007 and os.name == "posix":
            yield Finding(
                False, f"Every user of this machine may read {file}, which holds hidden answers: chmod 600 {file}*"
            )
        found = revision_in(file) if file.exists() else None
        if not os.access(file if file.exists() else _nearest(file.parent), os.W_OK):
            yield Finding(
                False, f"{file} may not be written by this user: let the user write there, or check DATABASE_URL."
            )
            return
    known = revisions()
    if found is None:
        yield Finding(True, empty)
    elif found == head():
        yield Finding(True, f"{kind}, schema {found}")
    elif found not in known:
        raise SchemaTooNew(f"schema {found}, this version knows {head()}")
    else:
        yield Finding(
            False, f"{kind} has schema {found}, this version wants {head()}: run partnership-coach db upgrade"
        )


def _nearest(folder: Path) -> Path:
    """Return the folder itself, or the first one above it that there is."""
    return next((one for one in (folder, *folder.parents) if one.exists()), folder)


def _cannot_be_made(folder: Path) -> str:
    """Return why the data folder cannot be made at the first start; "" when it can."""
    above = _nearest(folder.absolute())
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return ""
    return (
        f"PARTNERSHIP_DATA: the folder {folder} cannot be made in {above}: name another, or let this user write there."
    )


def _tokens(settings: Settings) -> Iterator[Finding]:
    settings.check_tokens(http=_runs_http(settings))
    yield from ()


def _runs_http(settings: Settings) -> bool:
    return bool(settings.slack_signing_secret.get_secret_value()) and not _has_app_token(settings)


def _has_app_token(settings: Settings) -> bool:
    return bool(settings.slack_app_token.get_secret_value())


def _slack(settings: Settings) -> Iterator[Finding]:
    if settings.slack_bot_token.get_secret_value().startswith("xoxb-"):
        yield from _bot_token(settings)
    if settings.slack_app_token.get_secret_value().startswith("xapp-"):
        try:
            ask_for_link(settings)
            yield Finding(True, "Socket Mode opens a link")
        except BadSettings as error:
            yield Finding(False, str(error))


def _bot_token(settings: Settings) -> Iterator[Finding]:
    try:
        installation = find_installation(settings, pauses=())
    except BadSettings as error:
        yield Finding(False, str(error))
        return
    yield Finding(True, f"the bot token belongs to workspace {installation.team}")
    granted = installation.scopes
    missing = [scope for scope in SCOPES if granted and scope not in granted and scope not in OPTIONAL]
    left_out = [scope for scope in OPTIONAL if granted and scope not in granted]
    if missing:
        yield Finding(False, f"missing scopes: {', '.join(missing)}. Paste manifest.yml again and reinstall the app.")
    elif granted:
        yield Finding(True, f"{counted(len(SCOPES) - len(left_out), 'scope')} granted")
    for scope in left_out:
        yield Finding(True, f"optional scope {scope} not granted: {OPTIONAL[scope]}")
