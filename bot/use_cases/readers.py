"""Before whom something is held back: who reads in a conversation's channel by now, of the partner's side."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.use_cases.directory import Readers
from storage.records import SHARED, Named


@dataclass(frozen=True)
class Held:
    """Before whom something is held back: ids of the partner's people, and ``SHARED``. ``asks``: who is asked what to do."""

    before: frozenset[str] = frozenset()
    asks: tuple[str, ...] = ()


def held_before(named: Named, readers: Readers, accepted: Collection[str]) -> Held:
    """Return before whom nothing may be written in a channel. The opener is asked; where they are not there any more, each of
    our deciders who is."""
    before = set(named.partner & readers.members)
    if readers.channel.shared:
        before.add(SHARED)
    asks: tuple[str, ...] = (named.opener,)
    if named.opener not in readers.members:
        asks = tuple(sorted(named.deciders & readers.members)) or asks
    return Held(frozenset(before.difference(accepted)), asks)
