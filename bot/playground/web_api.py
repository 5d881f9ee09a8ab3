"""The HTTP face of the emulator: /api/<method>, response URLs, file uploads. Strict where Slack is lenient.

Unlike Slack it refuses arguments that a method does not have, so that a typing mistake cannot hide.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from bot.playground import methods
from bot.playground.errors import ApiError
from bot.playground.facts import METHODS
from bot.playground.faults import Fault, Faults
from bot.playground.installation import Installation
from bot.playground.rate_limits import RateLimits
from bot.playground.records import Json

STRUCTURED = ("blocks", "attachments", "metadata", "view", "files", "unfurls", "document_content")
ALWAYS_ALLOWED = ("token", "team_id")
"""What slack_sdk and Bolt add to any call."""


class WebApi:
    def __init__(
        self, app: Installation, faults: Faults, rate_limits: RateLimits | None, drop_link: Callable[[Request], None]
    ) -> None:
        self._app = app
        self._faults = faults
        self._rate_limits = rate_limits
        self._drop_link = drop_link

    async def answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            arguments = await read_arguments(request)
        except ApiError as error:
            return self._answer(method, {}, refused(error), error)
        fault = self._faults.take(method)
        if fault is None:
            return self._perform(request, method, arguments)
        return await self._go_wrong(fault, request, method, arguments)

    def _perform(self, request: Request, method: str, arguments: Json) -> Response:
        """Do it and write it down in one go, so that nobody sees the effect without its entry in the journal."""
        app = self._app
        with app.workspace.pulse.change():
            try:
                authorise(app, method, token_of(request, arguments))
                self._refuse_haste(method, arguments)
                refuse_wrong_arguments(method, arguments)
                response = {"ok": True} | methods.ALL[method](app, arguments)
            except ApiError as error:
                return self._answer(method, arguments, refused(error), error)
            return self._answer(method, arguments, response)

    def _refuse_haste(self, method: str, arguments: Json) -> None:
        wait = self._rate_limits.wait_before(method, arguments) if self._rate_limits else 0
        if wait:
            raise ApiError("ratelimited", status=429, retry_after=wait)

    def _answer(self, method: str, arguments: Json, response: Json, error: ApiError | None = None) -> Response:
        status = error.status if error else 200
        self._app.journal.note_call(method, arguments, response, status)
        headers = {"X-OAuth-Scopes": ",".join(sorted(self._app.scopes))}
        if error and error.retry_after:
            headers["Retry-After"] = str(error.retry_after)
        return Response(json.dumps(response), status, headers, "application/json; charset=utf-8")

    async def _go_wrong(self, fault: Fault, request: Request, method: str, arguments: Json) -> Response:
        done = self._perform(request, method, arguments) if fault.moment == "after" else None
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if done is not None and fault.only_delay:
            return done
        if done is None:
            self._app.journal.note_call(method, arguments, {"fault": fault.body or fault.status}, fault.status)
        if fault.drop:
            self._drop_link(request)
        kind = "application/json" if fault.body.startswith("{") else "text/html"
        return Response(fault.body, fault.status, dict(fault.headers), kind)


async def read_arguments(request: Request) -> Json:
    """Query, form and JSON arguments in one; JSON inside form fields is decoded."""
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    body = await request.body()
    if kind == "application/json" and body:
        try:
            decoded = json.loads(body)
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(decoded, dict):
            raise ApiError("json_not_object")
        given |= decoded
    elif kind == "application/x-www-form-urlencoded":
        given |= dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    elif body:
        raise ApiError("invalid_post_type")
    for name in STRUCTURED:
        if isinstance(given.get(name), str):
            try:
                given[name] = json.loads(given[name])
            except ValueError:
                error = "invalid_blocks_format" if name == "blocks" else "invalid_arguments"
                raise ApiError(error, [f"[ERROR] must be valid JSON [json-pointer:/{name}]"]) from None
    return given


def token_of(request: Request, arguments: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else str(arguments.get("token", ""))


def authorise(app: Installation, method: str, token: str) -> None:
    facts = METHODS.get(method)
    if facts is None:
        raise ApiError("unknown_method", req_method=method)
    if not token:
        raise ApiError("not_authed")
    if token == app.app_token:
        if facts["token"] != "app":
            raise ApiError("not_allowed_token_type")
    elif token == app.bot_token:
        if facts["token"] != "bot":
            raise ApiError("not_allowed_token_type")
        if app.revoked:
            raise ApiError("token_revoked")
    else:
        raise ApiError("invalid_auth")


def refuse_wrong_arguments(method: str, arguments: Json) -> None:
    facts = METHODS[method]
    known = {*facts["required"], *facts["optional"], *ALWAYS_ALLOWED}
    wrong = [f"[ERROR] unknown argument: {name} [json-pointer:/{name}]" for name in arguments if name not in known]
    wrong += [
        f"[ERROR] missing required field: {name} [json-pointer:/{name}]"
        for name in facts["required"]
        if arguments.get(name) in (None, "")
    ]
    if wrong:
        raise ApiError("invalid_arguments", wrong)


def refused(error: ApiError) -> Json:
    response: dict[str, Any] = {"ok": False, "error": error.error, **error.extra}
    if error.messages:
        response["response_metadata"] = {"messages": error.messages}
        if error.error == "invalid_blocks":
            response["errors"] = error.messages
    return response


Endpoint = Callable[[Request], Awaitable[Response]]


def upload_endpoint(app: Installation) -> Endpoint:
    """The POST between files.getUploadURLExternal and files.completeUploadExternal."""

    async def upload(request: Request) -> Response:
        content = await request.body()
        if app.uploads_go_to:
            return RedirectResponse(app.uploads_go_to, 302)
        with app.workspace.pulse.change():
            for file in app.workspace.files.values():
                if file.upload_path == request.url.path:
                    if len(content) != file.length:
                        return PlainTextResponse("the length is not the one that was announced", 400)
                    file.content = content
                    return PlainTextResponse(f"OK - {len(content)}")
        return PlainTextResponse("not found", 404)

    return upload
