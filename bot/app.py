"""The only wiring: settings → database, guide, coach, listeners, relay."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import listeners
from bot.agreements import Agreements
from bot.blocks import agreement
from bot.blocks import answers_private as private
from bot.checking_in import CheckingIn
from bot.coach import Coach
from bot.delivery.enclosures import maker
from bot.delivery.errors import Outcome
from bot.delivery.relay import Relay
from bot.delivery.ticker import Ticker
from bot.directory import Directory
from bot.exports import Exports
from bot.front import Front
from bot.health import Health
from bot.i18n import words
from bot.metrics import Metrics
from bot.monthly import Monthly
from bot.one_process import FileLock, lock_for
from bot.promises import Promises
from bot.reception import Reception
from bot.schedules_here import SchedulesHere
from bot.scheduling import Scheduling
from bot.settings import BadSettings, Settings
from bot.sockets import Sockets
from bot.telling import has_it_come
from bot.telling_check_ins import tell
from bot.telling_schedules import announce
from bot.threads import Threads
from bot.turns import House
from bot.whereabouts import Whereabouts
from flows.guide import load_guide
from flows.model import Guide
from storage.database import Database
from storage.migrations import upgrade
from storage.records import Claim, Record

log = structlog.get_logger(__name__)

CALL_TIMEOUT_SECONDS = 10
_ASK_AGAIN_AFTER_SECONDS = (0.5, 2, 5, 10)
"""Pauses at the start, while Slack is slow, limits or fails; what it refuses, and an address where nobody is, ends it at once."""


@dataclass(frozen=True)
class Installation:
    """The workspace that the bot token belongs to."""

    team: str
    bot_id: str
    bot_user_id: str
    token: str
    url: str = ""


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
    ) -> None:
        self.settings, self.guide, self.database, self.installation = settings, guide, database, installation
        self.client = web_client(settings, installation.token)
        self._lock = lock
        self.metrics = Metrics()
        directory = Directory(self.client, installation.team)
        self.relay = Relay(
            database,
            lambda team: self.client if team == installation.team else None,
            parked_notice=lambda record: private.parked_notice(words(record.language), record),
            count=self.metrics.delivery,
            canvas_notice=self._canvas_notice,
            make=maker(database, directory.called),
        )
        whereabouts = Whereabouts(database, lambda _: directory)
        self.ticker = Ticker(database, tell, has_it_come, self.relay.wake, announce=announce, look=whereabouts.look)
        house = House(database, guide, lambda team: directory, self.relay.wake, charts=settings.partnership_charts)
        coach, scheduling, agreements = Coach(house), Scheduling(house), Agreements(house)
        self.bolt = self._bolt()
        listeners.register(
            self.bolt,
            coach,
            Promises(house),
            agreements,
            Exports(house),
            CheckingIn(house),
            SchedulesHere(house, scheduling),
            Monthly(house),
            Reception(house),
            Threads(house, coach, scheduling, agreements),
            installation.bot_user_id,
        )
        self.front = Front(self.bolt, self.metrics)
        self.health = Health(database, self.metrics, settings.ready_backlog_seconds, self._fresh_links)
        self._sockets: Sockets | None = None

    def _bolt(self) -> App:
        def authorize(**_: Any) -> AuthorizeResult:
            # From what is known, without a network call: an auth.test that fails must not lose an event.
            known = self.installation
            return AuthorizeResult(
                enterprise_id=None,
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
            request_verification_enabled=False,  # bot.http verifies the raw bytes in front of Bolt
            process_before_response=True,  # Slack is answered after the commit
            raise_error_for_unhandled_request=False,
            logger=_quiet_logger(),
        )

    def _canvas_notice(self, record: Record, claim: Claim, outcome: Outcome) -> dict[str, Any]:
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
            self._sockets.start()
        except SlackApiError as error:
            raise BadSettings(
                [
                    f"SLACK_APP_TOKEN: Slack answers {error.response.get('error')}. Enable Socket Mode and create an "
                    "app-level token with connections:write under “Basic Information”."
                ]
            ) from None

    def work(self) -> None:
        """Send what waits and fire what is due, in the background."""
        self.relay.start()
        self.ticker.start()

    def stop(self) -> None:
        """Take nothing more, finish and answer what runs, let what is being sent finish, close the database."""
        if self._sockets is not None:
            self._sockets.stop()
            self._sockets = None
        self.ticker.stop()
        self.relay.stop()
        self.database.dispose()
        if self._lock is not None:
            self._lock.release()

    def _fresh_links(self) -> int | None:
        return None if self._sockets is None else self._sockets.fresh()


def build(settings: Settings, clock: Callable[[], datetime] | None = None) -> Application:
    """Everything, wired; raises BadSettings, GuideError or a DatabaseError that names its fix.

    ``clock`` is the playground's, whose time can be moved; without it the database tells the time.
    """
    guide = load_guide(settings.partnership_guide)
    address = prepare_address(settings)
    lock = lock_for(address)
    database = Database(address, clock=clock)
    try:
        upgrade(database)
        return Application(settings, guide, database, find_installation(settings), lock=lock)
    except BaseException:
        database.dispose()
        lock.release()
        raise


def prepare_address(settings: Settings) -> str:
    """The database's address; the data folder exists afterwards."""
    if settings.database.startswith("sqlite") and not settings.database_url:
        try:
            settings.partnership_data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSettings(
                [
                    f"PARTNERSHIP_DATA: the folder {settings.partnership_data} cannot be made ({error.strerror}). Name another."
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


def find_installation(settings: Settings) -> Installation:
    """Ask Slack once, at the start, whose token this is; raises BadSettings with the fix. What passes by itself is waited for."""
    token = settings.slack_bot_token.get_secret_value()
    for pause in (*_ASK_AGAIN_AFTER_SECONDS, None):
        try:
            found = web_client(settings, token).auth_test()
            break
        except SlackApiError as error:
            problem = error.response.get("error")
            fix = "Reinstall the app and copy the bot token from “OAuth & Permissions”."
            refused = BadSettings([f"SLACK_BOT_TOKEN: Slack answers {problem}. {fix}"])
            passing = error.response.status_code != 200
        except OSError as error:
            refused = BadSettings(
                [f"SLACK_API_URL: {settings.slack_api_url} cannot be reached ({error}). Check the network."]
            )
            why = getattr(error, "reason", error)  # urllib wraps what happened while it connected
            passing = isinstance(why, TimeoutError | ConnectionResetError)
        if pause is None or not passing:
            raise refused
        log.warning("coach.slack_not_ready", seconds=pause)
        time.sleep(pause)
    return Installation(
        team=str(found["team_id"]),
        bot_id=str(found.get("bot_id") or ""),
        bot_user_id=str(found["user_id"]),
        token=token,
        url=str(found.get("url") or "https://slack.com/"),
    )


def _quiet_logger() -> logging.Logger:
    """The SDK's loggers write bodies at INFO and DEBUG: capped."""
    logger = logging.getLogger("partnership_coach.sdk")
    logger.setLevel(logging.ERROR)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return logger
