"""The browser: where it is, how it is started, and why a test skips where there is none."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def where() -> str | None:
    """Debian's Chromium, or another that CHROMIUM names."""
    wanted = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return wanted if os.path.exists(wanted) else shutil.which("chromium")


@contextmanager
def started() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
