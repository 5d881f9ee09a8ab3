"""One attempt to send one message. It never retries: what it returns says what happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.workers.attachments import canvases
from bot.workers.attachments.charts import Charts, has_chart
from bot.workers.attachments.documents import Documents, share
from bot.workers.attachments.enclosures import Make
from bot.workers.attachments.uploads import Refused
from bot.workers.outcomes import Outcome
from bot.workers.reconcile import find, mark, refuse_gone
from bot.workers.slack_calls import Calls, Failed
from storage.database import Database
from storage.engine.failpoints import reach
from storage.outbox.outbox import THREAD_DELETED
from storage.records import CANVAS, Claim, Document

log = structlog.get_logger(__name__)

NEVER_POSTED = "never_posted"
"""The thread's parent, or the message to update, does not stand in Slack."""

_REFUSED = "invalid_blocks"
_SHORT = 3000


def send(
    database: Database, client: WebClient, claim: Claim, call: Calls, make: Make, charts: Charts | None = None
) -> Outcome:
    """Make a canvas, share a document; or post, update or whisper, in a plainer form where Slack refuses the rich one.

    ``charts`` learns where Slack takes a message only without its charts: the next ones go without. A body without text raises
    KeyError.
    """
    if claim.kind == CANVAS:
        return canvases.make(call, client, claim)
    if claim.document is not None:
        plain = _Attempt(database, client, claim, call, {"text": str(claim.body["text"])})
        try:
            return plain.share(claim.document, Documents(database, client, call, make))
        except Failed as failure:
            return failure.outcome
    charts = charts or Charts()
    chart_refused = False
    outcome = Outcome("dead", "nothing_to_send")
    for content in _forms(claim.body, charts=charts.shown_in(claim.team)):
        try:
            outcome = _Attempt(database, client, claim, call, content).make()
        except Failed as failure:
            outcome = failure.outcome
        if outcome.fate != "plain":
            break
        chart_refused = outcome.error == _REFUSED and has_chart(content.get("blocks", ()))
    if chart_refused and outcome.fate == "sent":
        charts.refused(claim.team)
        log.warning("relay.no_charts", outbox=claim.id, error=_REFUSED)
    return outcome


def _forms(body: dict[str, Any], *, charts: bool) -> Iterator[dict[str, Any]]:
    """A message as it was meant, then with less for Slack to refuse: its fallback blocks, its text, the text's beginning."""
    text = str(body["text"])
    for blocks in (body.get("blocks"), body.get("fallback_blocks")):
        if blocks and (charts or not has_chart(blocks)):
            yield {"text": text, "blocks": blocks}
    yield {"text": text}
    if len(text) > _SHORT:
        yield {"text": text[: _SHORT - 1] + "…"}


@dataclass(frozen=True)
class _Attempt:
    """One form of a message on its way."""

    database: Database
    client: WebClient
    claim: Claim
    call: Calls
    content: dict[str, Any]

    def make(self) -> Outcome:
        """What became of it; raises Failed."""
        match self.claim.kind:
            case "update":
                return self._update()
            case "ephemeral":
                return self._whisper()
            case _:
                return self._post()

    def _show(self, method: Callable[..., SlackResponse], **arguments: Any) -> dict[str, Any]:
        """The call after which people see it."""
        reach("before_post")
        answer = self.call(method, **arguments)
        reach("after_post")
        return answer

    def _post(self) -> Outcome:
        claim = self.claim
        if claim.thread_expected and not claim.thread_ts:
            return Outcome("owner", NEVER_POSTED)
        channel = self._channel()
        found = find(self.call, self.client, claim, channel) if claim.uncertain else None
        if found is not None:
            return self._stands(channel, found.get("ts"), found)
        try:
            answer = self._show(
                self.client.chat_postMessage,
                channel=channel,
                thread_ts=claim.thread_ts,
                unfurl_links=False,
                unfurl_media=False,
                metadata=mark(claim),
                **self.content,
            )
        except Failed as failure:
            if self._knows_no_such_channel(failure):
                return self._open_again()
            raise
        return self._stands(channel, answer.get("ts"), answer.get("message") or {})

    def share(self, document: Document, documents: Documents) -> Outcome:
        """Share a document, or say in its place what the reader can do without it; raises Failed."""
        claim = self.claim
        if claim.thread_expected and not claim.thread_ts:
            return Outcome("owner", NEVER_POSTED)
        channel = self._channel()
        found = find(self.call, self.client, claim, channel) if claim.uncertain else None
        if found is not None:
            return self._stands(channel, found.get("ts"), found)
        refuse_gone(self.call, self.client, claim, channel)
        try:
            file = documents.of(claim, document)
            what = share(document, file, channel, claim.thread_ts, self.content["text"])
            try:
                self._show(self.client.files_completeUploadExternal, **what)
            except Failed as failure:
                if self._knows_no_such_channel(failure):
                    return self._open_again()
                return documents.refused(claim, file, failure)
        except Refused as refused:
            log.warning("relay.no_document", outbox=claim.id, error=str(refused))
            told = document.not_made if refused.ours and document.not_made else document.refused
            return replace(self, content={"text": told})._post()
        return Outcome("sent", channel=channel)

    def _channel(self) -> str:
        return self._direct_channel() if self.claim.kind == "direct" else self.claim.channel

    def _stands(self, channel: str, ts: object, message: dict[str, Any]) -> Outcome:
        """Sent, unless the parent was deleted: then Slack put the reply into the main channel, before everybody."""
        if not isinstance(ts, str) or not ts:
            return self.call.half_an_answer()
        if not self.claim.thread_ts or message.get("thread_ts") == self.claim.thread_ts:
            return Outcome("sent", channel=channel, ts=ts)
        try:
            self.call(self.client.chat_delete, channel=channel, ts=ts)
        except Failed as failure:
            if failure.outcome.error != "message_not_found":
                # It still stands there. As it may have been sent, the next attempt finds it and takes it back.
                return Outcome("unknown", THREAD_DELETED, failure.outcome.seconds or self.call.look_after)
        return Outcome("owner", THREAD_DELETED)

    def _update(self) -> Outcome:
        target = self.claim.target
        if target is None:
            return Outcome("owner", NEVER_POSTED)
        # Without blocks Slack would keep the old ones.
        self._show(self.client.chat_update, channel=target.channel, ts=target.ts, **{"blocks": [], **self.content})
        return Outcome("sent", channel=target.channel, ts=target.ts)

    def _whisper(self) -> Outcome:
        claim = self.claim
        answer = self._show(
            self.client.chat_postEphemeral,
            channel=claim.channel,
            user=str(claim.user),
            thread_ts=claim.thread_ts,
            **self.content,
        )
        return Outcome("sent", channel=claim.channel, ts=str(answer.get("message_ts") or ""))

    def _direct_channel(self) -> str:
        """The channel of a person's direct messages, opened once."""
        team, person = self.claim.team, str(self.claim.user)
        if self.claim.direct_channel:
            return self.claim.direct_channel
        opened = self.call(self.client.conversations_open, users=person).get("channel") or {}
        channel = str(opened.get("id") or "")
        if not channel:
            raise Failed(self.call.half_an_answer())
        with self.database.unit_of_work() as uow:
            uow.direct_channels.put(team, person, channel)
            uow.commit()
        return channel

    def _knows_no_such_channel(self, failure: Failed) -> bool:
        """Slack's answer to a direct channel that was opened long ago."""
        first = self.claim.kind == "direct" and self.claim.attempts == 1
        return first and failure.outcome.error == "channel_not_found"

    def _open_again(self) -> Outcome:
        """The direct channel that was known is not there any more."""
        with self.database.unit_of_work() as uow:
            uow.direct_channels.forget(self.claim.team, str(self.claim.user))
            uow.commit()
        return Outcome("wait", "channel_not_found")
