"""The stages: one house for all dialogs of a process, and a house of its own for those that shut doors."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.dialogs.house import House, Logbook, a_house
from tests.dialogs.rules import Rules
from tests.dialogs.stage import Stage

GUIDES = Path(__file__).parent.parent.parent / "docs" / "guides"
RENEWAL = GUIDES / "renewal"


@contextmanager
def a_folder() -> Iterator[Path]:
    """In memory where there is such a place: these tests are about what is said, not about what a disk keeps."""
    memory = Path("/dev/shm")
    where = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with TemporaryDirectory(prefix="dialogs-", dir=where) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    with a_folder() as folder, a_house(folder) as house:
        yield house


@pytest.fixture(scope="session")
def later_house() -> Iterator[House]:
    """For what takes months: its clock is moved, and only ever forward."""
    with a_folder() as folder, a_house(folder) as house:
        yield house


@pytest.fixture
def own_house() -> Iterator[House]:
    """For what would disturb others: restarts, lost events, a whole journal to look through."""
    with a_folder() as folder, a_house(folder) as house:
        yield house


@pytest.fixture
def logbook() -> Iterator[Logbook]:
    """What is logged at DEBUG during the test."""
    book = Logbook()
    with book.kept():
        yield book


@pytest.fixture
def rules() -> Rules:
    """What must hold at the end of every dialog; a dialog that breaks one on purpose says so."""
    return Rules()


@contextmanager
def played_in(house: House, language: str, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """A stage in a language, in an empty house; at its end the rules hold."""
    house.empty()
    stage = Stage(house, language)
    rules.begin(stage)
    yield stage
    rules.hold(stage, logbook)


@pytest.fixture
def stage(house: House, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """In English."""
    with played_in(house, "en", rules, logbook) as stage:
        yield stage


@pytest.fixture
def scene(house: House, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """En français."""
    with played_in(house, "fr", rules, logbook) as stage:
        yield stage


@pytest.fixture(params=["en", "fr"])
def either(request: pytest.FixtureRequest, house: House, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """In both languages, one after the other."""
    with played_in(house, request.param, rules, logbook) as stage:
        yield stage


@pytest.fixture(params=["en", "fr"])
def months(request: pytest.FixtureRequest, later_house: House, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """In both languages, where time passes."""
    with played_in(later_house, request.param, rules, logbook) as stage:
        yield stage


@pytest.fixture(scope="session")
def renewal_house() -> Iterator[House]:
    """Its app has the guide of docs/guides/renewal."""
    with a_folder() as folder, a_house(folder, partnership_guide=RENEWAL) as house:
        yield house


@pytest.fixture(params=["en", "fr"])
def renewal(request: pytest.FixtureRequest, renewal_house: House, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """In both languages, by another guide than the built-in one."""
    with played_in(renewal_house, request.param, rules, logbook) as stage:
        yield stage


@pytest.fixture
def own_stage(own_house: House, rules: Rules, logbook: Logbook) -> Iterator[Stage]:
    """In English, in a house of its own."""
    with played_in(own_house, "en", rules, logbook) as stage:
        yield stage
