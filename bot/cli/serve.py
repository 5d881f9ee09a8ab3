"""How the app runs for real: Socket Mode or signed HTTP, until it is told to stop; then it drains.

What Slack sends comes in at HOST and PORT (signed HTTP only); health answers at HEALTH_HOST and HEALTH_PORT. Where no HEALTH_PORT
is set, signed HTTP answers for its health at HOST and PORT too, and Socket Mode listens nowhere.
"""

import errno
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn

from bot.app import Application, build, prepare_address
from bot.gateway.http import PatientProtocol, health_application, web_application
from bot.runtime import logs
from bot.runtime.settings import BadSettings, Settings, misspelt
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
    health = None if settings.health_port else application.health
    web = web_application(application.front, settings.slack_signing_secret.get_secret_value(), health)
    try:
        listening = _listen(settings.host, settings.port, "HOST", "PORT")
        server = _Server(_configured(web))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.enough())
        with _health_served(application):
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
    listening = _listen(settings.health_host, settings.health_port, "HEALTH_HOST", "HEALTH_PORT")
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


def _listen(host: str, port: int, host_setting: str, port_setting: str) -> socket.socket:
    """Return a socket that listens. Raises BadSettings that names the setting to change."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port, family)  # create_server does not say when it is the name that is wrong
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise BadSettings([_not_listening(error, port, host_setting, port_setting)]) from None


def _not_listening(error: OSError, port: int, host_setting: str, port_setting: str) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host_setting} is not an address of this machine: write one that it has, for example 127.0.0.1."
    if error.errno == errno.EADDRINUSE:
        return (
            f"{port_setting}: port {port} is already in use on this address. Write another port, or stop what uses it."
        )
    if error.errno == errno.EACCES:
        return f"{port_setting}: this user may not listen on port {port}. Write a port above 1023."
    return f"{host_setting} and {port_setting}: the coach cannot listen there ({error.strerror}). Write another address or port."


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
    for line in misspelt():
        log.warning("settings.unknown", what=line)
    settings.check_tokens(http=http)
    return build(settings, check_app_token=not http)


def _kind(application: Application) -> str:
    return "sqlite" if application.database.sqlite else "postgresql"
