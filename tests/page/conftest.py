"""A playground for a test: quiet, without the app, or running, with it."""

from collections.abc import Iterator

import pytest

from bot.playground.page.playground import Playground
from tests.page.screens import Screen, begun, until


@pytest.fixture
def quiet() -> Iterator[Playground]:
    """The emulator and its people, and no app: quick."""
    playground = Playground("en")
    playground.take_over()  # else the first act would, and every screen hear of it
    yield playground
    playground.close()


@pytest.fixture(scope="session")
def _shared() -> Iterator[Playground]:
    playground = Playground("en")
    playground.start()
    yield playground
    playground.close()


@pytest.fixture
def running(_shared: Playground) -> Playground:
    """With the app, connected; its world is whatever the test before has left. A test that minds begins another."""
    until(lambda: _shared.world.app_state == "running")
    return _shared


@pytest.fixture(scope="module")
def _of_the_module(_shared: Playground) -> Playground:
    begun(_shared)
    return _shared


@pytest.fixture
def amina(_of_the_module: Playground) -> Screen:
    """In a world that the tests of her module share."""
    return Screen(_of_the_module, "Amina")


@pytest.fixture
def tom(_of_the_module: Playground) -> Screen:
    return Screen(_of_the_module, "Tom")
