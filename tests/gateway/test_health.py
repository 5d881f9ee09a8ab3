"""``/healthz``, ``/readyz`` and ``/metrics``: what they tell, and that they tell nothing else."""

import asyncio
import json
import re
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from slack_bolt import App, BoltResponse
from starlette.applications import Starlette

from bot.gateway.dispatch import Front as RealFront
from bot.gateway.http import health_application
from bot.gateway.payload_schemas import KINDS
from bot.playground import Emulator
from bot.playground.rehearsal import manifest
from bot.runtime.health import LOOK_SECONDS, Health
from bot.runtime.metrics import Metrics
from storage.database import Database
from storage.records import Message
from storage.unit_of_work import UnitOfWork
from tests.bot.test_run_command import WAIT, environment, free_port, listens, started
from tests.gateway.asgi import Answer, ask


def get(web: Starlette, path: str) -> Answer:
    return asyncio.run(ask(web, {}, [], method="GET", path=path))


def waiting(database: Database, seconds: float) -> None:
    """A message that was written so long ago."""
    with database.reading() as uow:
        then = uow.now - timedelta(seconds=seconds)
    with database.unit_of_work(now=then) as uow:
        uow.outbox.write(Message(kind="post", team="T1", channel="C1", body={"text": "secret words"}, dedupe_key="k"))
        uow.commit()


def test_alive_and_ready(health: Health) -> None:
    web = health_application(health)
    assert (get(web, "/healthz").status, get(web, "/healthz").body) == (200, b"ok")
    ready = get(web, "/readyz")
    assert ready.status == 200
    assert json.loads(ready.body) == {"ready": True, "not_ready": [], "oldest_seconds": None, "fresh_links": None}


def test_what_waits_too_long_is_not_ready(health: Health, database: Database) -> None:
    waiting(database, 290)
    assert get(health_application(health), "/readyz").status == 200
    late = get(health_application(replace(health, oldest_seconds=200)), "/readyz")
    assert late.status == 503
    assert json.loads(late.body)["not_ready"] == ["backlog"]
    assert b"secret" not in late.body


def test_silent_links_are_not_ready(health: Health) -> None:
    web = health_application(replace(health, fresh_links=lambda: 0))
    assert json.loads(get(web, "/readyz").body)["not_ready"] == ["socket"]
    assert get(health_application(replace(health, fresh_links=lambda: 1)), "/readyz").status == 200


def test_a_database_that_does_not_answer_is_not_ready_and_the_process_is_alive(tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path}")  # a folder
    web = health_application(Health(nowhere, Metrics(KINDS), 300, lambda: None))
    assert json.loads(get(web, "/readyz").body)["not_ready"] == ["database"]
    assert get(web, "/healthz").status == 200
    assert b"partnership_database_up 0.0" in get(web, "/metrics").body


def test_the_figures(health: Health, database: Database) -> None:
    waiting(database, 60)
    metrics = health.metrics
    metrics.incoming("command", "answered", 0.02)
    for fate in ("sent", "wait", "unknown", "dead"):
        metrics.delivery(fate)
    metrics.reconnected("silent")
    metrics.refused("signature")
    shown = get(health_application(replace(health, fresh_links=lambda: 2)), "/metrics").body.decode()
    for line in (
        'partnership_incoming_total{kind="command",result="answered"} 1.0',
        'partnership_answer_seconds_bucket{kind="command",le="0.025"} 1.0',
        'partnership_deliveries_total{fate="unknown"} 1.0',
        "partnership_retries_total 2.0",
        'partnership_socket_reconnects_total{reason="silent"} 1.0',
        'partnership_http_refused_total{reason="signature"} 1.0',
        "partnership_socket_links_fresh 2.0",
        "partnership_outbox_backlog 1.0",
        "partnership_outbox_uncertain 0.0",
        "partnership_outbox_dead 0.0",
        "partnership_database_up 1.0",
    ):
        assert line in shown, shown
    age = re.search(r"^partnership_outbox_oldest_age_seconds (\S+)$", shown, re.MULTILINE)
    assert age is not None
    assert 60 <= float(age.group(1)) < 90


def test_labels_never_hold_what_slack_sent() -> None:
    metrics = Metrics(KINDS)
    bolt = App(authorize=lambda: None, signing_secret="x", request_verification_enabled=False)
    front = RealFront(bolt, metrics, "T1")
    for payload in (
        {"type": "kanarienvogel"},
        {"type": "event_callback", "event": {"type": "kanarienvogel", "user": "UKANARIENVOGEL"}},
        {"command": "/kanarienvogel", "text": "kanarienvogel"},
        {"type": "block_actions", "actions": [{"action_id": "kanarienvogel"}]},
    ):
        answer: BoltResponse = front.answer(payload)
        assert answer.status == 200
    shown = metrics.exposed(None, None).decode()
    assert "kanarienvogel" not in shown.lower()
    assert 'kind="event.other",result="misshapen"' in shown


def test_socket_mode_serves_them_on_a_port_of_their_own(tmp_path: Path) -> None:
    import urllib.request

    port = free_port()
    with Emulator(manifest()) as slack, started(environment(slack, tmp_path, HEALTH_PORT=str(port)), "run"):
        slack.wait_until_connected(links=2, timeout=WAIT)
        slack.wait_for(lambda: listens(port), WAIT)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=WAIT) as answer:
            assert json.loads(answer.read())["fresh_links"] >= 1
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=WAIT) as answer:
            assert b"partnership_answer_seconds" in answer.read()


def test_the_database_is_asked_at_most_once_in_two_seconds(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, now = [], [100.0]
    reading = Database.reading

    def counted(database: Database) -> AbstractContextManager[UnitOfWork]:
        if database is health.database:  # what another test left running in this process looks into its own
            looks.append(now[0])
        return reading(database)

    monkeypatch.setattr(Database, "reading", counted)
    monkeypatch.setattr("bot.runtime.health.time", SimpleNamespace(monotonic=lambda: now[0]))
    web = health_application(health)
    for path in ("/readyz", "/metrics", "/readyz") * 20:
        assert get(web, path).status == 200
    assert len(looks) == 1
    now[0] += LOOK_SECONDS
    assert get(web, "/readyz").status == 200
    assert len(looks) == 2
