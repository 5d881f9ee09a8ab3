"""What a listener did not catch: logged by its type, never with its message, and one clear sentence for the person."""

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.blocks import answers_private as answers_private_blocks
from bot.blocks import notices
from bot.blocks.kit.payloads import BadPayload, Modal
from bot.gateway import payload_schemas
from bot.i18n.catalogue import DEFAULT, Words, words
from bot.i18n.commands import slash_commands
from bot.i18n.refusals import OUTDATED_BUTTON, Refusal
from bot.listeners.bodies import Click, Command, MessageShortcut, Shortcut, Submission
from bot.listeners.requests import open_view, who_clicked
from bot.use_cases.steps import Actor
from bot.use_cases.thread import ThreadNotKnownYet
from bot.use_cases.wiring import AllUseCases
from storage.engine.errors import StorageError

log = structlog.get_logger(__name__)

_GENERAL = "error.flow"

_FromPerson = Click | Command | MessageShortcut | Shortcut | Submission
"""What comes from a person who can be told at once; an event is not among them."""


def register(app: App, use_cases: AllUseCases) -> None:
    """Take the place of Bolt's own handler, which logs messages and tracebacks."""

    def failed(error: Exception, request: BoltRequest, body: _FromPerson, client: WebClient) -> BoltResponse:
        kind = payload_schemas.kind_of(request.body)
        outdated = isinstance(error, BadPayload)
        expected = outdated or isinstance(error, ThreadNotKnownYet)
        (log.warning if expected else log.error)("incoming.failed", kind=kind, error=type(error).__name__)
        if kind == "event.app_home_opened":
            return BoltResponse(status=200)  # the tab stays as it was, and the next look publishes it again
        if kind.startswith("event.") or isinstance(error, SQLAlchemyError | StorageError):
            # Slack sends an event again. Without a database nothing was kept; Slack shows the person that it failed.
            return BoltResponse(status=500)
        refusal = Refusal(OUTDATED_BUTTON if outdated else _GENERAL)
        try:
            return _told(body, refusal, use_cases, client)
        except Exception as again:
            log.error("incoming.not_told", kind=kind, error=type(again).__name__)  # noqa: TRY400
            return BoltResponse(status=200)

    app.error(failed)


def _told(body: _FromPerson, refusal: Refusal, use_cases: AllUseCases, client: WebClient) -> BoltResponse:
    said_in = words(_language(body))
    if "command" in body:
        return BoltResponse(
            status=200, body={"response_type": "ephemeral", **answers_private_blocks.refused(said_in, refusal)}
        )
    if body["type"] == "view_submission":
        return _beside_what_was_typed(body, said_in, refusal)
    if body["type"] == "block_actions":
        actor = who_clicked(body)
    else:
        actor = Actor(
            team=body["team"]["id"],
            user=body["user"]["id"],
            key=f"failed:{body['trigger_id']}",
            surface="command",
        )
    reply = use_cases.channel.failed(actor, refusal)
    if why := open_view(client, body, reply):
        use_cases.channel.form_not_opened(actor, reply, why)
    return BoltResponse(status=200)


def _beside_what_was_typed(body: Submission, said_in: Words, refusal: Refusal) -> BoltResponse:
    """Return the sentence at the first field, so that what was typed stays; without a field, in the modal's place."""
    shown = answers_private_blocks.refused(said_in, refusal)
    field = next((block for block in body["view"]["state"]["values"]), None)
    if field is None:
        return BoltResponse(status=200, body={"response_action": "update", "view": notices.as_view(said_in, shown)})
    return BoltResponse(status=200, body={"response_action": "errors", "errors": {field: shown["text"]}})


def _language(body: _FromPerson) -> str:
    """Return the language of what was typed or filled in. Who clicked or took a shortcut is asked for their own."""
    if "command" in body:
        return slash_commands().get(body["command"]) or DEFAULT
    try:
        return Modal.load(body["view"]["private_metadata"]).lang
    except (BadPayload, KeyError, TypeError):
        return DEFAULT
