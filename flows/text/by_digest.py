"""Remember what was made of a text without keeping the text: what was erased is in no cache."""

import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from typing import Generic, TypeVar

_KEY = os.urandom(32)
"""Of this process: nobody can try texts against a digest that they find."""
_Made = TypeVar("_Made")


class ByDigest(Generic[_Made]):
    """The results of a function of texts, the newest ``most`` of them, each under a keyed digest of what it was given."""

    def __init__(self, work: Callable[..., _Made], most: int) -> None:
        self._work, self._most = work, most
        self._known: OrderedDict[bytes, _Made] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, *texts: str) -> _Made:
        """Return what the function makes of these texts; called again only where it is not known."""
        digest = blake2b(key=_KEY, digest_size=16)
        for text in texts:
            given = text.encode("utf-8", "surrogatepass")
            digest.update(len(given).to_bytes(8))
            digest.update(given)
        key = digest.digest()
        try:
            return self._known[key]
        except KeyError:
            made = self._known[key] = self._work(*texts)
            if len(self._known) > self._most:
                with suppress(KeyError):  # another thread may have made room
                    self._known.popitem(last=False)
            return made
