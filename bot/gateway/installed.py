"""Which workspace a payload is of. We are one installation: no field of a payload decides it, it only says whether it concerns us.

A person of another organisation (Slack Connect) is theirs as a person, and acts in our workspace. Slack names their workspace in
what they send (``team`` of a form, ``team_id`` of an event), and ours beside it: where a view was installed, who is authorised.
In an Enterprise Grid a payload may name no workspace, only the enterprise.
"""

from collections.abc import Iterator
from typing import Any

from bot.gateway.payload_schemas import COMMAND

Json = dict[str, Any]


def as_ours(payload: Json, kind: str, team: str, enterprise: str = "") -> Json | None:
    """Return a payload that fits its schema with our workspace where the sender's may stand; None for one that is not for us."""
    meant = _meant(payload, kind)
    if team not in meant and not (meant == {None} and enterprise and enterprise in _enterprises(payload)):
        return None
    if kind == COMMAND or kind.startswith("event."):
        return payload | {"team_id": team}
    return payload | {"team": {**(payload.get("team") or {}), "id": team}}


def _meant(payload: Json, kind: str) -> set[object]:
    """Return the workspaces that a payload says it is for."""
    if kind == COMMAND:  # commands are not shared: whoever types one is of the workspace that installed the app
        return {payload["team_id"]}
    if kind.startswith("event."):
        return set(_authorized(payload)) or {payload.get("team_id")}
    view = payload.get("view")
    installed = view.get("app_installed_team_id") if isinstance(view, dict) else None
    named = (payload.get("team") or {}).get("id")
    return {installed if isinstance(installed, str) and installed else named}


def _enterprises(payload: Json) -> Iterator[object]:
    """Yield the enterprise that a payload names where it names no workspace."""
    enterprise = payload.get("enterprise")
    yield enterprise.get("id") if isinstance(enterprise, dict) else None
    yield payload.get("enterprise_id") or payload.get("context_enterprise_id")


def _authorized(payload: Json) -> Iterator[str]:
    """Yield the workspaces for which Slack sends an event; what else stands there is left out."""
    authorizations = payload.get("authorizations")
    for each in authorizations if isinstance(authorizations, list) else ():
        if isinstance(each, dict) and isinstance(each.get("team_id"), str):
            yield each["team_id"]
