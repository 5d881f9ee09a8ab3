"""Messages of one unit of work, written together: one look at what is there, then one insert, however many they are."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, bindparam, or_, select, union_all, update
from sqlalchemy.orm import Session

from storage.records import CANVAS, Message
from storage.tables.models import PARKED, PENDING, OutboxRow
from storage.tables.writing import Now, change, insert_all_once, short_key, table_of

CARD = "card"
"""The slot whose message is the thread's parent."""
THREAD_DELETED = "thread_deleted"
"""Why a conversation is parked whose card was deleted: a reply would land in the channel, before everybody."""
HELD = "held"
"""Why a conversation is parked in whose channel the partner's side reads by now: what carries answers waits for our word."""
ALONE = ("direct", "ephemeral", CANVAS)
"""Kinds that do not wait for a conversation's channel: they go to a person, or nowhere."""
REPLACED_BY_UPDATE = ("post", "direct")
"""Kinds whose body an update takes over while they wait; one that may have been sent keeps its own."""

_OUTBOX = table_of(OutboxRow).c
_SEEN = [
    _OUTBOX[name] for name in ("id", "dedupe_key", "conversation_id", "slot", "kind", "state", "error", "uncertain")
]
_LOOK = union_all(
    select(*_SEEN).where(_OUTBOX.dedupe_key.in_(bindparam("keys", expanding=True))),
    select(*_SEEN).where(
        _OUTBOX.conversation_id.in_(bindparam("conversations", expanding=True)), _OUTBOX.state.in_((PENDING, PARKED))
    ),
).order_by("id")
_TAKES_BODY = or_(_OUTBOX.kind == "update", _OUTBOX.kind.in_(REPLACED_BY_UPDATE) & _OUTBOX.uncertain.is_(False))
_REPLACE = (
    update(table_of(OutboxRow))
    .where(_OUTBOX.id == bindparam("this"), _OUTBOX.state.in_((PENDING, PARKED)), _TAKES_BODY)
    .values(body=bindparam("body"), harmless=bindparam("no_harm"), document=None, file_id=None, file_at=None)
)


class Batch:
    """What is still to be written. ``unpark`` has what is parked in a conversation wait again."""

    def __init__(self, session: Session, now: Now, unpark: Callable[[Message], object]) -> None:
        self._session, self._now, self._unpark = session, now, unpark
        self._messages: list[Message] = []

    def add(self, message: Message) -> None:
        """Write it with the others."""
        self._messages.append(message)

    def flush(self) -> None:
        """Write what was added, in its order."""
        if not self._messages:
            return
        messages, self._messages = self._messages, []
        keys = [short_key(message.dedupe_key) for message in messages]
        there = self._look(keys, messages)
        known = {row.dedupe_key for row in there}
        parked = self._parked(there)
        rows: list[dict[str, Any]] = []
        for key, message in zip(keys, messages, strict=True):
            if key in known:
                continue
            known.add(key)
            private = message.kind in ALONE or (message.kind == "update" and message.user)
            why = None if private else parked.get(message.conversation)
            if why is not None and why != THREAD_DELETED:
                self._unpark(message)  # somebody is at it again
                del parked[message.conversation]
                why = None
            if message.kind != "update" or not self._replaced(message, there, rows):
                rows.append(self._row(key, message, None if message.slot == CARD else why))
        insert_all_once(self._session, OutboxRow, rows)

    def _look(self, keys: list[str], messages: Iterable[Message]) -> list[Row[Any]]:
        """The rows with these keys, and what waits of these conversations; the oldest first."""
        conversations = {each.conversation for each in messages if each.conversation is not None}
        found = self._session.execute(_LOOK, {"keys": keys, "conversations": sorted(conversations)})
        return list({row.id: row for row in found}.values())

    @staticmethod
    def _parked(there: Iterable[Row[Any]]) -> dict[str | None, str]:
        """Conversation → why nothing can be said there now."""
        found: dict[str | None, str] = {}
        for row in there:
            if row.state == PARKED and row.kind != "direct":
                found.setdefault(row.conversation_id, row.error)
        return found

    def _replaced(self, message: Message, there: Iterable[Row[Any]], rows: list[dict[str, Any]]) -> bool:
        """Latest content wins. A post that may have been sent keeps its body: the update must follow it."""
        if message.conversation is None or message.slot is None:
            return False
        slot = (message.conversation, message.slot)
        for row in reversed(rows):
            if (row["conversation_id"], row["slot"]) == slot and row["kind"] in ("update", *REPLACED_BY_UPDATE):
                row.update(body=message.body, harmless=message.harmless, document=None)
                return True
        takes = [
            row.id
            for row in there
            if (row.conversation_id, row.slot) == slot
            and row.state in (PENDING, PARKED)
            and (row.kind == "update" or (row.kind in REPLACED_BY_UPDATE and not row.uncertain))
        ]
        # A relay may have claimed it since: then it has left, and the update is a row of its own.
        return (
            bool(takes)
            and change(self._session, _REPLACE, this=takes[-1], body=message.body, no_harm=message.harmless) > 0
        )

    def _row(self, key: str, message: Message, parked: str | None) -> dict[str, Any]:
        return {
            "dedupe_key": key,
            "delivery_id": uuid.uuid4().hex,
            "kind": message.kind,
            "team": message.team,
            "channel": message.channel,
            "lane": _lane(message),
            "user": message.user,
            "conversation_id": message.conversation,
            "slot": message.slot,
            "thread_slot": message.thread_slot,
            "thread_ts": message.thread_ts,
            "body": message.body,
            "document": asdict(message.document) if message.document else None,
            "state": PENDING if parked is None else PARKED,
            "fence": 0,
            "attempts": 0,
            "hears": message.hears,
            "uncertain": False,
            "harmless": message.harmless,
            "not_before": self._now(),
            "created_at": self._now(),
            "error": parked or "",
        }


def _lane(message: Message) -> str:
    """What is sent in order: a channel; what one person reads alone in channels; or everything in their direct messages, updates
    of it included. A canvas waits with what is told to who asked for it. What one person is answered keeps no team's posts waiting.
    """
    if message.kind == "ephemeral":
        return f"whisper:{message.user}"
    private = message.kind in ("direct", CANVAS) or (message.kind == "update" and message.user)
    return f"direct:{message.user}" if private else message.channel
