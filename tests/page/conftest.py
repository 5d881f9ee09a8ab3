"""A playground for a test: quiet, without the app, or running, with it."""

from collections.abc import Iterator

import pytest

from bot.playground.page.playground import Playground
from tests.page.screens import Screen, until


@pytest.fixture
def quiet() -> Iterator[Playground]:
    """The emulator and its people, and no app: quick."""
    playground = Playground("en")
    playground.take_over()  # else the first act would, and every screen hear of it
    yield playground
    playground.close()


@pytest.fixture(scope="module")
def _shared() -> Iterator[Playground]:
    playground = Playground("en")
    playground.start()
    until(lambda: playground.world.app_state == "running")
    yield playground
    playground.close()


@pytest.fixture
def running(_shared: Playground) -> Playground:
    """With the app, connected. A module's tests share it; each may begin a world of its own."""
    until(lambda: _shared.world.app_state == "running")
    return _shared


@pytest.fixture
def amina(running: Playground) -> Screen:
    return Screen(running, "Amina")


@pytest.fixture
def tom(running: Playground) -> Screen:
    return Screen(running, "Tom")
