"""A lock that is handed over in the order of asking. An unfair one made the slowest writers wait four times as long."""

import threading
from collections import deque

from storage.engine.errors import DatabaseBusy


class FifoLock:
    """First come, first served. ``patience``: seconds to wait before DatabaseBusy; nothing of the waiter's is lost then."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._owner: int | None = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner is None:
                self._owner = me
                return
            if self._owner == me:
                raise RuntimeError("this thread has a unit of work open already: finish it, or pass it on")
            mine = threading.Event()
            self._waiting.append(mine)
        handed_over = False
        try:
            handed_over = mine.wait(self._patience)
        finally:
            if not handed_over:
                self._give_up(mine)
        if not handed_over:
            raise DatabaseBusy
        self._owner = me

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._hand_over()

    def _hand_over(self) -> None:
        if self._waiting:
            self._owner = 0  # nobody's until the next one wakes up, and not free either
            self._waiting.popleft().set()
        else:
            self._owner = None

    def _give_up(self, mine: threading.Event) -> None:
        with self._guard:
            if mine.is_set():  # it was handed over at the last moment
                self._hand_over()
            else:
                self._waiting.remove(mine)
