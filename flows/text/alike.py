"""How many words two texts share: a crude measure of whether they speak of the same thing."""

from collections.abc import Collection, Iterable
from itertools import combinations

from flows.text.quality import words_of

_STEM_LETTERS = 5
_SHORTEST = 3
SHARED = 1 / 3
"""From this share of the shorter text's words on, two texts are taken to speak of the same thing. Our rule of thumb."""
HARDLY = 1 / 5
"""Up to this share they have hardly a word in common."""


def stems(text: str, empty: Collection[str] = ()) -> frozenset[str]:
    """Return the beginnings of the words that say something: without ``empty`` ones and short ones, figures kept.

    >>> sorted(stems("Forty nurses by June 2027", {"by"}))
    ['2027', 'forty', 'june', 'nurse']
    """
    return frozenset(
        [
            word if word.isdigit() else word[:_STEM_LETTERS]
            for word in words_of(text)
            if word not in empty and (word.isdigit() or len(word) >= _SHORTEST)
        ]
    )


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the shorter text's words the other has too, 0 to 1; 0 where one says nothing."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def all_alike(texts: Iterable[frozenset[str]]) -> bool:
    """Return whether each pair speaks of the same thing."""
    return all(shared(one, other) >= SHARED for one, other in combinations(texts, 2))


def all_apart(texts: Iterable[frozenset[str]]) -> bool:
    """Return whether no pair has more than hardly a word in common."""
    return all(shared(one, other) <= HARDLY for one, other in combinations(texts, 2))


def clustered(texts: Iterable[str], empty: Collection[str] = ()) -> list[list[str]]:
    """Return the texts in groups that speak of the same thing, the largest group first, each in the order of ``texts``."""
    groups: list[tuple[frozenset[str], list[str]]] = []
    for text in texts:
        own = stems(text, empty)
        home = next((group for lead, group in groups if shared(lead, own) >= SHARED), None)
        if home is None:
            groups.append((own, [text]))
        else:
            home.append(text)
    return sorted((group for _, group in groups), key=lambda group: -len(group))
