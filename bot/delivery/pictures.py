"""The picture of a message: drawn and uploaded before the message is posted, outside of any transaction, once.

The message waits for its picture, but not for long: where there is none in the end, its alt text goes out in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk import WebClient

from bot.blocks.pictured import pictured, told
from bot.delivery.calls import Calls, Failed
from bot.delivery.enclosures import Make
from bot.delivery.errors import FILE_NOT_READY, Outcome
from bot.delivery.uploads import Refused, judged, keep, send_up
from storage.database import Database
from storage.failpoints import reach
from storage.records import Claim, Drawing, Uploaded

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=2)
"""How long a message waits until Slack takes its picture; after that, and as long again for it to be shown, it goes without."""
LOOK_AGAIN_SECONDS = 2.0
"""Until Slack may have looked at a file."""


@dataclass(frozen=True)
class Pictures:
    """Gives the message of a claim its picture."""

    database: Database
    client: WebClient
    call: Calls
    make: Make

    def of(self, claim: Claim) -> Uploaded | None:
        """The picture that Slack has, uploaded now if need be; None when the message goes without. Raises Failed."""
        if claim.drawing is None or claim.file is not None:
            return claim.file
        try:
            return self._upload(claim, claim.drawing)
        except Refused as refused:
            log.warning("relay.no_picture", outbox=claim.id, error=str(refused))
        except Failed as failure:
            if failure.outcome.fate != "wait" or claim.at - (claim.trying_since or claim.at) < PATIENCE:
                raise
            log.warning("relay.no_picture", outbox=claim.id, error=failure.outcome.error)
        return None

    def _upload(self, claim: Claim, drawing: Drawing) -> Uploaded | None:
        self.call.in_time()
        try:
            content = self.make(drawing.kind, drawing.content)
        except Exception as error:  # the message is worth more than its picture
            raise Refused(f"not drawn: {type(error).__name__}") from error
        name = f"{drawing.kind}.png"
        file = send_up(self.call, self.client, name, content, drawing.alt)
        try:
            self.call(self.client.files_completeUploadExternal, files=[{"id": file, "title": name}])
        except Failed as failure:
            raise judged(failure, self.call) from failure
        reach("after_upload")
        return keep(self.database, claim, file)


def bodies(claim: Claim, picture: Uploaded | None) -> Iterator[dict[str, Any]]:
    """The body as it is meant, and where Slack refuses its picture, with the alt text in its place."""
    if claim.drawing is None:
        yield claim.body
        return
    if picture is not None:
        yield pictured(claim.body, claim.drawing, picture.id)
    yield told(claim.body, claim.drawing)


def not_ready(claim: Claim, picture: Uploaded | None, outcome: Outcome) -> Outcome | None:
    """Wait a little, where Slack has not looked at the file yet; None when something else is wrong, or it took too long."""
    if picture is None or outcome.error != FILE_NOT_READY:
        return None
    if claim.at - picture.at > PATIENCE:
        log.warning("relay.no_picture", outbox=claim.id, error=FILE_NOT_READY)
        return None
    return Outcome("wait", FILE_NOT_READY, LOOK_AGAIN_SECONDS)
