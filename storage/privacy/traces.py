"""Traces: whether anything of what was erased is still in a row, in the database's file or in its log.

A text is looked for by its beginning and its end, since the file cuts a long one into pages, and in each form in which it may be
kept: as written, within JSON, folded for the search. What is too short to be told from anything else is not looked for.
"""

import json
import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, String, select
from sqlalchemy.orm import Session

from flows.text.plain import plain
from storage.database import Database
from storage.engine.overwriting import empty_log, rewrite_file, rewrite_tables
from storage.engine.sqlite_file import file_of
from storage.privacy.erasing import WHO, WORDS
from storage.tables.columns import Written
from storage.tables.models import Base, GuideRow
from storage.tables.pseudonym_text import names

SHORTEST = 12
"""Characters: what is shorter may stand anywhere."""
_WINDOW = 40

OTHERS_WORDS = frozenset(f"{column.class_.__tablename__}.{column.key}" for column in (*WORDS, GuideRow.content))
"""Where others may have written the same: that is theirs, and stays."""


_REWRITTEN = sorted({column.class_.__tablename__ for column in (*WHO, *WORDS)} | {"searched", "outbox", "assessments"})


class Traces:
    """What was erased, to be looked for: ids of people, and what they wrote."""

    def __init__(self, ids: Iterable[str], words: Iterable[str]) -> None:
        self.ids = frozenset(ids)
        self._texts: dict[str, set[str]] = {}
        for text in words:
            for needle in _needles(text):
                self._texts.setdefault(needle, set()).add(text)
        self.needles = self.ids | self._texts.keys()
        self.alike: set[str] = set()
        """Ids with which a longer one begins that rows hold: a file does not tell them apart."""

    def in_files(self, file: Path) -> set[str]:
        """The needles that are in the file of SQLite or in its log."""
        found: set[str] = set()
        for each in (file, file.with_name(f"{file.name}-wal")):
            if each.is_file() and each.stat().st_size:
                with each.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    found |= {needle for needle in self.needles if content.find(needle.encode()) >= 0}
        return found

    def in_rows(self, session: Session) -> dict[str, set[str]]:
        """The needles that rows hold now: ``table.column`` → needles."""
        found: dict[str, set[str]] = {}
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String | JSON | Written):
                    held = self._held(session, column)
                    if held:
                        found[f"{table.name}.{column.name}"] = held
        return found

    def left(self, rows: dict[str, set[str]]) -> list[str]:
        """Where a trace is left, of what rows hold: not where others wrote the same, nor what was made of that."""
        held = {needle for place, needles in rows.items() if place in OTHERS_WORDS for needle in needles}
        theirs = {text for needle in held - self.ids for text in self._texts[needle]}

        def is_trace(needle: str) -> bool:
            return needle in self.ids or theirs.isdisjoint(self._texts[needle])

        return sorted(place for place, needles in rows.items() if any(map(is_trace, needles)))

    def _held(self, session: Session, column: Column[Any]) -> set[str]:
        held: set[str] = set()
        for value in session.scalars(select(column).where(column.is_not(None)).execution_options(yield_per=500)):
            text = value if isinstance(value, str) else json.dumps(value)
            for needle in self.needles:
                if needle in text:
                    (held if needle not in self.ids or names(needle).search(text) else self.alike).add(needle)
        return held


def overwritten(database: Database, traces: Traces) -> str:
    """Overwrite what was erased, after the commit, and look whether a copy of it is left; empty, or what is wrong in words."""
    file = file_of(database.url)
    if not database.sqlite:
        if held := rewrite_tables(database.engine, _REWRITTEN):
            return f"the server may still hold copies of it in the tables {', '.join(held)}, which somebody uses"
    elif not empty_log(database.engine):
        log = f"{database.url.partition('///')[2]}-wal"
        return f"the database's log {log} may still hold copies of it, since something still reads it"
    in_file = traces.in_files(file) if file and traces.needles else set()
    if in_file and file:
        # Freed by a version that did not overwrite, or left over where rows were moved.
        if not rewrite_file(database.engine):
            return f"the database's file {file} still holds copies of it, and others keep writing"
        in_file = traces.in_files(file)
    with database.reading() as uow:
        rows = traces.in_rows(uow.session) if traces.needles else {}
    if places := traces.left(rows):
        return f"copies of it are left in {', '.join(places)}"
    if in_file - traces.alike - {needle for held in rows.values() for needle in held}:
        return f"the database's file {file} still holds copies of it"
    return ""


def _needles(text: str) -> Iterator[str]:
    for form in (text, json.dumps(text)[1:-1], plain(text)):
        clean = form.encode(errors="ignore").decode().strip()
        if len(clean) >= SHORTEST and clean.isprintable():
            yield from (clean[:_WINDOW], clean[-_WINDOW:])
