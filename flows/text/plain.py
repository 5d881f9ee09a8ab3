"""Typed text as it is compared and read: one way for commands, search, dates, numbers and names."""

import re
import unicodedata

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ＇", "'"),
        **dict.fromkeys("“”„‟″«»＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    }
)

_NOT_SEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u200e\u200f"))
_LISTED = re.compile(r"^(?:\s*(?:[-–—*•◦▪‣·>:,;]+|\(?[0-9]{1,2}[.)])(?=\s|$))+\s*|^\s*[•◦▪‣:,;]+\s*")
"""The marks of a list, of a quotation, or what stands after a name that was called: "@Coach, status"."""


def plain(text: str) -> str:
    """Return the text in lower case, without accents and invisible characters, with straight quotes and dashes and single spaces.

    >>> plain("  L’Été – à  9\\u00a0h ")
    "l'ete - a 9 h"
    """
    return " ".join((text.lower() if text.isascii() else _letters(text)).split())


def placed(text: str) -> list[tuple[str, int]]:
    """Return the letters of the plain text, each with the position where it stood; a space may stand at either end."""
    found: list[tuple[str, int]] = []
    for place, sign in enumerate(text):
        for letter in _letters(sign):
            if not letter.isspace():
                found.append((letter, place))
            elif found and found[-1][0] != " ":
                found.append((" ", place))
    return found


def typed(text: str) -> str:
    """Return what somebody typed, without the mark of a list before it and without quotes around it.

    >>> typed("• “L’Oréal”")
    'L’Oréal'
    """
    bare = _LISTED.sub("", text.translate(_NOT_SEEN)).strip()
    straight = bare.translate(_STRAIGHT)
    quoted = (
        len(bare) > 2 and straight[0] == straight[-1] and straight[0] in "'\"`" and straight[0] not in straight[1:-1]
    )
    return bare[1:-1].strip() if quoted else bare


def _letters(text: str) -> str:
    # Straightened before it is taken apart, which makes a space and an accent of some quotes; taken apart again, as lower case
    # may come with an accent.
    apart = unicodedata.normalize("NFKD", text.translate(_STRAIGHT)).casefold()
    letters = unicodedata.normalize("NFKD", apart).translate(_STRAIGHT)
    return "".join(one for one in letters if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
