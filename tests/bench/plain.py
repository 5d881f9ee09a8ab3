"""The yardstick: a plain Bolt app behind uvicorn, signature check on. ``python -m tests.bench.plain PORT empty|posts``.

``empty`` acknowledges and does nothing else; ``posts`` then says something in the channel, as tutorials do it.
"""

import os
import re
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


def main(port: int, posts: bool) -> None:
    """Serve until it is killed."""
    client = WebClient(os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = App(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.action(re.compile(".*"))
    def clicked(ack: Callable[[], None], body: dict[str, Any], client: WebClient) -> None:
        ack()
        if posts:
            client.chat_postMessage(channel=body["channel"]["id"], text="heard")

    handler = SlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    web = Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/healthz", alive)])
    uvicorn.run(web, host="127.0.0.1", port=port, log_level="critical", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] == "posts")
