"""Which payloads concern our installation, and as whose they reach the listeners."""

from typing import Any

import pytest

from bot.gateway.installed import as_ours

OURS, THEIRS, OTHER, GRID = "T0OURS", "T0THEIRS", "T0OTHER", "E0GRID"
CLICK, FORM, EVENT = "block_actions", "view_submission", "event.message"


def event(team: str, *authorized: str) -> dict[str, Any]:
    return {"team_id": team, "authorizations": [{"team_id": each} for each in authorized]}


CONCERN_US: list[tuple[str, dict[str, Any]]] = [
    ("command", {"team_id": OURS}),
    (EVENT, {"team_id": OURS}),
    (EVENT, event(OURS, OURS)),
    (EVENT, event(THEIRS, OURS)),  # somebody of theirs in a channel that is shared
    (EVENT, event(THEIRS, OTHER, OURS)),
    (CLICK, {"team": {"id": OURS}}),
    (CLICK, {"team": {"id": THEIRS}, "view": {"app_installed_team_id": OURS}}),
    (FORM, {"team": {"id": THEIRS}, "view": {"app_installed_team_id": OURS}}),
    (FORM, {"team": {"id": OURS}, "view": {}}),
    ("shortcut", {"team": {"id": OURS}}),
    (EVENT, {"team_id": None, "authorizations": [{"team_id": OURS}]}),
    (CLICK, {"team": None, "enterprise": {"id": GRID}}),
    (EVENT, {"team_id": None, "context_enterprise_id": GRID}),
    (FORM, {"team": None, "enterprise": {"id": GRID}, "view": {"app_installed_team_id": OURS}}),
]
FOREIGN: list[tuple[str, dict[str, Any]]] = [
    ("command", {"team_id": THEIRS}),
    (EVENT, {"team_id": THEIRS}),
    (EVENT, event(OURS, OTHER)),
    (EVENT, {"team_id": THEIRS, "authorizations": ["T0OURS", {"team_id": None}, {}]}),
    (EVENT, {"team_id": THEIRS, "authorizations": "T0OURS"}),
    (CLICK, {"team": {"id": THEIRS}}),
    (FORM, {"team": {"id": THEIRS}, "view": {}}),
    (FORM, {"team": {"id": OURS}, "view": {"app_installed_team_id": OTHER}}),
    ("message_action", {"team": {"id": OTHER}}),
    (CLICK, {"team": None}),
    (CLICK, {"team": None, "enterprise": {"id": "E0OTHER"}}),
    (CLICK, {"team": {"id": OTHER}, "enterprise": {"id": GRID}}),
    (EVENT, {"team_id": None, "authorizations": [{"team_id": None, "enterprise_id": GRID}]}),
]


@pytest.mark.parametrize(("kind", "payload"), CONCERN_US)
def test_what_concerns_us_is_ours(kind: str, payload: dict[str, Any]) -> None:
    found = as_ours(payload, kind, OURS, GRID)
    assert found is not None
    assert (found.get("team_id") or found["team"]["id"]) == OURS


@pytest.mark.parametrize(("kind", "payload"), FOREIGN)
def test_what_does_not_is_dropped(kind: str, payload: dict[str, Any]) -> None:
    assert as_ours(payload, kind, OURS, GRID) is None
