"""views.open, push, update and publish."""

from typing import Any

from bot.playground.errors import ApiError
from bot.playground.installation import Installation
from bot.playground.methods.reach import known_person
from bot.playground.records import Json, View
from bot.playground.tickets import TicketRefused, Trigger
from bot.playground.validation import check_view
from bot.playground.wire import view_json
from bot.playground.workspace import MAX_VIEWS


def open_modal(app: Installation, given: Json) -> Json:
    refuse_bad_view(app, given["view"], "modal")
    trigger = exchange(app, given)
    view = app.workspace.open_view(trigger.person, given["view"])
    return shown(app, view)


def push_modal(app: Installation, given: Json) -> Json:
    refuse_bad_view(app, given["view"], "modal")
    trigger = exchange(app, given)
    stack = app.workspace.stacks.get(trigger.person, [])
    if not stack or trigger.view_id is None:
        raise ApiError("not_found")
    if len(stack) >= MAX_VIEWS:
        raise ApiError("push_limit_reached")
    return shown(app, app.workspace.push_view(trigger.person, given["view"]))


def update_view(app: Installation, given: Json) -> Json:
    if not given.get("view_id") and not given.get("external_id"):
        raise ApiError("invalid_arguments", ["[ERROR] must have view_id or external_id [json-pointer:/view_id]"])
    view = app.workspace.find_view(given.get("view_id"), given.get("external_id"))
    if view is None:
        raise ApiError("not_found")
    refuse_bad_view(app, given["view"], view.kind, view)
    refuse_stale(given, view)
    return shown(app, app.workspace.rewrite_view(view, given["view"]))


def publish(app: Installation, given: Json) -> Json:
    person = known_person(app, given["user_id"])
    if not app.home_features.get("home_tab_enabled"):
        raise ApiError("not_enabled")
    refuse_bad_view(app, given["view"], "home", app.workspace.homes.get(person.id))
    with app.workspace.pulse.change():
        home = app.workspace.homes.get(person.id)
        if home is None:
            if given.get("hash"):
                raise ApiError("hash_conflict")
            home = app.workspace.new_view("home", person.id, given["view"])
            app.workspace.homes[person.id] = home
        else:
            refuse_stale(given, home)
            app.workspace.rewrite_view(home, given["view"])
    return shown(app, home)


def shown(app: Installation, view: View) -> Json:
    app.journal.note_payload(view.kind, {**view.body, "type": view.kind})
    return {"view": view_json(app.workspace, view)}


def exchange(app: Installation, given: Json) -> Trigger:
    if not given.get("trigger_id"):
        raise ApiError("invalid_arguments", ["[ERROR] missing required field: trigger_id [json-pointer:/trigger_id]"])
    try:
        return app.workspace.tickets.exchange_trigger(str(given["trigger_id"]))
    except TicketRefused as refused:
        raise ApiError(str(refused)) from None


def refuse_bad_view(app: Installation, view: Any, kind: str, replaced: View | None = None) -> None:
    refusal = check_view(view, kind, app.unsupported_blocks, utf16=app.counts_utf16)
    if refusal:
        raise ApiError(refusal.error, [f"[ERROR] {text}" for text in refusal.messages])
    if view.get("external_id"):
        namesake = app.workspace.find_view(external_id=view["external_id"])
        if namesake is not None and namesake is not replaced:
            raise ApiError("duplicate_external_id")


def refuse_stale(given: Json, view: View) -> None:
    if given.get("hash") and given["hash"] != view.hash:
        raise ApiError("hash_conflict")
