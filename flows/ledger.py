"""The distraction ledger: what was declined, why, and what would reopen it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher

from flows.model import UNSAID, Setup
from flows.text.languages import in_all
from flows.text.plain import plain

USUAL = timedelta(days=182)
"""When a condition has no date: once in half a year somebody looks whether it has come."""
_ALIKE = 0.84
_SHORTEST_WORD = 4
_EVERYWHERE = frozenset(in_all(lambda spoken: spoken.names.common))
"""Words that stand in so many names that they say nothing."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """``reason``: why it was stopped, where no decision says it. ``condition`` and ``on``: what would reopen it, both may be
    empty. ``by``: who wrote it. ``asked``: how often the coach has asked whether it has come."""

    reason: str = ""
    condition: str = ""
    on: date | None = None
    by: str = ""
    asked: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not (self.reason or self.condition or self.on)

    def ask_on(self, today: date) -> date | None:
        """The day on which the coach asks; None when nothing would reopen it."""
        if self.on is not None:
            return self.on
        return today + USUAL if self.condition else None


def alike(name: str, setup: Setup, other: str, other_setup: Setup) -> int:
    """How much another partnership is like this one: 3 the same name, 2 nearly or a word in common, 1 the same kind, 0 not.

    >>> alike("Fondation Acmé", Setup(), "ACME Foundation", Setup())
    2
    """
    one, two = _folded(name), _folded(other)
    if one == two:
        return 3
    if _words(one) & _words(two) or SequenceMatcher(None, one, two).ratio() >= _ALIKE:
        return 2
    kind = (setup.their_kind, setup.label)
    return int(kind == (other_setup.their_kind, other_setup.label) and not {"other", UNSAID} & set(kind))


def same_name(one: str, two: str) -> bool:
    """Whether two partnerships have the same name, however it is written.

    >>> same_name("Fondation Acmé", "fondation  ACME")
    True
    """
    return bool(_folded(one)) and _folded(one) == _folded(two)


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain(text)))


def _words(folded: str) -> frozenset[str]:
    return frozenset(one for one in folded.split() if len(one) >= _SHORTEST_WORD) - _EVERYWHERE


def most_alike(name: str, setup: Setup, others: Iterable[tuple[str, str, Setup]], most: int = 3) -> list[str]:
    """The ids of those (id, name, setup) that are alike, the most alike first; of equals, the first given."""
    ranked = [(alike(name, setup, other, situation), id) for id, other, situation in others]
    return [id for rank, id in sorted(ranked, key=lambda one: -one[0]) if rank][:most]
