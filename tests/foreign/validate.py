"""Everything that the coach shows, held by Slack itself: ``make validate SANDBOX=xoxb-…`` (any bot token of a sandbox; no scope).

Slack says what is wrong with blocks, messages and views (https://docs.slack.dev/reference/methods/blocks.validate), and shows
nobody anything.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.i18n.catalogue import languages, words
from tests.blocks import surfaces
from tests.blocks.registry import SURFACES
from tests.blocks.sample import Story

Json = dict[str, Any]
_PAUSE_SECONDS = 1.2
"""Slack gives no figure for this method's limit."""


class Client(Protocol):
    """What is needed of Slack's client."""

    def api_call(self, api_method: str, *, params: Json) -> Any:
        """Call a method; raises SlackApiError."""


def payloads() -> Iterator[tuple[str, Json]]:
    """Yield (name, arguments) for each surface in each language, once each."""
    assert surfaces
    for language in languages():
        for surface in SURFACES.values():
            for number, payload in enumerate(surface.payloads(words(language), Story())):
                name = f"{language} {surface.name} {number}"
                if payload.get("type") in ("modal", "home"):
                    yield name, {"view": json.dumps(payload)}
                    continue
                for blocks in ("blocks", "fallback_blocks"):
                    if payload.get(blocks):
                        yield f"{name} {blocks}", {"message": json.dumps({"blocks": payload[blocks]})}


def problems(client: Client, pause: float = _PAUSE_SECONDS) -> Iterator[str]:
    """Yield what Slack finds wrong, each with its name."""
    for name, given in payloads():
        try:
            client.api_call("blocks.validate", params=given)
        except SlackApiError as error:
            found = error.response.get("errors") or [{"message": error.response.get("error")}]
            yield from (f"{name}: {one.get('pointer', '')} {one.get('message', '')}" for one in found)
        time.sleep(pause)


def main() -> int:
    token = os.environ.get("SANDBOX", "")
    if not token.startswith("xoxb-"):
        print("SANDBOX: give the bot token of a sandbox workspace (xoxb-…); nothing was checked.")
        return 2
    found = 0
    for problem in problems(WebClient(token)):
        found += 1
        print(problem)
    print(f"{found} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
