"""The file of an export that can be imported again: JSON, one conversation a line, each with a digest of what it holds.

    {"format": "partnership-coach", "version": 1, "schema": "0001", "exported_at": "…", "note": "…",
     "guides": {hash: {"id", "version", "content"}},
     "conversations": [{"digest": "sha256…", "conversation": {…}}]}

A file that was cut short, changed, or written by a newer version is refused whole, with the line and what to do.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from flows.errors import FlowError
from flows.guide import guide_from_json
from flows.text.strict_json import loads
from storage.engine.errors import ArchiveRefused
from storage.migrations import head
from storage.privacy.archive import ADDED, KEPT, SAME, WITHHELD, Archive, Values

FORMAT, VERSION = "partnership-coach", 1
NOTE = (
    "Answers that were not revealed yet are left out, with who has given them; `withheld` counts them. Everything else of the "
    "conversations is here, to be imported again: keep this file as you keep the database."
)
_AGAIN = "export again, or take another copy of the file"
_SPOILT = (FlowError, ValueError, TypeError, LookupError, AttributeError, OverflowError, StopIteration, DBAPIError)
"""What reading rows raises that no version of the app has written."""


@dataclass
class Imported:
    """What became of a file: ids of conversations by fate."""

    exported_at: datetime
    added: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    withheld: int = 0


def written(archive: Archive, conversations: Iterable[str], now: datetime) -> Iterator[str]:
    """The lines of a file with these conversations."""
    about = {"format": FORMAT, "version": VERSION, "schema": head(), "exported_at": now.isoformat(), "note": NOTE}
    yield "{" + _json(about)[1:-1] + ',"conversations":['
    guides: dict[str, Values] = {}
    comma = ""
    for one in conversations:
        values = archive.take(one)
        if values is None:
            continue
        digest = values["guide_hash"]
        if digest not in guides:
            guide_id, version, content = archive.guide(digest)
            guides[digest] = {"id": guide_id, "version": version, "content": content}
        yield comma + _json({"digest": _digest(values), "conversation": values})
        comma = ","
    yield '],"guides":' + _json(guides) + "}"


def put_in(
    archive: Archive,
    text: str,
    following: Callable[[Collection[Any]], Iterable[Any]] = iter,
    *,
    whose: Callable[[], Collection[str]] | None = None,
) -> Imported:
    """Put a whole file into the database; the caller commits. Raises ArchiveRefused, and nothing may be kept then.

    ``following`` is given the conversations and yields them, to show how far it is. ``whose`` tells the workspaces that they
    may be of, once the file has turned out to be one; without it, any.
    """
    try:
        return _put_in(archive, _parsed(text), text, following, whose)
    except RecursionError:
        raise ArchiveRefused("the file", "it is nested too deeply", _AGAIN) from None


def _put_in(
    archive: Archive,
    found: Values,
    text: str,
    following: Callable[[Collection[Any]], Iterable[Any]],
    whose: Callable[[], Collection[str]] | None,
) -> Imported:
    imported = Imported(_exported_at(found))
    guides, conversations = found.get("guides"), found.get("conversations")
    if not isinstance(guides, dict) or not isinstance(conversations, list):
        raise ArchiveRefused("the file", "its guides or its conversations are missing", _AGAIN)
    for digest, guide in guides.items():
        _put_guide(archive, digest, guide, _place(text, digest, f"guides.{digest[:12]}"))
    fates = {ADDED: imported.added, SAME: imported.same, KEPT: imported.kept}
    teams = list(whose()) if whose is not None else None
    for number, entry in enumerate(following(conversations)):
        values = _conversation(entry, f"conversations[{number}]")
        place = _place(text, str(values["id"]), f"conversations[{number}]")
        if entry.get("digest") != _digest(values):
            raise ArchiveRefused(place, "it is not what was exported: a part was lost or changed", _AGAIN)
        if teams is not None and values.get("team") not in teams:
            problem = f"it belongs to the workspace {str(values.get('team'))[:40]!r}, and not to {', '.join(teams)}"
            raise ArchiveRefused(place, problem, "if that is right, name the workspace: --team T…")
        if values["guide_hash"] not in guides:
            raise ArchiveRefused(place, "the guide that it began with is missing", _AGAIN)
        fates[_put(archive, values, place)].append(values["id"])
        imported.withheld += sum(values[WITHHELD].values())
    return imported


def _put(archive: Archive, values: Values, place: str) -> str:
    """Put in a conversation, and see that what stands there now is what the file says and can be gone on with."""
    try:
        fate = archive.put(values, place)
        taken = archive.take(values["id"]) if fate == ADDED else None
        if taken is not None and (record := archive.record(values["id"])) is not None:
            archive.read_through(record)
    except _SPOILT as error:
        problem = f"it cannot be continued ({type(error).__name__})"
        raise ArchiveRefused(place, problem, "install the version that wrote the file") from None
    if taken is not None and taken | {WITHHELD: {}} != values | {WITHHELD: {}}:
        raise ArchiveRefused(place, "it holds what is not revealed yet, or what this version cannot keep", _AGAIN)
    return fate


def _parsed(text: str) -> Values:
    try:
        found = loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ArchiveRefused(place, f"this is not JSON any more ({error.msg})", _AGAIN) from None
    except (RecursionError, ValueError) as error:
        raise ArchiveRefused("the file", f"this is not JSON ({error})", _AGAIN) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ArchiveRefused(
            "line 1", "this is not an export of Partnership Coach", "give a file that partnership-coach export wrote"
        )
    version = found.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ArchiveRefused("line 1, version", "it is not a version", _AGAIN)
    if version > VERSION:
        raise ArchiveRefused(
            "line 1, version",
            f"{version} is newer than {VERSION}, which this app reads",
            "install the version of Partnership Coach that wrote it",
        )
    return found


def _exported_at(found: Values) -> datetime:
    try:
        moment = datetime.fromisoformat(found["exported_at"])
    except (KeyError, TypeError, ValueError):
        raise ArchiveRefused("line 1, exported_at", "it is not a date and time", _AGAIN) from None
    if moment.tzinfo is None:
        raise ArchiveRefused("line 1, exported_at", "it has no time zone", _AGAIN)
    return moment


def _put_guide(archive: Archive, digest: str, guide: object, place: str) -> None:
    if not isinstance(guide, dict) or not all(isinstance(guide.get(key), str) for key in ("id", "version", "content")):
        raise ArchiveRefused(place, "this is not a guide", _AGAIN)
    content = guide["content"]
    if sha256(content.encode(errors="surrogatepass")).hexdigest() != digest:
        raise ArchiveRefused(place, "the guide is not what was exported", _AGAIN)
    try:
        guide_from_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ArchiveRefused(
            f"{place}.{where}", first["msg"], "install the version of Partnership Coach that wrote it"
        ) from None
    archive.put_guide(digest, guide["id"], guide["version"], content)


def _conversation(entry: object, place: str) -> Values:
    values = entry.get("conversation") if isinstance(entry, dict) else None
    if not isinstance(values, dict) or not isinstance(values.get("id"), str):
        raise ArchiveRefused(place, "this is not a conversation", _AGAIN)
    withheld = values.get(WITHHELD)
    if not isinstance(withheld, dict) or not all(type(count) is int for count in withheld.values()):
        raise ArchiveRefused(f"{place}.{WITHHELD}", "the counts are missing", _AGAIN)
    if not isinstance(values.get("guide_hash"), str):
        raise ArchiveRefused(f"{place}.guide_hash", "it is missing", _AGAIN)
    return values


def _place(text: str, named: str, where: str) -> str:
    """The line of a file on which something with this id stands, and where it is in the JSON."""
    at = text.find(json.dumps(named))
    return f"line {text.count(chr(10), 0, at) + 1}, {where}" if at >= 0 else where


def _digest(values: Values) -> str:
    return sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _json(content: Any) -> str:
    # ASCII, so that lone surrogates and NUL, which people do send, come back as they were.
    return json.dumps(content, separators=(",", ":"), allow_nan=False)
