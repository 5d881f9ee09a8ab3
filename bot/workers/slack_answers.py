"""What Slack's answer to a call of the start means: one true sentence for the operator, the same for ``run`` and ``doctor``.

Between the coach and Slack may stand a proxy, a login page of a network, or nobody: then the token is not to blame, and what came
is never printed.
"""

import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, InvalidURL
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from bot.workers.outcomes import retry_after

BOT_TOKEN, APP_TOKEN = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"

_COPY = {
    BOT_TOKEN: "copy the bot token (xoxb-…) from “OAuth & Permissions” of your app",
    APP_TOKEN: "create an app-level token (xapp-…) with connections:write under “Basic Information” of your app",
}
_REINSTALL = {
    BOT_TOKEN: "reinstall the app in Slack and " + _COPY[BOT_TOKEN],
    APP_TOKEN: _COPY[APP_TOKEN],
}
_TOKEN_ERRORS = {
    "invalid_auth": "it does not know this token; {copy}.",
    "not_authed": "the token did not reach Slack; {copy}.",
    "account_inactive": "the app was removed, or its workspace is closed; {reinstall}.",
    "app_uninstalled": "the app was removed from the workspace; {reinstall}.",
    "token_revoked": "the token was revoked; {reinstall}.",
    "token_expired": "the token has expired; turn token rotation off, or {reinstall}.",
    "not_allowed_token_type": "this is another kind of token; {copy}.",
    "org_login_required": "the workspace moves to an organisation; try again later.",
    "team_access_not_granted": "the app may not use this workspace; let an administrator approve it.",
    "ekm_access_denied": "the organisation has suspended access; ask its administrators.",
    "enterprise_is_restricted": "the organisation does not allow this; ask its administrators.",
    "access_denied": "the workspace does not allow this; ask its administrators.",
    "two_factor_setup_required": "the workspace asks for two-factor login; set it up for whoever installed the app.",
    "forbidden_team": "Socket Mode is not allowed here; enable Socket Mode in the settings of your app, or run with --http.",
    "no_app_token": "Socket Mode is off; enable it in the settings of your app, and {copy}.",
}
_PASSING_ERRORS = frozenset(
    ("accesslimited", "fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org")
)
_RATE_LIMITED = frozenset(("ratelimited", "rate_limited", "message_limit_exceeded"))
_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")
_SCOPE = re.compile(r"[a-z:._,-]{1,200}\Z")
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")


@dataclass(frozen=True)
class Refusal:
    """Why a call of the start failed. ``passing``: it may work in a moment, so asking again makes sense. ``name``: for logs."""

    sentence: str
    passing: bool
    name: str


def refusal(error: Exception, variable: str, address: str) -> Refusal:
    """Return what a failed call means. ``variable`` names the setting of its token, ``address`` is SLACK_API_URL's."""
    if isinstance(error, SlackApiError):
        return _answered(error.response, variable)
    return _not_answered(error, address)


def _answered(response: Any, variable: str) -> Refusal:
    status = int(getattr(response, "status_code", 0) or 0)
    name = _name(response)
    if status == 429 or name in _RATE_LIMITED:
        seconds = retry_after(getattr(response, "headers", {}))
        return Refusal(f"Slack limits calls right now (429): try again in {seconds:g} seconds.", True, "ratelimited")
    if status == 407:
        return Refusal(_PROXY_LOGIN, False, "proxy_407")
    if status >= 500 or name in _PASSING_ERRORS:
        return Refusal(
            f"Slack has trouble of its own ({name or f'status {status}'}): try again in a minute.",
            True,
            name or f"http_{status}",
        )
    if not name:
        return _a_page(f"status {status}", f"http_{status}")
    return Refusal(f"{variable}: Slack answers {name}: {_told(name, response, variable)}", False, name)


def _told(name: str, response: Any, variable: str) -> str:
    if name == "missing_scope":
        needed = str(response.get("needed") or "")
        named = f" {needed}" if _SCOPE.match(needed) else ""
        if variable == APP_TOKEN:
            return f"the token lacks the scope{named or ' connections:write'}; {_COPY[APP_TOKEN]}."
        return (
            f"the token lacks the scope{named or 's of the manifest'}; paste manifest.yml again and reinstall the app."
        )
    known = _TOKEN_ERRORS.get(name)
    if known is None:
        return f"look up that name in Slack's documentation, then {_COPY[variable]}."
    return known.format(copy=_COPY[variable], reinstall=_REINSTALL[variable])


def _a_page(what: str, name: str) -> Refusal:
    return Refusal(
        f"Something between here and Slack answered instead of Slack ({what}, and no answer of Slack's): check SLACK_API_URL, "
        "HTTPS_PROXY, and whether this network asks for a login.",
        False,
        name,
    )


_PROXY_LOGIN = "The proxy between here and Slack asks for a login (407): put user and password into HTTPS_PROXY."


def _not_answered(error: Exception, address: str) -> Refusal:
    why = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    name = type(why).__name__

    def say(what: str, fix: str, *, passing: bool) -> Refusal:
        return Refusal(f"SLACK_API_URL: {address} {what}: {fix}.", passing, name)

    if found := _TUNNEL.search(str(why)):
        if found[1] == "407":
            return Refusal(_PROXY_LOGIN, False, "proxy_407")
        return Refusal(
            f"The proxy does not let the coach through to Slack ({found[1]}): check HTTPS_PROXY, or let it allow {address}",
            False,
            f"proxy_{found[1]}",
        )
    if isinstance(why, socket.gaierror):
        again = why.errno == socket.EAI_AGAIN
        return say("cannot be found by its name", "check the address, the network and its name service", passing=again)
    if isinstance(why, ssl.SSLCertVerificationError):
        fix = (
            "if a proxy of yours opens TLS, name its certificate in SSL_CERT_FILE; check the clock of this machine too"
        )
        return say("shows a certificate that this machine does not trust", fix, passing=False)
    if isinstance(why, ssl.SSLError):
        return say(
            "and this machine do not agree on TLS",
            "check whether it should begin with https:// or http://",
            passing=False,
        )
    if isinstance(why, TimeoutError):
        return say("does not answer in time", "check the network, and HTTPS_PROXY", passing=True)
    if isinstance(why, ConnectionRefusedError):
        return say("cannot be reached (nobody listens there)", "check the address and the network", passing=False)
    if isinstance(why, InvalidURL):
        return say("is not an address that can be asked", "correct it", passing=False)
    if isinstance(why, ConnectionError | HTTPException):
        return say("dropped the connection", "check the network and HTTPS_PROXY, then try again", passing=True)
    if isinstance(why, OSError):
        return say(f"cannot be reached ({why.strerror or name})", "check the network", passing=False)
    return _a_page(name, name)  # a body in no known encoding, or JSON of another form


def _name(response: Any) -> str:
    """Return Slack's name of the error; "" where it is none: for a body that is no JSON the SDK puts the body in its place."""
    content = getattr(response, "data", None)
    name = content.get("error") if isinstance(content, Mapping) else None
    return name if isinstance(name, str) and _NAME.match(name) else ""
