"""What is told of people and details that changed: a line each in the thread, and what who goes is asked in private."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.blocks import details as details_blocks
from bot.blocks.details import Details
from bot.blocks.kit.slack_types import Body
from bot.i18n.catalogue import words
from bot.messages.conversation import in_thread
from flows.conversation.people import Change
from storage.records import Message, Record


def told(record: Record, by: str, before: Details, now: Details, changes: Sequence[Change], key: str) -> Message:
    """What the thread reads."""
    say = partial(details_blocks.told, by=by, before=before, now=now, changes=changes)
    return replace(in_thread(record, say, f"{key}:details"), harmless=True)


def no_longer_asked(record: Record, person: str, key: str, *, answered: bool) -> Message:
    """What somebody reads who is not expected any more."""
    body = details_blocks.no_longer_asked(words(_spoken_by(record, person)), record, person, answered=answered)
    return _private(record, person, "direct", f"{key}:{person}:gone", body)


def settled(record: Record, person: str, key: str, *, withdrawn: bool) -> Message:
    """The same message, once they have said what becomes of their answers."""
    body = details_blocks.settled(words(_spoken_by(record, person)), record, withdrawn=withdrawn)
    return _private(record, person, "update", f"{key}:{person}:settled", body)


def withdrawn(record: Record, person: str, key: str) -> list[Message]:
    """That somebody took their answers back: in the thread, and where they were asked."""
    line = in_thread(record, lambda said: details_blocks.withdrawn(said, person), f"{key}:withdrawn")
    return [replace(line, harmless=True), settled(record, person, key, withdrawn=True)]


def _private(record: Record, person: str, kind: str, key: str, body: Body) -> Message:
    return Message(
        kind="direct" if kind == "direct" else "update",
        team=record.team,
        channel="",
        user=person,
        conversation=record.id,
        slot=f"gone:{person}",
        body=body,
        dedupe_key=f"{record.id}:details:{key}",
        harmless=True,
    )


def _spoken_by(record: Record, person: str) -> str:
    return next((one.language for one in record.conversation.people if one.id == person), record.language)
