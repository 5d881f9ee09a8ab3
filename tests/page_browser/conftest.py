"""A browser and a playground for the session, a channel for each test, windows that are looked at when they close."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from bot.playground.page import backstage
from bot.playground.page.playground import Playground
from bot.playground.page.server import application
from bot.playground.server import LocalServer
from tests.page.screens import Screen, begun, patient, until
from tests.page_browser import chromium
from tests.page_browser.hands import Window, context

NO_BROWSER = "no Chromium here (apt-get install chromium, or set CHROMIUM to one)"
SECOND_WORKER = {"test_a_month_later", "test_documents", "test_home", "test_life", "test_modals", "test_safety"}
"""Modules that are as much work as all the others together."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, also where this folder alone is asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In two workers, each with one browser; more time than others."""
    for item in items:
        if "page_browser" in str(item.path):
            group = "page_browser_2" if item.path.stem in SECOND_WORKER else "page_browser"
            item.add_marker(pytest.mark.xdist_group(group))
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.where() is None:
        pytest.skip(NO_BROWSER)
    with chromium.started() as browser:
        yield browser


@pytest.fixture(scope="session")
def _served(browser: Browser) -> Iterator[tuple[Playground, str]]:
    playground, server = Playground("en"), LocalServer(name="page")
    address = server.open()
    server.start(application(playground), lambda _: None)
    playground.start()
    patient(playground)
    yield playground, address
    playground.hang_up()
    server.stop()
    playground.close()


@pytest.fixture
def address(_served: tuple[Playground, str]) -> str:
    """Of the page. Its world is whatever the test before has left: a test that minds begins another."""
    return _served[1]


@pytest.fixture
def playground(_served: tuple[Playground, str]) -> Playground:
    """With its app connected, and no form open that the test before has left."""
    playground = _served[0]
    until(lambda: playground.world.app_state == "running")
    for person in playground.world.people.values():
        if person.view is not None:
            person.close_view(everything=True)
    return playground


@dataclass(frozen=True)
class Room:
    """A channel in which nobody has said anything yet."""

    playground: Playground
    id: str

    def screen(self, name: str) -> Screen:
        """Of somebody who is in the channel: hands that act without a browser."""
        return Screen(self.playground, name)

    def opened(self, by: Screen, *others: str) -> str:
        """Open a conversation about Solaris Foods, and return its thread. Its opener decides; of the others the first does
        the work and the second holds the money."""
        seats = dict(
            zip(("people:decision_maker", "people:delivery", "people:finance"), (by.id, *others), strict=False)
        )
        by.opens("Solaris Foods", self.id, **{block: [person] for block, person in seats.items()})
        by.wait(lambda _: by.button("answer:admin_load", self.id))
        return str(
            next(message["ts"] for message in by.messages if message["channel"] == self.id and message["replies"])
        )


_numbers = count(1)


@pytest.fixture
def room(playground: Playground) -> Room:
    """A channel of the test's own, with the four of us."""
    return a_room(playground)


def a_room(playground: Playground) -> Room:
    ours = [playground.world.person_named(name) for name in ("Amina", "Tom", "Léa", "Karim")]
    return Room(playground, playground.world.slack.add_channel(f"talk-{next(_numbers)}", ours).id)


@pytest.fixture
def untouched(playground: Playground) -> Playground:
    """In a world in which nobody has done anything yet."""
    begun(playground)
    return playground


@pytest.fixture
def a_month_later(playground: Playground) -> Playground:
    """The sample a month after its decision, and no other conversation. Tests share it: each leaves what it finds."""
    if playground.play.situation != "due" or len(backstage.conversations(playground.world)) != 1:
        playground.begin("due", "en")
        patient(playground)
    until(lambda: playground.play.state != "preparing", 120)
    assert playground.play.state in ("ready", "over")
    return playground


OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def _contexts(browser: Browser) -> dict[str, BrowserContext]:
    return {language: context(browser, language) for language in ("en", "fr")}


@pytest.fixture
def window(_contexts: dict[str, BrowserContext], address: str) -> Iterator[OpenWindow]:
    """Open windows on the playground. At the end: no error in any console, no request to anywhere else."""
    opened: list[Window] = []

    def open_one(**more: Any) -> Window:
        opened.append(Window(_contexts[more.get("language", "en")], more.pop("address", address), **more))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
    assert [complaint for one in opened for complaint in one.complaints if not one_expects(complaint)] == []
    assert [foreign for one in opened for foreign in one.foreign] == []


def one_expects(complaint: str) -> bool:
    """The stream of a server that was stopped on purpose is no error of the page."""
    return "ERR_CONNECTION_REFUSED" in complaint or "ERR_INCOMPLETE_CHUNKED_ENCODING" in complaint
