"""From the command to Ctrl-C: the address is told at once, the app comes up behind the page, nothing is left at the end."""

import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.playground.page.playground import Playground
from bot.playground.page.server import application
from bot.playground.server import LocalServer


class PortTaken(Exception):
    """Somebody else listens there."""


def serve(language: str, guide: Path | None, port: int, *, browser: bool, tell: Callable[[str], None]) -> None:
    """Serve the playground until Ctrl-C or SIGTERM; ``tell`` is given the address. Raises PortTaken."""
    enough = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: enough.set())
    server = LocalServer(port, name="playground-page")
    try:
        address = server.open()
    except OSError as error:
        raise PortTaken(error.strerror or "") from None
    playground = Playground(language, guide)
    try:
        server.start(application(playground), lambda _: None)
        tell(address)
        playground.start()
        if browser and has_browser():
            threading.Thread(target=_show, args=(address,), name="browser", daemon=True).start()
        enough.wait()
    finally:
        playground.hang_up()
        server.stop()
        playground.close()


def has_browser() -> bool:
    """Whether a window can open: a browser for the terminal would take it over."""
    if sys.platform.startswith("linux") and not os.environ.get("BROWSER"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def _show(address: str) -> None:
    with suppress(Exception):  # the address is on the terminal
        webbrowser.open(address)
