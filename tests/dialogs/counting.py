"""What one journey costs, as counts that no busy machine changes: calls of our own functions, statements, transactions.

Each thread counts for itself, since a click is answered by one thread and its messages are sent by another. Calls are those of
Python functions whose file is in bot, storage or flows, the playground left out: the emulator is not what is counted.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Engine, event

ROOT = Path(__file__).parents[2]
_OURS = tuple(f"{ROOT / folder}/" for folder in ("bot", "storage", "flows"))
_EMULATOR = f"{ROOT / 'bot' / 'playground'}/"
_OPENING = ("BEGIN", "SAVEPOINT", "RELEASE")
"""What opens a transaction is no statement in it."""


@dataclass
class Transaction:
    """One transaction of a thread: its statements in order, and whether any of them writes."""

    statements: list[str] = field(default_factory=list)
    may_write: bool = False


@dataclass
class Counts:
    """What was counted, by the name of the thread."""

    calls: Counter[str] = field(default_factory=Counter)
    functions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(thread, file:function)."""
    transactions: dict[str, list[Transaction]] = field(default_factory=dict)

    def thread(self, beginning: str) -> "Counts":
        """Only the threads whose name begins so."""
        return Counts(
            Counter({name: count for name, count in self.calls.items() if name.startswith(beginning)}),
            Counter({where: count for where, count in self.functions.items() if where[0].startswith(beginning)}),
            {name: found for name, found in self.transactions.items() if name.startswith(beginning)},
        )

    def all_calls(self) -> int:
        """Calls of every thread."""
        return sum(self.calls.values())

    def calls_in(self, folder: str) -> int:
        """Calls of the functions of one folder."""
        return sum(count for (_, where), count in self.functions.items() if where.startswith(folder))

    def all_transactions(self) -> list[Transaction]:
        """Transactions of every thread that said something to the database, in the order of each thread."""
        return [each for found in self.transactions.values() for each in found if each.statements]

    def writing(self) -> list[Transaction]:
        """Transactions that were opened for writing or that write."""
        found = [each for transactions in self.transactions.values() for each in transactions]
        return [each for each in found if each.may_write]


class Counting:
    """Counts between ``on`` and ``off`` in every thread that was started after ``watched`` began."""

    def __init__(self) -> None:
        self._counts: Counts | None = None
        self._by_frame: dict[str, bool] = {}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Threads that start here are counted."""
        threading.setprofile(self._called)
        event.listen(Engine, "begin", self._begun)
        event.listen(Engine, "before_cursor_execute", self._said)
        try:
            yield
        finally:
            threading.setprofile(None)  # type: ignore[arg-type]  # what it takes, and typeshed does not say
            event.remove(Engine, "begin", self._begun)
            event.remove(Engine, "before_cursor_execute", self._said)

    @contextmanager
    def counted(self) -> Iterator[Counts]:
        """What happens meanwhile."""
        counts = self._counts = Counts()
        try:
            yield counts
        finally:
            self._counts = None

    def _called(self, frame: FrameType, what: str, _: Any) -> None:
        counts = self._counts
        if counts is None or what != "call":
            return
        code = frame.f_code
        ours = self._by_frame.get(code.co_filename)
        if ours is None:
            file = code.co_filename
            ours = self._by_frame[file] = file.startswith(_OURS) and not file.startswith(_EMULATOR)
        if ours:
            thread = threading.current_thread().name
            counts.calls[thread] += 1
            counts.functions[thread, f"{code.co_filename.removeprefix(f'{ROOT}/')}:{code.co_qualname}"] += 1

    def _begun(self, connection: Connection) -> None:
        if self._counts is None:
            return
        mine = self._counts.transactions.setdefault(threading.current_thread().name, [])
        options = connection.get_execution_options()
        mine.append(Transaction(may_write=options.get("begin") == "IMMEDIATE"))

    def _said(self, _connection: Any, _cursor: Any, text: str, *_: Any) -> None:
        if self._counts is None or text.startswith(_OPENING):
            return
        mine = self._counts.transactions.setdefault(threading.current_thread().name, [])
        if not mine:
            mine.append(Transaction())
        mine[-1].statements.append(text)
        mine[-1].may_write |= text.startswith(("INSERT", "UPDATE", "DELETE")) or "FOR UPDATE" in text
