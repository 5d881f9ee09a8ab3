"""``partnership-coach health``: ask the coach of this environment whether it is ready, for a container or an operator."""

import http.client
import json

import typer

from bot.cli.exit_status import IsWrong
from bot.cli.options import configured
from bot.cli.terminal import say

_SECONDS = 5
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where one asks for what listens on every address."""


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(configured(health))


def health() -> None:
    """Ask the coach that runs here whether it is ready."""
    from bot.runtime.settings import Settings

    settings = Settings.read()
    asked = (settings.health_host, settings.health_port) if settings.health_port else (settings.host, settings.port)
    ready, said = ask(*asked)
    if not ready:
        raise IsWrong(said)
    say(said)


def ask(host: str, port: int) -> tuple[bool, str]:
    """Return whether the coach at this address is ready, and a sentence."""
    # Not through urllib: a proxy of the environment must not be asked for what runs here.
    connection = http.client.HTTPConnection(_ANY.get(host, host), port, timeout=_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        report = json.loads(answer.read())
        if report["ready"] is True:
            return True, "ready"
        return False, f"not ready: {', '.join(report['not_ready'])}"
    except (OSError, http.client.HTTPException):
        return (
            False,
            f"Nothing answers at {host}, port {port}: start the coach, and set HEALTH_PORT for it and for this.",
        )
    except (ValueError, KeyError, TypeError):
        return False, f"What answers at {host}, port {port}, is not the coach: check HEALTH_PORT."
    finally:
        connection.close()
