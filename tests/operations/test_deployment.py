"""The files to run it for real agree with the code, and pass their own tools where these are installed."""

import re
import shutil
import subprocess
from typing import get_args

import pytest

from bot.cli import serve
from bot.gateway.http import MOST_BYTES
from bot.gateway.payload_schemas import KINDS
from bot.runtime.environment import IN_FILES
from bot.runtime.metrics import FATES, Metrics
from bot.runtime.settings import Settings
from bot.workers.outcomes import Fate
from storage.records import Backlog
from tests.operations.deployed import (
    FILES,
    ROOT,
    alerts,
    compose,
    dockerfile,
    image_command,
    image_environment,
    last_stage,
    unit,
)
from tests.operations.documents import metrics

OURS = {name.upper() for name in Settings.model_fields} | {f"{name.upper()}_FILE" for name in IN_FILES}
PYTHONS = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
SECONDS = {"s": 1, "m": 60}


def exposed() -> str:
    return Metrics(KINDS).exposed(Backlog(), 0).decode()


def needs(tool: str) -> str:
    path = shutil.which(tool)
    if path is None:
        pytest.skip(f"{tool} is not installed")
    return path


# The image


def test_the_image_sets_only_settings_that_there_are() -> None:
    assert image_environment().keys() - PYTHONS <= OURS
    Settings.model_validate({name.lower(): value for name, value in image_environment().items()})


def test_the_image_is_not_root_and_is_told_to_stop_as_the_coach_hears_it() -> None:
    stage = last_stage()
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", stage["USER"])
    assert stage["STOPSIGNAL"] == "SIGTERM"
    assert stage["VOLUME"] == image_environment()["PARTNERSHIP_DATA"]
    ports = set(stage["EXPOSE"].split())
    assert ports == {str(Settings.model_fields["port"].default), image_environment()["HEALTH_PORT"]}
    assert [*image_command("ENTRYPOINT"), *image_command("CMD")] == ["partnership-coach", "run"]
    assert image_command("HEALTHCHECK") == ["partnership-coach", "health"]


def test_nothing_is_installed_but_what_the_locks_hold() -> None:
    installs = re.findall(r"pip install ([^&]*)", "\n".join(words for name, words in dockerfile() if name == "RUN"))
    assert len(installs) == 3
    for words in installs:
        assert "--no-deps" in words
        assert "--require-hashes" in words or words.strip().endswith(".whl")


def test_the_builder_gets_what_the_wheel_is_made_of_and_nothing_else() -> None:
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = {
        one for name, words in dockerfile() if name == "COPY" and "--from" not in words for one in words.split()[:-1]
    }
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == copied
    assert all((ROOT / one).exists() for one in copied)


def test_no_deployment_file_names_a_package_index() -> None:
    for file in (ROOT / "Dockerfile", ROOT / "compose.yaml", ROOT / ".env.example", *FILES.iterdir()):
        assert not re.search(r"index-url|pypi|find-links|trusted-host", file.read_text("utf-8")), file


# Compose


def test_compose_sets_only_settings_that_there_are_and_shares_every_secret_as_a_file() -> None:
    read = compose()
    coach = read["services"]["coach"]
    assert coach["environment"].keys() <= OURS
    for service in read["services"].values():
        for name, value in service["environment"].items():
            if name.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"]
            assert not re.search("TOKEN$|SECRET$|PASSWORD$|_URL$", name), f"{name} would stand in the environment"
        assert set(service["secrets"]) <= read["secrets"].keys()


@pytest.mark.parametrize("name", ["coach", "database"])
def test_each_service_may_do_as_little_as_it_can(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert {"mem_limit", "cpus", "volumes", "stop_grace_period"} <= service.keys()
    assert ":latest" not in service["image"] or "build" in service
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_it_is_given_the_time_to_drain() -> None:
    longest = 2 * serve._DRAIN_SECONDS
    given = compose()["services"]["coach"]["stop_grace_period"]
    assert int(given[:-1]) * SECONDS[given[-1]] > longest
    assert int(unit()["TimeoutStopSec"][0]) > longest


def test_the_coach_waits_for_a_database_that_is_ready() -> None:
    services = compose()["services"]
    assert services["coach"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "healthcheck" in services["database"]


# systemd, proxies


def test_the_unit_starts_the_coach_as_its_own_user() -> None:
    read = unit()
    assert read["User"] == read["Group"] == read["StateDirectory"] == ["partnership-coach"]
    assert (read["UMask"], read["StateDirectoryMode"]) == (["0077"], ["0700"])
    assert (read["Restart"], read["RestartSec"]) == (["on-failure"], ["30"])
    assert read["ProtectSystem"] == ["strict"]
    assert read["NoNewPrivileges"] == ["yes"]
    assert {pair.split("=")[0] for value in read["Environment"] for pair in value.split()} <= OURS | PYTHONS


def test_systemd_finds_nothing_wrong_with_the_unit() -> None:
    tool = needs("systemd-analyze")
    file = str(FILES / "partnership-coach.service")
    done = subprocess.run([tool, "verify", file], capture_output=True, text=True, check=False)
    wrong = [line for line in done.stderr.splitlines() if "is not executable: No such file" not in line]
    assert wrong == [], "only the program is not installed here"


def test_the_proxies_pass_on_one_path_and_close_first() -> None:
    for name, keeps in (("nginx.conf", r"keepalive_timeout (\d+)s"), ("Caddyfile", r"keepalive (\d+)s")):
        text = (FILES / name).read_text("utf-8")
        assert "/slack/events" in text
        assert not re.search(r"/(metrics|readyz|healthz)", text)
        (seconds,) = re.findall(keeps, text)
        assert int(seconds) < serve._KEEP_ALIVE_SECONDS
    assert f"client_max_body_size {MOST_BYTES // 1_000_000}m;" in (FILES / "nginx.conf").read_text("utf-8")


# Alerts


def test_every_metric_and_label_of_the_alerts_is_shown_from_the_start() -> None:
    """A counter that begins at 1 has not increased for Prometheus: what is alerted on must be there at 0."""
    shown = exposed()
    for rule in alerts():
        names = re.findall(r"partnership_\w+", rule["expr"])
        assert names or 'up{job="partnership-coach"}' in rule["expr"]
        for name in names:
            labels = re.search(rf"{name}\{{([^}}]*)\}}", rule["expr"])
            for one in labels.group(1).split(",") if labels else []:
                assert re.search(rf"^{name}\{{[^}}]*{re.escape(one)}[^}}]*\}} 0\.0$", shown, re.MULTILINE), rule[
                    "alert"
                ]
            if not name.endswith("_bucket"):
                assert re.search(rf"^{name}[{{ ]", shown, re.MULTILINE), name
            else:
                assert f"TYPE {name.removesuffix('_bucket')} histogram" in shown


def test_the_labels_of_the_metrics_are_the_words_of_the_code() -> None:
    assert {*FATES} == {*get_args(Fate), "stale"}
    http = (ROOT / "bot" / "gateway" / "http.py").read_text("utf-8")
    for reason in re.findall(r'_refuse\("([^"]+)"', http):
        assert f'partnership_http_refused_total{{reason="{reason}"}} 0.0' in exposed()


def test_each_alert_says_what_happened_and_what_to_do() -> None:
    for rule in alerts():
        assert rule["alert"].startswith("Coach")
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert all(rule["annotations"][part].endswith((".", ".”")) for part in ("summary", "do")), rule["alert"]


def test_prometheus_reads_the_alerts_and_each_fires_when_it_should() -> None:
    tool = needs("promtool")
    for arguments in (
        ["check", "rules", str(FILES / "alerts.yml")],
        ["test", "rules", "tests/operations/alerts_test.yml"],
    ):
        done = subprocess.run([tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_has_a_case_in_which_it_fires() -> None:
    cases = (ROOT / "tests" / "operations" / "alerts_test.yml").read_text("utf-8")
    assert {rule["alert"] for rule in alerts()} == set(re.findall(r"alertname: (\w+)", cases))
    known = {name for name, _, _ in metrics()} | {"partnership_answer_seconds_bucket"}
    assert set(re.findall(r"partnership_\w+", cases)) <= known
