"""The office of the relay's tests."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from tests.workers.office import Office, an_office


@pytest.fixture(autouse=True)
def _direct_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wire of these tests never leaves the machine, whatever proxy is set."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    with an_office(database) as opened:
        yield opened
