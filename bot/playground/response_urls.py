"""response_url: five answers in half an hour, to the person who ran the command or pressed the button."""

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.playground import posting
from bot.playground.installation import Installation
from bot.playground.methods.reach import flag
from bot.playground.records import Json, Message
from bot.playground.tickets import ResponseUrl, TicketRefused

KNOWN_KEYS = {
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts", "metadata",
    "unfurl_links", "unfurl_media", "mrkdwn", "parse",
}  # fmt: skip
RESPONSE_TYPES = ("ephemeral", "in_channel")


class Refused(Exception):
    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.status = status


class ResponseUrls:
    def __init__(self, app: Installation) -> None:
        self._app = app

    async def answer(self, request: Request) -> Response:
        path, body = request.url.path, await request.body()
        content: Json = {}
        with self._app.workspace.pulse.change():
            try:
                decoded = json.loads(body)
                content = decoded if isinstance(decoded, dict) else {}
                self._answer(path, decoded)
            except ValueError:
                return self._said(path, content, "invalid_payload", 400)
            except TicketRefused as refused:
                return self._said(path, content, str(refused), 404)
            except Refused as refused:
                return self._said(path, content, str(refused), refused.status)
            return self._said(path, content, "ok", 200)

    def _said(self, path: str, content: Json, text: str, status: int) -> Response:
        response: Json = {"ok": True} if status == 200 else {"ok": False, "error": text}
        self._app.journal.note_call("response_url", content | {"url": path}, response, status)
        return PlainTextResponse(text, status)

    def _answer(self, path: str, content: object) -> None:
        app = self._app
        if not isinstance(content, dict):
            raise Refused("invalid_payload")
        ticket = app.workspace.tickets.use_response_url(path)
        unknown = sorted(set(content) - KNOWN_KEYS)
        if unknown:
            raise Refused(f"invalid_arguments: {', '.join(unknown)}")
        if content.get("response_type", "ephemeral") not in RESPONSE_TYPES:
            raise Refused("invalid_response_type")
        original = self._original(ticket)
        if flag(content, "delete_original"):
            if original is None:
                raise Refused("message_not_found", 404)
            posting.remove(app, original)
            return
        refusal = posting.refusal_of(app, content)
        if refusal:
            raise Refused(refusal.error)
        if ticket.message_ts is not None and "replace_original" not in content:
            app.journal.note_finding(
                "replace_original_left_out", "say replace_original, true or false: its default surprises", content
            )
        if flag(content, "replace_original"):
            if original is None:
                raise Refused("message_not_found", 404)
            posting.rewrite(app, original, content)
            return
        self._post(ticket, content)

    def _original(self, ticket: ResponseUrl) -> Message | None:
        return self._app.workspace.find(ticket.channel, ticket.message_ts) if ticket.message_ts else None

    def _post(self, ticket: ResponseUrl, content: Json) -> None:
        channel = self._app.workspace.channels[ticket.channel]
        private = content.get("response_type", "ephemeral") == "ephemeral"
        thread_ts = content.get("thread_ts") or ticket.thread_ts
        posting.post(self._app, channel, content, thread_ts=thread_ts, ephemeral_to=ticket.person if private else None)
