"""The Web API, method by method: each takes the installation and the arguments and gives the response without `ok`."""

from collections.abc import Callable

from bot.playground.installation import Installation
from bot.playground.methods import canvases, chat, conversations, files, identity, views
from bot.playground.records import Json

Method = Callable[[Installation, Json], Json]

ALL: dict[str, Method] = {
    "apps.connections.open": identity.open_connection,
    "auth.test": identity.auth_test,
    "bots.info": identity.bot_info,
    "canvases.create": canvases.create,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_direct,
    "conversations.replies": conversations.replies,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.get_upload_url,
    "users.conversations": conversations.of_person,
    "users.info": identity.user_info,
    "views.open": views.open_modal,
    "views.publish": views.publish,
    "views.push": views.push_modal,
    "views.update": views.update_view,
}
