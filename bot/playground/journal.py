"""Everything that crossed the wire, in order: the app's calls, the deliveries to it, and what was wrong with either."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from bot.playground.anatomy import live_texts
from bot.playground.clock import Clock
from bot.playground.pulse import Pulse
from bot.playground.records import Json, copied

LIVE_TOKEN = re.compile(r"<(?:[!@#]|https?:|mailto:)[^<>]*>")


@dataclass(frozen=True)
class ApiCall:
    """One request of the app. `accepted` is Slack's own `ok`."""

    at: float
    method: str
    arguments: Json
    response: Json
    status: int
    accepted: bool

    @property
    def error(self) -> str:
        return str(self.response.get("error", ""))


@dataclass(frozen=True)
class Delivery:
    """One attempt to hand the app an event, a command or an interaction.

    `outcome` is acked, timeout, no_link, link_lost, or "http 500" and the like; `answer` what came back with the ack.
    """

    at: float
    kind: str
    over: str
    payload: Json
    attempt: int
    outcome: str
    answer: Json | None
    seconds: float

    @property
    def acked(self) -> bool:
        return self.outcome == "acked"


@dataclass(frozen=True)
class Finding:
    """Something that Slack would let pass and a reader, or an owner, would not."""

    rule: str
    text: str
    payload: Json = field(default_factory=dict)


class Findings(Sequence[Finding]):
    """The findings so far; `live_markup` looks for more in everything the app sent."""

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        return self._journal.found()[index]

    def __len__(self) -> int:
        return len(self._journal.found())

    def named(self, rule: str) -> list[Finding]:
        return [finding for finding in self if finding.rule == rule]

    def live_markup(self, canary_text: str) -> list[Finding]:
        """Live markup of the app's messages that came from `canary_text`, which a person wrote.

        A canary such as "see <!channel>" is found when the app sends <!channel> unescaped where Slack obeys it;
        one without markup of its own is found inside live markup, such as <https://x|the canary>.
        """
        tokens = LIVE_TOKEN.findall(canary_text)
        found = []
        for surface, payload in self._journal.payloads():
            texts = list(live_texts(payload.get("blocks", [])))
            if surface == "message":
                texts += [str(payload.get("text") or ""), str(payload.get("markdown_text") or "")]
            for text in texts:
                live = LIVE_TOKEN.findall(text)
                obeyed = [token for token in live if token in tokens or (not tokens and canary_text in token)]
                found += [Finding("live_markup", f"{token} is live in: {text}", payload) for token in obeyed]
        return found


class Journal:
    def __init__(self, clock: Clock, pulse: Pulse) -> None:
        self._clock = clock
        self._pulse = pulse
        self._calls: list[ApiCall] = []
        self._deliveries: list[Delivery] = []
        self._findings: list[Finding] = []
        self._payloads: list[tuple[str, Json]] = []
        self.findings = Findings(self)

    # -- writing

    def note_call(self, method: str, arguments: Json, response: Json, status: int) -> None:
        with self._pulse.change():
            accepted = status == 200 and response.get("ok") is True
            shown = {name: value for name, value in arguments.items() if name != "token"}
            self._calls.append(ApiCall(self._clock.now(), method, copied(shown), copied(response), status, accepted))

    def note_delivery(self, delivery: Delivery) -> None:
        with self._pulse.change():
            self._deliveries.append(delivery)

    def note_finding(self, rule: str, text: str, payload: Json | None = None) -> None:
        with self._pulse.change():
            self._findings.append(Finding(rule, text, copied(payload or {})))

    def note_payload(self, surface: str, payload: Json) -> None:
        """An accepted message, modal or home tab. Blocks without text are a finding: nothing to read aloud."""
        with self._pulse.change():
            shown = {name: value for name, value in payload.items() if name not in ("token", "team_id")}
            self._payloads.append((surface, copied(shown)))
            if surface == "message" and payload.get("blocks") and not str(payload.get("text") or "").strip():
                self.note_finding("blocks_without_text", "a screen reader and a notification have no text", payload)

    # -- reading

    def calls(self, method: str | None = None, *, accepted: bool | None = None) -> list[ApiCall]:
        with self._pulse.still():
            return [
                call
                for call in self._calls
                if (method is None or call.method == method) and (accepted is None or call.accepted == accepted)
            ]

    def deliveries(self, kind: str | None = None) -> list[Delivery]:
        """`kind`: events_api, slash_commands or interactive."""
        with self._pulse.still():
            return [delivery for delivery in self._deliveries if kind is None or delivery.kind == kind]

    def events(self, event_type: str) -> list[Delivery]:
        """Every attempt to deliver an event of this type, such as app_mention or message."""
        return [d for d in self.deliveries("events_api") if d.payload.get("event", {}).get("type") == event_type]

    def found(self) -> list[Finding]:
        with self._pulse.still():
            return list(self._findings)

    def payloads(self) -> Iterator[tuple[str, Json]]:
        """(message | modal | home, payload) of everything the app showed to anyone, for a second checker."""
        with self._pulse.still():
            sent = list(self._payloads)
        yield from copied(sent)
