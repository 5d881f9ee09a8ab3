"""What storage gives and takes: a conversation with the row facts that the pure one does not know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from flows.commitments import Commitment
from flows.conversation.conversation import Conversation
from flows.ledger import LedgerEntry

SHARED = "shared"
"""Stands for the people of another organisation with which a channel is shared."""


@dataclass(frozen=True)
class Named:
    """Whom a conversation names, by id, and its channel: enough to know whether Slack must be asked about somebody."""

    channel: str
    opener: str
    ours: frozenset[str]
    partner: frozenset[str]
    deciders: frozenset[str] = frozenset()
    """Of our side."""


@dataclass(frozen=True)
class Record:
    """A stored conversation. ``revision`` grows by one at each save; ``thread_ts`` is known once the card was posted.
    ``commitments`` come with a conversation that is read by itself, never in a list; ``ledger`` with one that was declined."""

    id: str
    team: str
    channel: str
    partner_name: str
    language: str
    conversation: Conversation
    decide_by: str = ""
    thread_ts: str | None = None
    revision: int = 0
    created_at: datetime | None = None
    decided_at: datetime | None = None
    commitments: tuple[Commitment, ...] = ()
    ledger: LedgerEntry | None = None


@dataclass(frozen=True)
class Remark:
    """What somebody said in the thread about a section. ``versions``: earlier texts, oldest first."""

    message_ts: str
    author: str
    section: str
    text: str
    deleted: bool = False
    versions: tuple[str, ...] = ()


CANVAS: Literal["canvas"] = "canvas"
"""Not a message: a canvas of a channel. ``user`` asked for it and is told what became of it."""


@dataclass(frozen=True)
class Document:
    """A file that a message brings, as values: its bytes are made when it is sent, and never kept.

    ``kind`` and ``content`` are what ``bot.workers.attachments.enclosures`` takes; ``name`` has its extension;
    ``refused`` is what the reader is told instead where Slack takes no files, ``not_made`` where it could not be made: what to do
    now.
    """

    kind: str
    content: dict[str, Any]
    name: str
    title: str
    refused: str
    not_made: str = ""


Hears = Literal["", "opener"]
"""Who is told when a message never arrives: nobody, or who opened its conversation."""


@dataclass(frozen=True)
class Message:
    """Something to send, written in the commit that causes it; the relay sends it later.

    ``slot`` names the message within its conversation (``card``, ``question:gap``, ``section:clarity``): an ``update`` goes
    to the message that was posted under its slot, and several waiting updates of a slot become one. ``thread_slot`` names
    the parent. ``dedupe_key`` is unique for ever: the same message is never written twice. A ``document`` is shared as a file, by a
    post or a direct message; of the body only its text goes with it. ``harmless``: nobody's answers are in it, nor what was made of
    them; anything else waits where the partner's side reads in the channel by now. ``hears``: who is told when it never arrives.
    """

    kind: Literal["post", "update", "ephemeral", "direct", "canvas"]
    team: str
    channel: str
    body: Mapping[str, object]
    dedupe_key: str
    conversation: str | None = None
    slot: str | None = None
    thread_slot: str | None = None
    thread_ts: str | None = None
    user: str | None = None
    document: Document | None = None
    harmless: bool = False
    hears: Hears = ""


@dataclass(frozen=True)
class Posted:
    """Where a slot's message stands in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Uploaded:
    """A file that Slack has, of a message that may not stand yet."""

    id: str
    at: datetime


@dataclass(frozen=True)
class Claim:
    """An outbox row that one relay may send now. ``fence`` must still be valid when the result is recorded. ``at``: when it was
    claimed; ``file``: its document, where that was uploaded before; ``direct_channel``: of the person, where it is known;
    ``parked_there``: whether something in its lane waits until somebody acts, or its channel is shut as far as is known;
    ``whisper_next``: whether the next one in its lane is for one person's eyes, and lost when its relay dies before it is sent.
    """

    id: int
    delivery_id: str
    fence: int
    kind: str
    team: str
    channel: str
    body: dict[str, Any]
    conversation: str | None
    slot: str | None
    thread_ts: str | None
    target: Posted | None
    user: str | None
    attempts: int
    uncertain: bool
    created_at: datetime
    at: datetime
    thread_expected: bool = False
    lane: str = ""
    trying_since: datetime | None = None
    document: Document | None = None
    file: Uploaded | None = None
    direct_channel: str | None = None
    parked_there: bool = False
    hears: Hears = ""
    whisper_next: bool = False
    harmless: bool = False


@dataclass(frozen=True)
class Backlog:
    """What still waits. ``uncertain`` may have been sent; ``parked`` waits for an owner, ``dead`` was given up."""

    count: int = 0
    oldest: datetime | None = None
    oldest_age: timedelta | None = None
    uncertain: int = 0
    parked: int = 0
    dead: int = 0
