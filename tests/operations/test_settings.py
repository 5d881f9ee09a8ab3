"""Each wrong setting is one sentence: the variable, what is wrong in plain words, what to write; the value is never in it."""

import os
from pathlib import Path

import pytest

from bot.runtime.environment import IN_FILES, strangers
from bot.runtime.settings import BadSettings, Settings, misspelt, shown

SECRET = "xoxb-very-secret-value-of-more-than-32-characters"
WRONG: dict[str, list[str]] = {
    "slack_bot_token": ["xoxb-1 2", "xoxb-é", "xoxb-1\nxoxb-2"],
    "slack_app_token": ["xapp 1", "“xapp-1”"],
    "slack_signing_secret": ["8f7 42", "8f74\u00a01"],
    "slack_api_url": [
        "slack.com",
        "ftp://slack.com/",
        "https://",
        "http://[::1/",
        "http://h:port/",
        SECRET,
        "http://a b/",
    ],
    "database_url": ["mysql://x", "host/name", "postgresql://u:p@h:port/n", "sqlite:///", "sqlite:///:memory:", SECRET],
    "partnership_data": ["~nobody-of-this-name/coach"],
    "partnership_erasure_key": ["k3y", "x" * 31, "x" * 20 + " " + "x" * 20],
    "partnership_keep_days": ["0", "-1", "2 years", "100000", "1.5"],
    "partnership_guide": ["~nobody-of-this-name/guide.toml"],
    "partnership_charts": ["maybe", "2", "wahr", SECRET],
    "host": ["http://0.0.0.0", "0.0.0.0:3000", "a b", "1.2.3", "999.1.1.1", "::1::", "-x", SECRET + "/"],
    "port": ["x", "3000.5", "-1", "65536", "9" * 5000, "0x10", "1e9", "٣x", SECRET],
    "health_host": ["http://0.0.0.0", "127.0.0.1:80"],
    "health_port": ["none", "-1", "70000", "8080,8081"],
    "ready_backlog_seconds": ["0", "-5", "five", "nan", "inf", "1 min", SECRET],
    "log_level": ["LOUD", "1", "INFO,DEBUG", SECRET],
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any setting."""
    for name in list(os.environ):
        if name.upper().removesuffix("_FILE").lower() in Settings.model_fields:
            monkeypatch.delenv(name)


def problems() -> list[str]:
    with pytest.raises(BadSettings) as raised:
        Settings.read()
    return raised.value.problems


def test_every_setting_is_tried_with_wrong_values() -> None:
    assert WRONG.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name.upper(), value)
    (said,) = problems()
    variable, _, fix = said.partition(": ")
    assert variable.startswith(f"{name.upper()} ")
    assert fix == shown(name)["write"] + "."
    assert "\n" not in said
    for word in ("Input", "valid", "parse", "string", "Value error", "should"):
        assert word not in said
    assert len(value) < 4 or value not in variable, "the value may be a token"


def test_several_wrong_ones_are_all_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, values in WRONG.items():
        monkeypatch.setenv(name.upper(), values[0])
    assert len(problems()) == len(WRONG)


@pytest.mark.parametrize("empty", ["", " ", "\t \n"])
def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, empty: str) -> None:
    without = Settings.read()
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), empty)
    for name in IN_FILES:
        monkeypatch.setenv(f"{name.upper()}_FILE", empty)
    assert Settings.read() == without


def test_space_around_a_value_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PORT": " 8000 ",
        "SLACK_BOT_TOKEN": "xoxb-1\n",
        "LOG_LEVEL": "\tdebug",
        "HOST": " [::] ",
    }.items():
        monkeypatch.setenv(name, value)
    read = Settings.read()
    assert (read.port, read.log_level, read.host) == (8000, "DEBUG", "::")
    assert read.slack_bot_token.get_secret_value() == "xoxb-1"


@pytest.mark.parametrize("name", IN_FILES)
def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    value = "postgresql://u:p@h/n" if name == "database_url" else SECRET
    for text in (value, f"\ufeff{value}\r\n", f"  {value}\n\n"):
        (tmp_path / "secret").write_text(text, "utf-8")
        monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / "secret"))
        found = getattr(Settings.read(), name)
        assert (found if name == "database_url" else found.get_secret_value()) == value


@pytest.mark.parametrize("name", IN_FILES)
def test_a_file_that_gives_no_secret_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    variable = f"{name.upper()}_FILE"
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00x")
    for file, wrong in {
        tmp_path / "missing": "does not exist",
        tmp_path / "empty": "an empty file",
        tmp_path / "bytes": "not plain text",
        tmp_path: "cannot be read",
        Path(SECRET): "does not exist",
        Path("x" * 5000): "cannot be read",
    }.items():
        monkeypatch.setenv(variable, str(file))
        (said,) = problems()
        assert said.startswith(f"{variable} names ")
        assert wrong in said
        assert str(file) not in said, "somebody may have pasted the secret itself"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secret").chmod(0)
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "secret"))
    assert "cannot be read (Permission denied)" in problems()[0]


def test_a_secret_and_its_file_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in IN_FILES:
        monkeypatch.setenv(name.upper(), "xoxb-1")
        monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path))
    assert problems() == [
        f"{name.upper()} and {name.upper()}_FILE are both set: keep one of them."
        for name in Settings.model_fields
        if name in IN_FILES
    ]


def test_what_the_code_gives_wins_over_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The playground runs beside an operator's environment."""
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", "/nowhere")
    assert Settings.model_validate({"slack_bot_token": "xoxb-mine"}).slack_bot_token.get_secret_value() == "xoxb-mine"


def test_secrets_are_never_shown() -> None:
    read = Settings.model_validate(
        dict.fromkeys(("slack_bot_token", "slack_app_token", "slack_signing_secret", "partnership_erasure_key"), SECRET)
    )
    assert SECRET not in repr(read) + str(read)


def test_a_token_that_expires_is_named() -> None:
    with pytest.raises(BadSettings, match="turn token rotation off"):
        Settings.model_validate({"slack_bot_token": "xoxe.xoxb-1", "slack_app_token": "xapp-1"}).check_tokens(
            http=False
        )


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [name.upper() for name in Settings.model_fields]
    for name, line in {
        "PARTNERSHIP_GIUDE": "PARTNERSHIP_GIUDE, not PARTNERSHIP_GUIDE",
        "SLACK_BOT_TOKN": "SLACK_BOT_TOKN, not SLACK_BOT_TOKEN",
        "SLACK_BOT_TOKEN_FIEL": "SLACK_BOT_TOKEN_FIEL, not SLACK_BOT_TOKEN_FILE",
        "PARTNERSHIP_COLOUR": "PARTNERSHIP_COLOUR, which nothing reads",
    }.items():
        assert strangers(known, {name: "x"}) == [line]
    for name in (*known, "SLACK_CHANNEL", "DATABASE_HOST", "SLACK_APP_TOKEN_FILE", "SLACK_WEBHOOK_URL"):
        assert strangers(known, {name: "x"}) == []
    monkeypatch.setenv("PARTNERSHIP_FAILPOINT", "x")
    monkeypatch.setenv("DATABASE_URL_BEFORE", "x")
    assert misspelt() == []
