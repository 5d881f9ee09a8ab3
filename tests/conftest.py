"""What every test may use."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

PATIENCE_SECONDS = 60
"""How long the emulator waits for an answer where Slack's three seconds are not what a test is about."""
os.environ["EMULATOR_ANSWER_SECONDS"] = str(
    PATIENCE_SECONDS
)  # before the emulator is imported, and for other processes

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A run that a shell began in the background hands this down, and what a test starts would not hear Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")  # the same examples in every run, however busy the machine

pytest_plugins = ["tests.databases"]


def pytest_configure(config: pytest.Config) -> None:
    """Leave pytest-alembic's built-in tests alone: this pytest refuses their collector. tests/migrations/ has our own."""
    config.option.pytest_alembic_tests_path = "tests/migrations/none"


@pytest.fixture(autouse=True)
def _the_environment_stays_as_it_was() -> Iterator[None]:
    """Fail the test that leaves a variable behind: every process that a later test starts would have it."""
    before = _environment()
    yield
    after = _environment()
    if after != before:
        os.environ.clear()
        os.environ.update(before)
        names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        pytest.fail(f"the test changed the environment: {', '.join(names)}", pytrace=False)


@pytest.fixture(autouse=True)
def _logging_stays_as_it_was() -> Iterator[None]:
    """Undo what a command that ran in this process did to logging: its streams are closed when the next test writes."""
    before, hook, level = structlog.get_config(), sys.excepthook, logging.getLogger().level
    yield
    structlog.configure(**before)
    sys.excepthook = hook
    root = logging.getLogger()
    root.setLevel(level)
    root.handlers[:] = [each for each in root.handlers if not type(each).__module__.startswith("bot.")]


@pytest.fixture(autouse=True)
def _no_loop_of_an_open_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Set the loop aside that an open browser keeps in this thread: ``asyncio.run`` would refuse, whatever the order of tests."""
    if "page_browser" in request.node.nodeid:
        yield
        return
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
