"""What a listener did not catch: logged by its type, never with its message, and one clear sentence for the person."""

from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot import shapes
from bot.blocks import answers_private as private
from bot.blocks import notices
from bot.i18n import DEFAULT, Words, words
from bot.listeners.incoming import open_view, who_clicked
from bot.payloads import BadPayload, Modal
from bot.reception import Reception
from bot.refusals import OUTDATED_BUTTON, Refusal
from bot.threads import ThreadNotKnownYet
from bot.turns import Reply
from storage.errors import StorageError

log = structlog.get_logger(__name__)

_GENERAL = "error.flow"


def register(app: App, reception: Reception) -> None:
    """Take the place of Bolt's own handler, which logs messages and tracebacks."""

    def failed(error: Exception, request: BoltRequest, client: WebClient) -> BoltResponse:
        body = request.body
        kind = shapes.kind_of(body)
        outdated = isinstance(error, BadPayload)
        expected = outdated or isinstance(error, ThreadNotKnownYet)
        (log.warning if expected else log.error)("incoming.failed", kind=kind, error=type(error).__name__)
        if kind.startswith("event.") or isinstance(error, SQLAlchemyError | StorageError):
            # Slack sends an event again. Without a database nothing was kept; Slack shows the person that it failed.
            return BoltResponse(status=500)
        refusal = Refusal(OUTDATED_BUTTON if outdated else _GENERAL)
        try:
            return _told(body, kind, refusal, reception, client)
        except Exception as again:
            log.error("incoming.not_told", kind=kind, error=type(again).__name__)  # noqa: TRY400
            return BoltResponse(status=200)

    app.error(failed)


def _told(body: dict[str, Any], kind: str, refusal: Refusal, reception: Reception, client: WebClient) -> BoltResponse:
    said_in = words(_language(body))
    if kind == shapes.COMMAND:
        return BoltResponse(status=200, body={"response_type": "ephemeral", **private.refused(said_in, refusal)})
    if kind == "view_submission":
        return _beside_what_was_typed(body, said_in, refusal)
    if kind == "block_actions":
        actor = who_clicked(body)
        said_in = words(reception.language(actor))
        if actor.surface == "thread":
            reception.whisper(actor, private.refused(said_in, refusal))
            return BoltResponse(status=200)
    open_view(client, body, Reply(body=private.refused(said_in, refusal), language=said_in.language))
    return BoltResponse(status=200)


def _beside_what_was_typed(body: dict[str, Any], said_in: Words, refusal: Refusal) -> BoltResponse:
    """The sentence at the first field, so that what was typed stays; without a field, in the modal's place."""
    shown = private.refused(said_in, refusal)
    field = next((block for block in body["view"]["state"]["values"]), None)
    if field is None:
        return BoltResponse(status=200, body={"response_action": "update", "view": notices.as_view(said_in, shown)})
    return BoltResponse(status=200, body={"response_action": "errors", "errors": {field: shown["text"]}})


def _language(body: dict[str, Any]) -> str:
    if body.get("command") == "/partenariat":
        return "fr"
    try:
        return Modal.load(body["view"]["private_metadata"]).lang
    except (BadPayload, KeyError, TypeError):
        return DEFAULT
