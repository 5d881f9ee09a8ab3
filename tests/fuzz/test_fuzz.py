"""Fault matrix 37, 38, 40: a short run of the fuzz; the long one is ``python -m tests.fuzz``."""

from pathlib import Path

import pytest

from bot.runtime import logs
from tests.fuzz.campaign import campaign
from tests.fuzz.recording import recorded


def test_case_37_38_40_nothing_that_is_spoiled_gets_through_or_into_the_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    logs.configure("ERROR")
    findings = campaign(recorded(tmp_path), tmp_path, payloads=3_000, seed=20261124)
    assert findings.clean, findings.text()
    assert findings.attempts == 3_000
    assert findings.results["answered"] > 1_000, "hardly anything got as far as the listeners"
