"""The nearest of what is known to what was typed and not understood."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from flows.text.plain import plain

_ALIKE = 0.7
_SHORTEST, _LONGEST = 3, 60
"""Letters: two are like anything, and a sentence is like nothing."""


def nearest(typed: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that is spelled most like ``typed``, as it is spelled there; empty where none is alike.

    Of two that are alike it is the one with the same letters, or with the same first one, which is seldom missed.
    """
    wanted = plain(typed)
    if not _SHORTEST <= len(wanted) <= _LONGEST:
        return ""
    spellings = {plain(each): each for each in reversed(list(known))}
    found = get_close_matches(wanted, sorted(spellings), n=5, cutoff=_ALIKE)

    def likeness(spelling: str) -> float:
        alike = 0.1 * (sorted(spelling) == sorted(wanted)) + 0.1 * (spelling[0] == wanted[0])
        return SequenceMatcher(None, wanted, spelling).ratio() + alike

    return spellings[max(found, key=likeness)] if found else ""
