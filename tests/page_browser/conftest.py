"""A browser for the session, a playground for each test, windows that are looked at when they close."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.page_browser import chromium
from tests.page_browser.hands import Window
from tests.page_browser.server import playground

NO_BROWSER = "no Chromium here (apt-get install chromium, or set CHROMIUM to one)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All in one worker, one browser at a time; more time than others."""
    for item in items:
        if "page_browser" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("page_browser"))
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.where() is None:
        pytest.skip(NO_BROWSER)
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def language() -> str:
    return "en"


@pytest.fixture
def address(language: str, browser: Browser) -> Iterator[str]:
    with playground(language) as address:
        yield address


OpenWindow = Callable[..., Window]


@pytest.fixture
def window(browser: Browser, address: str, language: str) -> Iterator[OpenWindow]:
    """Open windows on the playground. At the end: no error in any console, no request to anywhere else."""
    opened: list[Window] = []

    def open_one(**more: Any) -> Window:
        opened.append(Window(browser, address, **({"language": language} | more)))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
    assert [complaint for one in opened for complaint in one.complaints if not one_expects(complaint)] == []
    assert [foreign for one in opened for foreign in one.foreign] == []


def one_expects(complaint: str) -> bool:
    """The stream of a server that was stopped on purpose is no error of the page."""
    return "ERR_CONNECTION_REFUSED" in complaint or "ERR_INCOMPLETE_CHUNKED_ENCODING" in complaint
