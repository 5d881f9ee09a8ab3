"""In these tests the clock says in a word or two what it would say in whole messages."""

import pytest

from tests.storage.follow_up import speak_simply


@pytest.fixture(autouse=True)
def _simply(monkeypatch: pytest.MonkeyPatch) -> None:
    speak_simply(monkeypatch)
