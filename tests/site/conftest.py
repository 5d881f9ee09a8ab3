"""The site, built once."""

import importlib.util

import pytest

from tests.site.building import Site, build


@pytest.fixture(scope="session")
def site() -> Site:
    """The site of these documents; what `make docs` has built already is not built again."""
    if importlib.util.find_spec("zensical") is None:
        pytest.skip("what builds the site is not here: make docs installs it")
    return build()
