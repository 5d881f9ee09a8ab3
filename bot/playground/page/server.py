"""HTTP for the page: itself, its files, its stream and its acts. Only this machine's own page is answered."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.i18n.languages import DEFAULT, LOCALES, languages
from bot.playground.facts import EMOJI
from bot.playground.page import acts, backstage, stream
from bot.playground.page.playground import Playground
from bot.playground.page.switches import FAULTS
from bot.playground.page.words import Words, offered, words
from bot.playground.page.world import World
from bot.playground.records import Json

HERE = Path(__file__).parent
OWN_NAMES = ("127.0.0.1", "localhost")
MOST_BYTES = 256 * 1024
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


class OwnPageOnly:
    """Refuses what another site's page, or another name for this machine, asks for; adds the headers of safety."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *(each for each in added if each[0] not in present)]
            await send(message)

        request = Request(scope, receive)
        if is_own(request):
            await self._app(scope, receive, with_headers)
        else:
            refused = PlainTextResponse(words(DEFAULT).say("bad.origin"), 403)
            await refused(scope, receive, with_headers)


def is_own(request: Request) -> bool:
    """Whether the address is ours, and the page that asks too. A foreign name that points here is refused as well."""
    host = request.headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in OWN_NAMES:
        return False
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return False
    return request.method in ("GET", "HEAD") or request.headers.get("x-playground") == "1"


class Pages:
    """The endpoints."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._templates = Jinja2Templates(HERE / "templates")

    def words_of(self, asked: str | None) -> Words:
        """In the language of the window, or else of the page."""
        return words(asked if asked in languages() else self._playground.language)

    async def page(self, request: Request) -> Response:
        world, said = self._playground.world, self.words_of(request.query_params.get("lang"))
        person = request.query_params.get("as")
        me = person if person in world.people else next(iter(world.people))
        shown = {"lang": said.language, "languages": offered(), "me": me, "say": said.say}
        # Asked for at once, not in turn.
        shown["modules"] = sorted(path.name for path in (HERE / "static").glob("*.js"))
        return self._templates.TemplateResponse(request, "index.html", shown)

    async def spoken(self, request: Request) -> Response:
        """What stands on the page, in one language."""
        language = request.path_params["language"]
        if language not in languages():
            return PlainTextResponse(self.words_of(None).say("bad.place"), 404)
        return FileResponse(LOCALES / language / "page.json")

    async def stream(self, request: Request) -> Response:
        person, said = request.query_params.get("as", ""), self.words_of(request.query_params.get("lang"))
        if person not in self._playground.world.people:
            return PlainTextResponse(said.say("bad.person"), 404)
        window = stream.Window(self._playground, person, said)
        return StreamingResponse(stream.events(self._playground, window), media_type="text/event-stream")

    async def act(self, request: Request) -> Response:
        said = self.words_of(None)
        if int(request.headers.get("content-length") or 0) > MOST_BYTES:
            return JSONResponse({"ok": False, "error": said.say("bad.large")}, 413)
        try:
            given = whole(json.loads(await request.body()))
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            return JSONResponse({"ok": False, "error": said.say("bad.argument", what="JSON")}, 400)
        said = self.words_of(given.get("lang") if isinstance(given.get("lang"), str) else None)
        return JSONResponse(await run_in_threadpool(acts.perform, self._playground, given, said))

    async def emoji(self, request: Request) -> Response:
        """Shortcodes and their characters, as the emulator knows them."""
        return JSONResponse(EMOJI)

    async def file(self, request: Request) -> Response:
        """The bytes of a file, for who is in a channel where it was shared."""
        world, person = self._playground.world, request.query_params.get("as", "")
        file = world.slack.workspace.files.get(request.path_params["id"])
        channels = world.slack.workspace.channels
        if file is None or file.content is None or not any(person in channels[each].members for each in file.shared_in):
            return PlainTextResponse(self.words_of(None).say("bad.place"), 404)
        kind = PICTURES.get(file.name.rpartition(".")[2].lower())
        headers = {} if kind else {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return Response(file.content, 200, headers, kind or "application/octet-stream")

    # -- behind the scenes

    async def calls(self, request: Request) -> Response:
        asked = request.query_params
        given = (self._playground.world, asked.get("since", ""), asked.get("conversation", ""))
        return JSONResponse(await run_in_threadpool(backstage.calls, *given))

    async def chart(self, request: Request) -> Response:
        return await self._looked(backstage.chart, request)

    async def rows(self, request: Request) -> Response:
        return await self._looked(backstage.rows, request)

    async def _looked(self, look: Callable[[World, str, Words], Json], request: Request) -> Response:
        asked = request.query_params
        said = self.words_of(asked.get("lang"))
        return JSONResponse(await run_in_threadpool(look, self._playground.world, asked.get("conversation", ""), said))

    async def faults(self, request: Request) -> Response:
        said, on = self.words_of(request.query_params.get("lang")), self._playground.world.switches.on
        return JSONResponse([{"name": name, "label": said.say(f"fault.{name}"), "on": name in on} for name in FAULTS])


def whole(value: Any) -> Any:
    """Half of a surrogate pair is no character: no later encoder takes it."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [whole(each) for each in value]
    if isinstance(value, dict):
        return {whole(name): whole(each) for name, each in value.items()}
    return value


def application(playground: Playground) -> Starlette:
    pages = Pages(playground)
    return Starlette(
        routes=[
            Route("/", pages.page),
            Route("/stream", pages.stream),
            Route("/act", pages.act, methods=["POST"]),
            Route("/emoji.json", pages.emoji),
            Route("/words/{language}.json", pages.spoken),
            Route("/files/{id}", pages.file),
            Route("/backstage/calls", pages.calls),
            Route("/backstage/chart", pages.chart),
            Route("/backstage/rows", pages.rows),
            Route("/backstage/faults", pages.faults),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ],
        middleware=[Middleware(OwnPageOnly)],
    )
