"""What is missing, before Slack says so: settings, guide, database, token, scopes."""

from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.app import find_installation, prepare_address, web_client
from bot.settings import BadSettings, Settings
from flows.errors import GuideError
from flows.guide import load_guide
from storage.database import Database, DatabaseError
from storage.migrations import current, head

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


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    good: bool
    what: str


def examine() -> Iterator[Finding]:
    """Look at everything that a start needs."""
    try:
        settings = Settings.read()
    except BadSettings as error:
        yield from (Finding(False, problem) for problem in error.problems)
        return
    yield from _guide(settings)
    yield from _database(settings)
    try:
        settings.check_tokens(
            http=bool(settings.slack_signing_secret.get_secret_value()) and not _has_app_token(settings)
        )
    except BadSettings as error:
        yield from (Finding(False, problem) for problem in error.problems)
        return
    yield from _slack(settings)


def _has_app_token(settings: Settings) -> bool:
    return bool(settings.slack_app_token.get_secret_value())


def _guide(settings: Settings) -> Iterator[Finding]:
    try:
        guide = load_guide(settings.partnership_guide)
        yield Finding(True, f"guide {guide.id} {guide.version}")
    except GuideError as error:
        yield Finding(False, str(error))


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        database = Database(prepare_address(settings))
        try:
            database.check()
            found, wanted = current(database), head()
        finally:
            database.dispose()
    except (BadSettings, DatabaseError) as error:
        yield Finding(False, str(error))
        return
    kind = "SQLite" if database.sqlite else "PostgreSQL"
    if found == wanted:
        yield Finding(True, f"{kind}, schema {found}")
    elif found is None:
        yield Finding(True, f"{kind}, empty: the first start creates the schema")
    else:
        yield Finding(
            False, f"{kind} has schema {found}, this version wants {wanted}: run partnership-coach db upgrade"
        )


def _slack(settings: Settings) -> Iterator[Finding]:
    try:
        installation = find_installation(settings)
    except BadSettings as error:
        yield from (Finding(False, problem) for problem in error.problems)
        return
    yield Finding(True, f"the bot token belongs to workspace {installation.team}")
    client = web_client(settings, installation.token)
    granted = {scope for scope in client.auth_test().headers.get("x-oauth-scopes", "").split(",") if scope}
    missing = [scope for scope in SCOPES if granted and scope not in granted]
    if missing:
        yield Finding(False, f"missing scopes: {', '.join(missing)}. Paste manifest.yml again and reinstall the app.")
    elif granted:
        yield Finding(True, f"{len(SCOPES)} scopes granted")
    if _has_app_token(settings):
        token = settings.slack_app_token.get_secret_value()
        try:
            client.apps_connections_open(app_token=token)
            yield Finding(True, "Socket Mode opens a link")
        except SlackApiError as error:
            problem = error.response.get("error")
            yield Finding(
                False,
                f"SLACK_APP_TOKEN: Slack answers {problem}. Enable Socket Mode and create an app-level token with "
                "connections:write.",
            )
