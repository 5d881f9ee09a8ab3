"""auth.test, apps.connections.open, users.info, bots.info."""

from bot.playground.errors import ApiError
from bot.playground.installation import Installation
from bot.playground.methods.reach import flag, known_person, need_scope
from bot.playground.records import Json
from bot.playground.wire import bot_json, user_json


def auth_test(app: Installation, given: Json) -> Json:
    workspace = app.workspace
    grid = {"enterprise_id": workspace.team.enterprise} if workspace.team.enterprise else {}
    return grid | {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(app: Installation, given: Json) -> Json:
    ticket = app.workspace.tickets.issue_socket_ticket()
    address = app.base_url.replace("http://", "ws://", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={app.workspace.app_id}"}


def user_info(app: Installation, given: Json) -> Json:
    need_scope(app, "users:read")
    member = known_person(app, given["user"])
    return {"user": user_json(app.workspace, member, flag(given, "include_locale"))}


def bot_info(app: Installation, given: Json) -> Json:
    need_scope(app, "users:read")
    if given.get("bot", app.workspace.bot_id) != app.workspace.bot_id:
        raise ApiError("bot_not_found")
    return {"bot": bot_json(app.workspace)}
