"""A commitment: a guardrail with an owner, a due date and a tripwire, and everything that ever happened to it.

What a commitment is now is read from its history; nothing in the history is ever changed or taken out. Only ``closed`` is
final: what held may fail later, and what failed may be mended.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from flows.errors import (
    CommitmentClosed,
    DateInThePast,
    NobodyOwnsIt,
    NothingPromised,
    ReasonMissing,
    UnknownCommitment,
)

USUAL = timedelta(days=30)
"""How far ahead the day of a new one is, unless somebody says otherwise."""


class Did(StrEnum):
    """What somebody did with a commitment."""

    made = "made"
    moved = "moved"
    handed_over = "handed_over"
    contested = "contested"
    held = "held"
    failed = "failed"
    closed = "closed"


class State(StrEnum):
    """Where a commitment stands. ``moved`` is open with another date; ``contested``: somebody disagrees with it or with
    what was said of it."""

    open = "open"
    moved = "moved"
    contested = "contested"
    held = "held"
    failed = "failed"
    closed = "closed"


_STATE_AFTER = {
    Did.made: State.open,
    Did.moved: State.moved,
    Did.contested: State.contested,
    Did.held: State.held,
    Did.failed: State.failed,
    Did.closed: State.closed,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened: who did it, on which day, and why. ``due`` and ``owner`` are those from then on."""

    did: Did
    by: str
    on: date
    due: date
    owner: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """``flag``: the id of the flag whose guardrail it is, None when it is free. ``tripwire``: what follows if it does not hold,
    in words ("no second funder by 1 March: we pause"); empty when nobody named one."""

    id: str
    text: str
    history: tuple[Change, ...]
    flag: str | None = None
    tripwire: str = ""

    @property
    def owner(self) -> str:
        return self.history[-1].owner

    @property
    def due(self) -> date:
        return self.history[-1].due

    @property
    def state(self) -> State:
        """A new owner changes nothing about where it stands."""
        return next(_STATE_AFTER[change.did] for change in reversed(self.history) if change.did in _STATE_AFTER)

    @property
    def waiting(self) -> bool:
        """Whether it still asks something of its owner."""
        return self.state not in (State.held, State.closed)

    def is_due(self, today: date) -> bool:
        """Whether it must be asked about today: its day has come and it was not seen to hold since."""
        return self.waiting and self.due <= today


def make(
    id: str, text: str, *, owner: str, due: date, by: str, on: date, flag: str | None = None, tripwire: str = ""
) -> Commitment:
    """A commitment made on day ``on``; raises NothingPromised, NobodyOwnsIt, DateInThePast."""
    if not text.strip():
        raise NothingPromised
    change = Change(Did.made, by, on, _ahead(due, on), _somebody(owner))
    return Commitment(id, text.strip(), (change,), flag, tripwire.strip())


def hold(commitment: Commitment, *, by: str, on: date, reason: str = "") -> Commitment:
    """It held, as ``by`` says."""
    return _change(commitment, Did.held, by, on, reason)


def fail(commitment: Commitment, *, by: str, on: date, reason: str = "") -> Commitment:
    """It did not hold."""
    return _change(commitment, Did.failed, by, on, reason)


def move(commitment: Commitment, to: date, *, by: str, on: date, reason: str) -> Commitment:
    """Another due date, from today on; raises DateInThePast, ReasonMissing."""
    _still_open(commitment)
    return _change(commitment, Did.moved, by, on, _written(reason), due=_ahead(to, on))


def contest(commitment: Commitment, *, by: str, on: date, reason: str) -> Commitment:
    """``by`` disagrees: with the commitment, or with what was said of it."""
    return _change(commitment, Did.contested, by, on, _written(reason))


def hand_over(commitment: Commitment, to: str, *, by: str, on: date, reason: str = "") -> Commitment:
    """Another owner, for example since the first one left."""
    return _change(commitment, Did.handed_over, by, on, reason, owner=_somebody(to))


def close(commitment: Commitment, *, by: str, on: date, reason: str) -> Commitment:
    """Nothing more is asked about it, whatever became of it."""
    return _change(commitment, Did.closed, by, on, _written(reason))


def find(commitments: Iterable[Commitment], id: str) -> Commitment:
    """The commitment of this id; raises UnknownCommitment."""
    found = next((one for one in commitments if one.id == id), None)
    if found is None:
        raise UnknownCommitment(commitment=id)
    return found


def due(commitments: Iterable[Commitment], today: date) -> tuple[Commitment, ...]:
    """Those that must be asked about today, the longest overdue first."""
    return tuple(sorted((one for one in commitments if one.is_due(today)), key=lambda one: (one.due, one.id)))


def _change(
    commitment: Commitment,
    did: Did,
    by: str,
    on: date,
    reason: str,
    *,
    due: date | None = None,
    owner: str | None = None,
) -> Commitment:
    _still_open(commitment)
    change = Change(did, by, on, due or commitment.due, owner or commitment.owner, reason.strip())
    return replace(commitment, history=(*commitment.history, change))


def _still_open(commitment: Commitment) -> None:
    if commitment.state is State.closed:
        raise CommitmentClosed(commitment=commitment.id)


def _ahead(due: date, today: date) -> date:
    if due < today:
        raise DateInThePast(due=due.isoformat())
    return due


def _somebody(owner: str) -> str:
    if not owner.strip():
        raise NobodyOwnsIt
    return owner


def _written(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason
