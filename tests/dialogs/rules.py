"""The house rules: what holds at the end of every dialog, whatever it was about."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.playground.validation import check_message, check_view
from tests.dialogs.house import House, Logbook
from tests.dialogs.stage import Stage

Json = dict[str, Any]
_MESSAGES = ("chat.postMessage", "chat.postEphemeral", "chat.update")
_SHARE = "files.completeUploadExternal"
_VIEWS = ("views.open", "views.push", "views.update", "views.publish")


@dataclass(frozen=True)
class Payload:
    """Something that the app showed: where, to whom (ids of people and channels), and what."""

    surface: str
    readers: frozenset[str]
    content: Json


@dataclass
class Rules:
    """``refusals``: errors of Slack that a dialog provokes. ``left``: states in which it leaves outgoing messages."""

    refusals: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    unanswered: bool = False
    _start: dict[str, Any] = field(default_factory=dict)

    def begin(self, stage: Stage) -> None:
        journal = stage.slack.journal
        self._start = {
            "calls": len(journal.calls()),
            "deliveries": len(journal.deliveries()),
            "findings": len(journal.findings),
            "outbox": _outbox(stage.house),
        }

    def hold(self, stage: Stage, logbook: Logbook) -> None:
        """No finding, no refused call, no event or click without an answer, no message left behind, no error in the log."""
        stage.settle()
        journal = stage.slack.journal
        findings = list(journal.findings)[self._start["findings"] :]
        assert not findings, findings
        refused = [call for call in self.calls(stage) if not call.accepted and call.error not in self.refusals]
        assert not refused, [(call.method, call.response, call.arguments) for call in refused]
        last = {one.payload.get("event_id", number): one for number, one in enumerate(self.deliveries(stage))}
        lost = [one for one in last.values() if not one.acked and not self.unanswered]
        assert not lost, lost
        for payload in self.payloads(stage):
            refusal = _check(payload)
            assert refusal is None, (refusal, payload.content)
        for state, count in _outbox(stage.house).items():
            if state not in ("sent", *self.left):
                assert count == self._start["outbox"].get(state, 0), f"{count} messages are {state}"
        assert '"level": "error"' not in logbook.text, logbook.text
        assert "Traceback" not in logbook.text, logbook.text
        notices = {player.name: player.person.notices for player in stage.players if player.person.notices}
        assert not notices or self.unanswered, notices

    def calls(self, stage: Stage) -> list[Any]:
        """What the app asked of Slack during this dialog."""
        return list(stage.slack.journal.calls()[self._start["calls"] :])

    def deliveries(self, stage: Stage) -> list[Any]:
        """What Slack told the app during this dialog."""
        return list(stage.slack.journal.deliveries()[self._start["deliveries"] :])

    def payloads(self, stage: Stage) -> Iterator[Payload]:
        """Everything that the app showed anybody during this dialog, with who could read it."""
        deliveries = self.deliveries(stage)
        askers = {
            one.payload["trigger_id"]: one.payload.get("user_id") or one.payload["user"]["id"]
            for one in deliveries
            if "trigger_id" in one.payload
        }
        submitters = {
            one.payload["view"]["id"]: one.payload["user"]["id"]
            for one in deliveries
            if one.payload.get("type") in ("view_submission", "block_actions") and "view" in one.payload
        }
        for call in self.calls(stage):
            given = call.arguments
            if not call.accepted:
                continue
            if call.method in _MESSAGES:
                reader = given["user"] if call.method == "chat.postEphemeral" else given["channel"]
                content = {name: given[name] for name in ("text", "blocks") if name in given}
                yield Payload("message", frozenset((reader,)), content)
            elif call.method == _SHARE and given.get("channel_id"):
                yield Payload("message", frozenset((given["channel_id"],)), {"text": given.get("initial_comment", "")})
            elif call.method == "views.update":
                yield Payload("modal", frozenset((submitters[given["view_id"]],)), given["view"])
            elif call.method in _VIEWS:
                reader = given["user_id"] if call.method == "views.publish" else askers[given["trigger_id"]]
                yield Payload(given["view"]["type"], frozenset((reader,)), given["view"])
        for one in deliveries:
            answer = one.answer or {}
            reader = str(one.payload.get("user_id") or (one.payload.get("user") or {}).get("id"))
            if "view" in answer:
                yield Payload("modal", frozenset((reader,)), answer["view"])
            elif "errors" in answer:
                yield Payload("errors", frozenset((reader,)), answer["errors"])
            elif answer.get("text") or answer.get("blocks"):
                content = {name: answer[name] for name in ("text", "blocks") if name in answer}
                yield Payload("message", frozenset((reader,)), content)

    def readers(self, stage: Stage, words: str) -> set[str]:
        """Everybody, people and channels, to whom the app ever showed these words during this dialog."""
        written = {json.dumps(words, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
        return {
            reader
            for payload in self.payloads(stage)
            for reader in payload.readers
            if any(form in json.dumps(payload.content, ensure_ascii=False) for form in written)
        }


def _check(payload: Payload) -> Any:
    if payload.surface == "message":
        return check_message(payload.content)
    return check_view(payload.content, payload.surface) if payload.surface in ("modal", "home") else None


def _outbox(house: House) -> dict[str, int]:
    with house.app.database.reading() as uow:
        return dict(uow.outbox.states())
