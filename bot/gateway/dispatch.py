"""In front of Bolt, over HTTP and Socket Mode alike: shapes are checked, the time is taken, no exception gets past."""

import time
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse

from bot.blocks import answers_private as answers_private_blocks
from bot.gateway import payload_schemas
from bot.gateway.installed import as_ours
from bot.i18n.catalogue import DEFAULT, words
from bot.i18n.commands import slash_commands
from bot.runtime.metrics import RESULTS, Metrics

log = structlog.get_logger(__name__)

ANSWERED, MISSHAPEN, UNHANDLED, FAILED, FOREIGN = RESULTS

NOT_UNDERSTOOD = "That did not arrive as Slack usually sends it. Please try again. / Veuillez réessayer."


class Front:
    """Where every payload comes in. ``team``: the workspace of the installation; ``enterprise``: its Enterprise Grid, if any."""

    def __init__(self, bolt: App, metrics: Metrics, team: str, enterprise: str = "") -> None:
        self.bolt, self.metrics, self.team, self.enterprise = bolt, metrics, team, enterprise

    def answer(self, payload: dict[str, Any], headers: Mapping[str, str] | None = None) -> BoltResponse:
        """Bolt's answer. Only what Slack should send again gets an answer other than 200."""
        started = time.perf_counter()
        kind = payload_schemas.kind_of(payload)
        response, result = self._answer(payload, kind, headers or {})
        self.metrics.incoming(kind, result, time.perf_counter() - started)
        if result != ANSWERED:
            log.warning("incoming.not_answered", kind=kind, reason=result)
        return response

    def _answer(self, payload: dict[str, Any], kind: str, headers: Mapping[str, str]) -> tuple[BoltResponse, str]:
        if kind == payload_schemas.HELD_BACK:
            log.error("incoming.held_back", kind=kind, team=str(payload.get("team_id"))[:32])
            return BoltResponse(status=200), ANSWERED
        if not payload_schemas.fits(payload, kind):
            return _misshapen(kind), MISSHAPEN
        ours = as_ours(payload, kind, self.team, self.enterprise)
        if ours is None:
            return _foreign(payload, kind), FOREIGN
        try:
            # This mode takes a payload that was parsed; that it came from Slack is known by now in both modes.
            request = BoltRequest(mode="socket_mode", body=ours, headers=dict(headers))
        except Exception:
            return _misshapen(kind), MISSHAPEN
        try:
            response = self.bolt.dispatch(request)
        except Exception as error:  # Bolt catches what listeners raise; this would be its own
            log.error("incoming.failed", kind=kind, error=type(error).__name__)  # noqa: TRY400 - a traceback holds content
            return BoltResponse(status=500), FAILED
        if response.status == 404:
            return BoltResponse(status=200), UNHANDLED
        return response, ANSWERED if response.status == 200 else FAILED


def _foreign(payload: dict[str, Any], kind: str) -> BoltResponse:
    """Acknowledged and dropped: nothing of it is kept. Who typed a command is told."""
    if kind == payload_schemas.COMMAND:
        said_in = words(slash_commands().get(payload["command"]) or DEFAULT)
        told = answers_private_blocks.outsider_refused(said_in)
        return BoltResponse(status=200, body={"response_type": "ephemeral", **told})
    return BoltResponse(status=200)


def _misshapen(kind: str) -> BoltResponse:
    """Acknowledged: Slack would only send the same again. Who typed a command is told."""
    if kind == payload_schemas.COMMAND:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": NOT_UNDERSTOOD})
    return BoltResponse(status=200)
