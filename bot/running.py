"""How the app runs for real: Socket Mode or signed HTTP, until it is told to stop; then it drains."""

import signal
import threading

import structlog
import uvicorn

from bot import logs
from bot.app import Application, build, prepare_address
from bot.http import web_application
from bot.settings import BadSettings, Settings
from storage.database import Database
from storage.migrations import head, upgrade

log = structlog.get_logger(__name__)

_DRAIN_SECONDS = 10


def run_socket_mode() -> None:
    """Run over Socket Mode until SIGTERM or Ctrl-C."""
    application = _started(http=False)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        application.start()
    except BadSettings:
        application.stop()
        raise
    log.info("coach.running", mode="socket", team=application.installation.team, database=_kind(application))
    stopping.wait()
    log.info("coach.stopping")
    application.stop()


def run_http() -> None:
    """Run behind signed HTTP until SIGTERM or Ctrl-C."""
    application = _started(http=True)
    settings = application.settings
    web = web_application(application.bolt, settings.slack_signing_secret.get_secret_value())
    application.relay.start()
    address = f"http://{settings.host}:{settings.port}/slack/events"
    log.info("coach.running", mode="http", address=address, database=_kind(application))
    try:
        uvicorn.run(web, host=settings.host, port=settings.port, log_level="warning", access_log=False)
    finally:
        log.info("coach.stopping")
        application.stop()


def upgrade_database() -> str:
    """Migrate, and say where to."""
    settings = Settings.read()
    database = Database(prepare_address(settings))
    try:
        upgrade(database)
    finally:
        database.dispose()
    return f"The database is up to date (schema {head()})."


def _started(*, http: bool) -> Application:
    settings = Settings.read()
    logs.configure(settings.log_level)
    settings.check_tokens(http=http)
    return build(settings)


def _kind(application: Application) -> str:
    return "sqlite" if application.database.sqlite else "postgresql"
