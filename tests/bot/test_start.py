"""The start asks Slack whose token it has: what passes by itself is waited for, what does not ends it at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.app
from bot.playground import Emulator, Fault, Faults
from bot.playground.rehearsal import manifest
from bot.runtime.settings import BadSettings, Settings

PASSING = [
    Faults.rate_limited("1"),
    Faults.server_error(500),
    Faults.hung(0.6, moment="before"),
    Faults.dropped_link(moment="before"),
]


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(bot.app, "_ASK_AGAIN_AFTER_SECONDS", (0.01, 0.01))
    monkeypatch.setattr(bot.app, "CALL_TIMEOUT_SECONDS", 0.3)
    with Emulator(manifest()) as slack:
        yield slack


def settings(slack: Emulator, folder: Path, address: str = "") -> Settings:
    values = {"slack_bot_token": slack.bot_token, "slack_api_url": address or slack.api_url, "partnership_data": folder}
    return Settings.model_validate(values)


@pytest.mark.parametrize("fault", PASSING)
def test_a_slack_that_is_not_ready_is_asked_again(slack: Emulator, tmp_path: Path, fault: Fault) -> None:
    slack.faults.next("auth.test", fault)
    slack.faults.next("auth.test", fault)
    assert bot.app.find_installation(settings(slack, tmp_path)).team == slack.team_id


def test_one_that_stays_so_ends_the_start_with_the_fix(slack: Emulator, tmp_path: Path) -> None:
    slack.faults.always("auth.test", Faults.server_error(500))
    with pytest.raises(BadSettings, match="Slack has trouble of its own"):
        bot.app.find_installation(settings(slack, tmp_path))
    assert len(slack.journal.calls("auth.test")) == 3


def test_what_slack_refuses_and_an_address_where_nobody_is_end_it_at_once(slack: Emulator, tmp_path: Path) -> None:
    slack.faults.always("auth.test", Faults.error("invalid_auth"))
    with pytest.raises(BadSettings, match="invalid_auth"):
        bot.app.find_installation(settings(slack, tmp_path))
    assert len(slack.journal.calls("auth.test")) == 1
    with pytest.raises(BadSettings, match="SLACK_API_URL"):
        bot.app.find_installation(settings(slack, tmp_path, "http://127.0.0.1:9/api/"))
