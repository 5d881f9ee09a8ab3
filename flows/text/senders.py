"""Who wrote a message that somebody forwards: a name beside an address, else the house behind the first address or link."""

import re

_NAMED = re.compile(r"([^\n:<>\"()]{2,80}?)[\"\s]*[<(]\s*(?:mailto:)?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_HOUSE = re.compile(r"(?:@|https?://(?:www\.)?)([\w-]+(?:\.[\w-]+)+)")
_MOST = 20_000


def who_wrote(text: str) -> str:
    """Return who wrote it, as far as the text says; empty where it does not.

    >>> who_wrote("From: Jane Roe <jane@acme.org>")
    'Jane Roe'
    >>> who_wrote("Write to jane@acme.org")
    'acme.org'
    """
    text = text[:_MOST]
    if named := _NAMED.search(text):
        return named[1].strip(" \"'*_,;")
    house = _HOUSE.search(text)
    return house[1] if house else ""
