"""The record of acts: it is only ever added to, and each act is chained to the one before, so that a gap or a change shows.

What the chain cannot show by itself is that acts were cut off at its end: who noted the last digest sees that, too.
"""

import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from zlib import crc32

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from storage.tables.act_models import ActRow
from storage.tables.models import ErasureRow
from storage.tables.pseudonym_text import is_erased
from storage.tables.writing import Now, change, short_key

_LOCK = 0x6163_0000_0000
"""Any number of ours, above those of one chain: PostgreSQL's advisory lock for adding to it, which ends with the transaction."""


@dataclass(frozen=True)
class Chain:
    """The acts of one place, oldest first; ``broken`` is the position at which the chain does not hold, None where it is whole."""

    acts: tuple[ActRow, ...]
    broken: int | None

    @property
    def head(self) -> str:
        """The digest of the last act: who has noted it can tell whether acts were cut off after it."""
        return self.acts[-1].digest if self.acts else ""


class Acts:
    """Adds to the chains, and reads them."""

    def __init__(self, session: Session, now: Now) -> None:
        self.session, self._now = session, now

    def add(self, act: str, *, team: str, by: str, key: str, place: str = "", stage: str = "") -> None:
        """Note an act, in the transaction that does it. Without a ``place`` it concerns the whole workspace."""
        place = place or team
        if self.session.get_bind().dialect.name == "postgresql":  # two that find the same last act would both follow it
            lock = _LOCK | crc32(f"{team}:{place}".encode())
            self.session.execute(select(func.pg_advisory_xact_lock(lock)))
        last = select(ActRow.position, ActRow.digest).where(ActRow.team == team, ActRow.place == place)
        found = self.session.execute(last.order_by(ActRow.position.desc()).limit(1)).first()
        position, before = (found.position + 1, found.digest) if found else (1, "")
        nonce = secrets.token_hex(16)
        row = ActRow(
            team=team,
            place=place,
            position=position,
            act=act,
            by=by,
            key=short_key(key),
            stage=stage,
            at=self._now(),
            nonce=nonce,
            seal=_seal(nonce, by, short_key(key)),
        )
        values = {column.name: getattr(row, column.name) for column in ActRow.__table__.columns}
        self.session.execute(insert(ActRow).values(values | {"digest": _digest(before, row)}))

    def of(self, place: str) -> Chain:
        """Return the acts of a conversation, or those of a workspace that concern no single one."""
        rows = tuple(self.session.scalars(select(ActRow).where(ActRow.place == place).order_by(ActRow.position)))
        return Chain(rows, self._broken(rows))

    def people(self, team: str) -> set[str]:
        """Everybody who did anything in a workspace."""
        return set(self.session.scalars(select(ActRow.by).where(ActRow.team == team).distinct()))

    def teams_of(self, person: str) -> set[str]:
        """The workspaces in which this person did anything."""
        return set(self.session.scalars(select(ActRow.team).where(ActRow.by == person).distinct()))

    def rename(self, team: str, person: str, pseudonym: str) -> int:
        """Put a pseudonym in the place of a person, and let the key and the nonce go; the chain holds. How many acts."""
        theirs = update(ActRow).where(ActRow.team == team, ActRow.by == person)
        return change(self.session, theirs.values(by=pseudonym, key="", nonce=""))

    def drop(self, places: Collection[str]) -> None:
        """Let whole chains go, with the conversations that they belong to."""
        for place in places:
            change(self.session, delete(ActRow).where(ActRow.place == place))

    def _broken(self, rows: Iterable[ActRow]) -> int | None:
        before = ""
        for position, row in enumerate(rows, 1):
            if row.position != position or row.digest != _digest(before, row) or not self._is_sealed(row):
                return position
            before = row.digest
        return None

    def _is_sealed(self, row: ActRow) -> bool:
        """Whether this is who did it; of somebody who was erased, whether there was such an erasure."""
        if row.nonce:
            return row.seal == _seal(row.nonce, row.by, row.key)
        known = select(ErasureRow.id).where(ErasureRow.team == row.team, ErasureRow.pseudonym == row.by)
        return is_erased(row.by) and self.session.scalar(known.limit(1)) is not None


def _seal(nonce: str, by: str, key: str) -> str:
    return sha256(json.dumps([nonce, by, key]).encode()).hexdigest()


def _digest(before: str, row: ActRow) -> str:
    chained = [before, row.team, row.place, row.position, row.act, row.stage, row.at.isoformat(), row.seal]
    return sha256(json.dumps(chained).encode()).hexdigest()
