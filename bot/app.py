"""The only wiring: settings → database, guide, coach, listeners, relay."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot import listeners
from bot.blocks import agreement
from bot.blocks.kit.slack_types import Body
from bot.gateway.dispatch import Front
from bot.gateway.payload_schemas import KINDS
from bot.gateway.socket_mode import Sockets
from bot.i18n.catalogue import words
from bot.listeners.late import Late
from bot.runtime.health import Health
from bot.runtime.metrics import Metrics
from bot.runtime.settings import BadSettings, Settings
from bot.runtime.single_process import FileLock, lock_for
from bot.use_cases import wiring
from bot.use_cases.base import Services
from bot.use_cases.directory import Directory
from bot.use_cases.presence import PresenceLookup
from bot.workers.attachments.enclosures import maker
from bot.workers.holding import Holding
from bot.workers.outcomes import Outcome
from bot.workers.relay import Relay
from bot.workers.slack_answers import APP_TOKEN, BOT_TOKEN, refusal
from bot.workers.ticker import Ticker
from bot.workers.time_zones import TimeZoneLookup
from flows.guide import load_guide
from flows.model import Guide
from storage.database import Database
from storage.engine.sqlite_file import make_private_folder
from storage.migrations import upgrade
from storage.records import Claim, Record

log = structlog.get_logger(__name__)

CALL_TIMEOUT_SECONDS = 10
_ASK_AGAIN_AFTER_SECONDS = (0.5, 2, 5, 10)
"""Pauses at the start, while Slack is slow, limits or fails. A refusal, a proxy's page, or an address where nobody is ends it."""


@dataclass(frozen=True)
class Installation:
    """The workspace that the bot token belongs to."""

    team: str
    bot_id: str
    bot_user_id: str
    token: str
    url: str = ""
    scopes: frozenset[str] = frozenset()
    enterprise: str = ""
    """The Enterprise Grid that the workspace is part of; empty where it is part of none."""


class SlackNotReady(BadSettings):
    """Slack gave no answer, for a reason that may pass by itself."""


class Application:
    """Everything that runs, and how it starts and stops."""

    def __init__(
        self,
        settings: Settings,
        guide: Guide,
        database: Database,
        installation: Installation,
        *,
        lock: FileLock | None = None,
        first_link: str = "",
    ) -> None:
        self._first_link = first_link
        self.settings, self.guide, self.database, self.installation = settings, guide, database, installation
        self.client = web_client(settings, installation.token)
        self._lock = lock
        self.metrics = Metrics(KINDS)
        directory = Directory(self.client, installation.team, enterprise=installation.enterprise)
        self.relay = Relay(
            database,
            lambda team: self.client if team == installation.team else None,
            count=self.metrics.delivery,
            canvas_notice=self._canvas_notice,
            make=maker(database, directory.called),
            charts=settings.partnership_charts,
            holding=Holding(database, lambda _: directory),
        )
        time_zones = TimeZoneLookup(database, lambda _: directory)
        self.ticker = Ticker(
            database, self.relay.wake, time_zones, PresenceLookup(database, lambda _: directory), installation.team
        )
        self.bolt = self._bolt()
        use_cases = wiring.wire(Services(database, guide, lambda _: directory, self.relay.wake))
        self.late = Late()
        listeners.register(self.bolt, use_cases, installation.bot_user_id, self.late)
        self.front = Front(self.bolt, self.metrics, installation.team, installation.enterprise)
        self.health = Health(
            database,
            self.metrics,
            settings.ready_backlog_seconds,
            self._fresh_links,
            self._link_trouble,
            installation.team,
        )
        self._sockets: Sockets | None = None

    def _bolt(self) -> App:
        def authorize(**_: Any) -> AuthorizeResult:
            # From what is known, without a network call: an auth.test that fails must not lose an event.
            known = self.installation
            return AuthorizeResult(
                enterprise_id=known.enterprise or None,
                team_id=known.team,
                bot_id=known.bot_id,
                bot_user_id=known.bot_user_id,
                bot_token=known.token,
            )

        secret = self.settings.slack_signing_secret.get_secret_value()
        return App(
            name="partnership-coach",
            client=self.client,
            authorize=authorize,
            signing_secret=secret or "socket mode needs none",
            request_verification_enabled=False,  # bot.gateway.http verifies the raw bytes in front of Bolt
            process_before_response=True,  # Slack is answered after the commit
            raise_error_for_unhandled_request=False,
            logger=_quiet_logger(),
        )

    def _canvas_notice(self, record: Record, claim: Claim, outcome: Outcome) -> Body:
        said_in = words(claim.body.get("language"))
        if outcome.fate == "sent":
            return agreement.canvas_made(said_in, record, f"{self.installation.url}docs/{claim.team}/{outcome.ts}")
        return agreement.canvas_not_made(said_in, record, outcome.error)

    def start(self) -> None:
        """Send what waits, fire what is due, and listen over Socket Mode."""
        self.work()
        token = self.settings.slack_app_token.get_secret_value()
        # The SDK reaches apps.connections.open through the same client, so SLACK_API_URL counts there too.
        self._sockets = Sockets(self.front, token, self.client, logger=_quiet_logger())
        try:
            self._sockets.start(self._first_link)
        except SlackApiError as error:
            raise BadSettings([refusal(error, APP_TOKEN, self.settings.slack_api_url).sentence]) from None

    def work(self) -> None:
        """Send what waits and fire what is due, in the background."""
        self.relay.start()
        self.ticker.start()

    def stop(self) -> None:
        """Take nothing more, finish and answer what runs, let what is being sent finish, close the database."""
        if self._sockets is not None:
            self._sockets.stop()
            self._sockets = None
        self.late.stop()
        self.ticker.stop()
        self.relay.stop()
        self.database.dispose()
        if self._lock is not None:
            self._lock.release()

    def _link_trouble(self) -> str:
        return "" if self._sockets is None else self._sockets.trouble()

    def _fresh_links(self) -> int | None:
        return None if self._sockets is None else self._sockets.fresh()


def build(
    settings: Settings, clock: Callable[[], datetime] | None = None, *, check_app_token: bool = False
) -> Application:
    """Everything, wired; raises BadSettings, GuideError or a DatabaseError that names its fix.

    Slack is asked about the tokens before the database is touched: a start with a wrong one leaves it as it was. ``clock`` is the
    playground's, whose time can be moved; without it the database tells the time.
    """
    guide = load_guide(settings.partnership_guide)
    installation = find_installation(settings)
    first_link = _first_link(settings) if check_app_token else ""
    address = prepare_address(settings)
    lock = lock_for(address)
    database = Database(address, clock=clock)
    try:
        upgrade(database)
        return Application(settings, guide, database, installation, lock=lock, first_link=first_link)
    except BaseException:
        database.dispose()
        lock.release()
        raise


def _first_link(settings: Settings) -> str:
    try:
        return ask_for_link(settings)
    except SlackNotReady:
        return ""  # the links ask again until they are open


def prepare_address(settings: Settings) -> str:
    """The database's address; the data folder exists afterwards."""
    if settings.database.startswith("sqlite") and not settings.database_url:
        try:
            make_private_folder(settings.partnership_data)
        except OSError as error:
            raise BadSettings(
                [
                    f"PARTNERSHIP_DATA: the folder {settings.partnership_data} cannot be made ({error.strerror}): name another."
                ]
            ) from None
    return settings.database


def web_client(settings: Settings, token: str) -> WebClient:
    """A client that never retries by itself: the outbox owns retries."""
    return WebClient(
        token=token,
        base_url=settings.slack_api_url,
        timeout=CALL_TIMEOUT_SECONDS,
        retry_handlers=[],
        logger=_quiet_logger(),
    )


def find_installation(settings: Settings, pauses: tuple[float, ...] | None = None) -> Installation:
    """Ask Slack whose bot token this is; raises BadSettings with the fix.

    What may pass by itself is asked again after each of ``pauses`` (without them: up to five calls in 17.5 seconds, plus what each
    call waits for its answer).
    """
    token = settings.slack_bot_token.get_secret_value()
    client = web_client(settings, token)
    found = _asked(settings, client.auth_test, BOT_TOKEN, _ASK_AGAIN_AFTER_SECONDS if pauses is None else pauses)
    if found.get("is_enterprise_install"):
        raise BadSettings(
            [
                "SLACK_BOT_TOKEN belongs to a whole organisation: install the app into one workspace, and copy that token."
            ]
        )
    if not found.get("team_id") or not found.get("user_id"):
        raise BadSettings(
            ["Slack does not say whose token SLACK_BOT_TOKEN is: check SLACK_API_URL, and copy the token again."]
        )
    return Installation(
        team=str(found["team_id"]),
        bot_id=str(found.get("bot_id") or ""),
        bot_user_id=str(found["user_id"]),
        token=token,
        url=str(found.get("url") or "https://slack.com/"),
        scopes=_scopes(found.headers),
        enterprise=str(found.get("enterprise_id") or ""),
    )


def ask_for_link(settings: Settings) -> str:
    """Ask Slack once for the address of a Socket Mode link, which the app token allows; raises BadSettings, or SlackNotReady."""
    token = settings.slack_app_token.get_secret_value()
    client = web_client(settings, token)
    found = _asked(settings, lambda: client.apps_connections_open(app_token=token), APP_TOKEN, ())
    return str(found.get("url") or "")


def _asked(
    settings: Settings, call: Callable[[], SlackResponse], variable: str, pauses: tuple[float, ...]
) -> SlackResponse:
    for pause in (*pauses, None):
        try:
            return call()
        except Exception as error:  # whatever came instead of an answer has a sentence
            refused = refusal(error, variable, settings.slack_api_url)
        if not refused.passing:
            raise BadSettings([refused.sentence])
        if pause is not None:
            log.warning("coach.slack_not_ready", error=refused.name, seconds=pause)
            time.sleep(pause)
    raise SlackNotReady([refused.sentence])


def _scopes(headers: Mapping[str, Any]) -> frozenset[str]:
    """Return the scopes that Slack names beside its answer; none where it names none."""
    named = next((str(value) for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    return frozenset(scope.strip() for scope in named.split(",") if scope.strip())


def _quiet_logger() -> logging.Logger:
    """The SDK's loggers write bodies at INFO and DEBUG: capped."""
    logger = logging.getLogger("partnership_coach.sdk")
    logger.setLevel(logging.ERROR)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return logger
