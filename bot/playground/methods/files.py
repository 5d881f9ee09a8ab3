"""files.getUploadURLExternal and files.completeUploadExternal; the upload itself is a plain POST between the two."""

from typing import Any

from bot.playground import posting
from bot.playground.errors import ApiError
from bot.playground.installation import Installation
from bot.playground.methods.chat import refuse_bad_content
from bot.playground.methods.reach import need_scope, thread_to_join, writable_channel
from bot.playground.records import File, Json

MOST_ALT = 1000


def get_upload_url(app: Installation, given: Json) -> Json:
    need_scope(app, "files:write")
    try:
        length = int(given["length"])
    except (TypeError, ValueError):
        length = 0
    if length < 1:
        raise ApiError("invalid_arguments", ["[ERROR] must be a number of bytes [json-pointer:/length]"])
    alt = str(given.get("alt_txt") or "")
    if len(alt) > MOST_ALT:
        raise ApiError("alt_txt_too_large")
    file = app.workspace.new_file(str(given["filename"]), length)
    file.alt = alt
    return {"file_id": file.id, "upload_url": f"{app.base_url}{file.upload_path}"}


def complete_upload(app: Installation, given: Json) -> Json:
    need_scope(app, "files:write")
    entries = given["files"]
    if not isinstance(entries, list) or not entries:
        raise ApiError("invalid_arguments", ["[ERROR] must be a list of files [json-pointer:/files]"])
    files = [uploaded_file(app, entry) for entry in entries]
    if given.get("channel_id"):
        channel = writable_channel(app, given["channel_id"])
        content: Json = {"text": given.get("initial_comment") or "", "blocks": given.get("blocks")}
        if content["text"] or content["blocks"]:
            refuse_bad_content(app, content)
        thread_ts = thread_to_join(app, channel, given.get("thread_ts"))
        posting.post(app, channel, content, thread_ts=thread_ts, files=[file.id for file in files])
        for file in files:
            file.shared_in.append(channel.id)
    for file in files:
        file.ready_at = app.workspace.clock.now() + app.file_seconds
    return {"files": [{"id": file.id, "title": file.title or file.name} for file in files]}


def uploaded_file(app: Installation, entry: Any) -> File:
    file = app.workspace.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if file is None or file.content is None or file.ready_at is not None:
        # Not announced, not uploaded, or completed before: a ticket is good for once.
        raise ApiError("file_not_found")
    file.title = entry.get("title")
    return file
