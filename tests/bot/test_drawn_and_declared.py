"""What is drawn or declared by hand must match what runs."""

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from bot.blocks.kit import action_ids
from bot.cli.doctor import OPTIONAL, SCOPES
from bot.i18n.commands import slash_commands
from bot.listeners import events, shortcuts
from tests.diagrams import FILE, drawn

ROOT = Path(__file__).parent.parent.parent
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
OF_CHANNELS = {
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "users.conversations": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
}
"""Methods with a scope for each kind of conversation: those of the kinds that the app uses them on."""


def test_the_statechart_in_docs_is_the_one_that_runs() -> None:
    assert FILE.read_text("utf-8") == drawn(), "run `make diagrams`"


def test_the_manifest_declares_the_commands_that_are_listened_to() -> None:
    declared = {one["command"] for one in MANIFEST["features"]["slash_commands"]}
    assert declared == set(slash_commands())


def test_the_manifest_declares_the_shortcuts_that_are_listened_to() -> None:
    declared = {(one["type"], one["callback_id"]) for one in MANIFEST["features"]["shortcuts"]}
    assert declared == {
        ("global", shortcuts.START),
        ("message", shortcuts.ADD_REMARK),
        ("message", shortcuts.QUICK),
    }


def test_the_manifest_subscribes_to_the_events_that_are_listened_to() -> None:
    declared = {one.split(".")[0] for one in MANIFEST["settings"]["event_subscriptions"]["bot_events"]}
    listened = set(re.findall(r'app\.event\("([a-z_]+)"\)', Path(events.__file__).read_text("utf-8")))
    assert declared == listened


def test_every_scope_is_needed_by_a_method_or_an_event_and_no_other_is_asked_for() -> None:
    """Least scopes: each comes from a method that the code calls, an event that it hears, or a feature that it declares."""
    facts = json.loads((resources.files("bot.playground.facts") / "methods.json").read_text("utf-8"))
    needed = {"commands", "app_mentions:read", "channels:history", "groups:history", "im:history"}
    for method in used_methods():
        needed |= OF_CHANNELS.get(method) or set(facts[method]["scopes"])
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert not set(scopes["bot"]) & set(scopes["bot_optional"])
    assert {*scopes["bot"], *scopes["bot_optional"]} == needed == set(SCOPES)
    assert set(scopes["bot_optional"]) == set(OPTIONAL)


def used_methods() -> set[str]:
    """Methods of the Web API that the app's own code calls (the playground is Slack, not the app)."""
    facts = json.loads((resources.files("bot.playground.facts") / "methods.json").read_text("utf-8"))
    by_name = {method.replace(".", "_").lower(): method for method in facts}
    found = set()
    for file in (ROOT / "bot").rglob("*.py"):
        if "playground" not in file.parts:
            names = re.findall(r"client(?:\([^)]*\))?\.([a-zA-Z_]+)", file.read_text("utf-8"))
            found |= {by_name[name.lower()] for name in names if name.lower() in by_name}
    return found


def test_the_methods_of_the_app_are_found_at_all() -> None:
    assert {"chat.postMessage", "chat.update", "views.open", "users.info", "conversations.open"} <= used_methods()


def test_the_manifest_keeps_the_limits_of_slack() -> None:
    """https://docs.slack.dev/reference/app-manifest: names and hints have their lengths."""
    features = MANIFEST["features"]
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140
    assert 174 <= len(MANIFEST["display_information"]["long_description"]) <= 4000
    assert all(len(one["name"]) <= 24 for one in features["shortcuts"])
    assert all(len(one["description"]) <= 2000 for one in features["slash_commands"])
    assert "assistant_view" not in features


def test_every_button_that_is_drawn_is_listened_to() -> None:
    """Each action constant that stands in a button has a use case, or opens something."""
    drawn_actions = set()
    for file in (ROOT / "bot" / "blocks").rglob("*.py"):
        drawn_actions |= set(re.findall(r"\baction_ids\.([A-Z_]+)", file.read_text("utf-8")))
    listened = set()
    for name in ("actions", "views"):
        text = (ROOT / "bot" / "listeners" / f"{name}.py").read_text("utf-8")
        listened |= set(re.findall(r"\baction_ids\.([A-Z_]+)", text))
    only_shown = {"WHY_VIEW", "POINTS_VIEW", "DECLINE_VIEW", "NOTICE_VIEW", "EVIDENCE_VIEW", "CONDITIONS_VIEW", "VALUE"}
    assert drawn_actions
    assert drawn_actions - only_shown <= listened, "a button without a listener"
    assert all(hasattr(action_ids, name) for name in listened)


def test_the_fault_matrix_names_the_tests_that_there_are() -> None:
    tests = ROOT / "tests"
    found: dict[str, set[str]] = {}
    for file in tests.rglob("test_*.py"):
        for numbers in re.findall(r"def test_case_((?:\d\d_)+)", file.read_text("utf-8")):
            for number in numbers.strip("_").split("_"):
                found.setdefault(number, set()).add(str(file.relative_to(tests).with_suffix("")))
    rows = re.findall(
        r"^\| (\d\d) \|[^|]*\|([^|]*)\|$", (ROOT / "docs" / "reliability.md").read_text("utf-8"), re.MULTILINE
    )
    documented = {number: set(re.findall(r"`(\w+/test_\w+)`", cell)) for number, cell in rows}
    assert sorted(documented) == [f"{number:02}" for number in range(1, 43)]
    assert {number: files for number, files in documented.items() if files} == found
    assert [number for number, cell in rows if not documented[number] and "(a figure, not a test)" not in cell] == []
