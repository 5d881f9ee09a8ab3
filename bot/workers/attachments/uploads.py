"""A file on its way to Slack: announced, sent, completed. Nobody but the app sees it until it is completed in a channel, or posted.

Until then nothing shows, so what failed halfway is simply done again; a file that was left behind stays unseen.
"""

import urllib.request
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit

from slack_sdk import WebClient

from bot.workers.outcomes import Outcome
from bot.workers.slack_calls import Calls, Failed
from storage.database import Database
from storage.records import Claim, Uploaded

_SLACK = (".slack.com", ".slack-gov.com")
"""Where Slack takes files; in front of the emulator it is the machine of the API itself."""


class Refused(Exception):
    """Slack takes no files here, and asking again will not help. The text is Slack's error. ``ours``: it could not be made."""

    def __init__(self, error: str, *, ours: bool = False) -> None:
        self.ours = ours
        super().__init__(error)


def keep(database: Database, claim: Claim, file: str | None) -> Uploaded | None:
    """Write down which file Slack has for a message, under its fence; raises Failed when another relay has the message by now."""
    with database.unit_of_work() as uow:
        uploaded = None if file is None else Uploaded(file, uow.now)
        kept = uow.outbox.uploaded(claim, uploaded)
        uow.commit()
    if not kept:
        raise Failed(Outcome("wait", "stale"))
    return uploaded


def send_up(call: Calls, client: WebClient, name: str, content: bytes) -> str:
    """The id of a file that Slack has and that is not completed; raises Failed when it may be tried again, Refused when not."""
    try:
        announced = call(client.files_getUploadURLExternal, filename=name, length=len(content))
        file, address = str(announced.get("file_id") or ""), str(announced.get("upload_url") or "")
        if not file or not _is_slacks(client, address):
            raise Refused("malformed_answer")
        _send(call, client, address, content)
    except Failed as failure:
        raise judged(failure, call) from failure
    return file


def judged(failure: Failed, call: Calls) -> Failed | Refused:
    """A message that was not posted yet: there is nothing to look for in Slack, whatever became of its file."""
    outcome = failure.outcome
    match outcome.fate:
        case "wait" | "workspace":
            return failure
        case "unknown":
            return Failed(Outcome("wait", outcome.error, call.look_after))
        case _:
            return Refused(outcome.error)


def _is_slacks(client: WebClient, address: str) -> bool:
    """Whether the address is one of Slack's: an answer must not send a file anywhere else."""
    there, api = urlsplit(address), urlsplit(client.base_url)
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    return there.scheme == "https" and (there.hostname or "").endswith(_SLACK) and there.username is None


class _NoWayOn(urllib.request.HTTPRedirectHandler):
    """Slack takes a file where it said so, or not at all."""

    def redirect_request(self, *_: object) -> None:
        return None


def _send(call: Calls, client: WebClient, address: str, content: bytes) -> None:
    """The bytes; raises Failed."""
    call.in_time()
    proxies = {"http": client.proxy, "https": client.proxy} if client.proxy else None
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=client.ssl), _NoWayOn
    )
    headers = {"Content-Type": "application/octet-stream"}
    request = urllib.request.Request(address, content, headers, method="POST")
    try:
        with opener.open(request, timeout=client.timeout) as answer:
            answer.read()
    except HTTPError as error:
        error.close()
        raise Failed(Outcome("wait", f"http_{error.code}", call.look_after)) from None
    except (OSError, HTTPException) as error:
        raise Failed(Outcome("wait", type(error).__name__, call.look_after)) from None
