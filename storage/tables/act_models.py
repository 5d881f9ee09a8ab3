"""The row of an act: who did what, when, under which key; never what anybody wrote."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from storage.tables.models import Base, Key, Position


class ActRow(Base):
    """One act of a chain. ``place`` is its conversation, or the workspace for what concerns no single one.

    ``seal`` is made of ``by`` and ``key`` with a random ``nonce``; ``digest`` of everything else, the seal, and the digest before.
    Whoever is erased leaves their seal behind, and without the nonce nobody can tell whose it was.
    """

    __tablename__ = "acts"
    __table_args__ = (Index("ix_acts_by", "team", "by"),)

    team: Mapped[Key]
    place: Mapped[Key]
    position: Mapped[Position]
    act: Mapped[str]
    by: Mapped[str]
    key: Mapped[str]
    stage: Mapped[str]
    at: Mapped[datetime]
    nonce: Mapped[str]
    seal: Mapped[str]
    digest: Mapped[str]
