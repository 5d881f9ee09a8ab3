"""An attribute that is made when it is first asked for."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")


class Lazy(Generic[Made]):
    """``name = Lazy(lambda owner: …)`` in a class: each instance makes its own, once, when it is first read.

    Not a cached_property: in Python 3.11 those of all instances share one lock, and who holds it here may be waiting for a
    connection that somebody who waits for the lock has. An instance belongs to one thread, so no lock is needed.
    """

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self._make = make
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, owner: Any, _: type) -> Made:
        made = owner.__dict__[self._name] = self._make(owner)  # from now on the instance's own attribute is found first
        return made
