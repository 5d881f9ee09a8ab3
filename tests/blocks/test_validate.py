"""The opt-in check by Slack itself: everything is sent, and what is wrong is named. Slack is not asked here."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.blocks.registry import SURFACES
from tests.foreign.validate import main, payloads, problems


class Sandbox:
    """Refuses each view that has a submit button."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def api_call(self, api_method: str, *, params: dict[str, Any]) -> None:
        assert api_method == "blocks.validate"
        self.asked.append(params)
        if '"submit"' in str(params.get("view")):
            raise SlackApiError("no", {"error": "invalid_view", "errors": [{"pointer": "/submit", "message": "no"}]})


def test_each_surface_is_sent_and_what_is_wrong_is_named() -> None:
    sandbox = Sandbox()
    found = list(problems(sandbox, pause=0))
    assert len(sandbox.asked) == len(list(payloads())) > len(SURFACES)
    assert all(len(params) == 1 for params in sandbox.asked)
    assert "en setup_new 0: /submit no" in found


def test_without_a_token_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("SANDBOX", raising=False)
    assert main() == 2
    assert "nothing was checked" in capsys.readouterr().out
