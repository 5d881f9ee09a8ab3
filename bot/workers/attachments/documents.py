"""A document on its way into a channel: shared once, by a file whose id is written down before anybody can see it.

A share has no metadata, and Slack does not say where it stands. But a file can be completed once only, and what was completed shows
its id in the channel: whoever does not know what became of a share looks for the file.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient

from bot.workers.attachments.enclosures import Make
from bot.workers.attachments.uploads import Refused, keep, send_up
from bot.workers.outcomes import Outcome
from bot.workers.slack_calls import Calls, Failed
from storage.database import Database
from storage.engine.failpoints import reach
from storage.records import Claim, Document, Uploaded

SHOWN_WITHIN = timedelta(minutes=2)
"""How long a completed file may take until it stands in its channel: Slack looks at it first."""
PATIENCE = timedelta(minutes=10)
"""How long a document is tried that Slack loses again and again."""
_SPENT = "file_not_found"
"""Slack's word for an upload that was completed before, or thrown away."""


@dataclass(frozen=True)
class Documents:
    """Brings a document to Slack, and says what a refusal of its share means."""

    database: Database
    client: WebClient
    call: Calls
    make: Make

    def of(self, claim: Claim, document: Document) -> Uploaded:
        """The file, which nobody sees yet; raises Failed, or Refused when Slack will not take it."""
        if claim.file is not None:
            return claim.file
        self.call.in_time()
        try:
            content = self.make(document.kind, document.content)
        except Exception as error:  # its reader is told in words
            raise Refused(f"not made: {type(error).__name__}", ours=True) from error
        file = send_up(self.call, self.client, document.name, content)
        reach("after_upload")
        uploaded = keep(self.database, claim, file)
        assert uploaded is not None
        return uploaded

    def refused(self, claim: Claim, file: Uploaded, failure: Failed) -> Outcome:
        """What became of a share that Slack did not take; raises Refused when it never will."""
        outcome = failure.outcome
        if outcome.error == _SPENT:
            if claim.uncertain and claim.at - file.at < SHOWN_WITHIN:
                return Outcome("unknown", _SPENT, self.call.look_after)
            if claim.at - (claim.trying_since or claim.at) < PATIENCE:
                keep(self.database, claim, None)
                return Outcome("wait", _SPENT, self.call.look_after)
        if outcome.fate in ("dead", "plain") or outcome.error == "missing_scope":
            raise Refused(outcome.error)
        return outcome


def share(document: Document, file: Uploaded, channel: str, thread: str | None, text: str) -> dict[str, Any]:
    """The arguments of ``files.completeUploadExternal``."""
    return {
        "files": [{"id": file.id, "title": document.title}],
        "channel_id": channel,
        "thread_ts": thread,
        "initial_comment": text,
    }
