"""Attempts against ``bot.gateway.http`` in process, in front of the real app on SQLite, with a Slack that always says yes."""

import asyncio
import contextlib
import io
import logging
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from slack_sdk.web import SlackResponse
from slack_sdk.web.base_client import BaseClient
from starlette.types import ASGIApp, Message

from bot.app import Application
from bot.gateway.http import web_application
from bot.runtime import logs
from bot.runtime.settings import Settings
from storage.database import Database
from tests.fuzz.mutations import CANARY, Attempt, Mutations
from tests.fuzz.recording import Recording

SECRET = "a-signing-secret-of-the-fuzz"
SIDE_BY_SIDE = 4
STAGE_LASTS = 400
"""After so many attempts the database of another stage takes over."""

_TROUBLE = ("incoming.failed", "incoming.not_told", "http.failed", "process.uncaught")
_HANDLED = ("BadPayload",)


@dataclass
class Findings:
    """What must stay empty, and what was done. Each finding names the attempt that showed it."""

    attempts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    unhandled: list[str] = field(default_factory=list)
    server_errors: list[str] = field(default_factory=list)
    unsigned_accepted: list[str] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.unhandled or self.server_errors or self.unsigned_accepted or self.canaries)

    def text(self) -> str:
        """A report."""
        lines = [
            f"payloads                {self.attempts}",
            f"unhandled exceptions    {len(self.unhandled)}",
            f"answered with 5xx       {len(self.server_errors)}",
            f"unsigned accepted       {len(self.unsigned_accepted)}",
            f"canaries in logs        {len(self.canaries)}",
            "statuses                "
            + ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items())),
            "of those read           "
            + ", ".join(f"{result}: {count}" for result, count in sorted(self.results.items())),
        ]
        for kind in (self.unhandled, self.server_errors, self.unsigned_accepted, self.canaries):
            lines += [f"  {one}" for one in kind[:20]]
        return "\n".join(lines)


def _say_yes(client: BaseClient, api_method: str, **_: Any) -> SlackResponse:
    """A Slack that knows everybody, does everything, and costs no time."""
    return SlackResponse(
        client=client, http_verb="POST", api_url="", req_args={}, data=_yes(api_method), headers={}, status_code=200
    )


def _yes(method: str) -> dict[str, Any]:
    return {
        "users.info": {"ok": True, "user": {"id": "U1", "locale": "en-US"}},
        "conversations.info": {"ok": True, "channel": {"id": "C1", "is_member": True}},
        "conversations.members": {"ok": True, "members": []},
        "users.conversations": {"ok": True, "channels": []},
    }.get(method, {"ok": True})


def campaign(recording: Recording, folder: Path, *, payloads: int, seed: int) -> Findings:
    """So many attempts, the same for the same seed."""
    findings = Findings()
    mutations = Mutations(recording.payloads, SECRET, seed)
    with _everything_heard() as heard, mock.patch.object(BaseClient, "api_call", _say_yes):
        done = 0
        while done < payloads:
            stage = recording.stages[(done // STAGE_LASTS) % len(recording.stages)]
            count = min(STAGE_LASTS, payloads - done)
            attempts = [mutations.next() for _ in range(count)]
            with _application(recording, stage, folder) as app:
                asyncio.run(_try_all(app, attempts, findings, heard))
            done += count
    return findings


async def _try_all(app: Application, attempts: list[Attempt], findings: Findings, heard: "Heard") -> None:
    web = web_application(app.front, SECRET, app.health)
    calls: Counter[str] = Counter()
    answer = app.front.answer

    def counted(*arguments: Any) -> Any:
        calls["reached"] += 1
        return answer(*arguments)

    app.front.answer = counted  # type: ignore[method-assign]
    for start in range(0, len(attempts), SIDE_BY_SIDE):
        together = attempts[start : start + SIDE_BY_SIDE]
        unsigned = [attempt for attempt in together if not attempt.authentic]
        for group in ([attempt for attempt in together if attempt.authentic], unsigned):
            before = calls["reached"]
            statuses = await asyncio.gather(*(_ask(web, attempt) for attempt in group))
            for attempt, status in zip(group, statuses, strict=True):
                findings.attempts += 1
                findings.statuses[status] += 1
                if status >= 500:
                    findings.server_errors.append(attempt.what)
            if group is unsigned and (calls["reached"] != before or any(status < 400 for status in statuses)):
                findings.unsigned_accepted += [attempt.what for attempt in group]
            heard.judge(findings, "; ".join(attempt.what for attempt in group))
    for metric in app.metrics.registry.collect():
        if metric.name == "partnership_incoming":
            for sample in metric.samples:
                if sample.name.endswith("_total"):
                    findings.results[sample.labels["result"]] += int(sample.value)


async def _ask(web: ASGIApp, attempt: Attempt) -> int:
    """The status of the answer."""
    headers = [(name.encode(), value.encode("latin-1", "replace")) for name, value in attempt.headers.items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/slack/events",
        "raw_path": b"/slack/events",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    halves = [attempt.body[: len(attempt.body) // 2], attempt.body[len(attempt.body) // 2 :]]
    statuses: list[int] = []

    async def receive() -> Message:
        if halves:
            return {"type": "http.request", "body": halves.pop(0), "more_body": bool(halves)}
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    try:
        await web(scope, receive, send)
    except Exception:
        return 599
    return statuses[0] if statuses else 598


@contextlib.contextmanager
def _application(recording: Recording, stage: Path, folder: Path) -> Iterator[Application]:
    file = folder / "fuzz.db"
    for old in folder.glob("fuzz.db*"):
        old.unlink()
    shutil.copyfile(stage, file)
    settings = Settings(slack_signing_secret=SECRET, database_url=f"sqlite:///{file}", partnership_data=folder)
    database = Database(settings.database)
    app = Application(settings, recording.guide, database, recording.installation[0])
    try:
        yield app
    finally:
        app.stop()


class Heard:
    """Standard output, standard error and every record of logging, since the last look."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.events: list[dict[str, Any]] = []

    def judge(self, findings: Findings, what: str) -> None:
        """Look at what was said, and forget it."""
        text = self.stream.getvalue()
        if CANARY in text:
            line = next(line for line in text.splitlines() if CANARY in line)
            findings.canaries.append(f"{what}: {line[:300]}")
        findings.unhandled += [
            f"{what}: {event['event']} {event.get('kind')} {event.get('error')}"
            for event in self.events
            if event.get("event") in _TROUBLE and event.get("error") not in _HANDLED
        ]
        if "Traceback" in text:
            findings.unhandled.append(f"{what}: a traceback was printed")
        self.stream.seek(0)
        self.stream.truncate()
        self.events.clear()


@contextlib.contextmanager
def _everything_heard() -> Iterator[Heard]:
    heard = Heard()
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    records = logging.StreamHandler(heard.stream)
    with contextlib.redirect_stderr(heard.stream), contextlib.redirect_stdout(heard.stream):
        logs.configure("DEBUG", readable=False)
        keep = structlog.get_config()["processors"]

        def note(_: Any, __: str, fields: Any) -> Any:
            heard.events.append(dict(fields))
            return fields

        structlog.configure(processors=[*keep[:-1], note, keep[-1]])
        root.addHandler(records)
        root.setLevel(logging.INFO)
        try:
            yield heard
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
            structlog.configure(**before)


def say(text: str) -> None:
    """To the terminal."""
    sys.stdout.write(text + "\n")
