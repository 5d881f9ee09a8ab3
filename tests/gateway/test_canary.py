"""Security table, logs: a canary in every input, at DEBUG, over both ways in: not a feather of it in what is printed."""

import http.client
import json
import signal
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.playground import Emulator, Message, Person
from bot.playground.rehearsal import manifest
from bot.playground.signed_http import FORM, signature_of
from tests.bot.test_run_command import WAIT, environment, free_port, listens, started

CANARY = "kanarienvogel-7f3a91"


def sung_to(slack: Emulator) -> None:
    """Everything that people can put words into."""
    amina: Person = slack.add_person(f"Amina {CANARY}")
    channel = slack.add_channel(CANARY, [amina])
    for text in (CANARY, f"new {CANARY}", f"language {CANARY}", f"help {CANARY}"):
        amina.command("/partnership", text, channel)
    amina.command("/partnership", f"new {CANARY}", channel)
    assert amina.view is not None
    amina.click(amina.view, "more_setup")
    amina.submit({"our_kind": "nonprofit", "their_kind": "company", "label": "co_creation", "decision": CANARY})
    card = slack.wait_for(lambda: next(filter(is_card, slack.messages(channel)), None), WAIT)
    said = amina.post(channel, f"a remark {CANARY}", card)
    amina.message_shortcut("add_remark", said)
    amina.delete(amina.edit(said, f"{CANARY} edited"))
    amina.post(channel, f"{slack.bot_mention} {CANARY}", card)
    amina.post(slack.direct_channel(amina), CANARY)
    slack.send_event({"type": CANARY, "text": CANARY, "user": CANARY})
    slack.send_event({"type": "message", "text": CANARY, "user": [CANARY]})
    for value in (CANARY, json.dumps({"c": CANARY}), json.dumps({"c": "0", CANARY: CANARY})):
        slack.courier.ask("interactive", forged(slack, amina, value), accepts_response=False)
    slack.wait_until_delivered(WAIT)


def is_card(message: Message) -> bool:
    return bool(message.bot_id) and message.thread_ts is None and message.ephemeral_to is None


def forged(slack: Emulator, person: Person, value: str) -> dict[str, object]:
    """A click with a value that no button of ours has."""
    return {
        "type": "block_actions",
        "user": {"id": person.id, "name": CANARY},
        "team": {"id": slack.team_id, "domain": CANARY},
        "trigger_id": CANARY,
        "channel": {"id": "C0123", "name": CANARY},
        "actions": [{"action_id": f"status:{CANARY}", "action_ts": f"{time.time():.6f}", "value": value}],
    }


def knocked_at(port: int, secret: str) -> list[int]:
    """Requests that are wrong in every way, each with the canary somewhere."""
    statuses = []
    text = CANARY.encode()
    for body, kind, good in (
        (text, "application/json", False),
        (text, "application/json", True),
        (b'{"type":"%b"}' % text, "application/json", True),
        (b'{"' + text, "application/json", True),
        (b"payload=" + text, FORM, True),
        (b"\xff" + text, FORM, True),
        (text * 100_000, FORM, True),
        (text, f"text/{CANARY}", True),
        (urlencode({"command": CANARY, "text": CANARY}).encode(), FORM, True),
    ):
        stamp = str(int(time.time()))
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
        signature = signature_of(secret, stamp, body) if good else CANARY
        headers = {
            "Content-Type": kind,
            "User-Agent": CANARY,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature,
            "X-Slack-Retry-Reason": CANARY,
        }
        link.request("POST", f"/slack/events?{CANARY}", body, headers)
        statuses.append(link.getresponse().status)
        link.close()
    return statuses


@pytest.mark.parametrize("way", ["socket", "http"])
def test_no_canary_is_heard(tmp_path: Path, way: str) -> None:
    port = free_port()
    statuses: list[int] = []
    with Emulator(manifest(), retry_speed=3000, answer_seconds=3) as slack:
        env = environment(slack, tmp_path, LOG_LEVEL="DEBUG", PORT=str(port))
        with started(env, "run", *(["--http"] if way == "http" else [])) as process:
            if way == "http":
                slack.wait_for(lambda: listens(port), WAIT)
                slack.connect_http(f"http://127.0.0.1:{port}/slack/events")
                statuses = knocked_at(port, slack.signing_secret)
            else:
                slack.wait_until_connected(timeout=WAIT)
            sung_to(slack)
            process.send_signal(signal.SIGTERM)
            out, log = process.communicate(timeout=WAIT)
    assert process.returncode == 0, log
    assert CANARY not in out
    assert CANARY not in log, next(line for line in log.splitlines() if CANARY in line)
    assert "Traceback" not in log
    assert "coach.running" in log
    assert "incoming" in log
    assert all(status < 500 for status in statuses), statuses


def test_a_client_that_never_ends_its_headers_is_hung_up_on(tmp_path: Path) -> None:
    import socket

    port = free_port()
    with (
        Emulator(manifest()) as slack,
        started(environment(slack, tmp_path, PORT=str(port)), "run", "--http"),
    ):
        slack.wait_for(lambda: listens(port), WAIT)
        with socket.create_connection(("127.0.0.1", port), timeout=WAIT) as slow:
            slow.sendall(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX-Slow:")
            assert slow.recv(1_000) == b""
