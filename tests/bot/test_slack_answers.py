"""Whatever comes instead of Slack's answer at the start has its own true sentence, for ``run`` and ``doctor``, for both tokens."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

import bot.app
from bot.app import SlackNotReady, ask_for_link, build, find_installation
from bot.cli.doctor import examine
from bot.runtime.settings import BadSettings, Settings
from bot.workers.slack_answers import APP_TOKEN, BOT_TOKEN, refusal
from tests.bot.wire_slack import PAGE, SECRET, Reply, Stand, refusing, stand

METHODS = {BOT_TOKEN: "auth.test", APP_TOKEN: "apps.connections.open"}
BETWEEN = "Something between here and Slack answered instead of Slack"
ANSWERS: list[tuple[str, Reply, str, bool]] = [
    ("a login page", Reply(200), BETWEEN, False),
    ("a page that forbids", Reply(403), BETWEEN, False),
    ("a page that is not there", Reply(404), BETWEEN, False),
    ("a page in another encoding", Reply(200, PAGE.encode() + b"\xe9"), BETWEEN, False),
    ("a page in no encoding", Reply(200, kind="text/html; charset=nonsense"), BETWEEN, False),
    ("a list", Reply(200, "[1]", "application/json"), BETWEEN, False),
    ("nothing", Reply(200, ""), BETWEEN, False),
    ("JSON of a proxy", Reply(200, '{"message": "SECRETPORTAL"}', "application/json"), BETWEEN, False),
    ("a proxy’s login", Reply(407), "put user and password into HTTPS_PROXY", False),
    ("a limit", Reply(429, "", headers={"Retry-After": "7"}), "try again in 7 seconds", True),
    ("a limit by name", refusing("ratelimited"), "Slack limits calls right now", True),
    ("a bad gateway", Reply(502), "Slack has trouble of its own (status 502)", True),
    ("trouble by name", refusing("internal_error"), "Slack has trouble of its own (internal_error)", True),
    ("a dropped link", Reply(drop=True), "dropped the connection", True),
    ("half an answer", Reply(half=True), "dropped the connection", True),
    (
        "a wrong token",
        refusing("invalid_auth"),
        "{variable}: Slack answers invalid_auth: it does not know this token",
        False,
    ),
    (
        "a removed app",
        refusing("account_inactive"),
        "{variable}: Slack answers account_inactive: the app was removed",
        False,
    ),
    ("a revoked token", refusing("token_revoked"), "{variable}: Slack answers token_revoked", False),
    (
        "another kind of token",
        refusing("not_allowed_token_type"),
        "{variable}: Slack answers not_allowed_token_type",
        False,
    ),
    (
        "a missing scope",
        refusing("missing_scope", needed="connections:write"),
        "lacks the scope connections:write",
        False,
    ),
    ("a name of tomorrow", refusing("brand_new_error"), "{variable}: Slack answers brand_new_error", False),
]
IDS = [one[0] for one in ANSWERS]


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stand]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    with stand() as made:
        for name, value in {
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_URL": made.url,
            "PARTNERSHIP_DATA": str(tmp_path / "data"),
        }.items():
            monkeypatch.setenv(name, value)
        for name in ("DATABASE_URL", "PARTNERSHIP_GUIDE", "SLACK_SIGNING_SECRET"):
            monkeypatch.delenv(name, raising=False)
        yield made


@pytest.mark.parametrize("variable", METHODS)
@pytest.mark.parametrize(("what", "reply", "sentence", "passing"), ANSWERS, ids=IDS)
def test_the_start_and_doctor_say_the_same_true_sentence(
    slack: Stand, variable: str, what: str, reply: Reply, sentence: str, passing: bool
) -> None:
    slack.replies[METHODS[variable]] = reply
    settings = Settings.read()
    with pytest.raises(BadSettings) as caught:
        if variable == BOT_TOKEN:
            find_installation(settings, pauses=())
        else:
            ask_for_link(settings)
    (said,) = caught.value.problems
    assert sentence.format(variable=variable) in said, what
    assert isinstance(caught.value, SlackNotReady) is passing
    assert said.endswith(".")
    assert SECRET not in said
    assert "<" not in said
    found = list(examine())
    assert said in [finding.what for finding in found if not finding.good]
    assert {"guide", "SQLite"} <= {finding.what.partition(" ")[0].strip(",") for finding in found if finding.good}
    other = "Socket Mode opens a link" if variable == BOT_TOKEN else "the bot token belongs to workspace T1"
    assert other in [finding.what for finding in found if finding.good], "one bad token hides nothing about the other"
    refused = not passing and '"ok": false' in str(reply.body)
    assert said.startswith(variable) is refused, "a token is to blame only when Slack itself says so"


def test_doctor_asks_once_and_changes_nothing(slack: Stand, tmp_path: Path) -> None:
    slack.replies["auth.test"] = Reply(429, "")
    assert [finding for finding in examine() if not finding.good]
    assert slack.asked == ["auth.test", "apps.connections.open"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("variable", METHODS)
def test_a_wrong_token_leaves_no_database_behind(slack: Stand, variable: str, tmp_path: Path) -> None:
    slack.replies[METHODS[variable]] = refusing("invalid_auth")
    with pytest.raises(BadSettings, match=f"{variable}: Slack answers invalid_auth"):
        build(Settings.read(), check_app_token=True)
    assert list(tmp_path.iterdir()) == []


def test_a_start_asks_slack_as_often_as_it_needs_links(slack: Stand) -> None:
    application = build(Settings.read(), check_app_token=True)
    application.stop()
    assert slack.asked == ["auth.test", "apps.connections.open"]


def test_a_limit_on_links_at_the_start_is_waited_for(slack: Stand) -> None:
    slack.replies["apps.connections.open"] = Reply(429, "")
    build(Settings.read(), check_app_token=True).stop()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [({"is_enterprise_install": True}, "whole organisation"), ({"team_id": None}, "does not say whose token")],
)
def test_an_answer_that_no_start_can_use_is_refused(
    slack: Stand, more: dict[str, object], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.bot import wire_slack

    monkeypatch.setitem(wire_slack.GOOD, "auth.test", {**wire_slack.GOOD["auth.test"], **more})
    with pytest.raises(BadSettings, match=sentence):
        find_installation(Settings.read(), pauses=())


def test_a_token_that_expires_is_told_to_be_one(slack: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxe.xoxb-1-abc")
    with pytest.raises(BadSettings, match="turn token rotation off") as caught:
        Settings.read().check_tokens(http=False)
    assert len(caught.value.problems) == 1
    assert any("turn token rotation off" in finding.what for finding in examine())


ADDRESS = "https://slack.example/api/"
NETWORK: list[tuple[Exception, str, bool]] = [
    (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "cannot be found by its name", False),
    (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), "cannot be found by its name", True),
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), "SSL_CERT_FILE", False),
    (ssl.SSLError(1, "wrong version number"), "TLS", False),
    (TimeoutError("timed out"), "does not answer in time", True),
    (ConnectionRefusedError(111, "Connection refused"), "nobody listens there", False),
    (ConnectionResetError(104, "Connection reset by peer"), "dropped the connection", True),
    (OSError(113, "No route to host"), "No route to host", False),
    (
        OSError("Tunnel connection failed: 407 Proxy Authentication Required"),
        "put user and password into HTTPS_PROXY",
        False,
    ),
    (OSError("Tunnel connection failed: 403 Forbidden"), "does not let the coach through to Slack (403)", False),
]


@pytest.mark.parametrize(("error", "sentence", "passing"), NETWORK, ids=[one[1] for one in NETWORK])
@pytest.mark.parametrize("wrapped", [False, True])
def test_what_the_network_does_is_told_apart(error: Exception, sentence: str, passing: bool, wrapped: bool) -> None:
    told = refusal(URLError(error) if wrapped else error, BOT_TOKEN, ADDRESS)  # type: ignore[arg-type]
    assert sentence in told.sentence
    assert told.passing is passing
    assert not told.sentence.startswith("SLACK_BOT_TOKEN")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://no-such-host.invalid/api/", "cannot be found by its name"),
        ("http://127.0.0.1:9/api/", "nobody listens there"),
        ("http://127.0.0.1:none/api/", "is not an http address"),
    ],
)
def test_a_real_address_where_nobody_is(
    slack: Stand, address: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", address)
    with pytest.raises(BadSettings, match=sentence):
        find_installation(Settings.read(), pauses=())


def test_a_server_without_tls_behind_https_is_told(slack: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", slack.url.replace("http://", "https://"))
    with pytest.raises(BadSettings, match="TLS"):
        find_installation(Settings.read(), pauses=())


def test_what_may_pass_is_asked_again_and_counted(slack: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.app, "_ASK_AGAIN_AFTER_SECONDS", (0.01, 0.01))
    slack.replies["auth.test"] = Reply(drop=True)
    with pytest.raises(BadSettings):
        find_installation(Settings.read())
    assert slack.asked == ["auth.test"] * 3
