"""Play the road over Socket Mode and over signed HTTP, and hold every call against Slack's methods: ``make foreign``."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

from bot.playground.validation import check_message, check_view
from tests.foreign.road import Road
from tests.foreign.slack import APP_TOKEN, SECRET, TOKEN, Foreign, Recorder, fetch, until

Json = dict[str, Any]
_FACTS: Json = json.loads((resources.files("bot.playground.facts") / "methods.json").read_text("utf-8"))
_ANY = {"token", "team_id"}
"""Bolt adds ``team_id``: Slack ignores what it does not know."""
_MISSING = {"unknown_method"}
"""What the foreign Slack has not; the person is told."""


def findings(calls: list[tuple[str, Json, Json]]) -> list[str]:
    """Return what is wrong with the calls, by Slack's methods, limits of blocks and surfaces."""
    found = []
    for number, (method, given, answer) in enumerate(calls):
        facts = _FACTS.get(method)
        if facts is None:
            found.append(f"{number} {method}: no method that the emulator knows")
            continue
        found += [f"{number} {method}: {name} is missing" for name in facts["required"] if name not in given]
        known = {*facts["required"], *facts["optional"], *_ANY}
        found += [f"{number} {method}: {name} is no argument of it" for name in given if name not in known]
        refusal = None
        if method in ("chat.postMessage", "chat.postEphemeral", "chat.update"):
            refusal = check_message(given, utf16=True)
        elif method.startswith("views."):
            refusal = check_view(given.get("view"), "home" if method == "views.publish" else "modal", utf16=True)
        if refusal is not None:
            found.append(f"{number} {method}: {refusal.error} {refusal.messages}")
        if not answer.get("ok") and answer.get("error") not in _MISSING:
            found.append(f"{number} {method}: answered {answer.get('error')}")
    return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def play(program: Path, *, http: bool) -> list[str]:
    """Return the findings of one road."""
    ours = free_port()
    with tempfile.TemporaryDirectory() as folder:
        address = f"http://127.0.0.1:{ours}/slack/events" if http else ""
        foreign = Foreign(program, Path(folder), free_port(), address)
        recorder = Recorder(foreign.address)
        environment = os.environ | {
            "SLACK_API_URL": recorder.address,
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "PARTNERSHIP_DATA": f"{folder}/data",
            "HOST": "127.0.0.1",
            "PORT": str(ours),
            "HEALTH_PORT": "0" if http else str(free_port()),
            "NO_PROXY": "127.0.0.1,localhost",
        }
        log = Path(folder, "log").open("wb")  # noqa: SIM115 - closed below, after the process
        command = [sys.executable, "-m", "bot.cli.main", "run", *(["--http"] if http else [])]
        coach = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            until(lambda: b"coach.running" in Path(folder, "log").read_bytes() or coach.poll() is not None, "running")
            if not http:
                until(lambda: (foreign.state() or {})["apps"][0]["connected"], "the links are open")
            Road(foreign).play()
            return [
                *findings(recorder.calls),
                *([f"{len(recorder.calls)} calls only"] if len(recorder.calls) < 60 else []),
            ]
        finally:
            coach.terminate()
            ended = coach.wait(40)
            log.close()
            foreign.stop()
            recorder.stop()
            told = Path(folder, "log").read_text("utf-8", "replace")
            print(f"{'HTTP' if http else 'Socket Mode'}: {len(recorder.calls)} calls, the coach ended with {ended}")
            for line in told.splitlines():
                if any(word in line for word in ('level": "error', 'level": "warning', "Traceback")) or ended:
                    print("   ", line[:300])


def main() -> int:
    folder = Path(os.environ.get("FOREIGN", Path.home() / ".cache" / "partnership-coach" / "foreign"))
    program = fetch(folder)
    wrong = 0
    for http in (False, True):
        for finding in play(program, http=http):
            wrong += 1
            print("   ", finding[:400])
    print(f"{wrong} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
