"""What every test may use."""

import pytest

pytest_plugins = ["tests.databases"]


def pytest_configure(config: pytest.Config) -> None:
    """Leave pytest-alembic's built-in tests alone: this pytest refuses their collector. tests/migrations/ has our own."""
    config.option.pytest_alembic_tests_path = "tests/migrations/none"
