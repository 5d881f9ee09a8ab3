"""Figures for Prometheus. A label is one of a few words: never an id of somebody, never a text."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from storage.records import Backlog

RESULTS = ("answered", "misshapen", "unhandled", "failed", "foreign")
FATES = ("sent", "wait", "unknown", "owner", "held", "workspace", "repost", "plain", "dead", "stale")
REFUSALS = ("slow", "crowded", "gone", "too large", "signature", "content type", "malformed")
REOPENED = ("closed", "silent", "lost")
"""The labels: each counter begins at 0, since Prometheus sees no increase in one that begins at 1."""
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)


class Metrics:
    """The figures of one application; ``kinds`` are the kinds of payload that Slack sends."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.registry = CollectorRegistry()
        self._incoming = self._counter(
            "incoming",
            "What Slack sent: answered; misshapen (acknowledged, not read); unhandled (nothing listens); failed (Slack sends "
            "events again).",
            kind=kinds,
            result=RESULTS,
        )
        self._answer = Histogram(
            "partnership_answer_seconds",
            "From receiving to having the answer for Slack, whose limit is 3 s.",
            ("kind",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._refused = self._counter("http_refused", "Requests that were refused unread.", reason=REFUSALS)
        self._deliveries = self._counter("deliveries", "Attempts to send a message, by what came of them.", fate=FATES)
        self._retries = self._counter("retries", "Attempts after which a message waits for another one.")
        self._reconnects = self._counter(
            "socket_reconnects",
            "Links that were opened again: closed by Slack (it refreshes links), silent, or lost.",
            reason=REOPENED,
        )

    def incoming(self, kind: str, result: str, seconds: float) -> None:
        """Something of ``kind`` was answered after ``seconds``."""
        self._incoming.labels(kind, result).inc()
        self._answer.labels(kind).observe(seconds)

    def refused(self, reason: str) -> None:
        """A request was refused in front of everything."""
        self._refused.labels(reason).inc()

    def delivery(self, fate: str) -> None:
        """An attempt to send ended so."""
        self._deliveries.labels(fate).inc()
        if fate in ("wait", "unknown"):
            self._retries.inc()

    def reconnected(self, reason: str) -> None:
        """A Socket Mode link is being opened again."""
        self._reconnects.labels(reason).inc()

    def exposed(self, backlog: Backlog | None, fresh_links: int | None) -> bytes:
        """Everything as text. Without a backlog the database did not answer: its figures are missing."""
        now = CollectorRegistry()
        now.register(_Now(backlog, fresh_links))
        return generate_latest(self.registry) + generate_latest(now)

    def _counter(self, name: str, text: str, **labels: Sequence[str]) -> Counter:
        counter = Counter(f"partnership_{name}", text, tuple(labels), registry=self.registry)
        for values in product(*labels.values()) if labels else ():
            counter.labels(*values)
        return counter


class _Now(Collector):
    """What is read at the moment of asking."""

    def __init__(self, backlog: Backlog | None, fresh_links: int | None) -> None:
        self._backlog, self._fresh_links = backlog, fresh_links

    def collect(self) -> Iterable[Any]:
        yield _gauge("database_up", "1 when the database answers.", int(self._backlog is not None))
        if self._fresh_links is not None:
            yield _gauge("socket_links_fresh", "Socket Mode links that were heard of lately.", self._fresh_links)
        if self._backlog is None:
            return
        found = self._backlog
        age = found.oldest_age.total_seconds() if found.oldest_age else 0.0
        yield _gauge("outbox_backlog", "Messages that wait or are being sent.", found.count)
        yield _gauge("outbox_oldest_age_seconds", "Age of the oldest of them.", age)
        yield _gauge(
            "outbox_uncertain", "Messages that may have been sent: they are looked for first.", found.uncertain
        )
        yield _gauge("outbox_parked", "Messages that wait until somebody acts in Slack.", found.parked)
        yield _gauge("outbox_dead", "Messages that were given up.", found.dead)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"partnership_{name}", text, value=value)
