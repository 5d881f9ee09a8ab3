"""How often one person may have the coach answer: what nobody could mean keeps nobody else waiting."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from enum import Enum, auto

MOST_A_MINUTE = 30
"""Mentions and messages to the coach that one person gets answers to within a minute."""
_SECONDS = 60.0
_MOST_PEOPLE = 10_000


class Pace(Enum):
    """What becomes of what somebody says to the coach."""

    ANSWERED = auto()
    TOLD = auto()
    """Not answered: they are told, once, to go slower."""
    SILENT = auto()
    """Not answered, and they know why."""


class Paces:
    """Counts what each person says to the coach. Kept in memory: each replica counts for itself."""

    def __init__(self, most: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = MOST_A_MINUTE if most is None else most, clock
        self._guard = threading.Lock()
        self._said: OrderedDict[str, deque[float]] = OrderedDict()
        self._told: set[str] = set()
        self._heard: OrderedDict[str, Pace] = OrderedDict()

    def of(self, person: str, event: str) -> Pace:
        """Count something that this person says, once for each event; return what becomes of it."""
        now = self._clock()
        with self._guard:
            if event in self._heard:
                return Pace.SILENT if self._heard[event] is Pace.TOLD else self._heard[event]
            said = self._said.setdefault(person, deque())
            self._said.move_to_end(person)
            while said and now - said[0] >= _SECONDS:
                said.popleft()
            if len(said) < self._most:
                self._told.discard(person)
                said.append(now)
                pace = Pace.ANSWERED
            else:
                pace = Pace.SILENT if person in self._told else Pace.TOLD
                self._told.add(person)
            self._heard[event] = pace
            if len(self._heard) > _MOST_PEOPLE:
                self._heard.popitem(last=False)
            while len(self._said) > _MOST_PEOPLE:
                gone, _ = self._said.popitem(last=False)
                self._told.discard(gone)
            return pace
