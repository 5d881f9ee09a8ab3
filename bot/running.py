"""How the app runs for real: Socket Mode or signed HTTP, until it is told to stop; then it drains."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn

from bot import logs
from bot.app import Application, build, prepare_address
from bot.http import PatientProtocol, health_application, web_application
from bot.settings import BadSettings, Settings
from storage.database import Database
from storage.migrations import head, upgrade

log = structlog.get_logger(__name__)

_DRAIN_SECONDS = 20
_MOST_CONNECTIONS = 512
_KEEP_ALIVE_SECONDS = 65
"""Longer than proxies keep a connection (nginx and load balancers: 60 s), so that it is never this side that closes one in use."""


def run_socket_mode() -> None:
    """Run over Socket Mode until SIGTERM or Ctrl-C."""
    application = _started(http=False)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with _health_served(application):
            application.start()
            team = application.installation.team
            log.info("coach.running", mode="socket", team=team, database=_kind(application))
            stopping.wait()
            log.info("coach.stopping")
    finally:
        application.stop()


def run_http() -> None:
    """Run behind signed HTTP until SIGTERM or Ctrl-C."""
    application = _started(http=True)
    settings = application.settings
    web = web_application(application.front, settings.slack_signing_secret.get_secret_value(), application.health)
    try:
        listening = _listen(settings.host, settings.port, "PORT")
        server = _Server(_configured(web))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.enough())
        application.work()
        address = f"http://{settings.host}:{settings.port}/slack/events"
        log.info("coach.running", mode="http", address=address, database=_kind(application))
        server.run(sockets=[listening])
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


@contextmanager
def _health_served(application: Application) -> Iterator[None]:
    """``/healthz``, ``/readyz`` and ``/metrics`` beside Socket Mode, where an operator wants them."""
    settings = application.settings
    if not settings.health_port:
        yield
        return
    listening = _listen(settings.host, settings.health_port, "HEALTH_PORT")
    server = _Server(_configured(health_application(application.health)))
    thread = threading.Thread(target=server.run, args=([listening],), name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.enough()
        thread.join(_DRAIN_SECONDS)


class _Server(uvicorn.Server):
    """uvicorn raises the signals that it caught once more when it is done: nothing would be drained then."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured: this module listens to signals."""
        yield

    def enough(self) -> None:
        """Answer what came, then end."""
        self.should_exit = True


def _listen(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise BadSettings(
            [f"{setting}: {host}:{port} cannot be listened on ({error.strerror}). Choose another, or stop what does."]
        ) from None


def _configured(web: Any) -> uvicorn.Config:
    return uvicorn.Config(
        web,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
    )


def _started(*, http: bool) -> Application:
    settings = Settings.read()
    logs.configure(settings.log_level)
    logs.take_over()
    settings.check_tokens(http=http)
    return build(settings)


def _kind(application: Application) -> str:
    return "sqlite" if application.database.sqlite else "postgresql"
