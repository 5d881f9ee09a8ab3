"""What tests of the command line share."""

from collections.abc import Iterator

import pytest

from tests.bot.forked import Forge, forge


@pytest.fixture(scope="session")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """The program, for many short runs."""
    with forge(tmp_path_factory.mktemp("runs")) as made:
        yield made
